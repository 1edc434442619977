// Bytes of the messages between host and worker. Both run on the same machine: numbers are in its own order.
//
// The reader trusts nothing: every length is checked against what is left before anything is allocated, and a
// message that is too short, or has something left over, is malformed as a whole.
#ifndef CERTPHOTO_ENGINE_ISOLATION_WIRE_H
#define CERTPHOTO_ENGINE_ISOLATION_WIRE_H

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace certphoto::isolation {

class ByteWriter {
 public:
  template <class T>
  void Put(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    PutRaw(&value, sizeof value);
  }
  void PutText(std::string_view text) {
    Put(static_cast<std::uint32_t>(text.size()));
    PutRaw(text.data(), text.size());
  }
  void PutBytes(const void* data, std::size_t size) {
    Put(static_cast<std::uint64_t>(size));
    PutRaw(data, size);
  }
  void Append(const ByteWriter& other) { PutRaw(other.bytes_.data(), other.bytes_.size()); }
  void Clear() { bytes_.clear(); }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  void PutRaw(const void* data, std::size_t size) {
    if (size == 0) return;
    const auto at = bytes_.size();
    bytes_.resize(at + size);
    std::memcpy(bytes_.data() + at, data, size);
  }
  std::vector<std::uint8_t> bytes_;
};

// After the first thing that does not fit every value is zero or empty, and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  template <class T>
  T Get() {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    T value{};
    const auto from = Take(sizeof value);
    if (!from.empty()) std::memcpy(&value, from.data(), sizeof value);
    return value;
  }
  bool GetBool() { return Get<std::uint8_t>() != 0; }
  std::string_view GetText(std::size_t max_bytes) {
    const auto size = Get<std::uint32_t>();
    if (size > max_bytes) return Fail(), std::string_view();
    const auto from = Take(size);
    return {reinterpret_cast<const char*>(from.data()), from.size()};
  }
  std::span<const std::uint8_t> GetBytes() {
    const auto size = Get<std::uint64_t>();
    if (size > rest_.size()) return Fail(), std::span<const std::uint8_t>();
    return Take(static_cast<std::size_t>(size));
  }
  // How many elements follow, each of at least `element_bytes`.
  std::uint32_t GetCount(std::uint32_t max, std::size_t element_bytes) {
    const auto count = Get<std::uint32_t>();
    if (count > max || count > rest_.size() / element_bytes) return Fail(), 0;
    return count;
  }
  void Fail() {
    failed_ = true;
    rest_ = {};
  }
  [[nodiscard]] bool ok() const { return !failed_; }
  // Nothing went wrong and nothing is left.
  [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

 private:
  std::span<const std::uint8_t> Take(std::size_t size) {
    if (size > rest_.size()) return Fail(), std::span<const std::uint8_t>();
    const auto out = rest_.first(size);
    rest_ = rest_.subspan(size);
    return out;
  }
  std::span<const std::uint8_t> rest_;
  bool failed_ = false;
};

}  // namespace certphoto::isolation

#endif
