// Turns a note's text and a finding's numbers into the sentence a candidate reads.
#ifndef CERTPHOTO_ENGINE_REPORT_RENDER_NOTE_H
#define CERTPHOTO_ENGINE_REPORT_RENDER_NOTE_H

#include <optional>
#include <string>

#include "engine/report/finding.h"

namespace certphoto {

// As few digits as tell the difference, in every locale: "12", "4.7", "0.031"; "?" for a number that is not
// finite.
[[nodiscard]] std::string FormatNumber(double value);

// A limit as it was written, to four digits: 0.997 is not 1.
[[nodiscard]] std::string FormatLimit(double value);

// A measured value with as many more digits as keep it apart from a limit it is not equal to: 12.04 beside a
// limit of 12.
[[nodiscard]] std::string FormatMeasured(double value, const std::optional<double>& min,
                                         const std::optional<double>& max);

// Replaces {name} by the finding's argument of that name; {value}, {unit}, {limit_min} and {limit_max} stand
// for the finding's own unless an argument has the name. An unknown name stays as it is, so that it is seen.
[[nodiscard]] Bilingual RenderNote(const Bilingual& text, const Finding& finding);

}  // namespace certphoto

#endif
