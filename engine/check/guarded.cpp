#include "engine/check/guarded.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <new>

namespace certphoto::check {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::uint8_t kCanary = 0xC5;

// Walked by the signal handler, on the one thread that runs the case or stops it.
Guarded* first = nullptr;
int report_to = -1;

}  // namespace

Guarded::Guarded(std::string name, std::size_t bytes, std::uint8_t fill)
    : name_(std::move(name)), bytes_(bytes) {
  const std::size_t room = (bytes + 63) / 64 * 64;
  map_bytes_ = (room + kPage - 1) / kPage * kPage + 2 * kPage;
  void* map = ::mmap(nullptr, map_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) throw std::bad_alloc();
  map_ = static_cast<std::uint8_t*>(map);
  data_ = map_ + map_bytes_ - kPage - room;
  std::memset(map_ + kPage, kCanary, static_cast<std::size_t>(data_ - map_) - kPage);
  std::memset(data_, fill, bytes);
  std::memset(data_ + bytes, kCanary, room - bytes);
  ::mprotect(map_, kPage, PROT_NONE);
  ::mprotect(map_ + map_bytes_ - kPage, kPage, PROT_NONE);
  next_ = first;
  if (first != nullptr) first->previous_ = this;
  first = this;
}

Guarded::~Guarded() {
  if (previous_ != nullptr) previous_->next_ = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  if (first == this) first = next_;
  ::munmap(map_, map_bytes_);
}

void Guarded::Seal() {
  sealed_ = true;
  ::mprotect(map_ + kPage, map_bytes_ - 2 * kPage, PROT_READ);
}

void Guarded::Forbid() {
  forbidden_ = true;
  ::mprotect(map_, map_bytes_, PROT_NONE);
}

bool Guarded::Intact() const {
  if (forbidden_) return true;
  for (const auto* p = map_ + kPage; p < data_; ++p)
    if (*p != kCanary) return false;
  for (const auto* p = data_ + bytes_; p < map_ + map_bytes_ - kPage; ++p)
    if (*p != kCanary) return false;
  return true;
}

void DescribeFault(void* address, bool write, int out) {
  const auto* at = static_cast<const std::uint8_t*>(address);
  char text[512];
  int n = 0;
  for (const Guarded* g = first; g != nullptr && n == 0; g = g->next_) {
    if (at < g->map_ || at >= g->map_ + g->map_bytes_) continue;
    const char* verb = write ? "wrote" : "read";
    if (g->forbidden_) {
      n = std::snprintf(text, sizeof text, "fault it %s %s after giving it back\n", verb, g->name_.c_str());
    } else if (at < g->data_) {
      n = std::snprintf(text, sizeof text, "fault it %s %td bytes before %s\n", verb, g->data_ - at,
                        g->name_.c_str());
    } else if (at >= g->data_ + g->bytes_) {
      n = std::snprintf(text, sizeof text, "fault it %s past the end of %s\n", verb, g->name_.c_str());
    } else {
      n = std::snprintf(text, sizeof text, "fault it wrote to the input %s\n", g->name_.c_str());
    }
  }
  if (n > 0) static_cast<void>(!::write(out, text, static_cast<std::size_t>(n)));
}

void ExplainFaultsOn(int descriptor) {
  report_to = descriptor;
  struct sigaction action {};
  action.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_ONSTACK;
  action.sa_sigaction = [](int number, siginfo_t* info, void* context) {
#if defined(__x86_64__)
    const bool write = (static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & 2) != 0;
#else
    const bool write = false;
    (void)context;
#endif
    DescribeFault(info->si_addr, write, report_to);
    ::raise(number);
  };
  static char stack[64 << 10];  // a stack overflow is a fault as well
  stack_t alternative{stack, 0, sizeof stack};
  ::sigaltstack(&alternative, nullptr);
  ::sigaction(SIGSEGV, &action, nullptr);
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace certphoto::check
