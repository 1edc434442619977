// Items and outputs: the extension certphoto.renderer/1 of the watching host.
#include <algorithm>

#include "engine/check/host_call.h"

namespace certphoto::check {
namespace {

// Null after saying why.
const SceneItem* ItemOf(cph_call* call, const char* service, std::uint64_t item) {
  if (!Alive(call, service)) return nullptr;
  if (call->scene == nullptr) {
    Say(call).Fail(std::string(service) + " was called in create: there are no items yet");
    return nullptr;
  }
  const auto& items = call->scene->items;
  if (item < items.size()) return &items[item];
  Say(call).Fail(std::string(service) + " asks for item " + std::to_string(item) + " of " +
                 std::to_string(items.size()));
  return nullptr;
}

cph_tensor* Bytes(cph_call* call, const std::string& name, const std::vector<std::uint8_t>& bytes) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  auto* tensor = NewTensor(*call->host, name, CPH_TYPE_U8, 1, &size);
  std::copy(bytes.begin(), bytes.end(), static_cast<std::uint8_t*>(tensor->data));
  static_cast<FakeHost::Allocation*>(tensor->host_handle)->memory->Seal();
  return tensor;
}

std::uint64_t ItemCount(const cph_call* call) {
  return Alive(call, "item_count") && call->scene != nullptr ? call->scene->items.size() : 0;
}

cph_status ItemText(const cph_call* call, std::uint64_t item, const char* key, const char** out) {
  const auto* found = ItemOf(const_cast<cph_call*>(call), "item_text", item);
  if (found == nullptr || key == nullptr) return CPH_E_INVALID;
  const auto text = found->texts.find(key);
  if (text == found->texts.end()) return CPH_E_ABSENT;
  *out = text->second.c_str();
  return CPH_OK;
}

cph_status ItemFile(cph_call* call, std::uint64_t item, cph_tensor** out) {
  const auto* found = ItemOf(call, "item_file", item);
  if (found == nullptr) return CPH_E_INVALID;
  *out = Bytes(call, "the file of item " + std::to_string(item), found->file);
  return CPH_OK;
}

cph_status ItemImage(cph_call* call, std::uint64_t item, cph_image** out) {
  const auto* found = ItemOf(call, "item_image", item);
  if (found == nullptr) return CPH_E_INVALID;
  if (!found->is_picture) return Fail(call, CPH_E_INVALID, "the file is no whole picture");
  const auto& from = call->scene->images.find("source.image/1")->second;
  auto* a = call->host->NewAllocation("the image of item " + std::to_string(item), from->memory->size());
  std::memcpy(a->memory->data(), from->memory->data(), from->memory->size());
  a->memory->Seal();
  a->image = from->raw;
  a->image.pixels = a->memory->data();
  a->image.host_handle = a;
  *out = &a->image;
  return CPH_OK;
}

// A job without a printer's profile, and without anything else.
cph_status Attachment(cph_call* call, const char* name, cph_tensor**) {
  return Alive(call, "attachment") && name != nullptr ? CPH_E_ABSENT : CPH_E_INVALID;
}

cph_status FindingForItem(cph_call* call, std::uint64_t item, const cph_finding* finding) {
  std::string text;
  if (ItemOf(call, "finding_for_item", item) == nullptr ||
      !CheckFinding(call, "finding_for_item", finding, text))
    return CPH_E_INVALID;
  call->made->findings.push_back("item " + std::to_string(item) + ' ' + text);
  return CPH_OK;
}

// ---- outputs
// -------------------------------------------------------------------------------------------------------

bool IsWord(const char* text) {
  const std::string_view word = text == nullptr ? "" : text;
  return !word.empty() && word.size() <= 16 &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

cph_status OutputOpen(cph_call* call, const char* role, std::uint32_t number, const char* extension,
                      std::uint32_t* out) {
  if (!Alive(call, "output_open")) return CPH_E_INVALID;
  if (call->creating) {
    Say(call).Fail("it opens an output in create");
    return CPH_E_INVALID;
  }
  if (!IsWord(role) || !IsWord(extension)) {
    Say(call).Fail("role and extension of an output are 1 to 16 lower-case letters or '-'");
    return CPH_E_INVALID;
  }
  if (call->outputs.size() >= CPH_RENDERER_OPEN_OUTPUTS)
    return Fail(call, CPH_E_LIMIT, "too many outputs are open");
  auto output = std::make_unique<Output>();
  output->name = std::string(role) + '/' + std::to_string(number) + '.' + extension;
  const bool again = call->made->facts.contains("output " + output->name) ||
                     std::any_of(call->outputs.begin(), call->outputs.end(),
                                 [&](const auto& open) { return open.second->name == output->name; });
  if (again) Say(call).Fail("it opens output '" + output->name + "' twice");
  *out = call->next_output++;
  call->outputs[*out] = std::move(output);
  return CPH_OK;
}

Output* OpenOutput(cph_call* call, const char* service, std::uint32_t output) {
  if (!Alive(call, service)) return nullptr;
  const auto it = call->outputs.find(output);
  if (it != call->outputs.end()) return it->second.get();
  Say(call).Fail(std::string(service) + " was called with an output that is not open");
  return nullptr;
}

cph_status OutputWrite(cph_call* call, std::uint32_t output, const void* bytes, std::uint64_t size) {
  auto* open = OpenOutput(call, "output_write", output);
  if (open == nullptr || (bytes == nullptr && size > 0)) return CPH_E_INVALID;
  open->bytes += size;
  open->sum.Update({static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size)});
  return CPH_OK;
}

cph_status OutputClose(cph_call* call, std::uint32_t output) {
  auto* open = OpenOutput(call, "output_close", output);
  if (open == nullptr) return CPH_E_INVALID;
  call->made->facts["output " + open->name] =
      std::to_string(open->bytes) + " bytes " + open->sum.Hex().substr(0, 16);
  call->outputs.erase(output);
  return CPH_OK;
}

constexpr cph_renderer_host kTable = {
    sizeof(cph_renderer_host), &ItemCount,  &ItemText,    &ItemFile,   &ItemImage, &Attachment,
    &FindingForItem,           &OutputOpen, &OutputWrite, &OutputClose};

}  // namespace

const cph_renderer_host* RendererTable() {
  return &kTable;
}

}  // namespace certphoto::check
