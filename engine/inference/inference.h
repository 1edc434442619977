// The one place that runs networks. One ONNX Runtime environment with a shared arena, one session a model,
// shared by all workers (sessions are thread-safe), one thread a run: the host's workers are the only threads
// there are.
#ifndef CERTPHOTO_ENGINE_INFERENCE_INFERENCE_H
#define CERTPHOTO_ENGINE_INFERENCE_INFERENCE_H

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/imaging/image.h"
#include "engine/inference/model_list.h"

namespace certphoto {

// An opened network. Immutable and thread-safe.
class Network {
 public:
  virtual ~Network() = default;
  [[nodiscard]] virtual std::size_t input_count() const = 0;
  [[nodiscard]] virtual std::size_t output_count() const = 0;
  // Inputs float32 in the model's order and shape; each output is a new tensor. kInvalid names the input
  // whose shape or type does not fit.
  [[nodiscard]] virtual Status Run(std::span<const cph_tensor* const> inputs, std::span<TensorRef> outputs,
                                   const Allocator& allocator) const = 0;
};

class Inference {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Inference>> Create(ModelList models);
  ~Inference();

  // Opens on first use, after checking the file's checksum; the network lives as long as this object.
  // Thread-safe.
  [[nodiscard]] Result<const Network*> Open(std::string_view model_id);
  [[nodiscard]] const ModelList& models() const { return models_; }

 private:
  struct Runtime;
  Inference(ModelList models, std::unique_ptr<Runtime> runtime);

  ModelList models_;
  std::unique_ptr<Runtime> runtime_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Network>, std::less<>> open_;
};

}  // namespace certphoto

#endif
