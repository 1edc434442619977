#include "engine/server/sheet_job.h"

#include <algorithm>

#include "engine/config/diagnostics.h"
#include "engine/server/rpc_error.h"
#include "engine/sheet/sheet_parameters.h"

namespace certphoto {
namespace {

constexpr const char* kPaper = "6in";
constexpr const char* kRenderer = "print.sheet";
constexpr int kMaxTexts = 32;
constexpr std::size_t kMaxText = 1024;
constexpr int kMaxParameters = 64;
constexpr std::size_t kChunk = 256u << 10;

std::string PaperOf(const v1::RenderRequest& request) {
  return request.paper().empty() ? kPaper : request.paper();
}
std::string NameOfRenderer(const v1::RenderRequest& request) {
  return request.renderer().empty() ? kRenderer : request.renderer();
}

void CheckPhotos(const v1::RenderRequest& request, std::vector<FieldViolation>& violations) {
  if (request.photos_size() == 0) violations.push_back({"photos", "is empty"});
  for (int i = 0; i < request.photos_size(); ++i) {
    const auto& photo = request.photos(i);
    const auto field = "photos[" + std::to_string(i) + "]";
    if (photo.photo().empty()) violations.push_back({field + ".photo", "is empty"});
    const bool long_text = std::any_of(photo.texts().begin(), photo.texts().end(), [](const auto& entry) {
      return entry.first.size() > kMaxText || entry.second.size() > kMaxText;
    });
    if (photo.texts_size() > kMaxTexts || long_text)
      violations.push_back({field + ".texts", "at most 32 entries of 1024 characters"});
    if (violations.size() > 16) return;  // enough to see the pattern
  }
}

grpc::Status NotFound(const char* what, const std::string& name, const std::vector<std::string>& known) {
  return RpcError(grpc::StatusCode::NOT_FOUND, reason::kNoSuchName,
                  std::string("no ") + what + ' ' + Quoted(name) + DidYouMean(name, known));
}

}  // namespace

std::uint64_t BytesOf(const v1::RenderRequest& request) {
  std::uint64_t bytes = request.printer_profile().size();
  for (const auto& photo : request.photos()) bytes += photo.photo().size();
  return bytes;
}

const Operation* RendererOf(const v1::RenderRequest& request, const Snapshot& snapshot) {
  const auto* operation = snapshot.engine().registry().FindOperation(NameOfRenderer(request));
  return operation != nullptr && operation->kind == OperationKind::kRenderer ? operation : nullptr;
}

grpc::Status CheckRender(const v1::RenderRequest& request, const Snapshot& snapshot) {
  std::vector<FieldViolation> violations;
  CheckPhotos(request, violations);
  if (request.parameters_size() > kMaxParameters)
    violations.push_back({"parameters", "more than 64 entries"});
  for (const auto& [name, value] : request.parameters())
    if (name.size() > kMaxText || value.size() > kMaxText) {
      violations.push_back({"parameters", "an entry is longer than 1024 characters"});
      break;
    }
  if (!violations.empty()) return BadRequest(violations);
  const auto& specs = snapshot.engine().specs();
  if (!request.spec().empty() && specs.Find(request.spec()) == nullptr)
    return NotFound("spec", request.spec(), specs.Ids());
  if (snapshot.papers().Find(PaperOf(request)) == nullptr)
    return NotFound("paper", PaperOf(request), snapshot.papers().Ids());
  if (RendererOf(request, snapshot) == nullptr) {
    std::vector<std::string> renderers;
    for (const auto& plugin : snapshot.engine().registry().plugins())
      for (const auto& operation : plugin.operations)
        if (operation.kind == OperationKind::kRenderer) renderers.push_back(operation.id);
    return NotFound("renderer", NameOfRenderer(request), renderers);
  }
  Diagnostics problems;
  if (auto typed = SheetParameters(request, snapshot, problems); !typed)
    return ToRpc({ErrorCode::kUsage, typed.error().message});
  return grpc::Status::OK;
}

Result<std::vector<PipelineParam>> SheetParameters(const v1::RenderRequest& request, const Snapshot& snapshot,
                                                   Diagnostics& problems) {
  Parameters parameters;
  AddPaper(*snapshot.papers().Find(PaperOf(request)), parameters);
  if (const auto* spec = snapshot.engine().specs().Find(request.spec())) AddSpec(*spec, parameters);
  for (const auto& [name, value] : request.parameters()) parameters.emplace_back(name, value);
  return TypedParameters(*RendererOf(request, snapshot), parameters, problems);
}

RequestItems::RequestItems(const v1::RenderRequest& request) : request_(request) {
  for (const auto& photo : request.photos()) {
    auto& texts = texts_.emplace_back();
    for (const auto& [key, value] : photo.texts()) texts.emplace(key, value);
  }
}

const std::string* RequestItems::Text(std::uint64_t item, std::string_view key) const {
  const auto it = texts_.at(item).find(key);
  return it == texts_.at(item).end() ? nullptr : &it->second;
}

Result<std::vector<std::uint8_t>> RequestItems::Bytes(std::uint64_t item) {
  const auto& photo = request_.photos(static_cast<int>(item)).photo();
  return std::vector<std::uint8_t>(photo.begin(), photo.end());
}

Result<std::uint32_t> MessageOutputs::Open(std::string_view role, std::uint32_t number,
                                           std::string_view extension) {
  auto& document = open_[next_];
  document.begin.set_role(std::string(role));
  document.begin.set_number(number);
  document.begin.set_extension(std::string(extension));
  if (auto status = SendFirst(); !status) return status.error();
  return next_++;
}

Status MessageOutputs::Write(std::uint32_t output, std::span<const std::uint8_t> bytes) {
  auto& document = open_.at(output);
  document.waiting.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  document.bytes += bytes.size();
  bytes_ += bytes.size();
  return SendFirst();
}

Status MessageOutputs::Close(std::uint32_t output) {
  open_.at(output).closed = true;
  ++closed_;
  return SendFirst();
}

// Whole chunks of the first document, all of it when it is closed, and then those that waited for it.
Status MessageOutputs::SendFirst() {
  while (!open_.empty()) {
    auto& document = open_.begin()->second;
    if (!std::exchange(document.begun, true)) {
      v1::RenderResponse response;
      *response.mutable_begin() = document.begin;
      if (auto status = send_(std::move(response)); !status) return status;
    }
    std::size_t sent = 0;
    while (document.waiting.size() - sent >= kChunk || (document.closed && sent < document.waiting.size())) {
      v1::RenderResponse response;
      response.set_data(document.waiting.substr(sent, kChunk));
      sent += response.data().size();
      if (auto status = send_(std::move(response)); !status) return status;
    }
    document.waiting.erase(0, sent);
    if (!document.closed) return {};
    v1::RenderResponse response;
    response.mutable_end()->set_bytes(document.bytes);
    if (auto status = send_(std::move(response)); !status) return status;
    open_.erase(open_.begin());
  }
  return {};
}

}  // namespace certphoto
