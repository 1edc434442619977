#include "engine/plugin/host_services.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <span>

#include "engine/plugin/renderer_services.h"
#include "engine/plugin/table_row.h"
#include "engine/report/render_note.h"

namespace certphoto {
namespace {

constexpr std::uint32_t kMaxRegions = 64;
constexpr std::uint32_t kMaxRegionPoints = 1024;
constexpr std::uint32_t kMaxNoteArgs = 16;
constexpr std::size_t kMaxTextBytes = 1024;
constexpr std::string_view kCapturePrefix = "capture:";

cph_status Fail(cph_call* call, cph_status status, std::string message) {
  call->error = std::move(message);
  return status;
}

cph_status Fail(cph_call* call, const Error& error) {
  return Fail(call, StatusOf(error.code), error.message);
}

// Text from a plugin, cut at a limit; it need not be terminated within it.
std::string Bounded(const char* text) {
  return text == nullptr ? std::string() : std::string(text, strnlen(text, kMaxTextBytes));
}

// ---- services, in the table's order
// ------------------------------------------------------------------------------

void Log(const cph_host* host, std::int32_t level, const char* message) {
  const auto* table = static_cast<const HostTable*>(host);
  if (table->log_sink) table->log_sink(level, Bounded(message));
}

const void* GetExtension(const cph_host*, const char* id) {
  return std::string_view(id) == CPH_EXT_RENDERER ? RendererHost() : nullptr;
}

void SetError(cph_call* call, const char* message) {
  call->error = Bounded(message);
}

std::int32_t Cancelled(const cph_call* call) {
  return call->cancellation != nullptr && call->cancellation->stop() ? 1 : 0;
}

std::uint32_t ThreadBudget(const cph_call*) {
  return 1;
}

cph_status ImageCreate(cph_call* call, std::int32_t format, std::int32_t width, std::int32_t height,
                       cph_image** out) {
  auto image = call->host->allocator.NewImage(format, width, height);
  if (!image) return Fail(call, image.error());
  *out = image->Release();
  return CPH_OK;
}

cph_status TensorCreate(cph_call* call, std::int32_t type, std::int32_t rank, const std::int64_t* shape,
                        cph_tensor** out) {
  if (rank < 0 || rank > CPH_MAX_RANK) return Fail(call, CPH_E_INVALID, "tensor rank must be 0 to 6");
  auto tensor = call->host->allocator.NewTensor(type, {shape, static_cast<std::size_t>(rank)});
  if (!tensor) return Fail(call, tensor.error());
  *out = tensor->Release();
  return CPH_OK;
}

cph_status FactGet(cph_call* call, const char* id, cph_fact* out) {
  if (call->creating) return Fail(call, CPH_E_INVALID, "facts can be read in 'run' only");
  if (!call->operation->Reads(id))
    return Fail(call, CPH_E_NOT_FOUND, "fact '" + Bounded(id) + "' is in neither 'needs' nor 'uses'");
  std::string_view name = id;
  const FactStore* store = call->facts;
  if (name.starts_with(kCapturePrefix)) {
    name.remove_prefix(kCapturePrefix.size());
    store = call->capture;
  }
  // An analyzer of both pictures may look for the capture while it is at the capture: there is none then.
  const Fact* fact = store == nullptr ? nullptr : store->Find(name);
  if (fact == nullptr) return CPH_E_ABSENT;
  out->image = fact->image.get();
  out->tensor = fact->tensor.get();
  return CPH_OK;
}

bool IsPlace(const cph_placement& place) {
  return std::isfinite(place.origin_x) && std::isfinite(place.origin_y) && std::isfinite(place.scale) &&
         place.scale > 0;
}

cph_status FactPut(cph_call* call, const char* id, cph_image* image, cph_tensor* tensor) {
  Fact fact{ImageRef(image), TensorRef(tensor)};  // ours from here on, whatever happens
  if (call->creating) return Fail(call, CPH_E_INVALID, "facts can be put in 'run' only");
  if (!call->operation->Gives(id))
    return Fail(call, CPH_E_NOT_FOUND, "fact '" + Bounded(id) + "' is not in 'gives'");
  if (!fact.image && !fact.tensor)
    return Fail(call, CPH_E_INVALID, "fact '" + Bounded(id) + "' put without a value");
  if (fact.image && !IsPlace(fact.image->placement))
    return Fail(call, CPH_E_INVALID,
                "the image of fact '" + Bounded(id) + "' has a placement that is no place");
  call->facts->Put(id, std::move(fact));
  return CPH_OK;
}

std::optional<double> NumberOrNone(double value) {
  return std::isnan(value) ? std::nullopt : std::optional<double>(value);
}

// Copies a region, clipped to the picture. A point that is not finite or lies further outside than the
// picture is large is a defect of the plugin, not evidence.
Result<FindingRegion> ReadRegion(const cph_call& call, const cph_region& raw) {
  if (raw.point_count < 2 || raw.point_count > kMaxRegionPoints || raw.points == nullptr)
    return Error{ErrorCode::kInvalid,
                 "a region has " + std::to_string(raw.point_count) + " points; 2 to 1024 are allowed"};
  FindingRegion region;
  region.label = Bounded(raw.label);
  for (std::uint32_t i = 0; i < raw.point_count; ++i) {
    const double x = raw.points[2 * i], y = raw.points[2 * i + 1];
    const bool near = x >= -call.picture_width && x <= 2 * call.picture_width && y >= -call.picture_height &&
                      y <= 2 * call.picture_height;  // false for NaN too
    if (!near) return Error{ErrorCode::kInvalid, "region '" + region.label + "' lies off the picture"};
    region.points.emplace_back(std::clamp(x, 0.0, call.picture_width),
                               std::clamp(y, 0.0, call.picture_height));
  }
  return region;
}

cph_status SpecNumber(const cph_call* call, const char* path, double* out) {
  if (call->spec == nullptr) return CPH_E_NOT_FOUND;
  const auto it = call->spec->numbers.find(path);
  if (it == call->spec->numbers.end()) return CPH_E_NOT_FOUND;
  *out = it->second;
  return CPH_OK;
}

cph_status SpecText(const cph_call* call, const char* path, const char** out) {
  if (call->spec == nullptr) return CPH_E_NOT_FOUND;
  const auto it = call->spec->texts.find(path);
  if (it == call->spec->texts.end()) return CPH_E_NOT_FOUND;
  *out = it->second.c_str();
  return CPH_OK;
}

cph_status ThresholdOf(const cph_call* call, const char* rule, const char* name, double* out) {
  const auto it = call->settings->thresholds.find(rule);
  if (it == call->settings->thresholds.end()) return CPH_E_NOT_FOUND;
  const auto value = it->second.find(name);
  if (value == it->second.end()) return CPH_E_NOT_FOUND;
  *out = value->second;
  return CPH_OK;
}

cph_status ModelOpen(cph_call* call, const char* model_id, cph_model** out) {
  if (!call->creating) return Fail(call, CPH_E_INVALID, "models can be opened in 'create' only");
  const auto& declared = call->operation->models;
  if (std::find(declared.begin(), declared.end(), model_id) == declared.end())
    return Fail(call, CPH_E_NOT_FOUND,
                "model '" + Bounded(model_id) + "' is not in the operation's 'models'");
  auto network = call->host->inference->Open(model_id);
  if (!network) return Fail(call, network.error());
  *out = reinterpret_cast<cph_model*>(const_cast<Network*>(*network));
  return CPH_OK;
}

cph_status ModelRun(cph_call* call, cph_model* model, const cph_tensor* const* inputs,
                    std::uint32_t input_count, cph_tensor** outputs, std::uint32_t output_count) {
  const auto* network = reinterpret_cast<const Network*>(model);
  if (output_count > 64) return Fail(call, CPH_E_LIMIT, "a model has at most 64 outputs");
  std::vector<TensorRef> made(output_count);
  const auto start = std::chrono::steady_clock::now();
  const auto status = network->Run({inputs, input_count}, made, call->host->allocator);
  call->inference_milliseconds +=
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!status) return Fail(call, status.error());
  for (std::uint32_t i = 0; i < output_count; ++i) outputs[i] = made[i].Release();
  return CPH_OK;
}

cph_status InputText(const cph_call* call, const char* key, const char** out) {
  if (call->inputs == nullptr) return CPH_E_ABSENT;
  const auto it = call->inputs->find(key);
  if (it == call->inputs->end()) return CPH_E_ABSENT;
  *out = it->second.c_str();
  return CPH_OK;
}

}  // namespace

cph_status StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kInvalid:
      return CPH_E_INVALID;
    case ErrorCode::kNotFound:
      return CPH_E_NOT_FOUND;
    case ErrorCode::kUnsupported:
      return CPH_E_UNSUPPORTED;
    case ErrorCode::kLimit:
      return CPH_E_LIMIT;
    case ErrorCode::kCancelled:
    case ErrorCode::kDeadline:
      return CPH_E_CANCELLED;
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return CPH_E_INTERNAL;
  }
  return CPH_E_INTERNAL;
}

cph_status AddFinding(cph_call* call, const cph_finding* raw) {
  if (call->creating || call->findings == nullptr)
    return Fail(call, CPH_E_INVALID, "findings can be added in 'run' only");
  if (!CPH_HAS(raw, cph_finding, arg_stride))
    return Fail(call, CPH_E_INVALID, "finding smaller than ABI 1.0's");
  Finding finding;
  finding.rule = Bounded(raw->rule);
  finding.operation = call->operation->id;
  finding.on_product = call->on_product;
  if (call->operation->FindRule(finding.rule) == nullptr)
    return Fail(call, CPH_E_INVALID,
                "finding on rule '" + finding.rule + "', which the operation does not declare");
  if (raw->verdict < CPH_VERDICT_PASS || raw->verdict > CPH_VERDICT_NOT_APPLICABLE)
    return Fail(call, CPH_E_INVALID,
                "finding on '" + finding.rule + "' with verdict " + std::to_string(raw->verdict));
  finding.verdict = static_cast<Verdict>(raw->verdict);
  if (const auto it = call->settings->severities.find(finding.rule); it != call->settings->severities.end())
    finding.severity = it->second;
  for (const double number : {raw->value, raw->limit_min, raw->limit_max, raw->confidence})
    if (std::isinf(number))
      return Fail(call, CPH_E_INVALID, "finding on '" + finding.rule + "' with an infinite number");
  finding.value = NumberOrNone(raw->value);
  finding.limit_min = NumberOrNone(raw->limit_min);
  finding.limit_max = NumberOrNone(raw->limit_max);
  finding.confidence = NumberOrNone(raw->confidence);
  if (finding.confidence && (*finding.confidence < 0 || *finding.confidence > 1))
    return Fail(call, CPH_E_INVALID, "finding on '" + finding.rule + "' with a confidence outside 0..1");
  finding.unit = Bounded(raw->unit);
  if (raw->region_count > kMaxRegions || raw->arg_count > kMaxNoteArgs)
    return Fail(call, CPH_E_LIMIT,
                "finding on '" + finding.rule + "' with more than 64 regions or 16 arguments");
  for (std::uint32_t i = 0; i < raw->region_count; ++i) {
    auto region = ReadRegion(*call, TableRow(raw->regions, raw->region_stride, i));
    if (!region)
      return Fail(call, CPH_E_INVALID, "finding on '" + finding.rule + "': " + region.error().message);
    finding.regions.push_back(std::move(*region));
  }
  for (std::uint32_t i = 0; i < raw->arg_count; ++i) {
    const auto arg = TableRow(raw->args, raw->arg_stride, i);
    finding.args[Bounded(arg.name)] = arg.text != nullptr ? Bounded(arg.text) : FormatNumber(arg.number);
  }
  finding.note = Bounded(raw->note);
  if (!finding.note.empty()) {
    const auto note = call->operation->notes.find(finding.note);
    if (note == call->operation->notes.end())
      return Fail(call, CPH_E_INVALID, "note '" + finding.note + "' is not in the operation's note table");
    finding.text = RenderNote(note->second, finding);
  }
  call->findings->push_back(std::move(finding));
  return CPH_OK;
}

HostTable::HostTable(LogSink sink) : cph_host{}, log_sink(std::move(sink)) {
  struct_size = sizeof(cph_host);
  abi_major = CPH_ABI_MAJOR;
  abi_minor = CPH_ABI_MINOR;
  log = &Log;
  get_extension = &GetExtension;
  set_error = &SetError;
  cancelled = &Cancelled;
  thread_budget = &ThreadBudget;
  image_create = &ImageCreate;
  image_ref = &ImageRef::Ref;
  image_unref = &ImageRef::Unref;
  tensor_create = &TensorCreate;
  tensor_ref = &TensorRef::Ref;
  tensor_unref = &TensorRef::Unref;
  fact_get = &FactGet;
  fact_put = &FactPut;
  finding_add = &AddFinding;
  spec_number = &SpecNumber;
  spec_text = &SpecText;
  threshold = &ThresholdOf;
  model_open = &ModelOpen;
  model_run = &ModelRun;
  input_text = &InputText;
}

Error ErrorFromCall(cph_status status, const cph_call& call) {
  ErrorCode code = ErrorCode::kInternal;
  switch (status) {
    case CPH_E_INVALID:
      code = ErrorCode::kInvalid;
      break;
    case CPH_E_NOT_FOUND:
      code = ErrorCode::kNotFound;
      break;
    case CPH_E_UNSUPPORTED:
      code = ErrorCode::kUnsupported;
      break;
    case CPH_E_LIMIT:
      code = ErrorCode::kLimit;
      break;
    case CPH_E_CANCELLED:
      code = call.cancellation != nullptr && call.cancellation->cancelled() ? ErrorCode::kCancelled
                                                                            : ErrorCode::kDeadline;
      break;
    default:
      break;
  }
  return {code, "operation '" + call.operation->id +
                    "': " + (call.error.empty() ? "status " + std::to_string(status) : call.error)};
}

}  // namespace certphoto
