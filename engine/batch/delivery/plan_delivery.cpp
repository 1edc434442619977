#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/sha256.h"
#include "engine/base/unicode.h"
#include "engine/base/utf8.h"
#include "engine/batch/binding/name_template.h"
#include "engine/batch/delivery/delivery.h"
#include "engine/report/csv_report.h"
#include "engine/report/escape.h"

namespace certphoto {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxNameBytes = 240;  // of a path's part; file systems take 255

// What may stand in a name on every system the receiver may have.
const char* ProblemOfName(std::string_view name) {
  for (const char c : name)
    if ((c >= 0 && c < 0x20) || c == 0x7F || std::string_view("\\:*?\"<>|").find(c) != std::string_view::npos)
      return "has a character that file names may not have";
  while (!name.empty()) {
    const auto part = name.substr(0, name.find('/'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    if (part.empty() || part == "." || part == "..") return "has an empty part";
    if (part.size() > kMaxNameBytes) return "is too long";
    if (part.ends_with('.') || part.ends_with(' ') || part.starts_with(' '))
      return "begins or ends with a blank or ends with a dot";
  }
  return nullptr;
}

std::string Lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

DeliveredFile TextFile(std::string path, std::string text) {
  DeliveredFile file;
  file.path = std::move(path);
  file.bytes = text.size();
  file.sha256 = Sha256Hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file.text = std::move(text);
  return file;
}

}  // namespace

Result<std::string> DeliveryName(const std::string& naming, const Roster& roster,
                                 const Candidate& candidate) {
  const auto form = NameTemplate::Parse(naming);
  if (!form) return form.error();
  std::string value;  // of one field at a time
  auto name = form->Write([&](const std::string& field) -> const std::string* {
    const auto* text = roster.Value(candidate, field);
    if (text == nullptr) return nullptr;
    value = *text;
    // A value must not make folders of its own, and 2-character names are often typed with a blank in the
    // middle.
    std::replace(value.begin(), value.end(), '/', '_');
    std::erase(value, ' ');
    for (std::size_t at; (at = value.find("\xE3\x80\x80")) != std::string::npos;) value.erase(at, 3);
    return &value;
  });
  if (!name) return name;
  *name = NormalFormC(*name);
  if (const char* problem = ProblemOfName(*name))
    return Error{ErrorCode::kInvalid, std::string("the name ") + problem};
  return name;
}

Result<DeliveryPlan> PlanDelivery(const JobFile& job, const Roster& roster,
                                  const std::vector<CandidateStanding>& standings,
                                  const std::filesystem::path& work, const DeliveryOptions& options) {
  Diagnostics problems;
  DeliveryPlan plan;
  plan.candidates = standings.size();
  std::map<std::string, int> rows_by_name;  // lower case: the receiver's disk may not tell
  std::map<std::string, std::size_t> counts;
  std::string list(kCsvByteOrderMark), print(kCsvByteOrderMark);
  list += "exam_no,name,level,result,result_zh,file,sha256\r\n";
  print += "file,name,number,group,prints\r\n";
  for (const auto& one : standings) {
    const auto& candidate = roster.all()[one.candidate];
    const auto problem = [&](const std::string& message) {
      problems.Add({job.roster.file.string(), candidate.row, 0}, message);
    };
    ++counts[one.standing];
    std::string path, sha;
    if (!options.partial &&
        (one.standing == "review" || one.standing == "pending" || one.standing == "failed"))
      problem("stands at `" + one.standing + "`; decide it, run it, or deliver with --partial");
    if (one.standing == "accepted") {
      const auto name = DeliveryName(job.naming, roster, candidate);
      if (!name) {
        problem(name.error().message);
        continue;
      }
      const auto [it, fresh] = rows_by_name.emplace(Lowered(*name), candidate.row);
      if (!fresh) problem("gets the same file name as row " + std::to_string(it->second));
      path = "electronic/" + *name;
      sha = one.item->file_sha256;
      plan.files.push_back({path, one.item->file_bytes, sha, work / one.item->file, "", candidate.exam_no});
      ++plan.photos;
      if (job.paper.copies > 0) {
        const auto* group = roster.Value(candidate, "group");
        print +=
            CsvLine({path, candidate.name, candidate.exam_no, group != nullptr ? *group : candidate.level,
                     job.paper.photo + ":" + std::to_string(job.paper.copies)});
        ++plan.paper_sets;
      }
    }
    list += CsvLine({candidate.exam_no, candidate.name, candidate.level, one.standing,
                     TextOfStanding(one.standing).zh, path, sha});
  }
  if (!problems.empty()) return problems.ToError();
  if (plan.photos == 0)
    return Error{ErrorCode::kInvalid, "no candidate has an accepted photo: there is nothing to deliver"};
  plan.files.push_back(TextFile("roster.csv", std::move(list)));
  if (job.paper.copies > 0) plan.files.push_back(TextFile("print-order.csv", std::move(print)));
  std::sort(plan.files.begin(), plan.files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  Json files = Json::array();
  for (const auto& file : plan.files)
    files.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  // R50: what is counted in different ways has to agree.
  Json manifest{{"schema", "certphoto/delivery/1"},
                {"job", job.id},
                {"tenant", job.tenant},
                {"counts",
                 {{"candidates", plan.candidates},
                  {"photos", plan.photos},
                  {"paper_sets", plan.paper_sets},
                  {"results", counts}}},
                {"files", std::move(files)}};
  plan.files.push_back(
      TextFile("manifest.json", manifest.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"));
  return plan;
}

}  // namespace certphoto
