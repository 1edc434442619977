// The signals of a service: stop, reload.
#ifndef CERTPHOTO_ENGINE_CLI_SERVICE_SIGNALS_H
#define CERTPHOTO_ENGINE_CLI_SERVICE_SIGNALS_H

#include <signal.h>

namespace certphoto::cli {

// While it lives, SIGINT, SIGTERM and SIGHUP wait until somebody asks for them. Make it before any thread is
// started: threads inherit the mask. A second SIGINT or SIGTERM during the stop ends the process at once.
class ServiceSignals {
 public:
  ServiceSignals();
  ServiceSignals(const ServiceSignals&) = delete;
  ServiceSignals& operator=(const ServiceSignals&) = delete;
  ~ServiceSignals();

  // The next one. After SIGINT or SIGTERM the signals have their usual effect again.
  [[nodiscard]] int Wait() const;

 private:
  sigset_t set_{}, before_{};
};

}  // namespace certphoto::cli

#endif
