// The clock as the library sees it: these symbols of the program come before those of libc.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#include <atomic>

#include "engine/check/cases.h"

namespace {
std::atomic<long> shift_seconds{0};
}

namespace certphoto::check {
void ShiftClock(long seconds) {
  shift_seconds = seconds;
}
}  // namespace certphoto::check

#define CHECK_EXPORT __attribute__((visibility("default")))

extern "C" {

CHECK_EXPORT int clock_gettime(clockid_t clock, struct timespec* out) noexcept {
  static const auto real =
      reinterpret_cast<int (*)(clockid_t, struct timespec*)>(::dlsym(RTLD_NEXT, "clock_gettime"));
  const int status = real(clock, out);
  if (status == 0 && clock == CLOCK_REALTIME) out->tv_sec += shift_seconds;
  return status;
}

CHECK_EXPORT time_t time(time_t* out) noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}

CHECK_EXPORT int gettimeofday(struct timeval* out, void*) noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}
}
