#include "engine/batch/review/batch_report.h"

#include <nlohmann/json.hpp>

#include "engine/base/atomic_file.h"
#include "engine/batch/review/review_page.h"
#include "engine/batch/roster/masking.h"
#include "engine/report/csv_report.h"
#include "engine/report/escape.h"

namespace certphoto {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNames[] = {"report.jsonl", "report.csv", "feedback.csv", "exceptions.csv",
                                  "report.html"};

// What a killed process left of them, under AtomicFile's temporary names.
void RemoveHalfWritten(const std::filesystem::path& work) {
  std::error_code failed;
  std::vector<std::filesystem::path> remove;
  for (std::filesystem::directory_iterator it(work, failed), end; !failed && it != end; it.increment(failed))
    for (const char* name : kNames)
      if (const auto file = it->path().filename().string();
          file.starts_with('.') && std::string_view(file).substr(1).starts_with(name))
        remove.push_back(it->path());
  for (const auto& file : remove) std::filesystem::remove(file, failed);
}

struct Reasons {
  std::string rules, zh, en, advice_zh, advice_en;
  static void Add(std::string& to, const std::string& text, const char* separator) {
    if (!to.empty()) to += separator;
    to += text;
  }
};

class Writer {
 public:
  Writer(const JobFile& job, const Roster& roster, const RuleCatalogue& rules, Journal& journal, bool names)
      : job_(job), roster_(roster), rules_(rules), journal_(journal), names_(names) {}

  Result<BatchCounts> Write() {
    RemoveHalfWritten(journal_.work());
    auto standings = StandingsOf(roster_, journal_);
    if (!standings) return standings.error();
    auto counts = CountBatch(job_, roster_, *standings, journal_, SecondsNow());
    if (!counts) return counts.error();
    auto exceptions = journal_.Exceptions();
    if (!exceptions) return exceptions.error();
    auto times = journal_.Times();
    if (!times) return times.error();
    for (auto* file : {&json_, &csv_, &feedback_, &problems_}) {
      auto atomic = AtomicFile::Create(journal_.work() / kNames[file == &json_       ? 0
                                                                : file == &csv_      ? 1
                                                                : file == &feedback_ ? 2
                                                                                     : 3]);
      if (!atomic) return atomic.error();
      *file = std::move(*atomic);
    }
    auto made = ReviewPage::Create(job_.id, job_.tenant, rules_, journal_.work());
    if (!made) return made.error();
    auto& page = **made;
    for (const auto& e : *exceptions) Note(e);
    if (auto status = Heads(); !status) return status.error();
    for (const auto& one : *standings)
      if (auto status = One(one, *times, page); !status) return status.error();
    for (const auto& e : *exceptions) {
      const auto text = TextOf(e.kind);
      const auto photo = EscapeName(names_ ? e.photo : MaskFileName(e.photo));
      const auto number = names_ ? e.candidate : MaskNumber(e.candidate);
      if (auto status = problems_->Write(CsvLine({ToString(e.kind), e.row > 0 ? std::to_string(e.row) : "",
                                                  number, photo, e.detail, text.zh, text.en}));
          !status)
        return status.error();
      page.AddException({ToString(e.kind), text, photo, number, e.row, e.detail});
    }
    for (auto* file : {&json_, &csv_, &feedback_, &problems_})
      if (auto status = (*file)->Commit(); !status) return status.error();
    if (auto status = page.Finish(*counts); !status) return status.error();
    return *counts;
  }

 private:
  Status Heads() {
    if (auto status =
            csv_->Write(std::string(kCsvByteOrderMark) + "row,exam_no,name,level,photo,bound_by,standing,"
                                                         "standing_zh,outcome,reasons,reasons_zh,reasons_en,"
                                                         "decision,reviewer,file,delivered\r\n");
        !status)
      return status;
    if (auto status =
            feedback_->Write(std::string(kCsvByteOrderMark) +
                             "row,exam_no,name,standing,reasons_zh,advice_zh,reasons_en,advice_en,note\r\n");
        !status)
      return status;
    return problems_->Write(std::string(kCsvByteOrderMark) +
                            "kind,row,exam_no,photo,detail,text_zh,text_en\r\n");
  }

  Reasons ReasonsOf(const CandidateStanding& one, const Json& report) const {
    Reasons out;
    const auto add = [&](const std::string& id, std::string zh, std::string en) {
      const auto* rule = rules_.Find(id);
      if (rule != nullptr && zh.empty()) zh = rule->text.zh;
      if (rule != nullptr && en.empty()) en = rule->text.en;
      out.Add(out.rules, id, ";");
      out.Add(out.zh, zh, "；");
      out.Add(out.en, en, "; ");
      if (rule == nullptr) return;
      if (out.advice_zh.find(rule->advice.zh) == std::string::npos)
        out.Add(out.advice_zh, rule->advice.zh, " ");
      if (out.advice_en.find(rule->advice.en) == std::string::npos)
        out.Add(out.advice_en, rule->advice.en, " ");
    };
    if (one.decision && !one.decision->reason.empty() && one.decision->reason != "other")
      add(one.decision->reason, "", "");
    if (one.item && !one.item->error.empty()) {
      out.Add(out.rules, "error", ";");
      out.Add(out.zh, one.item->error, "；");
      out.Add(out.en, one.item->error, "; ");
    }
    if (report.is_object() && report.contains("findings"))
      for (const auto& finding : StandingInTheWay(report)) add(finding.rule, finding.zh, finding.en);
    return out;
  }

  Status One(const CandidateStanding& one, const std::map<std::string, ItemTimes>& times, ReviewPage& page) {
    const auto& candidate = roster_.all()[one.candidate];
    const auto number = names_ ? candidate.exam_no : MaskNumber(candidate.exam_no);
    const auto name = names_ ? candidate.name : MaskName(candidate.name);
    const auto photo = one.item ? EscapeName(names_ ? one.item->photo : MaskFileName(one.item->photo)) : "";
    std::string text;
    Json report;
    if (one.item) {
      auto stored = journal_.Report(candidate.exam_no);
      if (!stored) return stored.error();
      text = std::move(*stored);
      report = Json::parse(text, nullptr, false);
    }
    auto reasons = ReasonsOf(one, report);
    const auto notes = notes_.find(candidate.exam_no);
    if (notes != notes_.end())
      for (const auto& [kind, text] : notes->second) {
        reasons.Add(reasons.rules, kind, ";");
        reasons.Add(reasons.zh, text.zh, "；");
        reasons.Add(reasons.en, text.en, "; ");
      }
    if (one.item && !text.empty()) {
      constexpr std::string_view kPhoto = "{\"photo\":\"\",";  // how the journal's begin
      Json head{{"row", candidate.row},
                {"exam_no", number},
                {"standing", one.standing},
                {"bound_by", one.item->bound_by},
                {"photo", photo}};
      auto line = head.dump(-1, ' ', false, Json::error_handler_t::replace);
      line.back() = ',';
      if (auto status = json_->Write(line + text.substr(std::min(text.size(), kPhoto.size())) + '\n');
          !status)
        return status;
    }
    const std::string decision = one.decision ? one.decision->action : "",
                      reviewer = one.decision ? one.decision->reviewer : "";
    if (auto status = csv_->Write(
            CsvLine({std::to_string(candidate.row), number, name, candidate.level, photo,
                     one.item ? one.item->bound_by : "", one.standing, TextOfStanding(one.standing).zh,
                     OutcomeOfItem(one), reasons.rules, reasons.zh, reasons.en, decision, reviewer,
                     one.item ? one.item->file : "", one.delivered ? "yes" : ""}));
        !status)
      return status;
    if (one.standing == "rejected" || one.standing == "recapture" || one.standing == "missing" ||
        one.standing == "disputed")
      if (auto status = feedback_->Write(
              CsvLine({std::to_string(candidate.row), number, name, one.standing,
                       reasons.zh.empty() ? TextOfStanding(one.standing).zh : reasons.zh, reasons.advice_zh,
                       reasons.en.empty() ? TextOfStanding(one.standing).en : reasons.en, reasons.advice_en,
                       one.decision ? one.decision->note : ""}));
          !status)
        return status;
    if (!one.item) return {};
    ReviewItem item;
    item.key = one.item->key;
    item.row = candidate.row;
    item.number = number;
    item.name = name;
    item.photo = photo;
    item.standing = one.standing;
    item.decision = decision;
    item.error = one.item->error;
    item.locked = one.delivered || (one.item && one.item->state == ItemState::kPurged);
    item.file = one.item->file;
    if (notes != notes_.end())
      for (const auto& note : notes->second) item.notes.push_back(note.second);
    if (const auto it = times.find(candidate.exam_no); it != times.end())
      item.milliseconds = it->second.wall_ms;
    item.waiting_hours = WaitingHours(job_, roster_, one, times, SecondsNow());
    const auto pictures = journal_.Pictures(candidate.exam_no);
    if (!pictures) return pictures.error();
    return page.Add(item, report, *pictures);
  }

  // An exception about a photo that has a standing of its own is said there, too.
  void Note(const BatchException& e) {
    using Kind = BatchException::Kind;
    if (e.kind != Kind::kPhotoTwice && e.kind != Kind::kSamePicture && e.kind != Kind::kOneFace &&
        e.kind != Kind::kDeliveredChanged)
      return;
    const auto text = TextOf(e.kind);
    notes_[e.candidate].emplace_back(ToString(e.kind),
                                     Bilingual{text.zh + "：" + e.detail, text.en + ": " + e.detail});
  }

  static std::string OutcomeOfItem(const CandidateStanding& one) {
    const bool final =
        one.item && (one.item->state == ItemState::kDone || one.item->state == ItemState::kRejected);
    return final ? ToString(one.item->outcome) : one.item ? ToString(one.item->state) : "";
  }

  const JobFile& job_;
  const Roster& roster_;
  const RuleCatalogue& rules_;
  Journal& journal_;
  bool names_;
  std::map<std::string, std::vector<std::pair<std::string, Bilingual>>>
      notes_;  // of a candidate: kind and text of exceptions
  std::optional<AtomicFile> json_, csv_, feedback_, problems_;
};

}  // namespace

Result<BatchCounts> WriteBatchReport(const JobFile& job, const Roster& roster, const RuleCatalogue& rules,
                                     Journal& journal, const BatchReportOptions& options) {
  return Writer(job, roster, rules, journal, options.names || job.show_names).Write();
}

}  // namespace certphoto
