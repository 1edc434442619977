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

bool WasNotTried(const Finding& finding) {
  if (finding.verdict != Verdict::kInconclusive) return false;
  for (const char* note : {"not_assessed", "attested", "photo_unreadable", "not_produced"}) {
    if (finding.note == note) return true;
  }
  return false;
}

std::vector<const Finding*> FindingsToTell(const PhotoResult& result) {
  std::vector<const Finding*> told;
  for (const Outcome wanted : {Outcome::kRejected, Outcome::kReview}) {
    for (const Finding& finding : result.findings) {
      if (OutcomeOf(finding) != wanted) continue;
      if (result.outcome == Outcome::kRejected && WasNotTried(finding)) continue;
      told.push_back(&finding);
    }
  }
  return told;
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
