#include "engine/inference/inference.h"

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <sstream>

#include "engine/inference/load_time.h"

namespace certphoto {
namespace {

std::string ShapeText(std::span<const std::int64_t> shape) {
  std::ostringstream out;
  for (std::size_t i = 0; i < shape.size(); ++i) out << (i == 0 ? "" : "x") << shape[i];
  return out.str();
}

std::span<const std::int64_t> ShapeOf(const cph_tensor& tensor) {
  return {tensor.shape, static_cast<std::size_t>(tensor.rank)};
}

std::size_t Product(std::span<const std::int64_t> shape) {
  return static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

struct Port {
  std::string name;
  std::vector<std::int64_t> shape;  // an extent <= 0 is free
};

Ort::SessionOptions Options() {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(1);
  options.SetInterOpNumThreads(1);
  options.SetExecutionMode(ORT_SEQUENTIAL);
  options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
  options.AddConfigEntry("session.use_env_allocators", "1");
  // Denormals cost up to a hundred times a normal number and mean nothing here.
  options.AddConfigEntry("session.set_denormal_as_zero", "1");
  return options;
}

class OrtNetwork final : public Network {
 public:
  OrtNetwork(std::string id, Ort::Session session, std::chrono::steady_clock::time_point opening)
      : id_(std::move(id)), session_(std::move(session)) {
    Ort::AllocatorWithDefaultOptions allocator;
    for (std::size_t i = 0; i < session_.GetInputCount(); ++i)
      inputs_.push_back({session_.GetInputNameAllocated(i, allocator).get(),
                         session_.GetInputTypeInfo(i).GetTensorTypeAndShapeInfo().GetShape()});
    for (std::size_t i = 0; i < session_.GetOutputCount(); ++i)
      outputs_.push_back({session_.GetOutputNameAllocated(i, allocator).get(),
                          session_.GetOutputTypeInfo(i).GetTensorTypeAndShapeInfo().GetShape()});
    for (const auto& port : inputs_) input_names_.push_back(port.name.c_str());
    for (const auto& port : outputs_) output_names_.push_back(port.name.c_str());
    load_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - opening).count();
  }

  [[nodiscard]] double load_seconds() const { return load_seconds_; }
  [[nodiscard]] std::size_t input_count() const override { return inputs_.size(); }
  [[nodiscard]] std::size_t output_count() const override { return outputs_.size(); }

  [[nodiscard]] Status Run(std::span<const cph_tensor* const> inputs, std::span<TensorRef> outputs,
                           const Allocator& allocator) const override {
    if (inputs.size() != inputs_.size() || outputs.size() != outputs_.size())
      return Error{ErrorCode::kInvalid, "model '" + id_ + "' takes " + std::to_string(inputs_.size()) +
                                            " inputs and gives " + std::to_string(outputs_.size()) +
                                            " outputs"};
    try {
      std::vector<Ort::Value> in;
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (auto status = CheckInput(i, *inputs[i]); !status) return status;
        in.push_back(Wrap(*inputs[i]));
      }
      // Outputs of known size are written straight into the host's memory; the others are copied out.
      std::vector<Ort::Value> out;
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        const auto& shape = outputs_[i].shape;
        if (!std::all_of(shape.begin(), shape.end(), [](auto n) { return n > 0; })) {
          out.emplace_back(nullptr);
          continue;
        }
        auto made = allocator.NewTensor(CPH_TYPE_F32, shape);
        if (!made) return made.error();
        outputs[i] = std::move(*made);
        out.push_back(Wrap(*outputs[i]));
      }
      session_.Run(Ort::RunOptions{nullptr}, input_names_.data(), in.data(), in.size(), output_names_.data(),
                   out.data(), out.size());
      for (std::size_t i = 0; i < outputs.size(); ++i)
        if (!outputs[i])
          if (auto status = CopyOut(out[i], outputs[i], allocator); !status) return status;
      return {};
    } catch (const Ort::Exception& e) {
      return Error{ErrorCode::kInternal, "model '" + id_ + "': " + e.what()};
    }
  }

 private:
  [[nodiscard]] Status CheckInput(std::size_t index, const cph_tensor& given) const {
    const auto& want = inputs_[index].shape;
    bool fits = given.type == CPH_TYPE_F32 && given.rank == static_cast<int>(want.size());
    for (std::size_t i = 0; fits && i < want.size(); ++i) fits = want[i] <= 0 || want[i] == given.shape[i];
    if (fits) return {};
    return Error{ErrorCode::kInvalid, "model '" + id_ + "' input " + inputs_[index].name +
                                          " must be float32 " + ShapeText(want) + ", is " +
                                          ShapeText(ShapeOf(given)) +
                                          (given.type == CPH_TYPE_F32 ? "" : " of another type")};
  }

  static Ort::Value Wrap(const cph_tensor& tensor) {
    const auto shape = ShapeOf(tensor);
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    return Ort::Value::CreateTensor<float>(memory, static_cast<float*>(tensor.data), Product(shape),
                                           shape.data(), shape.size());
  }

  [[nodiscard]] static Status CopyOut(const Ort::Value& value, TensorRef& out, const Allocator& allocator) {
    const auto shape = value.GetTensorTypeAndShapeInfo().GetShape();
    auto made = allocator.NewTensor(CPH_TYPE_F32, shape);
    if (!made) return made.error();
    const float* from = value.GetTensorData<float>();
    std::copy(from, from + Product(shape), static_cast<float*>((*made)->data));
    out = std::move(*made);
    return {};
  }

  std::string id_;
  mutable Ort::Session session_;  // Run is thread-safe, but not declared const
  std::vector<Port> inputs_, outputs_;
  std::vector<const char*> input_names_, output_names_;
  double load_seconds_ = 0;
};

// Microsoft's builds of ONNX Runtime since 1.30 keep a database of events in ~/.cache/Microsoft, write
// /tmp/mat-debug-PID.log, run `blkid; hostname` in a shell and send what they collected to
// mobile.events.data.microsoft.com. This variable is their switch, read when the first environment is made;
// the engine is opened before there are threads, and it is set once.
void SilenceRuntime() {
  [[maybe_unused]] static const int set = ::setenv("ORT_DISABLE_TELEMETRY", "1", 1);
}

}  // namespace

struct Inference::Runtime {
  Ort::Env env{ORT_LOGGING_LEVEL_ERROR, "certphoto"};
};

Inference::Inference(ModelList models, std::unique_ptr<Runtime> runtime)
    : models_(std::move(models)), runtime_(std::move(runtime)) {}

Inference::~Inference() {
  open_.clear();  // sessions before the environment
}

Result<std::unique_ptr<Inference>> Inference::Create(ModelList models) {
  try {
    SilenceRuntime();
    auto runtime = std::make_unique<Runtime>();
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    const Ort::ArenaCfg arena(0, /*arena_extend_strategy: as requested*/ 1, -1, -1);
    runtime->env.CreateAndRegisterAllocator(memory, arena);
    return std::unique_ptr<Inference>(new Inference(std::move(models), std::move(runtime)));
  } catch (const Ort::Exception& e) {
    return Error{ErrorCode::kInternal, std::string("cannot start ONNX Runtime: ") + e.what()};
  }
}

double LoadSecondsOf(const Network& network) {
  return dynamic_cast<const OrtNetwork&>(network).load_seconds();
}

Result<const Network*> Inference::Open(std::string_view model_id) {
  const std::lock_guard lock(mutex_);
  if (const auto it = open_.find(model_id); it != open_.end())
    return static_cast<const Network*>(it->second.get());
  const auto opening = std::chrono::steady_clock::now();
  const auto* entry = models_.Find(model_id);
  if (entry == nullptr)
    return Error{ErrorCode::kNotFound, "no model '" + std::string(model_id) + "' in models.yaml"};
  if (auto status = models_.Verify(*entry); !status) return status.error();
  try {
    Ort::Session session(runtime_->env, models_.PathOf(*entry).c_str(), Options());
    auto network = std::make_unique<OrtNetwork>(std::string(model_id), std::move(session), opening);
    const Network* opened = network.get();
    open_.emplace(std::string(model_id), std::move(network));
    return opened;
  } catch (const Ort::Exception& e) {
    return Error{ErrorCode::kInvalid, "model '" + std::string(model_id) + "' cannot be opened: " + e.what()};
  }
}

}  // namespace certphoto
