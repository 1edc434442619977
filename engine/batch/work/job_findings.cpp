#include "engine/batch/work/job_findings.h"

#include <algorithm>

namespace certphoto {
namespace {

struct Said {
  const char* rule;
  Verdict verdict;
  const char* note;
  Bilingual text;
  std::optional<double> value;
  const char* unit = "";
};

std::optional<Said> WindowFinding(const JobFile& job, const Roster& roster, const Candidate& candidate,
                                  const PhotoResult& result) {
  if (!job.window) return std::nullopt;
  const auto* submitted = roster.Value(candidate, "submitted_at");
  auto time = submitted != nullptr ? ParseTime(*submitted, 0) : std::nullopt;
  if (!time)
    if (const auto it = result.source.exif.find("DateTimeOriginal"); it != result.source.exif.end())
      time = ParseTime(it->second, 0);
  if (!time) return std::nullopt;  // both are local times of the job's place: no offset to apply
  const auto day = *time / 86400;
  if (day >= job.window->first_day && day <= job.window->last_day)
    return Said{"process.window",
                Verdict::kPass,
                "in_window",
                {"在采集日期内", "within the dates of collection"},
                {}};
  return Said{"process.window",
              Verdict::kFail,
              "out_of_window",
              {"不在采集日期内", "outside the dates of collection"},
              {}};
}

std::optional<Said> FlagFinding(const Roster& roster, const Candidate& candidate, const char* field,
                                const char* rule, Bilingual yes, Bilingual no) {
  const auto* text = roster.Value(candidate, field);
  const auto flag = roster.HasField(field) && text != nullptr ? ParseYesNo(*text) : std::nullopt;
  if (!flag) return std::nullopt;
  return Said{rule,
              *flag ? Verdict::kPass : Verdict::kFail,
              *flag ? "yes" : "no",
              *flag ? std::move(yes) : std::move(no),
              {}};
}

}  // namespace

void AddJobFindings(const JobFile& job, const Roster& roster, const BoundPhoto& bound, const Plan& plan,
                    PhotoResult& result) {
  const auto& candidate = roster.all()[bound.candidate];
  std::vector<Said> all;
  // A roster with a wrong tenant, level or identity number does not come this far: it was refused by row.
  if (roster.HasField("tenant"))
    all.push_back({"process.tenant",
                   Verdict::kPass,
                   "equal",
                   {"与名单中的学校名称一致", "the roster names the tenant of the job"},
                   {}});
  all.push_back({"process.level",
                 Verdict::kPass,
                 "known",
                 {"学历层次：" + candidate.level, "level: " + candidate.level},
                 {}});
  all.push_back({"process.roster",
                 Verdict::kPass,
                 "bound",
                 {"与名单第 " + std::to_string(candidate.row) + " 行一致",
                  "agrees with row " + std::to_string(candidate.row) + " of the roster"},
                 0.0,
                 "count"});
  if (bound.voucher_fields > 0)
    all.push_back({"voucher.readable",
                   Verdict::kPass,
                   "read",
                   {"凭单已识别并与名单一致", "the voucher was read and agrees with the roster"},
                   double(bound.voucher_fields),
                   "count"});
  if (auto said = WindowFinding(job, roster, candidate, result)) all.push_back(std::move(*said));
  if (auto said =
          FlagFinding(roster, candidate, "paid", "process.paid", {"已缴费", "paid"}, {"未缴费", "not paid"}))
    all.push_back(std::move(*said));
  if (auto said = FlagFinding(roster, candidate, "confirmed", "process.confirmed", {"已确认", "confirmed"},
                              {"未确认", "not confirmed"}))
    all.push_back(std::move(*said));

  for (auto& finding : result.findings) {
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const Said& said) { return finding.rule == said.rule; });
    if (it == all.end() || finding.note == it->note) continue;
    const auto* rule = plan.rules().Find(finding.rule);
    finding.operation = "batch";
    finding.verdict = it->verdict;
    finding.note = it->note;
    finding.text = it->text;
    finding.value = it->value;
    finding.unit = it->unit;
    if (rule != nullptr) finding.severity = plan.SeverityOf(*rule);
  }
  if (!result.error) result.outcome = DecideOutcome(result.findings);
}

}  // namespace certphoto
