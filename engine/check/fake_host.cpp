#include "engine/check/fake_host.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

#include "certphoto/abi/renderer.h"
#include "engine/base/sha256.h"

using certphoto::check::FakeHost;

// One create or run.
struct cph_call {
  FakeHost* host = nullptr;
  const certphoto::Operation* operation = nullptr;
  certphoto::check::Scene* scene = nullptr;
  bool creating = false;
  bool over = false;  // create or run has returned: whoever uses the call now kept it
  std::string error;
  certphoto::check::Made* made = nullptr;
  std::map<std::string, FakeHost::Allocation*, std::less<>> scene_images, scene_tensors;
  std::vector<std::string> texts;
};

namespace certphoto::check {
namespace {

constexpr std::size_t kSizeOf10 = offsetof(cph_host, input_text);  // the table of ABI 1.0

struct TableOwner : cph_host {
  FakeHost* owner = nullptr;
};
FakeHost* host_of_process = nullptr;  // one at a time: image_unref is given no call

Findings& Say(const cph_call* call) {
  return call->host->findings();
}
bool Alive(const cph_call* call, const char* service) {
  if (call == nullptr) {
    if (host_of_process != nullptr)
      host_of_process->findings().Fail(std::string(service) + " was called without a call");
    return false;
  }
  if (call->over) Say(call).Fail(std::string(service) + " was called with a call that has ended");
  return !call->over;
}
cph_status Fail(cph_call* call, cph_status status, const std::string& why) {
  call->error = why;
  return status;
}

std::string Number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

void Log(const cph_host*, std::int32_t level, const char* message) {
  if (message == nullptr || level < CPH_LOG_DEBUG || level > CPH_LOG_ERROR)
    if (host_of_process != nullptr)
      host_of_process->findings().Fail("log was called with level " + std::to_string(level));
}
void SetError(cph_call* call, const char* message) {
  if (Alive(call, "set_error")) call->error = message == nullptr ? "" : message;
}
std::int32_t Cancelled(const cph_call* call) {
  if (!Alive(call, "cancelled")) return 1;
  if (call->made != nullptr) ++call->made->polls;
  return call->host->options().cancelled ? 1 : 0;
}
std::uint32_t ThreadBudget(const cph_call*) {
  return 1;
}

std::int64_t Channels(std::int32_t format) {
  return format == CPH_FORMAT_RGB8                                   ? 3
         : format == CPH_FORMAT_RGBA8                                ? 4
         : format == CPH_FORMAT_GRAY8 || format == CPH_FORMAT_LABEL8 ? 1
                                                                     : 0;
}

cph_status ImageCreate(cph_call* call, std::int32_t format, std::int32_t width, std::int32_t height,
                       cph_image** out) {
  if (!Alive(call, "image_create")) return CPH_E_INVALID;
  const auto channels = Channels(format);
  if (channels == 0 || width < 1 || height < 1) return Fail(call, CPH_E_INVALID, "no such image");
  if (std::int64_t{width} * height > 400'000'000)
    return Fail(call, CPH_E_LIMIT, "the image is over the limit");
  auto* a = call->host->NewAllocation(
      "an image of " + std::to_string(width) + "x" + std::to_string(height) + " it made",
      static_cast<std::size_t>(channels * width * height));
  a->image.struct_size = sizeof(cph_image);
  a->image.format = format;
  a->image.width = width;
  a->image.height = height;
  a->image.stride_bytes = channels * width;
  a->image.pixels = a->memory->data();
  a->image.placement = {0, 0, 1};
  a->image.host_handle = a;
  *out = &a->image;
  return CPH_OK;
}

std::int64_t ElementBytes(std::int32_t type) {
  return type == CPH_TYPE_F32 || type == CPH_TYPE_I32   ? 4
         : type == CPH_TYPE_F64 || type == CPH_TYPE_I64 ? 8
         : type == CPH_TYPE_U8                          ? 1
                                                        : 0;
}

cph_tensor* NewTensor(FakeHost& host, const std::string& name, std::int32_t type, std::int32_t rank,
                      const std::int64_t* shape) {
  std::int64_t bytes = ElementBytes(type);
  for (int i = 0; i < rank; ++i) bytes *= shape[i];
  auto* a = host.NewAllocation(name, static_cast<std::size_t>(bytes));
  a->tensor.struct_size = sizeof(cph_tensor);
  a->tensor.type = type;
  a->tensor.rank = rank;
  std::copy_n(shape, rank, a->tensor.shape);
  a->tensor.data = a->memory->data();
  a->tensor.host_handle = a;
  return &a->tensor;
}

cph_status TensorCreate(cph_call* call, std::int32_t type, std::int32_t rank, const std::int64_t* shape,
                        cph_tensor** out) {
  if (!Alive(call, "tensor_create")) return CPH_E_INVALID;
  if (ElementBytes(type) == 0 || rank < 0 || rank > CPH_MAX_RANK)
    return Fail(call, CPH_E_INVALID, "no such tensor");
  std::int64_t bytes = ElementBytes(type);
  for (int i = 0; i < rank; ++i) {
    if (shape[i] < 0 || shape[i] > std::int64_t{1} << 31) return Fail(call, CPH_E_INVALID, "no such extent");
    bytes *= std::max<std::int64_t>(shape[i], 1);
    if (bytes > std::int64_t{1} << 31) return Fail(call, CPH_E_LIMIT, "the tensor is over the limit");
  }
  *out = NewTensor(*call->host, "a tensor it made", type, rank, shape);
  return CPH_OK;
}

template <class Struct>
void Reference(const Struct* raw, long change) {
  if (raw == nullptr || host_of_process == nullptr) return;
  auto* a = static_cast<FakeHost::Allocation*>(raw->host_handle);
  if (a == nullptr) return;
  a->references += change;
  if (a->references < 0 || (a->references == 0 && a->input)) {
    host_of_process->findings().Fail("it gave back " + a->name + " more often than it was given it");
    return;
  }
  if (a->references > 0) return;
  if (!a->memory->Intact()) host_of_process->findings().Fail("it wrote outside of " + a->name);
  a->memory->Forbid();
}
void ImageRefer(const cph_image* image) {
  Reference(image, 1);
}
void ImageUnref(const cph_image* image) {
  Reference(image, -1);
}
void TensorRefer(const cph_tensor* tensor) {
  Reference(tensor, 1);
}
void TensorUnref(const cph_tensor* tensor) {
  Reference(tensor, -1);
}

std::string_view Bare(std::string_view id) {
  if (id.starts_with("capture:")) id.remove_prefix(8);
  return id;
}

cph_status FactGet(cph_call* call, const char* id, cph_fact* out) {
  if (!Alive(call, "fact_get")) return CPH_E_INVALID;
  if (call->creating) {
    Say(call).Fail("it reads fact '" + std::string(id) + "' in create");
    return CPH_E_INVALID;
  }
  if (!call->operation->Reads(id)) {
    Say(call).Fail("it reads fact '" + std::string(id) + "', which is in neither needs nor uses");
    return CPH_E_NOT_FOUND;
  }
  const auto name = Bare(id);
  const auto image = call->scene_images.find(name);
  const auto tensor = call->scene_tensors.find(name);
  if (image == call->scene_images.end() && tensor == call->scene_tensors.end()) return CPH_E_ABSENT;
  out->image = image == call->scene_images.end() ? nullptr : &image->second->image;
  out->tensor = tensor == call->scene_tensors.end() ? nullptr : &tensor->second->tensor;
  return CPH_OK;
}

std::string Checksum(const cph_image* image, const cph_tensor* tensor) {
  Sha256 sum;
  std::string head;
  if (image != nullptr) {
    head = "image " + std::to_string(image->format) + ' ' + std::to_string(image->width) + 'x' +
           std::to_string(image->height) + " at " + Number(image->placement.origin_x) + ',' +
           Number(image->placement.origin_y) + " x " + Number(image->placement.scale) + ' ';
    for (int y = 0; y < image->height; ++y)
      sum.Update({image->pixels + y * image->stride_bytes,
                  static_cast<std::size_t>(Channels(image->format) * image->width)});
  }
  if (tensor != nullptr) {
    head += "tensor " + std::to_string(tensor->type) + " [";
    std::int64_t bytes = ElementBytes(tensor->type);
    for (int i = 0; i < tensor->rank; ++i) {
      head += (i == 0 ? "" : ",") + std::to_string(tensor->shape[i]);
      bytes *= tensor->shape[i];
    }
    head += "] ";
    sum.Update({static_cast<const std::uint8_t*>(tensor->data), static_cast<std::size_t>(bytes)});
  }
  return head + sum.Hex().substr(0, 16);
}

void CheckNumbers(cph_call* call, const char* id, const cph_tensor& tensor) {
  std::int64_t count = 1;
  for (int i = 0; i < tensor.rank; ++i) count *= tensor.shape[i];
  for (std::int64_t i = 0; i < count; ++i) {
    const double v = tensor.type == CPH_TYPE_F32   ? double(static_cast<const float*>(tensor.data)[i])
                     : tensor.type == CPH_TYPE_F64 ? static_cast<const double*>(tensor.data)[i]
                                                   : 0.0;
    if (std::isfinite(v)) continue;
    Say(call).Fail("fact '" + std::string(id) + "' holds a number that is not finite");
    return;
  }
}

cph_status FactPut(cph_call* call, const char* id, cph_image* image, cph_tensor* tensor) {
  if (!Alive(call, "fact_put")) return CPH_E_INVALID;
  cph_status status = CPH_OK;
  if (call->creating) {
    Say(call).Fail("it puts fact '" + std::string(id) + "' in create");
    status = CPH_E_INVALID;
  } else if (!call->operation->Gives(id)) {
    Say(call).Fail("it puts fact '" + std::string(id) + "', which is not in gives");
    status = CPH_E_NOT_FOUND;
  } else if (image == nullptr && tensor == nullptr) {
    Say(call).Fail("it puts fact '" + std::string(id) + "' without a value");
    status = CPH_E_INVALID;
  } else {
    if (image != nullptr &&
        (!std::isfinite(image->placement.origin_x) || !std::isfinite(image->placement.origin_y) ||
         !(image->placement.scale > 0) || !std::isfinite(image->placement.scale)))
      Say(call).Fail("the image of fact '" + std::string(id) + "' has a placement that is no place");
    if (tensor != nullptr) CheckNumbers(call, id, *tensor);
    if (call->made->facts.contains(id)) Say(call).Fail("it puts fact '" + std::string(id) + "' twice");
    call->made->facts[id] = Checksum(image, tensor);
  }
  Reference(image, -1);
  Reference(tensor, -1);
  return status;
}

// {name} in a note's text needs an argument, or is one of the finding's own.
void CheckPlaceholders(cph_call* call, const std::string& code, const std::string& text,
                       const std::set<std::string>& args) {
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string::npos; ++at) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) return;
    const auto name = text.substr(at + 1, end - at - 1);
    if (!args.contains(name))
      Say(call).Fail("note '" + code + "' speaks of {" + name + "}, which the finding does not give");
  }
}

template <class T>
T Row(const T* table, std::uint32_t stride, std::uint32_t index) {
  T row{};
  std::memcpy(&row, reinterpret_cast<const char*>(table) + std::size_t{stride} * index,
              std::min<std::size_t>(stride, sizeof(T)));
  return row;
}

void CheckRegions(cph_call* call, const cph_finding& finding) {
  const double w = call->scene->request.width, h = call->scene->request.height;
  if (finding.region_count > 64) return Say(call).Fail("a finding with more than 64 regions");
  for (std::uint32_t i = 0; i < finding.region_count; ++i) {
    const auto region = Row(finding.regions, finding.region_stride, i);
    const std::string name = region.label == nullptr ? "" : region.label;
    if (name.empty()) Say(call).Fail("a region without a label");
    if (region.point_count < 2 || region.point_count > 1024 || region.points == nullptr) {
      Say(call).Fail("region '" + name + "' has " + std::to_string(region.point_count) +
                     " points; 2 to 1024 are allowed");
      continue;
    }
    for (std::uint32_t k = 0; k < region.point_count; ++k) {
      const double x = region.points[2 * k], y = region.points[2 * k + 1];
      if (!(x >= -w && x <= 2 * w && y >= -h && y <= 2 * h))
        Say(call).Fail("region '" + name + "' lies off the picture");
    }
  }
}

cph_status FindingAdd(cph_call* call, const cph_finding* finding) {
  if (!Alive(call, "finding_add")) return CPH_E_INVALID;
  const std::string rule = finding->rule == nullptr ? "" : finding->rule;
  if (call->creating) Say(call).Fail("it adds a finding in create");
  if (finding->struct_size < sizeof(cph_finding))
    Say(call).Fail("a finding whose struct_size is smaller than the struct");
  if (call->operation->FindRule(rule) == nullptr) {
    Say(call).Fail("a finding on rule '" + rule + "', which the operation does not declare");
    return CPH_E_INVALID;
  }
  if (finding->verdict < CPH_VERDICT_PASS || finding->verdict > CPH_VERDICT_NOT_APPLICABLE)
    Say(call).Fail("a finding on '" + rule + "' with verdict " + std::to_string(finding->verdict));
  for (const double number : {finding->value, finding->limit_min, finding->limit_max, finding->confidence})
    if (std::isinf(number)) Say(call).Fail("a finding on '" + rule + "' with an infinite number");
  if (finding->confidence < 0 || finding->confidence > 1)
    Say(call).Fail("a finding on '" + rule + "' with a confidence outside 0..1");
  const bool judged = finding->verdict == CPH_VERDICT_PASS || finding->verdict == CPH_VERDICT_FAIL;
  if (judged && std::isnan(finding->value) &&
      (!std::isnan(finding->limit_min) || !std::isnan(finding->limit_max)))
    Say(call).Fail("a verdict on '" + rule + "' by limits, with a value that is not a number");
  CheckRegions(call, *finding);
  std::set<std::string> args = {"value",      "unit", "limit_min", "limit_max",
                                "confidence", "min",  "max",       "limit"};
  std::string text = rule + ' ' + std::to_string(finding->verdict) + ' ' + Number(finding->value) + ' ' +
                     Number(finding->limit_min) + ' ' + Number(finding->limit_max) + ' ' +
                     Number(finding->confidence);
  for (std::uint32_t i = 0; i < std::min(finding->arg_count, 16u); ++i) {
    const auto arg = Row(finding->args, finding->arg_stride, i);
    if (arg.name == nullptr) {
      Say(call).Fail("an argument of a note without a name");
      continue;
    }
    args.insert(arg.name);
    text += ' ' + std::string(arg.name) + '=' + (arg.text != nullptr ? arg.text : Number(arg.number));
    if (arg.text == nullptr && !std::isfinite(arg.number))
      Say(call).Fail("argument '" + std::string(arg.name) + "' is not finite");
  }
  for (std::uint32_t i = 0; i < std::min(finding->region_count, 64u); ++i) {
    const auto region = Row(finding->regions, finding->region_stride, i);
    for (std::uint32_t k = 0; k < 2 * std::min(region.point_count, 1024u) && region.points != nullptr; ++k)
      text += ' ' + Number(region.points[k]);
  }
  if (finding->note != nullptr) {
    const auto note = call->operation->notes.find(finding->note);
    if (note == call->operation->notes.end()) {
      Say(call).Fail("note '" + std::string(finding->note) + "' is not in the operation's note table");
    } else {
      CheckPlaceholders(call, finding->note, note->second.en, args);
      CheckPlaceholders(call, finding->note, note->second.zh, args);
      text += ' ' + std::string(finding->note);
    }
  }
  if (call->made != nullptr) call->made->findings.push_back(std::move(text));
  return CPH_OK;
}

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

const void* GetExtension(const cph_host*, const char*) {
  return nullptr;
}

}  // namespace

void Findings::Fail(const std::string& what) {
  if (!said_.insert(what).second) return;
  const auto line = "fault " + what + '\n';
  static_cast<void>(!::write(descriptor_, line.data(), line.size()));
}
void Findings::Note(const std::string& what) const {
  const auto line = "note " + what + '\n';
  static_cast<void>(!::write(descriptor_, line.data(), line.size()));
}

std::string Made::Text() const {
  std::string out = "status " + std::to_string(status) + '\n';
  for (const auto& [id, sum] : facts) out += id + ' ' + sum + '\n';
  for (const auto& finding : findings) out += finding + '\n';
  return out;
}

FakeHost::FakeHost(const Catalogues& catalogues, HostOptions options, Findings& findings)
    : catalogues_(catalogues), options_(options), findings_(findings) {
  host_of_process = this;
  // Of an old host there is nothing behind the members it knows.
  const auto bytes = options.old ? kSizeOf10 : sizeof(cph_host);
  table_memory_ = std::make_unique<Guarded>("the host table of ABI 1.0", (bytes + 63) / 64 * 64, 0);
  auto* at = table_memory_->data() + (table_memory_->size() - bytes) / 8 * 8;
  cph_host table{};
  table.struct_size = static_cast<std::uint32_t>(bytes);
  table.abi_major = CPH_ABI_MAJOR;
  table.abi_minor = options.old ? 0 : CPH_ABI_MINOR;
  table.log = &Log;
  table.get_extension = &GetExtension;
  table.set_error = &SetError;
  table.cancelled = &Cancelled;
  table.thread_budget = &ThreadBudget;
  table.image_create = &ImageCreate;
  table.image_ref = &ImageRefer;
  table.image_unref = &ImageUnref;
  table.tensor_create = &TensorCreate;
  table.tensor_ref = &TensorRefer;
  table.tensor_unref = &TensorUnref;
  table.fact_get = &FactGet;
  table.fact_put = &FactPut;
  table.finding_add = &FindingAdd;
  table.spec_number = &SpecNumber;
  table.spec_text = &SpecText;
  table.threshold = &ThresholdOf;
  table.model_open = &ModelOpen;
  table.model_run = &ModelRun;
  table.input_text = &InputText;
  std::memcpy(at, &table, bytes);
  table_ = reinterpret_cast<const cph_host*>(at);
  table_memory_->Seal();
}

FakeHost::~FakeHost() {
  host_of_process = nullptr;
}

FakeHost::Allocation* FakeHost::NewAllocation(const std::string& name, std::size_t bytes) {
  auto made = std::make_unique<Allocation>();
  made->memory = std::make_unique<Guarded>(name, bytes, options_.fill);
  made->name = name;
  return allocations_.emplace_back(std::move(made)).get();
}

std::size_t FakeHost::HeldByPlugin() const {
  return static_cast<std::size_t>(std::count_if(allocations_.begin(), allocations_.end(), [](const auto& a) {
    return a->references > (a->input ? 1 : 0);
  }));
}

cph_status FakeHost::Create(const Operation& operation, const std::vector<cph_value>& values, Instance& out,
                            std::string& error) {
  out.operation = &operation;
  out.texts = std::make_shared<std::vector<std::string>>();
  for (const auto& value : values) out.texts->push_back(value.text != nullptr ? value.text : "");
  out.values = values;
  for (std::size_t i = 0; i < values.size(); ++i) out.values[i].text = (*out.texts)[i].c_str();
  // Ends at a page that cannot be read: a value that the table does not have is a fault.
  const auto bytes = out.values.size() * sizeof(cph_value);
  out.guarded = std::make_shared<Guarded>("the values of its parameters", (bytes + 63) / 64 * 64, 0);
  auto* at = out.guarded->data() + (out.guarded->size() - bytes);
  if (bytes > 0) std::memcpy(at, out.values.data(), bytes);
  out.guarded->Seal();
  cph_call call;
  call.host = this;
  call.operation = &operation;
  call.creating = true;
  const auto status = operation.raw->create(&call, reinterpret_cast<const cph_value*>(at),
                                            static_cast<std::uint32_t>(out.values.size()), &out.handle);
  error = call.error;
  if (status < CPH_OK || status > CPH_E_INTERNAL)
    findings_.Fail("create returned " + std::to_string(status) + ", which is no status");
  return status;
}

void FakeHost::Destroy(Instance& instance) {
  instance.operation->raw->destroy(instance.handle);
}

Made FakeHost::Run(Instance& instance, Scene& scene) {
  // Calls stay as long as their host: one that is used after its end must be recognisable.
  auto& call = *calls_.emplace_back(std::make_unique<cph_call>());
  Made made;
  call.host = this;
  call.operation = instance.operation;
  call.scene = &scene;
  call.made = &made;
  for (const auto& [id, image] : scene.images) {
    auto a = std::make_unique<Allocation>();
    a->image = image->raw;
    a->image.host_handle = a.get();
    a->input = true;
    a->name = "the input " + id;
    call.scene_images[id] = allocations_.emplace_back(std::move(a)).get();
  }
  for (const auto& [id, tensor] : scene.tensors) {
    auto a = std::make_unique<Allocation>();
    a->tensor = tensor->raw;
    a->tensor.host_handle = a.get();
    a->input = true;
    a->name = "the input " + id;
    call.scene_tensors[id] = allocations_.emplace_back(std::move(a)).get();
  }
  made.status = instance.operation->raw->run(instance.handle, &call);
  call.over = true;
  call.made = nullptr;
  made.error = call.error;
  if (made.status < CPH_OK || made.status > CPH_E_INTERNAL)
    findings_.Fail("run returned " + std::to_string(made.status) + ", which is no status");
  for (const auto& a : allocations_)
    if (a->memory != nullptr && !a->memory->Intact()) findings_.Fail("it wrote outside of " + a->name);
  return made;
}

std::vector<cph_value> Defaults(const Operation& operation) {
  std::vector<cph_value> values;
  for (const auto& param : operation.params)
    values.push_back(
        {static_cast<std::int32_t>(param.type), param.default_number, param.default_text.c_str()});
  return values;
}

}  // namespace certphoto::check
