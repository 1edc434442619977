// The report of a photo for a person at a terminal (`certphoto check --format text`).
//
//   IMG_0412.jpg: REJECTED
//     ✗ pose.upright: the head is turned 12° to the left
//       → Sit straight, face the camera …
//
//     fail  pose.upright     12.3°     at most 10°
//     pass  face.single      1         at most 1
//     34 rules were not assessed by this pipeline; 1 has to be attested.
#ifndef CERTPHOTO_ENGINE_REPORT_TEXT_REPORT_H
#define CERTPHOTO_ENGINE_REPORT_TEXT_REPORT_H

#include <string>

#include "engine/report/photo_report.h"

namespace certphoto {

struct TextReportOptions {
  Language language = Language::kEnglish;
  bool colour = false;  // ANSI colours; see TakesColour
  bool all = false;     // list the rules that were not assessed, too
};

// Ends with a newline. Free of control characters other than newlines and our own colours, whatever file
// names and plugins hold.
[[nodiscard]] std::string TextReport(const PhotoReport& report, const RuleCatalogue& rules,
                                     const TextReportOptions& options);

// Whether what is written to the file descriptor may be coloured: a terminal that is not dumb, and NO_COLOR
// is not set.
[[nodiscard]] bool TakesColour(int file_descriptor);

// A number with its unit as people write it: "12.3°", "480 px", "1.2 %" (of a share).
[[nodiscard]] std::string FormatWithUnit(double value, const std::string& unit);

}  // namespace certphoto

#endif
