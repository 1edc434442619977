#include "jobs/sheet_template.h"

#include "drawing/sheet_code.h"
#include "layout/bleed.h"

namespace certphoto::print {
namespace {

// Printers leave the outermost part of a sheet to chance.
constexpr Micrometres kEdgeClearance = 1000;
// Between a mark and anything that is not one.
constexpr Micrometres kMarkClearance = 800;

Rect AreaOf(const Mark& mark, Micrometres width) {
  const auto length = mark.to - mark.from;
  return mark.vertical ? Rect{mark.at - width / 2, mark.from, width, length}
                       : Rect{mark.from, mark.at - width / 2, length, width};
}

}  // namespace

SheetTemplate MakeTemplate(const SheetPattern& pattern, const SheetSettings& settings,
                           int code_side_modules) {
  SheetTemplate sheet;
  sheet.pattern = pattern;
  const auto paper = settings.Paper();
  std::vector<Rect> trims;
  for (const auto& cell : *pattern) trims.push_back(cell.trim);
  sheet.painted = PlanBleed(*pattern, settings.device.Printable(), settings.bleed);
  sheet.cut_tolerance = CutTolerance(*pattern, sheet.painted);
  sheet.cuts = PlanCuts(paper, trims);
  if (settings.marks == MarkStyle::kCrop)
    sheet.marks = CropMarks(paper, *pattern, sheet.cuts, settings.bleed, settings.mark_width);
  if (settings.marks == MarkStyle::kLines) sheet.marks = CutLines(*pattern, sheet.cuts, settings.mark_width);

  auto taken = sheet.painted;
  if (settings.marks == MarkStyle::kCrop)
    for (const auto& mark : sheet.marks)
      taken.push_back(AreaOf(mark, settings.mark_width).Grown(kMarkClearance));
  const auto area = paper.Grown(-kEdgeClearance);
  if (code_side_modules > 0) {
    const auto side = settings.code_side * (code_side_modules + 2 * kQuietZoneModules) / code_side_modules;
    sheet.code = FindFreePlace(area, taken, {side, side});
    if (sheet.code) taken.push_back(sheet.code->rect);
  }
  sheet.line = FindFreePlace(area, taken, {kSheetLineLength, LinePitch(kSheetLinePt)});
  return sheet;
}

}  // namespace certphoto::print
