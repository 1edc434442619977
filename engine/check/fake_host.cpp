#include "engine/check/fake_host.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "engine/check/host_call.h"

namespace certphoto::check {

FakeHost* FakeHost::of_process_ = nullptr;

bool Alive(const cph_call* call, const char* service) {
  if (call == nullptr) {
    if (FakeHost::OfProcess() != nullptr)
      FakeHost::OfProcess()->findings().Fail(std::string(service) + " was called without a call");
    return false;
  }
  if (call->over) Say(call).Fail(std::string(service) + " was called with a call that has ended");
  return !call->over;
}

std::string Number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

namespace {

constexpr std::size_t kSizeOf10 = offsetof(cph_host, input_text);  // the table of ABI 1.0

void Log(const cph_host*, std::int32_t level, const char* message) {
  if (message == nullptr || level < CPH_LOG_DEBUG || level > CPH_LOG_ERROR)
    if (FakeHost::OfProcess() != nullptr)
      FakeHost::OfProcess()->findings().Fail("log was called with level " + std::to_string(level));
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

const void* GetExtension(const cph_host*, const char* id) {
  return id != nullptr && std::strcmp(id, CPH_EXT_RENDERER) == 0 ? RendererTable() : nullptr;
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
  of_process_ = this;
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
  FillValues(table);
  FillFacts(table);
  FillFindings(table);
  FillSettings(table);
  std::memcpy(at, &table, bytes);
  table_ = reinterpret_cast<const cph_host*>(at);
  table_memory_->Seal();
}

FakeHost::~FakeHost() {
  of_process_ = nullptr;
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
  const bool has_facts = instance.operation->kind != OperationKind::kRenderer;  // it has items
  for (const auto& [id, image] : scene.images) {
    if (!has_facts) break;
    auto a = std::make_unique<Allocation>();
    a->image = image->raw;
    a->image.host_handle = a.get();
    a->input = true;
    a->name = "the input " + id;
    call.scene_images[id] = allocations_.emplace_back(std::move(a)).get();
  }
  for (const auto& [id, tensor] : scene.tensors) {
    if (!has_facts) break;
    auto a = std::make_unique<Allocation>();
    a->tensor = tensor->raw;
    a->tensor.host_handle = a.get();
    a->input = true;
    a->name = "the input " + id;
    call.scene_tensors[id] = allocations_.emplace_back(std::move(a)).get();
  }
  made.status = instance.operation->raw->run(instance.handle, &call);
  call.over = true;
  for (const auto& [number, output] : call.outputs)
    if (made.status == CPH_OK)
      findings_.Fail("output '" + output->name + "' is never closed: it does not come into being");
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
