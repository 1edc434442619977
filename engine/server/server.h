// The service as an object: listens, answers, reloads, stops in order.
#ifndef CERTPHOTO_ENGINE_SERVER_SERVER_H
#define CERTPHOTO_ENGINE_SERVER_SERVER_H

#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/server/config.h"
#include "engine/server/request_log.h"

namespace certphoto {

class Server {
 public:
  // Listens at once and answers UNAVAILABLE; returns when every pipeline is compiled and the networks of the
  // default one and of `warm` have run once on every worker: then health says SERVING. `log` outlives the
  // server.
  [[nodiscard]] static Result<std::unique_ptr<Server>> Start(std::shared_ptr<const Engine> engine,
                                                             const ServerConfig& config,
                                                             const ServiceLog& log);
  ~Server();

  [[nodiscard]] int port() const;
  [[nodiscard]] int metrics_port() const;  // 0: none

  // Reads pipelines, rules, specs, papers, tokens and certificates again and answers from them, all or none:
  // after an error everything is as before.
  [[nodiscard]] Status Reload();

  // Health says NOT_SERVING; after the notice no more is taken; what was taken is finished, or cancelled
  // after the longest drain. The second call returns at once.
  void Stop();

  // What a scrape would say.
  [[nodiscard]] std::string MetricsText() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace certphoto

#endif
