#include "engine/cli/stop_signal.h"

#include <time.h>
#include <unistd.h>

#include <cerrno>

namespace certphoto::cli {
namespace {

sigset_t StopSet() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

// A thread that waits for the signals, rather than a handler: a handler would need a global to reach the
// cancellation.
StopSignal::StopSignal() {
  const auto set = StopSet();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
  waiter_ = std::jthread([this, set](const std::stop_token& over) {
    const timespec tick{0, 50'000'000};  // how long the end of a command may wait for this thread
    while (!over.stop_requested()) {
      const int signal = sigtimedwait(&set, nullptr, &tick);
      if (signal < 0) continue;  // nothing yet
      if (cancellation_.cancelled()) _exit(128 + signal);
      cancellation_.Cancel();
    }
  });
}

StopSignal::~StopSignal() {
  waiter_.request_stop();
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace certphoto::cli
