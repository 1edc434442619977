#include "engine/pipeline/completion.h"

#include <algorithm>
#include <map>

#include "engine/report/render_note.h"

namespace certphoto {
namespace {

constexpr const char* kEngine = "engine";
constexpr const char* kReadableRule = "source.readable";
constexpr const char* kCompleteRule = "report.complete";

// Notes of the engine's own, in the form plugins give theirs.
const std::map<std::string, Bilingual, std::less<>>& Notes() {
  static const std::map<std::string, Bilingual, std::less<>> notes = {
      {"unreadable", {"文件不是完整可用的照片:{reason}", "the file is not a usable picture: {reason}"}},
      {"photo_unreadable", {"照片无法读取,未能检查", "not checked: the photo cannot be read"}},
      {"fact_absent",
       {"照片中未找到所需内容({fact}),无法检查", "cannot be checked: the photo shows no {fact}"}},
      {"operation_failed", {"程序 {operation} 出错:{reason}", "the operation {operation} broke: {reason}"}},
      {"not_assessed", {"本流程未检查此项", "no step of this pipeline assesses this rule"}},
      {"attested",
       {"无法从照片判断,须由本人或采集单位声明", "no picture can prove this; it has to be attested"}},
      {"not_produced", {"未生成成品照片", "no finished photo was made"}},
  };
  return notes;
}

Finding EngineFinding(std::string rule, Verdict verdict, std::string note,
                      std::map<std::string, std::string> args = {}) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.operation = kEngine;
  finding.verdict = verdict;
  finding.note = std::move(note);
  finding.args = std::move(args);
  if (const auto it = Notes().find(finding.note); it != Notes().end())
    finding.text = RenderNote(it->second, finding);
  return finding;
}

// `missing_product`: the plan makes a product, and this photo got none.
std::string NoteOfUnassessed(const Rule& rule, bool unreadable, bool missing_product) {
  if (rule.kind == RuleKind::kAttested) return "attested";
  if (unreadable) return "photo_unreadable";
  if (rule.kind == RuleKind::kOutput && missing_product) return "not_produced";
  return "not_assessed";
}

}  // namespace

Finding ReadableFinding() {
  return EngineFinding(kReadableRule, Verdict::kPass, "");
}

Finding UnreadableFinding(const Error& why) {
  return EngineFinding(kReadableRule, Verdict::kFail, "unreadable", {{"reason", why.message}});
}

Finding AbsentFactFinding(const Operation& operation, const std::string& rule, const std::string& fact,
                          bool on_product) {
  auto finding = EngineFinding(rule, Verdict::kInconclusive, "fact_absent", {{"fact", fact}});
  finding.operation = operation.id;
  finding.on_product = on_product;
  return finding;
}

Finding BrokenOperationFinding(const Operation& operation, const std::string& rule, const Error& why,
                               bool on_product) {
  auto finding = EngineFinding(rule, Verdict::kInconclusive, "operation_failed",
                               {{"operation", operation.id}, {"reason", why.message}});
  finding.operation = operation.id;
  finding.on_product = on_product;
  return finding;
}

Finding IncompleteFinding(const Operation& operation, const Error& why, bool on_product) {
  return BrokenOperationFinding(operation, kCompleteRule, why, on_product);
}

void CompleteFindings(const Plan& plan, std::vector<Finding>& findings, PhotoResult& result) {
  const auto& rules = plan.rules().all();
  std::map<std::string, std::size_t, std::less<>> order;
  for (std::size_t i = 0; i < rules.size(); ++i) order.emplace(rules[i].id, i);

  const bool unreadable = std::any_of(findings.begin(), findings.end(), [](const auto& f) {
    return f.rule == kReadableRule && f.verdict == Verdict::kFail;
  });
  std::vector<bool> spoken(rules.size(), false);
  for (const auto& finding : findings)
    if (const auto it = order.find(finding.rule); it != order.end()) spoken[it->second] = true;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (spoken[i]) continue;
    if (rules[i].id == kCompleteRule) {
      findings.push_back(EngineFinding(kCompleteRule, Verdict::kPass, ""));
      findings.back().value = static_cast<double>(rules.size());
      findings.back().unit = "rules";
      continue;
    }
    const auto note = NoteOfUnassessed(rules[i], unreadable, !plan.product().empty() && result.file.empty());
    findings.push_back(EngineFinding(rules[i].id, Verdict::kInconclusive, note));
  }
  for (auto& finding : findings)
    if (const auto it = order.find(finding.rule); it != order.end())
      finding.severity = plan.SeverityOf(rules[it->second]);
  std::stable_sort(findings.begin(), findings.end(), [&](const auto& a, const auto& b) {
    const auto ia = order.find(a.rule), ib = order.find(b.rule);
    return (ia == order.end() ? rules.size() : ia->second) < (ib == order.end() ? rules.size() : ib->second);
  });
  result.outcome = result.error ? Outcome::kFailed : DecideOutcome(findings);
  result.findings = std::move(findings);
}

}  // namespace certphoto
