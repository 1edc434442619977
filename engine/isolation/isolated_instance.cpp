#include "engine/isolation/isolated_plugin.h"
#include "engine/isolation/worker.h"
#include "engine/plugin/renderer_services.h"

namespace certphoto {
namespace {

using isolation::ByteWriter;
using isolation::MessageType;
using isolation::Worker;

constexpr std::string_view kCapturePrefix = "capture:";

template <class Map, class PutValue>
void PutMap(ByteWriter& out, const Map& map, PutValue put_value) {
  out.Put(static_cast<std::uint32_t>(map.size()));
  for (const auto& [key, value] : map) {
    out.PutText(key);
    put_value(value);
  }
}

// What `create` is given, and what later calls of the instance may ask for without the host.
ByteWriter CreateMessage(std::uint64_t id, const Operation& operation, std::span<const cph_value> values,
                         const StepSettings& settings, const Spec* spec) {
  ByteWriter out;
  out.Put(id);
  out.PutText(operation.id);
  out.Put(static_cast<std::uint32_t>(values.size()));
  for (const auto& value : values) {
    out.Put(value.type);
    out.Put(value.number);
    out.PutText(value.text != nullptr ? value.text : "");
  }
  const auto put_number = [&](double number) { out.Put(number); };
  PutMap(out, settings.thresholds, [&](const auto& of_rule) { PutMap(out, of_rule, put_number); });
  out.Put<std::uint8_t>(spec != nullptr);
  if (spec != nullptr) {
    PutMap(out, spec->numbers, put_number);
    PutMap(out, spec->texts, [&](const std::string& text) { out.PutText(text); });
  }
  return out;
}

// The facts an operation reads, as far as the photo has them. Small ones travel in the message.
Status PutFacts(Worker& worker, ByteWriter& out, const cph_call& call,
                std::vector<std::shared_ptr<SharedBlock>>& blocks) {
  std::vector<std::pair<const std::string*, const Fact*>> found;
  for (const auto* list : {&call.operation->needs, &call.operation->uses})
    for (const auto& id : *list) {
      std::string_view name = id;
      const FactStore* store = call.facts;
      if (name.starts_with(kCapturePrefix)) {
        name.remove_prefix(kCapturePrefix.size());
        store = call.capture;
      }
      if (const auto* fact = store == nullptr ? nullptr : store->Find(name)) found.emplace_back(&id, fact);
    }
  out.Put(static_cast<std::uint32_t>(found.size()));
  for (const auto& [id, fact] : found) {
    out.PutText(*id);
    out.Put<std::uint8_t>(static_cast<bool>(fact->image));
    if (fact->image)
      if (auto status = PutForWorker(worker, out, fact->image, false, blocks); !status) return status;
    out.Put<std::uint8_t>(static_cast<bool>(fact->tensor));
    if (fact->tensor)
      if (auto status = PutForWorker(worker, out, fact->tensor, false, blocks); !status) return status;
  }
  return {};
}

}  // namespace

IsolatedPlugin::Loss IsolatedInstance::LossOf(const isolation::CallEnd& end) {
  return end.timeout        ? IsolatedPlugin::Loss::kTimeout
         : end.gave_no_heed ? IsolatedPlugin::Loss::kCancelled
                            : IsolatedPlugin::Loss::kCrash;
}

IsolatedInstance::IsolatedInstance(IsolatedPlugin& plugin, const Operation& operation,
                                   const StepSettings& settings, const Spec* spec, const HostResources& host)
    : plugin_(plugin),
      operation_(operation),
      settings_(settings),
      spec_(spec),
      host_(host),
      id_(plugin.NewInstance()) {}

IsolatedInstance::~IsolatedInstance() {
  plugin_.DropInstance(id_);
}

Result<std::unique_ptr<IsolatedInstance>> IsolatedInstance::Create(const Operation& operation,
                                                                   std::span<const cph_value> values,
                                                                   const StepSettings& settings,
                                                                   const Spec* spec,
                                                                   const HostResources& host) {
  std::unique_ptr<IsolatedInstance> instance(
      new IsolatedInstance(*operation.isolated, operation, settings, spec, host));
  instance->create_ = CreateMessage(instance->id_, operation, values, settings, spec);
  auto worker = operation.isolated->Acquire();
  if (!worker) return worker.error();
  std::string error;
  if (const auto status = instance->CreateIn(*worker, error); status != CPH_OK) {
    cph_call call;
    call.operation = &operation;
    call.error = error;
    return ErrorFromCall(status, call);
  }
  operation.isolated->Return(std::move(*worker));
  return instance;
}

// On failure the worker is given back or lost, and `worker` is empty.
cph_status IsolatedInstance::CreateIn(std::unique_ptr<Worker>& worker, std::string& error) {
  if (worker->process->instances.contains(id_)) return CPH_OK;
  cph_call call;
  call.host = &host_;
  call.operation = &operation_;
  call.settings = &settings_;
  call.spec = spec_;
  call.creating = true;
  const auto end = Converse(*worker, *plugin_.table_, *RendererHost(), &call, MessageType::kCreate, create_,
                            {}, plugin_.limits_);
  if (!end.whole) {
    error = "plugin '" + plugin_.id_ + "' did not survive: " + end.why;
    plugin_.Lost(std::move(worker), end.why, LossOf(end));
    return CPH_E_INTERNAL;
  }
  if (end.status != CPH_OK) {
    error = call.error;
    plugin_.Return(std::move(worker));
    return end.status;
  }
  worker->process->instances.insert(id_);
  return CPH_OK;
}

cph_status IsolatedInstance::Run(cph_call* call) {
  auto worker = plugin_.Acquire();
  if (!worker) {
    call->error = worker.error().message;
    return CPH_E_INTERNAL;
  }
  if (const auto status = CreateIn(*worker, call->error); status != CPH_OK) return status;
  return RunIn(*worker, call);
}

cph_status IsolatedInstance::RunIn(std::unique_ptr<Worker>& worker, cph_call* call) {
  ByteWriter body;
  std::vector<std::shared_ptr<SharedBlock>> blocks;
  body.Put(id_);
  if (auto status = PutFacts(*worker, body, *call, blocks); !status) {
    call->error = status.error().message;
    plugin_.Return(std::move(worker));
    return CPH_E_INTERNAL;
  }
  static const std::map<std::string, std::string, std::less<>> kNoInputs;
  PutMap(body, call->inputs != nullptr ? *call->inputs : kNoInputs,
         [&](const std::string& text) { body.PutText(text); });
  body.Put<std::uint64_t>(call->renderer != nullptr ? call->renderer->ItemCount() : 0);
  const auto end = Converse(*worker, *plugin_.table_, *RendererHost(), call, MessageType::kRun, body, blocks,
                            plugin_.limits_);
  if (end.whole) {
    plugin_.Return(std::move(worker));
    return end.status;
  }
  call->error = "plugin '" + plugin_.id_ + "' did not survive: " + end.why;
  plugin_.Lost(std::move(worker), end.why, LossOf(end));
  return end.gave_no_heed ? CPH_E_CANCELLED : CPH_E_INTERNAL;
}

}  // namespace certphoto
