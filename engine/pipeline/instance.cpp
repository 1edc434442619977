#include "engine/pipeline/plan.h"
#include "engine/plugin/host_services.h"

namespace certphoto {

Result<Instance> Instance::Create(const PlanStep& step, const HostResources& host, const Spec* spec) {
  if (step.operation->isolated != nullptr) {
    auto isolated = IsolatedInstance::Create(*step.operation, step.values, step.settings, spec, host);
    if (!isolated) return isolated.error();
    return Instance(step.operation, std::move(*isolated));
  }
  cph_call call;
  call.host = &host;
  call.operation = step.operation;
  call.settings = &step.settings;
  call.spec = spec;
  call.creating = true;
  void* handle = nullptr;
  const auto status = step.operation->raw->create(&call, step.values.data(),
                                                  static_cast<std::uint32_t>(step.values.size()), &handle);
  if (status != CPH_OK) return ErrorFromCall(status, call);
  return Instance(step.operation, handle);
}

Instance::~Instance() {
  if (handle_ != nullptr) operation_->raw->destroy(handle_);
}

}  // namespace certphoto
