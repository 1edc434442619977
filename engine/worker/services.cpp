// cph_host in the worker: what needs the host is asked for, the rest is answered here.
#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "certphoto/abi/renderer.h"
#include "engine/worker/session.h"

namespace certphoto::worker {
namespace {

using isolation::ByteSize;
using isolation::ByteWriter;
using isolation::kInlineBytes;
using isolation::kMaxText;
using isolation::MessageType;
using isolation::WireImage;
using isolation::WireTensor;

constexpr std::size_t kMaxMessageText = 1024;    // as the host keeps of a text
constexpr std::uint64_t kPieceBytes = 1u << 20;  // of an output, in one message

struct Table : cph_host {
  Session* session = nullptr;
};

std::string Bounded(const char* text, std::size_t limit = kMaxMessageText) {
  return text == nullptr ? std::string() : std::string(text, strnlen(text, limit));
}
cph_status Fail(cph_call* call, cph_status status, std::string message) {
  call->error = std::move(message);
  return status;
}

void Log(const cph_host* host, std::int32_t level, const char* message) {
  ByteWriter body;
  body.Put(level);
  body.PutText(Bounded(message));
  static_cast<const Table*>(host)->session->Tell(MessageType::kLog, body);
}

void SetError(cph_call* call, const char* message) {
  call->error = Bounded(message);
}
std::int32_t Cancelled(const cph_call* call) {
  return call->session->asked_to_stop() ? 1 : 0;
}
std::uint32_t ThreadBudget(const cph_call*) {
  return 1;
}

// ---- images and tensors
// ------------------------------------------------------------------------------------------

// A request whose reply carries nothing but its status.
cph_status AskStatus(cph_call* call, MessageType type, const ByteWriter& body) {
  cph_status status = CPH_E_INTERNAL;
  const auto in = call->session->Ask(type, body, call, &status);
  if (!in.done()) call->session->Malformed();
  return status;
}

// A request whose reply carries a number that is none of the plugin's business.
cph_status AskNumber(cph_call* call, MessageType type, const ByteWriter& body, std::uint32_t* out) {
  cph_status status = CPH_E_INTERNAL;
  auto in = call->session->Ask(type, body, call, &status);
  if (status != CPH_OK) return status;
  *out = in.Get<std::uint32_t>();
  if (!in.done()) call->session->Malformed();
  return CPH_OK;
}

// A request whose reply carries an image or a tensor.
template <class Read, class Out>
cph_status TakeValue(cph_call* call, MessageType type, const ByteWriter& body, Read read, Out** out) {
  cph_status status = CPH_E_INTERNAL;
  auto in = call->session->Ask(type, body, call, &status);
  if (status != CPH_OK) return status;
  auto* value = read(in, call->session->blocks(), call->session->releases());
  if (!in.done()) Value<Out>::Unref(value), call->session->Malformed();
  if (value == nullptr) return Fail(call, CPH_E_LIMIT, "out of memory");
  *out = value;
  return CPH_OK;
}

// Of what was made to be written to, the plugin relies on the size it asked for.
template <class Struct>
void MustBe(cph_call* call, bool as_asked, Struct** made) {
  if (as_asked && Value<Struct>::Of(*made)->writable()) return;
  Value<Struct>::Unref(std::exchange(*made, nullptr));
  call->session->Malformed();
}

cph_status ImageCreate(cph_call* call, std::int32_t format, std::int32_t width, std::int32_t height,
                       cph_image** out) {
  WireImage size;
  size.format = format;
  size.width = width;
  size.height = height;
  const std::int64_t pixel = format == CPH_FORMAT_RGB8 ? 3 : format == CPH_FORMAT_RGBA8 ? 4 : 1;
  size.stride_bytes = pixel * width;
  if (const auto bytes = ByteSize(size); bytes && *bytes < kInlineBytes) {
    *out = NewLocalImage(size, *bytes, call->session->releases());
    return *out != nullptr ? CPH_OK : Fail(call, CPH_E_LIMIT, "out of memory");
  }
  ByteWriter body;
  body.Put(format);
  body.Put(width);
  body.Put(height);
  const auto status = TakeValue(call, MessageType::kImageCreate, body, &ReadImage, out);
  if (status != CPH_OK) return status;
  MustBe(call, (*out)->format == format && (*out)->width == width && (*out)->height == height, out);
  return CPH_OK;
}

cph_status TensorCreate(cph_call* call, std::int32_t type, std::int32_t rank, const std::int64_t* shape,
                        cph_tensor** out) {
  if (rank < 0 || rank > CPH_MAX_RANK) return Fail(call, CPH_E_INVALID, "tensor rank must be 0 to 6");
  WireTensor size;
  size.type = type;
  size.rank = rank;
  std::copy_n(shape, rank, size.shape);
  if (const auto bytes = ByteSize(size); bytes && *bytes < kInlineBytes) {
    *out = NewLocalTensor(size, *bytes, call->session->releases());
    return *out != nullptr ? CPH_OK : Fail(call, CPH_E_LIMIT, "out of memory");
  }
  ByteWriter body;
  body.Put(type);
  body.Put(rank);
  for (const auto extent : size.shape) body.Put(extent);
  const auto status = TakeValue(call, MessageType::kTensorCreate, body, &ReadTensor, out);
  if (status != CPH_OK) return status;
  MustBe(call, (*out)->type == type && (*out)->rank == rank && std::equal(shape, shape + rank, (*out)->shape),
         out);
  return CPH_OK;
}

// ---- facts and findings
// ------------------------------------------------------------------------------------------

cph_status FactGet(cph_call* call, const char* id, cph_fact* out) {
  if (call->creating) return Fail(call, CPH_E_INVALID, "facts can be read in 'run' only");
  if (!call->configured->operation->Reads(id))
    return Fail(call, CPH_E_NOT_FOUND, "fact '" + Bounded(id) + "' is in neither 'needs' nor 'uses'");
  const auto it = call->facts.find(id);
  if (it == call->facts.end()) return CPH_E_ABSENT;
  out->image = it->second.image;
  out->tensor = it->second.tensor;
  return CPH_OK;
}

cph_status FactPut(cph_call* call, const char* id, cph_image* image, cph_tensor* tensor) {
  ByteWriter body;
  body.PutText(Bounded(id));
  body.Put<std::uint8_t>(image != nullptr);
  if (image != nullptr) PutImage(body, *image);
  body.Put<std::uint8_t>(tensor != nullptr);
  if (tensor != nullptr) PutTensor(body, *tensor);
  const std::unique_ptr<cph_image, void (*)(const cph_image*)> given_image(image, &ImageValue::Unref);
  const std::unique_ptr<cph_tensor, void (*)(const cph_tensor*)> given_tensor(tensor, &TensorValue::Unref);
  return AskStatus(call, MessageType::kFactPut, body);
}

cph_status SendFinding(cph_call* call, bool has_item, std::uint64_t item, const cph_finding* finding) {
  ByteWriter body;
  body.Put<std::uint8_t>(has_item);
  body.Put(item);
  if (const auto status = Put(body, *finding); status != CPH_OK)
    return Fail(call, status,
                status == CPH_E_LIMIT
                    ? "finding on '" + Bounded(finding->rule) + "' with more than 64 regions or 16 arguments"
                    : "finding smaller than ABI 1.0's");
  return AskStatus(call, MessageType::kFindingAdd, body);
}
cph_status FindingAdd(cph_call* call, const cph_finding* finding) {
  return SendFinding(call, false, 0, finding);
}

// ---- settings
// ----------------------------------------------------------------------------------------------------

cph_status SpecNumber(const cph_call* call, const char* path, double* out) {
  const auto it = call->configured->spec_numbers.find(path);
  if (it == call->configured->spec_numbers.end()) return CPH_E_NOT_FOUND;
  *out = it->second;
  return CPH_OK;
}
cph_status SpecText(const cph_call* call, const char* path, const char** out) {
  const auto it = call->configured->spec_texts.find(path);
  if (it == call->configured->spec_texts.end()) return CPH_E_NOT_FOUND;
  *out = it->second.c_str();
  return CPH_OK;
}
cph_status ThresholdOf(const cph_call* call, const char* rule, const char* name, double* out) {
  const auto it = call->configured->thresholds.find(rule);
  if (it == call->configured->thresholds.end()) return CPH_E_NOT_FOUND;
  const auto value = it->second.find(name);
  if (value == it->second.end()) return CPH_E_NOT_FOUND;
  *out = value->second;
  return CPH_OK;
}
cph_status InputText(const cph_call* call, const char* key, const char** out) {
  const auto it = call->inputs.find(key);
  if (it == call->inputs.end()) return CPH_E_ABSENT;
  *out = it->second.c_str();
  return CPH_OK;
}

// ---- networks
// ----------------------------------------------------------------------------------------------------

cph_status ModelOpen(cph_call* call, const char* model_id, cph_model** out) {
  ByteWriter body;
  body.PutText(Bounded(model_id));
  std::uint32_t number = 0;
  const auto status = AskNumber(call, MessageType::kModelOpen, body, &number);
  if (status == CPH_OK) *out = reinterpret_cast<cph_model*>(std::uintptr_t{number});
  return status;
}

cph_status ModelRun(cph_call* call, cph_model* model, const cph_tensor* const* inputs,
                    std::uint32_t input_count, cph_tensor** outputs, std::uint32_t output_count) {
  if (input_count > 64 || output_count > 64)
    return Fail(call, CPH_E_LIMIT, "a model has at most 64 inputs and outputs");
  ByteWriter body;
  body.Put(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(model)));
  body.Put(input_count);
  for (std::uint32_t i = 0; i < input_count; ++i) PutTensor(body, *inputs[i]);
  body.Put(output_count);
  cph_status status = CPH_E_INTERNAL;
  auto in = call->session->Ask(MessageType::kModelRun, body, call, &status);
  if (status != CPH_OK) return status;
  bool whole = true, no_memory = false;
  for (std::uint32_t i = 0; i < output_count; ++i) {
    outputs[i] = ReadTensor(in, call->session->blocks(), call->session->releases());
    whole = whole && (outputs[i] == nullptr || TensorValue::Of(outputs[i])->writable());
    no_memory = no_memory || outputs[i] == nullptr;
  }
  whole = whole && in.done();
  if (whole && !no_memory) return CPH_OK;
  for (std::uint32_t i = 0; i < output_count; ++i) TensorValue::Unref(std::exchange(outputs[i], nullptr));
  if (!whole) call->session->Malformed();
  return Fail(call, CPH_E_LIMIT, "out of memory");
}

// ---- renderers
// ---------------------------------------------------------------------------------------------------

std::uint64_t ItemCount(const cph_call* call) {
  return call->item_count;
}

cph_status ItemText(const cph_call* call, std::uint64_t item, const char* key, const char** out) {
  auto* mine = const_cast<cph_call*>(call);
  ByteWriter body;
  body.Put(item);
  body.PutText(Bounded(key));
  cph_status status = CPH_E_INTERNAL;
  auto in = mine->session->Ask(MessageType::kItemText, body, nullptr, &status);
  if (status != CPH_OK) return status;
  *out = mine->item_texts.emplace_back(in.GetText(isolation::kMaxMessageBytes)).c_str();
  if (!in.done()) mine->session->Malformed();
  return CPH_OK;
}
cph_status ItemFile(cph_call* call, std::uint64_t item, cph_tensor** out) {
  ByteWriter body;
  body.Put(item);
  return TakeValue(call, MessageType::kItemFile, body, &ReadTensor, out);
}
cph_status ItemImage(cph_call* call, std::uint64_t item, cph_image** out) {
  ByteWriter body;
  body.Put(item);
  return TakeValue(call, MessageType::kItemImage, body, &ReadImage, out);
}
cph_status Attachment(cph_call* call, const char* name, cph_tensor** out) {
  ByteWriter body;
  body.PutText(Bounded(name));
  return TakeValue(call, MessageType::kAttachment, body, &ReadTensor, out);
}
cph_status FindingForItem(cph_call* call, std::uint64_t item, const cph_finding* finding) {
  return SendFinding(call, true, item, finding);
}
cph_status OutputOpen(cph_call* call, const char* role, std::uint32_t number, const char* extension,
                      std::uint32_t* out) {
  ByteWriter body;
  body.PutText(Bounded(role));
  body.Put(number);
  body.PutText(Bounded(extension));
  return AskNumber(call, MessageType::kOutputOpen, body, out);
}
cph_status OutputWrite(cph_call* call, std::uint32_t output, const void* bytes, std::uint64_t size) {
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  do {
    const auto piece = std::min(size, kPieceBytes);
    ByteWriter body;
    body.Put(output);
    body.PutBytes(from, static_cast<std::size_t>(piece));
    if (const auto status = AskStatus(call, MessageType::kOutputWrite, body); status != CPH_OK) return status;
    from += piece;
    size -= piece;
  } while (size > 0);
  return CPH_OK;
}
cph_status OutputClose(cph_call* call, std::uint32_t output) {
  ByteWriter body;
  body.Put(output);
  return AskStatus(call, MessageType::kOutputClose, body);
}

constexpr cph_renderer_host kRenderer = {
    sizeof(cph_renderer_host), &ItemCount,  &ItemText,    &ItemFile,   &ItemImage, &Attachment,
    &FindingForItem,           &OutputOpen, &OutputWrite, &OutputClose};

const void* GetExtension(const cph_host*, const char* id) {
  return std::strcmp(id, CPH_EXT_RENDERER) == 0 ? &kRenderer : nullptr;
}

}  // namespace

const cph_host* HostTableOf(Session& session) {
  static Table table;
  table.session = &session;
  table.struct_size = sizeof(cph_host);
  table.abi_major = CPH_ABI_MAJOR;
  table.abi_minor = CPH_ABI_MINOR;
  table.log = &Log;
  table.get_extension = &GetExtension;
  table.set_error = &SetError;
  table.cancelled = &Cancelled;
  table.thread_budget = &ThreadBudget;
  table.image_create = &ImageCreate;
  table.image_ref = &ImageValue::Ref;
  table.image_unref = &ImageValue::Unref;
  table.tensor_create = &TensorCreate;
  table.tensor_ref = &TensorValue::Ref;
  table.tensor_unref = &TensorValue::Unref;
  table.fact_get = &FactGet;
  table.fact_put = &FactPut;
  table.finding_add = &FindingAdd;
  table.spec_number = &SpecNumber;
  table.spec_text = &SpecText;
  table.threshold = &ThresholdOf;
  table.model_open = &ModelOpen;
  table.model_run = &ModelRun;
  table.input_text = &InputText;
  return &table;
}

}  // namespace certphoto::worker
