// The service as a process of its own, for measurements.
#ifndef CERTPHOTO_TESTS_BENCH_LOAD_SERVED_H
#define CERTPHOTO_TESTS_BENCH_LOAD_SERVED_H

#include <sys/types.h>

#include <string>
#include <vector>

// `certphoto serve ARGUMENTS…` beside this program, until the object dies (SIGTERM, and waited for).
class Served {
 public:
  explicit Served(std::vector<std::string> arguments);
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served();

  [[nodiscard]] const std::string& address() const { return address_; }  // empty: it did not start
  void Signal(int number) const;
  [[nodiscard]] double resident_mb() const;
  [[nodiscard]] double peak_mb() const;
  [[nodiscard]] int descriptors() const;
  [[nodiscard]] double cpu_seconds() const;

 private:
  [[nodiscard]] double StatusMb(const char* key) const;
  pid_t process_ = -1;
  std::string address_;
};

#endif
