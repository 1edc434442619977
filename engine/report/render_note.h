// Turns a note's text and a finding's numbers into the sentence a candidate reads.
#ifndef CERTPHOTO_ENGINE_REPORT_RENDER_NOTE_H
#define CERTPHOTO_ENGINE_REPORT_RENDER_NOTE_H

#include <string>

#include "engine/report/finding.h"

namespace certphoto {

// As few digits as tell the difference: "12", "4.7", "0.031".
[[nodiscard]] std::string FormatNumber(double value);

// Replaces {name} by the finding's argument of that name; {value}, {unit}, {limit_min} and {limit_max} stand for the
// finding's own unless an argument has the name. An unknown name stays as it is, so that it is seen.
[[nodiscard]] Bilingual RenderNote(const Bilingual& text, const Finding& finding);

}  // namespace certphoto

#endif
