// Memory that tells when it is used wrongly: pages before and after that cannot be touched, inputs that
// cannot be written.
#ifndef CERTPHOTO_ENGINE_CHECK_GUARDED_H
#define CERTPHOTO_ENGINE_CHECK_GUARDED_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace certphoto::check {

class Guarded {
 public:
  // `bytes` 64-byte aligned, ending as close to an untouchable page as that allows; filled with `fill`.
  Guarded(std::string name, std::size_t bytes, std::uint8_t fill);
  ~Guarded();
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  [[nodiscard]] std::uint8_t* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return bytes_; }
  void Seal();    // from now on a write is a fault
  void Forbid();  // from now on any access is a fault: it was given back
  // False when something was written before the first or behind the last byte.
  [[nodiscard]] bool Intact() const;

 private:
  friend void DescribeFault(void* address, bool write, int out);
  std::string name_;
  std::uint8_t* map_;
  std::size_t map_bytes_;
  std::uint8_t* data_;
  std::size_t bytes_;
  bool sealed_ = false, forbidden_ = false;
  Guarded *previous_ = nullptr, *next_ = nullptr;
};

// On a fault in guarded memory writes "fault TEXT" to `descriptor` and ends the process.
void ExplainFaultsOn(int descriptor);

}  // namespace certphoto::check

#endif
