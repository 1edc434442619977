// What a plugin may know of its configuration, and networks.
#include "engine/check/host_call.h"

namespace certphoto::check {
namespace {

cph_status SpecNumber(const cph_call* call, const char* path, double* out) {
  if (!Alive(call, "spec_number")) return CPH_E_INVALID;
  const auto* spec = call->host->catalogues().spec;
  if (spec == nullptr || !spec->numbers.contains(path)) return CPH_E_NOT_FOUND;
  *out = spec->numbers.find(path)->second;
  return CPH_OK;
}
cph_status SpecText(const cph_call* call, const char* path, const char** out) {
  if (!Alive(call, "spec_text")) return CPH_E_INVALID;
  const auto* spec = call->host->catalogues().spec;
  if (spec == nullptr || !spec->texts.contains(path)) return CPH_E_NOT_FOUND;
  *out = spec->texts.find(path)->second.c_str();
  return CPH_OK;
}
cph_status ThresholdOf(const cph_call* call, const char* rule, const char* name, double* out) {
  if (!Alive(call, "threshold")) return CPH_E_INVALID;
  const auto* use = call->operation->FindRule(rule);
  const bool declared = use != nullptr && std::find(use->thresholds.begin(), use->thresholds.end(), name) !=
                                              use->thresholds.end();
  if (!declared) {
    Say(call).Fail("it reads threshold '" + std::string(name) + "' of rule '" + rule +
                   "', which it does not declare");
    return CPH_E_NOT_FOUND;
  }
  const auto* known = call->host->catalogues().rules.Find(rule);
  if (known == nullptr || !known->thresholds.contains(name)) return CPH_E_NOT_FOUND;
  *out = known->thresholds.find(name)->second.value;
  return CPH_OK;
}
cph_status InputText(const cph_call* call, const char*, const char**) {
  return Alive(call, "input_text") ? CPH_E_ABSENT : CPH_E_INVALID;
}

cph_status ModelOpen(cph_call* call, const char* id, cph_model** out) {
  if (!Alive(call, "model_open")) return CPH_E_INVALID;
  if (!call->creating) Say(call).Fail("it opens model '" + std::string(id) + "' outside of create");
  const auto& declared = call->operation->models;
  if (std::find(declared.begin(), declared.end(), id) == declared.end())
    Say(call).Fail("it opens model '" + std::string(id) + "', which is not in models");
  auto* inference = call->host->catalogues().inference();
  if (inference == nullptr) return Fail(call, CPH_E_INTERNAL, "no networks on this machine");
  auto network = inference->Open(id);
  if (!network) return Fail(call, CPH_E_NOT_FOUND, network.error().message);
  *out = reinterpret_cast<cph_model*>(const_cast<Network*>(*network));
  return CPH_OK;
}
cph_status ModelRun(cph_call* call, cph_model* model, const cph_tensor* const* inputs,
                    std::uint32_t input_count, cph_tensor** outputs, std::uint32_t output_count) {
  if (!Alive(call, "model_run")) return CPH_E_INVALID;
  const auto* network = reinterpret_cast<const Network*>(model);
  if (output_count > 64) return Fail(call, CPH_E_LIMIT, "a model has at most 64 outputs");
  std::vector<TensorRef> made(output_count);
  const auto status = network->Run({inputs, input_count}, made, Allocator(std::make_shared<BufferPool>()));
  if (!status) return Fail(call, CPH_E_INVALID, status.error().message);
  for (std::uint32_t i = 0; i < output_count; ++i) {
    outputs[i] =
        NewTensor(*call->host, "an output of a network", made[i]->type, made[i]->rank, made[i]->shape);
    const auto* a = static_cast<FakeHost::Allocation*>(outputs[i]->host_handle);
    std::memcpy(outputs[i]->data, made[i]->data, a->memory->size());
  }
  return CPH_OK;
}

}  // namespace

void FillSettings(cph_host& table) {
  table.spec_number = &SpecNumber;
  table.spec_text = &SpecText;
  table.threshold = &ThresholdOf;
  table.input_text = &InputText;
  table.model_open = &ModelOpen;
  table.model_run = &ModelRun;
}

}  // namespace certphoto::check
