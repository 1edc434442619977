#include "engine/plugin/renderer_services.h"

#include <algorithm>

#include "engine/plugin/host_services.h"

namespace certphoto {
namespace {

cph_status Fail(cph_call* call, const Error& error) {
  call->error = error.message;
  return StatusOf(error.code);
}

// The session of a call, or null with the reason set.
RendererSession* Session(cph_call* call) {
  if (call->renderer == nullptr) call->error = "items and outputs exist in the 'run' of a renderer only";
  return call->renderer;
}

RendererSession* SessionWith(cph_call* call, std::uint64_t item) {
  auto* session = Session(call);
  if (session == nullptr || item < session->ItemCount()) return session;
  call->error =
      "item " + std::to_string(item) + " of " + std::to_string(session->ItemCount()) + " was asked for";
  return nullptr;
}

std::uint64_t ItemCount(const cph_call* call) {
  return call->renderer == nullptr ? 0 : call->renderer->ItemCount();
}

cph_status ItemText(const cph_call* call, std::uint64_t item, const char* key, const char** out) {
  if (call->renderer == nullptr || item >= call->renderer->ItemCount()) return CPH_E_INVALID;
  const auto* text = call->renderer->ItemText(item, key);
  if (text == nullptr) return CPH_E_ABSENT;
  *out = text->c_str();
  return CPH_OK;
}

cph_status ItemFile(cph_call* call, std::uint64_t item, cph_tensor** out) {
  auto* session = SessionWith(call, item);
  if (session == nullptr) return CPH_E_INVALID;
  auto file = session->ItemFile(item);
  if (!file) return Fail(call, file.error());
  *out = file->Release();
  return CPH_OK;
}

cph_status ItemImage(cph_call* call, std::uint64_t item, cph_image** out) {
  auto* session = SessionWith(call, item);
  if (session == nullptr) return CPH_E_INVALID;
  auto image = session->ItemImage(item);
  if (!image) return Fail(call, image.error());
  *out = image->Release();
  return CPH_OK;
}

cph_status Attachment(cph_call* call, const char* name, cph_tensor** out) {
  auto* session = Session(call);
  if (session == nullptr) return CPH_E_INVALID;
  auto file = session->Attachment(name);
  if (!file) return file.error().code == ErrorCode::kNotFound ? CPH_E_ABSENT : Fail(call, file.error());
  *out = file->Release();
  return CPH_OK;
}

cph_status FindingForItem(cph_call* call, std::uint64_t item, const cph_finding* finding) {
  auto* session = SessionWith(call, item);
  if (session == nullptr) return CPH_E_INVALID;
  if (const auto status = AddFinding(call, finding); status != CPH_OK) return status;
  session->AddItemFinding(item, std::move(call->findings->back()));
  call->findings->pop_back();
  return CPH_OK;
}

// What may become a part of a file name.
bool IsWord(std::string_view text) {
  return !text.empty() && text.size() <= 16 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

cph_status OutputOpen(cph_call* call, const char* role, std::uint32_t number, const char* extension,
                      std::uint32_t* out) {
  auto* session = Session(call);
  if (session == nullptr) return CPH_E_INVALID;
  if (role == nullptr || extension == nullptr || !IsWord(role) || !IsWord(extension)) {
    call->error = "role and extension of an output are 1 to 16 lower-case letters or '-'";
    return CPH_E_INVALID;
  }
  const auto output = session->OpenOutput(role, number, extension);
  if (!output) return Fail(call, output.error());
  *out = *output;
  return CPH_OK;
}

cph_status OutputWrite(cph_call* call, std::uint32_t output, const void* bytes, std::uint64_t size) {
  auto* session = Session(call);
  if (session == nullptr) return CPH_E_INVALID;
  const auto status =
      session->WriteOutput(output, {static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size)});
  return status ? CPH_OK : Fail(call, status.error());
}

cph_status OutputClose(cph_call* call, std::uint32_t output) {
  auto* session = Session(call);
  if (session == nullptr) return CPH_E_INVALID;
  const auto status = session->CloseOutput(output);
  return status ? CPH_OK : Fail(call, status.error());
}

constexpr cph_renderer_host kTable = {
    sizeof(cph_renderer_host), &ItemCount,  &ItemText,    &ItemFile,   &ItemImage, &Attachment,
    &FindingForItem,           &OutputOpen, &OutputWrite, &OutputClose};

}  // namespace

const cph_renderer_host* RendererHost() {
  return &kTable;
}

}  // namespace certphoto
