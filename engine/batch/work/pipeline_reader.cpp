#include "engine/batch/work/pipeline_reader.h"

#include <nlohmann/json.hpp>

#include "engine/batch/journal/packing.h"
#include "engine/batch/runner.h"
#include "engine/batch/work/item_key.h"

namespace certphoto {
namespace {

using Json = nlohmann::json;

std::vector<std::string> TextsOf(const PhotoResult& photo, const char* fact) {
  std::vector<std::string> out;
  for (const auto& f : photo.facts) {
    if (f.name != fact) continue;
    std::string bytes;
    for (const double value : f.values) bytes += static_cast<char>(static_cast<unsigned char>(value));
    const auto json = Json::parse(bytes, nullptr, false);
    if (!json.is_array()) continue;
    for (const auto& text : json)
      if (text.is_string()) out.push_back(text.get<std::string>());
  }
  return out;
}

DocumentReading ReadingOf(const PhotoResult& photo) {
  DocumentReading out;
  out.codes = TextsOf(photo, kDocumentCodes);
  for (const auto& line : TextsOf(photo, kDocumentText)) out.text += line + '\n';
  if (photo.error) out.error = photo.error;
  if (photo.outcome == Outcome::kRejected)
    out.error = Error{ErrorCode::kInvalid, "it is no readable picture"};
  return out;
}

std::string ToText(const DocumentReading& reading) {
  Json json{{"codes", reading.codes}, {"text", reading.text}};
  if (reading.error) json["error"] = reading.error->message;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<DocumentReading> FromText(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("codes") || !json.contains("text")) return std::nullopt;
  DocumentReading out;
  out.codes = json["codes"].get<std::vector<std::string>>();
  out.text = json["text"].get<std::string>();
  if (json.contains("error")) out.error = Error{ErrorCode::kInvalid, json["error"].get<std::string>()};
  return out;
}

}  // namespace

Status PipelineReader::Read(std::span<const std::filesystem::path> files, bool with_text,
                            const std::function<void(std::size_t, DocumentReading)>& on_reading) {
  const auto& plan = with_text ? text_ : codes_;
  std::vector<std::filesystem::path> todo;
  std::vector<std::size_t> index;
  std::vector<std::string> stamps;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto stamp = StampOf(files[i]);
    std::optional<DocumentReading> known;
    auto status = journal_.database().Run(
        "SELECT reading FROM readings WHERE photo = ?1 AND stamp = ?2 AND plan = ?3 AND with_text = ?4",
        {files[i].string(), stamp, plan->digest(), with_text ? 1 : 0},
        [&](const DatabaseRow& row) { known = FromText(Unpack(row.Blob(0))); });
    if (!status) return status;
    if (known) {
      on_reading(i, std::move(*known));
      continue;
    }
    todo.push_back(files[i]);
    index.push_back(i);
    stamps.push_back(std::move(stamp));
  }
  if (todo.empty()) return {};
  RunnerOptions run;
  run.workers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(workers_), todo.size()));
  run.request.cancellation = cancellation_;
  run.request.report_facts = {kDocumentCodes, kDocumentText};
  Status status;
  auto ran = RunPhotos(plan, todo, run, [&](RunnerResult result) {
    if (result.photo.error && result.photo.error->code == ErrorCode::kCancelled) return;
    auto reading = ReadingOf(result.photo);
    if (status && !result.photo.error)
      status = journal_.database().Run("INSERT OR REPLACE INTO readings VALUES(?1,?2,?3,?4,?5)",
                                       {todo[result.index].string(), stamps[result.index], plan->digest(),
                                        with_text ? 1 : 0, Pack(ToText(reading))});
    on_reading(index[result.index], std::move(reading));
  });
  return ran ? status : ran;
}

}  // namespace certphoto
