#include "engine/report/photo_report.h"

namespace certphoto {
namespace {

int Gravity(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotApplicable:
      return 0;
    case Verdict::kPass:
      return 1;
    case Verdict::kInconclusive:
      return 2;
    case Verdict::kReview:
      return 3;
    case Verdict::kFail:
      return 4;
  }
  return 4;
}

}  // namespace

const std::string& In(Language language, const Bilingual& text) {
  return language == Language::kChinese ? text.zh : text.en;
}

std::vector<const Finding*> DecidingFindings(const PhotoResult& result) {
  std::vector<const Finding*> deciding;
  if (result.outcome != Outcome::kRejected && result.outcome != Outcome::kReview) return deciding;
  for (const Finding& finding : result.findings) {
    if (OutcomeOf(finding) == result.outcome) deciding.push_back(&finding);
  }
  return deciding;
}

Bilingual Reason(const Finding& finding, const RuleCatalogue& rules) {
  Bilingual reason = finding.text;
  const Rule* rule = rules.Find(finding.rule);
  if (reason.zh.empty()) reason.zh = rule != nullptr ? rule->text.zh : finding.rule;
  if (reason.en.empty()) reason.en = rule != nullptr ? rule->text.en : finding.rule;
  return reason;
}

std::map<std::string, Verdict, std::less<>> VerdictByRule(const PhotoResult& result) {
  std::map<std::string, Verdict, std::less<>> verdicts;
  for (const Finding& finding : result.findings) {
    const auto [it, fresh] = verdicts.emplace(finding.rule, finding.verdict);
    if (!fresh && Gravity(finding.verdict) > Gravity(it->second)) it->second = finding.verdict;
  }
  return verdicts;
}

const char* FormatCode(FileFormat format) {
  switch (format) {
    case FileFormat::kJpeg:
      return "jpeg";
    case FileFormat::kPng:
      return "png";
    case FileFormat::kTiff:
      return "tiff";
    case FileFormat::kWebp:
      return "webp";
    case FileFormat::kHeic:
      return "heic";
  }
  return "unknown";
}

}  // namespace certphoto
