// The service as a process: listens, answers, stops in order.
#ifndef CERTPHOTO_ENGINE_SERVER_SERVER_H
#define CERTPHOTO_ENGINE_SERVER_SERVER_H

#include <chrono>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/server/worker_pool.h"

namespace certphoto {

struct ServerOptions {
  std::string address = "127.0.0.1:50051";  // port 0: any free one, see Server::port
  std::string default_pipeline = "grad";
  WorkerPoolLimits limits;
  int max_message_bytes = 32 << 20;
  std::chrono::milliseconds drain_time{30'000};  // how long running requests may take after Stop
};

class Server {
 public:
  // Listens and is ready: the default pipeline is compiled, its networks are loaded. The engine outlives the server.
  [[nodiscard]] static Result<std::unique_ptr<Server>> Start(const Engine& engine, const ServerOptions& options);
  ~Server();

  [[nodiscard]] int port() const;
  // Health says NOT_SERVING, new requests are refused, running ones finish (or are cancelled after drain_time).
  void Stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace certphoto

#endif
