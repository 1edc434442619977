// The photo with what was found drawn on it, for people: `certphoto check --annotate`.
#ifndef CERTPHOTO_ENGINE_REPORT_ANNOTATE_PHOTO_H
#define CERTPHOTO_ENGINE_REPORT_ANNOTATE_PHOTO_H

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/report/photo_report.h"

namespace certphoto {

// A PNG: the photo with the regions of its findings in the colour of their verdict, the face box, the lines
// of crown, eyes and chin, and beside it the list of what is wrong or has to be looked at, in English, and in
// Chinese where a font for it is installed. A number on the photo is the number in the list. Needs
// PhotoResult::source_image; draws the facts of ReportableFacts that are there. kInvalid without a picture,
// kInternal when it cannot be drawn. Thread-safe.
[[nodiscard]] Result<std::vector<std::uint8_t>> AnnotatePhoto(const PhotoReport& report,
                                                              const RuleCatalogue& rules);

}  // namespace certphoto

#endif
