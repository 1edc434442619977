#include "engine/match/identity_finding.h"

#include <algorithm>

namespace certphoto {
namespace {

constexpr const char* kRule = "match.identity";

Bilingual TextOf(const MatchResult& compared) {
  if (!compared.similarity)
    return {
        "无法与身份证照片比对，请人工比对：" + compared.reason,
        "Could not be compared with the identity card's photo; a person has to compare: " + compared.reason};
  switch (compared.verdict) {
    case Verdict::kPass:
      return {"与身份证照片是同一个人", "The same person as on the identity card's photo"};
    case Verdict::kFail:
      return {"与身份证照片不像同一个人，请人工比对",
              "Does not look like the person on the identity card's photo; a person has to compare"};
    default:
      return {"与身份证照片的相似度不够高，请人工比对",
              "Not alike enough to the identity card's photo; a person has to compare"};
  }
}

}  // namespace

void PutIdentityFinding(const Plan& plan, const MatchThresholds& thresholds, const MatchResult& compared,
                        const char* operation, PhotoResult& result) {
  const auto* rule = plan.rules().Find(kRule);
  if (rule == nullptr) return;
  Finding finding;
  finding.rule = kRule;
  finding.operation = operation;
  finding.severity = plan.SeverityOf(*rule);
  finding.verdict = compared.verdict;
  finding.value = compared.similarity;
  finding.unit = "cosine";
  finding.limit_min = thresholds.pass;
  finding.text = TextOf(compared);
  if (!compared.similarity) finding.note = "not_comparable";
  const auto same = [](const Finding& f) { return f.rule == kRule; };
  const auto at =
      std::find_if(result.findings.begin(), result.findings.end(), same) - result.findings.begin();
  std::erase_if(result.findings, same);
  result.findings.insert(result.findings.begin() + at, std::move(finding));
  if (!result.error) result.outcome = DecideOutcome(result.findings);
}

}  // namespace certphoto
