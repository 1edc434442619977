#include "engine/batch/review/decisions.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/base/utf8.h"
#include "engine/batch/review/review_page.h"
#include "engine/report/escape.h"

namespace certphoto {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kActions = {"accept", "reject", "recapture"};
constexpr std::size_t kMaxNoteCharacters = 500;
constexpr int kMaxDepth = 8;

bool IsItemId(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

class Reader {
 public:
  Reader(const std::string& name, const RuleCatalogue& rules, Diagnostics& problems)
      : name_(name), rules_(rules), problems_(problems) {}

  std::vector<WrittenDecision> Read(std::string_view text, const std::string& job) {
    std::vector<WrittenDecision> out;
    // Deep nesting would be read by recursion when it is destroyed.
    const auto depth = [&](int now, Json::parse_event_t, Json&) { return now <= kMaxDepth; };
    Json root;
    try {
      root = Json::parse(text.begin(), text.end(), depth);
    } catch (const Json::exception& e) {
      Problem("is no JSON: " + OneLine(Utf8Sanitized(e.what())).substr(0, 300));
      return out;
    }
    if (!root.is_object()) return Problem("is not an object with the keys schema, job and decisions"), out;
    for (const auto& [key, value] : root.items())
      if (key != "schema" && key != "job" && key != "decisions")
        Problem("unknown key " + Quoted(key) + DidYouMean(key, {"schema", "job", "decisions"}));
    if (Text(root, "schema") != "certphoto/decisions/1") Problem("schema must be certphoto/decisions/1");
    if (Text(root, "job") != job)
      Problem("it is of the job " + Quoted(Text(root, "job")) + ", not of " + Quoted(job));
    const auto list = root.find("decisions");
    if (list == root.end() || !list->is_array()) return Problem("decisions must be a list"), out;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list->size(); ++i)
      if (auto one = ReadOne((*list)[i], i, seen)) out.push_back(std::move(*one));
    return out;
  }

 private:
  void Problem(std::string message) { problems_.Add({name_, 0, 0}, std::move(message)); }
  static std::string Text(const Json& json, const char* key) {
    const auto it = json.find(key);
    return it != json.end() && it->is_string() ? it->get<std::string>() : "";
  }

  std::optional<WrittenDecision> ReadOne(const Json& json, std::size_t index, std::set<std::string>& seen) {
    const auto before = problems_.size();
    const auto problem = [&](const std::string& message) {
      Problem("decisions[" + std::to_string(index) + "]: " + message);
    };
    if (!json.is_object()) return problem("is not an object"), std::nullopt;
    const std::vector<std::string> known = {"item", "action", "reason", "note", "at"};
    for (const auto& [key, value] : json.items()) {
      if (std::find(known.begin(), known.end(), key) == known.end())
        problem("unknown key " + Quoted(key) + DidYouMean(key, known));
      else if (key == "at" ? !value.is_number_integer() : !value.is_string())
        problem(key + (key == "at" ? " must be a whole number" : " must be text"));
    }
    WrittenDecision out{Text(json, "item"), Text(json, "action"), Text(json, "reason"), Text(json, "note"), 0,
                        {name_, 0, 0}};
    if (const auto at = json.find("at"); at != json.end() && at->is_number_integer())
      out.at = at->get<std::int64_t>();
    if (!IsItemId(out.item))
      problem("item must be the 32 hexadecimal digits by which the page names it");
    else if (!seen.insert(out.item).second)
      problem("the item is decided twice in this file");
    if (std::find(kActions.begin(), kActions.end(), out.action) == kActions.end())
      problem("action must be " + JoinOr(kActions) + ", not " + Quoted(out.action) +
              DidYouMean(out.action, kActions));
    else if (out.action != "accept" && out.reason.empty())
      problem("to " + out.action + " needs a reason (R49)");
    if (!out.reason.empty() && out.reason != "other" && rules_.Find(out.reason) == nullptr)
      problem("the reason " + Quoted(out.reason) + " is no rule" + DidYouMean(out.reason, rules_.Ids()));
    if (out.reason == "other" && out.note.empty()) problem("the reason `other` needs a note");
    if (Utf8Length(out.note) > kMaxNoteCharacters) problem("the note is over 500 characters long");
    if (problems_.size() != before) return std::nullopt;
    out.note = OneLine(out.note);
    return out;
  }

  const std::string& name_;
  const RuleCatalogue& rules_;
  Diagnostics& problems_;
};

}  // namespace

std::vector<WrittenDecision> ParseDecisions(std::string_view text, const std::string& name,
                                            const std::string& job, const RuleCatalogue& rules,
                                            Diagnostics& problems) {
  return Reader(name, rules, problems).Read(text, job);
}

Result<AppliedDecisions> ApplyDecisions(const std::vector<WrittenDecision>& decisions,
                                        const std::string& file, const std::string& reviewer,
                                        Journal& journal, std::int64_t now) {
  std::map<std::string, Item> items;
  if (auto status = journal.EachItem([&](Item item) {
        if (!item.key.empty()) items.emplace(ReviewId(item.key), std::move(item));
      });
      !status)
    return status.error();
  auto last = journal.LastDecisions();
  if (!last) return last.error();
  const auto delivered = journal.DeliveredPhotos();
  if (!delivered) return delivered.error();
  AppliedDecisions out;
  Diagnostics problems;
  std::vector<Decision> rows;
  for (const auto& written : decisions) {
    const auto problem = [&](const std::string& message) {
      problems.Add({file, 0, 0}, "item " + written.item + ": " + message);
    };
    const auto it = items.find(written.item);
    if (it == items.end()) {
      problem("no photo of this batch; it was run again or taken out since the page was made");
      continue;
    }
    const auto& item = it->second;
    const auto before_it = last->find(item.candidate);
    const Decision* before = before_it != last->end() ? &before_it->second : nullptr;
    if (before != nullptr && before->key == item.key && before->action == written.action &&
        before->reason == written.reason && before->note == written.note && before->reviewer == reviewer) {
      ++out.unchanged;
      continue;
    }
    if (delivered->contains(item.candidate)) {
      problem("the photo is delivered and cannot be changed (R46)");
      continue;
    }
    if (item.state == ItemState::kPurged) {
      problem("its photo was purged; it can only be taken again");
      continue;
    }
    if (written.action == "accept" && item.file.empty()) {
      problem(
          "there is no finished photo that could be accepted; it has to be taken again, or the pipeline must "
          "produce on reject");
      continue;
    }
    Decision row{0,
                 item.candidate,
                 item.key,
                 written.action,
                 written.reason,
                 written.note,
                 reviewer,
                 written.at,
                 now,
                 StandingOf(item, before),
                 ""};
    row.after = StandingOf(item, &row);
    rows.push_back(std::move(row));
  }
  if (!problems.empty()) return problems.ToError();
  const auto status = journal.Transaction([&]() -> Status {
    for (const auto& row : rows)
      if (auto added = journal.Add(row); !added) return added;
    return {};
  });
  if (!status) return status.error();
  out.applied = rows.size();
  return out;
}

}  // namespace certphoto
