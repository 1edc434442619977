// What is the same on all sheets of one pattern: bleed, cuts, marks, and the places of code and sheet line.
#ifndef CERTPHOTO_PRINT_JOBS_SHEET_TEMPLATE_H
#define CERTPHOTO_PRINT_JOBS_SHEET_TEMPLATE_H

#include <optional>
#include <vector>

#include "jobs/sheet_settings.h"
#include "layout/cut_plan.h"
#include "layout/free_place.h"

namespace certphoto::print {

struct SheetTemplate {
  SheetPattern pattern;
  std::vector<Rect> painted;  // of each cell: trim and bleed
  CutPlan cuts;
  std::vector<Mark> marks;
  Micrometres cut_tolerance = 0;  // the cutting error that shows neither paper nor neighbour
  std::optional<FreePlace> code;  // with its quiet zone
  std::optional<FreePlace> line;  // "JOB/BATCH 3/125"
};

// `code_side_modules`: of the sheet's code without its quiet zone; 0: none wanted.
[[nodiscard]] SheetTemplate MakeTemplate(const SheetPattern& pattern, const SheetSettings& settings,
                                         int code_side_modules);

// The sheet line: its type and the room it takes.
inline constexpr double kSheetLinePt = 5;
inline constexpr Micrometres kSheetLineLength = 32'000;

}  // namespace certphoto::print

#endif
