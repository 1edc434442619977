#include "engine/pipeline/renderer_run.h"

#include <set>

#include "engine/pipeline/step_settings.h"
#include "engine/plugin/host_services.h"
#include "engine/plugin/renderer_services.h"

namespace certphoto {
namespace {

class Session : public RendererSession {
 public:
  Session(const PlanSources& sources, const RendererRequest& request)
      : sources_(sources), request_(request) {}

  std::uint64_t ItemCount() const override { return request_.items->size(); }
  const std::string* ItemText(std::uint64_t item, std::string_view key) const override {
    return request_.items->Text(item, key);
  }
  Result<TensorRef> ItemFile(std::uint64_t item) override {
    auto bytes = request_.items->Bytes(item);
    if (!bytes) return bytes.error();
    return sources_.host.allocator.NewBytes(*bytes);
  }
  Result<ImageRef> ItemImage(std::uint64_t item) override {
    auto bytes = request_.items->Bytes(item);
    if (!bytes) return bytes.error();
    auto photo = IngestPhoto(*bytes, request_.limits, IngestRequest{0}, sources_.host.allocator);
    if (!photo) return photo.error();
    return std::move(photo->image);
  }
  Result<TensorRef> Attachment(std::string_view name) override {
    const auto it = request_.attachments.find(name);
    if (it == request_.attachments.end())
      return Error{ErrorCode::kNotFound, "no file '" + std::string(name) + "'"};
    return sources_.host.allocator.NewBytes(it->second);
  }
  void AddItemFinding(std::uint64_t item, Finding finding) override {
    if (request_.on_finding) request_.on_finding(item, finding);
  }

  Result<std::uint32_t> OpenOutput(std::string_view role, std::uint32_t number,
                                   std::string_view extension) override {
    if (open_.size() >= CPH_RENDERER_OPEN_OUTPUTS)
      return Error{ErrorCode::kLimit,
                   "more than " + std::to_string(CPH_RENDERER_OPEN_OUTPUTS) + " outputs open"};
    auto output = request_.outputs->Open(role, number, extension);
    if (!output) return Keep(output.error());
    open_.insert(*output);
    return output;
  }
  Status WriteOutput(std::uint32_t output, std::span<const std::uint8_t> bytes) override {
    if (!open_.contains(output)) return NotOpen(output);
    auto status = request_.outputs->Write(output, bytes);
    return status ? status : Status(Keep(status.error()));
  }
  Status CloseOutput(std::uint32_t output) override {
    if (open_.erase(output) == 0) return NotOpen(output);
    auto status = request_.outputs->Close(output);
    return status ? status : Status(Keep(status.error()));
  }

  // The first failure of a file or output: what the plugin says about it afterwards is only that it stopped.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  static Error NotOpen(std::uint32_t output) {
    return {ErrorCode::kInvalid, "output " + std::to_string(output) + " is not open"};
  }
  Error Keep(Error error) {
    if (!failure_) failure_ = error;
    return error;
  }

  const PlanSources& sources_;
  const RendererRequest& request_;
  std::set<std::uint32_t> open_;
  std::optional<Error> failure_;
};

Result<const Operation*> FindRenderer(const PlanSources& sources, const std::string& id) {
  const auto* operation = sources.registry->FindOperation(id);
  if (operation == nullptr) {
    const auto near = NearMiss(id, sources.registry->OperationIds());
    return Error{ErrorCode::kNotFound,
                 "no operation '" + id + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?")};
  }
  if (operation->kind != OperationKind::kRenderer)
    return Error{ErrorCode::kUsage,
                 "operation '" + id + "' is no renderer but a " + ToString(operation->kind)};
  if (!operation->needs.empty() || !operation->uses.empty() || !operation->gives.empty())
    return Error{ErrorCode::kInvalid, "renderer '" + id + "' declares facts; a renderer has items instead"};
  return operation;
}

}  // namespace

Status RunRenderer(const PlanSources& sources, const RendererRequest& request, Diagnostics& problems) {
  const auto operation = FindRenderer(sources, request.operation);
  if (!operation) return operation.error();
  PlanStep step;
  step.operation = *operation;
  FillValues(request.params, step);
  FillRules(nullptr, {}, *sources.rules, step, problems);
  if (!problems.empty()) return problems.ToError();
  auto instance = Instance::Create(step, sources.host, request.spec);
  if (!instance) return instance.error();

  Session session(sources, request);
  std::vector<Finding> findings;
  cph_call call;
  call.host = &sources.host;
  call.operation = step.operation;
  call.settings = &step.settings;
  call.spec = request.spec;
  call.findings = &findings;
  call.cancellation = request.cancellation;
  call.renderer = &session;
  const auto status = instance->Run(&call);
  if (status != CPH_OK) return session.failure() ? *session.failure() : ErrorFromCall(status, call);
  if (request.on_finding)
    for (const auto& finding : findings) request.on_finding(std::nullopt, finding);
  return {};
}

}  // namespace certphoto
