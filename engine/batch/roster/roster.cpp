#include "engine/batch/roster/roster.h"

#include <algorithm>
#include <set>

#include "engine/base/utf8.h"
#include "engine/batch/roster/id_number.h"
#include "engine/batch/roster/masking.h"
#include "engine/batch/roster/table_file.h"

namespace certphoto {
namespace {

constexpr std::size_t kMaxExamNoBytes = 64, kMaxNameBytes = 256;
constexpr std::string_view kUnique[] = {"exam_no", "id_no", "code_digest"};

// Exam numbers become names of files and parts of tables.
bool IsPlainNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
}

bool LeadsOut(const std::string& path) {
  return path.starts_with('/') || HasControl(path) || ("/" + path + "/").find("/../") != std::string::npos;
}

std::string Lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

std::optional<bool> ParseYesNo(std::string_view text) {
  const auto word = Lowered(std::string(text));
  for (const char* yes : {"是", "已", "已缴费", "已付", "已确认", "yes", "y", "true", "1"})
    if (word == yes) return true;
  for (const char* no : {"否", "未", "未缴费", "未付", "未确认", "no", "n", "false", "0"})
    if (word == no) return false;
  return std::nullopt;
}

std::optional<Roster> Roster::Load(const JobFile& job, Diagnostics& problems) {
  auto table = LoadTable(job.roster.file, job.roster.sheet, job.roster.encoding, problems);
  if (!table) return std::nullopt;
  return FromTable(job, std::move(*table), problems);
}

std::optional<Roster> Roster::FromTable(const JobFile& job, CsvTable table, Diagnostics& problems) {
  if (table.header.empty()) return std::nullopt;
  Roster out;
  out.header_ = table.header;
  bool complete = true;
  for (const auto& [field, column] : job.roster.columns) {
    const auto it = std::find(table.header.begin(), table.header.end(), column);
    if (it != table.header.end()) {
      out.columns_[field] = static_cast<std::size_t>(it - table.header.begin());
      continue;
    }
    problems.Add({table.file, 1, 0}, "there is no column " + Quoted(column) +
                                         DidYouMean(column, table.header) + " (roster.columns." + field +
                                         " of the job)");
    complete = false;
  }
  if (!complete) return std::nullopt;
  std::map<std::string, std::map<std::string, int>> rows_of;  // field → value → first row
  std::set<int> doubled;  // rows that a later one repeats: which of the two is right nobody here can know
  for (auto& row : table.rows) {
    Candidate candidate{row.line, "", "", "", std::move(row.cells)};
    const auto before = problems.size();
    const auto problem = [&](std::string message) {
      problems.Add({table.file, candidate.row, 0}, std::move(message));
    };
    const auto cell = [&](std::string_view field) -> std::string* {
      const auto it = out.columns_.find(field);
      return it == out.columns_.end() ? nullptr : &candidate.cells[it->second];
    };
    candidate.exam_no = *cell("exam_no");
    candidate.name = *cell("name");
    candidate.level = *cell("level");
    if (candidate.exam_no.empty())
      problem("the exam number is missing");
    else if (!IsPlainNumber(candidate.exam_no) || candidate.exam_no.size() > kMaxExamNoBytes)
      problem("the exam number has characters other than digits, Latin letters, - and _, or is over 64 long");
    if (candidate.name.empty())
      problem("the name is missing");
    else if (candidate.name.size() > kMaxNameBytes || HasControl(candidate.name))
      problem("the name is over 256 bytes long or has control characters");
    if (std::find(job.levels.begin(), job.levels.end(), candidate.level) == job.levels.end())
      problem("the level " + Quoted(candidate.level) + " is none of the job's: " + JoinOr(job.levels) +
              DidYouMean(candidate.level, job.levels));
    if (const auto* tenant = cell("tenant"); tenant != nullptr && *tenant != job.tenant)
      problem("the tenant is " + Quoted(*tenant) + "; the job is for " + Quoted(job.tenant) + " (R42)");
    if (auto* id = cell("id_no"); id != nullptr && !id->empty()) {
      *id = CanonicalIdNumber(*id);
      if (id->find('*') == std::string::npos)
        if (const auto wrong = ProblemOfIdNumber(*id)) problem(*wrong);
    }
    if (auto* digest = cell("code_digest"); digest != nullptr && !digest->empty()) {
      *digest = Lowered(*digest);
      if (!IsDigest(*digest)) problem("the code digest is no sha256 in hexadecimal");
    }
    if (const auto* time = cell("submitted_at"); time != nullptr && !time->empty() && !ParseTime(*time, 0))
      problem("the time of submission " + Quoted(*time) + " is not of the form 2025-06-12 09:30");
    if (const auto* portrait = cell("portrait");
        portrait != nullptr && !portrait->empty() && LeadsOut(*portrait))
      problem("the portrait " + Quoted(*portrait) + " is no path below the job's folder");
    for (const char* field : {"paid", "confirmed"})
      if (const auto* text = cell(field); text != nullptr && !text->empty() && !ParseYesNo(*text))
        problem(std::string(field) + " is neither yes (是) nor no (否): " + Quoted(*text));
    for (const auto field : kUnique) {
      const auto* value = cell(field);
      if (value == nullptr || value->empty() || value->find('*') != std::string::npos) continue;
      const auto [it, fresh] = rows_of[std::string(field)].emplace(*value, candidate.row);
      if (fresh) continue;
      problem("the same " + std::string(field) + " as row " + std::to_string(it->second));
      doubled.insert(it->second);
    }
    if (problems.size() != before) {
      ++out.rows_left_out_;
      continue;
    }
    out.candidates_.push_back(std::move(candidate));
  }
  out.rows_left_out_ +=
      std::erase_if(out.candidates_, [&](const Candidate& c) { return doubled.contains(c.row); });
  for (std::size_t i = 0; i < out.candidates_.size(); ++i)
    for (const auto field : kUnique)
      if (const auto* value = out.Value(out.candidates_[i], field); value != nullptr && !value->empty())
        out.index_[std::string(field)].emplace(*value, i);
  if (table.rows.empty()) problems.Add({table.file, 0, 0}, "there are no candidates below the header");
  return out;
}

const std::string* Roster::Value(const Candidate& candidate, std::string_view field) const {
  if (const auto it = columns_.find(field); it != columns_.end()) return &candidate.cells[it->second];
  const auto it = std::find(header_.begin(), header_.end(), field);
  return it == header_.end() ? nullptr : &candidate.cells[static_cast<std::size_t>(it - header_.begin())];
}

std::filesystem::path PortraitOf(const JobFile& job, const Roster& roster, const Candidate& candidate) {
  if (!roster.HasField("portrait")) return {};
  const auto* name = roster.Value(candidate, "portrait");
  return name == nullptr || name->empty() ? std::filesystem::path()
                                          : job.file.parent_path() / std::filesystem::path(*name);
}

std::optional<std::size_t> Roster::FindBy(std::string_view field, const std::string& value) const {
  const auto index = index_.find(field);
  if (index == index_.end()) return std::nullopt;
  const auto it = index->second.find(value);
  return it == index->second.end() ? std::nullopt : std::optional(it->second);
}

std::vector<std::size_t> Roster::FindByName(std::string_view name) const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < candidates_.size(); ++i)
    if (NamesAgree(candidates_[i].name, name)) out.push_back(i);
  return out;
}

}  // namespace certphoto
