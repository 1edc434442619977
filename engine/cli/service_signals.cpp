#include "engine/cli/service_signals.h"

#include <initializer_list>

namespace certphoto::cli {

ServiceSignals::ServiceSignals() {
  sigemptyset(&set_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, signal);
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
}

ServiceSignals::~ServiceSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int ServiceSignals::Wait() const {
  int signal = 0;
  while (sigwait(&set_, &signal) != 0) {
  }
  if (signal != SIGHUP) {
    sigset_t stop;
    sigemptyset(&stop);
    for (const int one : {SIGINT, SIGTERM}) sigaddset(&stop, one);
    pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  }
  return signal;
}

}  // namespace certphoto::cli
