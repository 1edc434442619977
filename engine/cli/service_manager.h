// What systemd is told of a service (sd_notify): datagrams to the socket named by NOTIFY_SOCKET. Without one
// nothing happens.
#ifndef CERTPHOTO_ENGINE_CLI_SERVICE_MANAGER_H
#define CERTPHOTO_ENGINE_CLI_SERVICE_MANAGER_H

#include <string>

namespace certphoto::cli {

class ServiceManager {
 public:
  ServiceManager();  // reads NOTIFY_SOCKET

  void Ready(const std::string& status) const;
  void Reloading() const;
  void Stopping() const;

 private:
  void Send(const std::string& message) const;
  std::string socket_;
};

}  // namespace certphoto::cli

#endif
