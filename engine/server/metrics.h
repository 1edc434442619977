// What operations watch, as Prometheus series. docs/service.md lists them.
#ifndef CERTPHOTO_ENGINE_SERVER_METRICS_H
#define CERTPHOTO_ENGINE_SERVER_METRICS_H

#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/engine.h"
#include "engine/pipeline/result.h"
#include "engine/server/scheduler.h"

namespace certphoto {

// Thread-safe. Labels are names from our own catalogues, never text of a request.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Serves /metrics on an address of its own until the object dies. Port 0: any free one.
  [[nodiscard]] Status Serve(const std::string& address);
  [[nodiscard]] int port() const;

  void Request(const char* method, const char* code, double seconds);
  void Waited(double seconds);
  void Refused(const std::string& reason);
  void Dropped(const char* reason);
  void Photo(const PhotoResult& result);
  void Ready(bool ready);
  void Reloaded(bool good);
  void Warmed(const std::string& pipeline, double seconds);
  void ModelLoaded(const std::string& model, double seconds);
  void ModelCount(std::size_t count);

  // Asked at each scrape.
  void WatchScheduler(const Scheduler& scheduler);
  void WatchStreams(std::function<std::size_t()> count);
  // The worker processes of its foreign plugins. Engines read again share them, so the first stands for all.
  void WatchEngine(std::shared_ptr<const Engine> engine);

  // The text of a scrape.
  [[nodiscard]] std::string Text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace certphoto

#endif
