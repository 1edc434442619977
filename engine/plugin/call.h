// One create or run of an operation, as the host services see it: what it may read, where its results go. The
// C ABI's opaque `cph_call` is this struct; it lives on the caller's stack.
#ifndef CERTPHOTO_ENGINE_PLUGIN_CALL_H
#define CERTPHOTO_ENGINE_PLUGIN_CALL_H

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "engine/catalogue/spec.h"
#include "engine/imaging/image.h"
#include "engine/inference/inference.h"
#include "engine/pipeline/facts.h"
#include "engine/plugin/operation.h"
#include "engine/report/finding.h"

namespace certphoto {

class RendererSession;

// Asks work to stop: by hand from any thread, or at a deadline.
class Cancellation {
 public:
  Cancellation() = default;
  explicit Cancellation(std::chrono::steady_clock::time_point deadline) : deadline_(deadline) {}
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool expired() const { return std::chrono::steady_clock::now() >= deadline_; }
  [[nodiscard]] bool stop() const { return cancelled() || expired(); }

 private:
  std::atomic<bool> cancelled_{false};
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

// What an operation was configured with. Immutable, shared by all workers.
struct StepSettings {
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>>
      thresholds;                                           // rule → name → value
  std::map<std::string, Severity, std::less<>> severities;  // rule → severity
};

// The services behind the host table, for as long as the engine lives.
struct HostResources {
  Allocator allocator;
  Inference* inference = nullptr;
};

}  // namespace certphoto

struct cph_call {
  const certphoto::HostResources* host = nullptr;
  const certphoto::Operation* operation = nullptr;
  const certphoto::StepSettings* settings = nullptr;
  const certphoto::Spec* spec = nullptr;  // null: the pipeline has none
  bool creating = false;                  // in `create`: models may be opened, facts may not be touched

  // In `run` only.
  certphoto::FactStore* facts = nullptr;          // of the picture the operation runs on
  const certphoto::FactStore* capture = nullptr;  // behind the prefix "capture:"
  bool on_product = false;
  double picture_width = 0, picture_height = 0;  // source px; regions must lie on it
  std::vector<certphoto::Finding>* findings = nullptr;
  const certphoto::Cancellation* cancellation = nullptr;
  const std::map<std::string, std::string, std::less<>>* inputs = nullptr;

  certphoto::RendererSession* renderer = nullptr;  // of a renderer

  std::string error;                  // what set_error said last
  double inference_milliseconds = 0;  // spent in model_run so far
};

#endif
