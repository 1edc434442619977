// Ctrl-C and the operator's TERM: finish what is in hand, then stop.
#ifndef CERTPHOTO_ENGINE_CLI_STOP_SIGNAL_H
#define CERTPHOTO_ENGINE_CLI_STOP_SIGNAL_H

#include <signal.h>

#include <thread>

#include "engine/plugin/call.h"

namespace certphoto::cli {

// While it lives, the first SIGINT or SIGTERM cancels cancellation(); a second one ends the process at once.
// Make it before the engine is opened: threads inherit the signal mask, and one of a library that does not
// would be ended by the signal, and the process with it.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  [[nodiscard]] const Cancellation& cancellation() const { return cancellation_; }
  // For whoever has another reason to stop.
  void Cancel() { cancellation_.Cancel(); }

 private:
  Cancellation cancellation_;
  sigset_t before_{};
  std::jthread waiter_;
};

}  // namespace certphoto::cli

#endif
