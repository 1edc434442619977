// From a planned sheet to what is drawn on it.
#ifndef CERTPHOTO_PRINT_JOBS_COMPOSER_H
#define CERTPHOTO_PRINT_JOBS_COMPOSER_H

#include <map>
#include <memory>
#include <string>

#include "drawing/drawing.h"
#include "jobs/people.h"
#include "jobs/sheet_settings.h"
#include "jobs/sheet_template.h"
#include "text/typesetter.h"

namespace certphoto::print {

// How the sheet is turned over to print its back.
enum class Flip { kLongEdge, kShortEdge };

class Composer {
 public:
  // All outlive the composer. `sheets`: how many there will be, for the sheet line.
  Composer(const SheetSettings& settings, const std::vector<CellShape>& shapes, Typesetter& typesetter,
           People& people, std::uint32_t sheets);

  [[nodiscard]] Drawing Front(const SheetPlan& sheet);
  // Texts for the backs of the photos, mirrored so that each meets its photo.
  [[nodiscard]] Drawing Back(const SheetPlan& sheet, Flip flip);

  // The template of a sheet's pattern; made once a pattern.
  [[nodiscard]] const SheetTemplate& TemplateOf(const SheetPlan& sheet);
  [[nodiscard]] const std::map<SheetPattern, SheetTemplate>& templates() const { return templates_; }

 private:
  void AddPhoto(Drawing& drawing, const Cell& cell, const Rect& painted, std::uint64_t item);
  void AddMissing(Drawing& drawing, const Frame& frame, const Size& photo);
  void AddKeyline(Drawing& drawing, const Rect& trim);
  void AddLines(Drawing& drawing, const Frame& frame, const Rect& place, const Lines& lines, double size_pt);
  void AddMarks(Drawing& drawing, const SheetTemplate& sheet);
  void AddSheetLine(Drawing& drawing, const SheetTemplate& sheet, std::uint32_t number);
  void AddCode(Drawing& drawing, const SheetTemplate& sheet, std::uint32_t number);

  const SheetSettings& settings_;
  const std::vector<CellShape>& shapes_;
  Typesetter& typesetter_;
  People& people_;
  std::uint32_t sheets_;
  std::shared_ptr<const ShapedLine> missing_;
  std::map<SheetPattern, SheetTemplate> templates_;
};

}  // namespace certphoto::print

#endif
