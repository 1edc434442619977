// What every form of the report is made from: one photo, what became of it, and why.
#ifndef CERTPHOTO_ENGINE_REPORT_PHOTO_REPORT_H
#define CERTPHOTO_ENGINE_REPORT_PHOTO_REPORT_H

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalogue/rule.h"
#include "engine/pipeline/result.h"

namespace certphoto {

// Borrows the result; lives no longer than it.
struct PhotoReport {
  std::string photo;  // path as the caller gave it, any bytes
  const PhotoResult* result = nullptr;
  std::string output_file;             // as written, relative to the report; empty when no file was
  std::optional<double> milliseconds;  // wall time, reading the file included
};

enum class Language { kChinese, kEnglish };
[[nodiscard]] const std::string& In(Language language, const Bilingual& text);

// Nothing was tried on this photo: no step assesses the rule, no picture can prove it, or there was no
// picture to look at.
[[nodiscard]] bool WasNotTried(const Finding& finding);

// What a person has to know, gravest first: the findings that reject, then those to look at. Left out is what
// only follows from a rejection (the missing finished photo of a rejected one).
[[nodiscard]] std::vector<const Finding*> FindingsToTell(const PhotoResult& result);

// The findings that made the outcome, in order: those that reject when it is rejected, those for a person to
// look at when it is review; none otherwise.
[[nodiscard]] std::vector<const Finding*> DecidingFindings(const PhotoResult& result);

// One sentence: the finding's own text, or what the rule demands where it has none.
[[nodiscard]] Bilingual Reason(const Finding& finding, const RuleCatalogue& rules);

// The gravest verdict of each rule, by id: fail, review, inconclusive, pass, not_applicable.
[[nodiscard]] std::map<std::string, Verdict, std::less<>> VerdictByRule(const PhotoResult& result);

[[nodiscard]] const char* FormatCode(FileFormat format);  // "jpeg" …

}  // namespace certphoto

#endif
