#include "jobs/composer.h"

#include "drawing/sheet_code.h"
#include "jobs/background_colour.h"

namespace certphoto::print {
namespace {

// Seen by who cuts, not by who looks at the photo.
constexpr Ink kKeylineInk = Ink::Black(90);
constexpr Ink kSheetLineInk = Ink::Black(160);
// Where the ideographic em box of CJK fonts ends below the baseline (OpenType BASE tag `ideo`: 120 of 1000).
constexpr double kBelowBaseline = 0.12;

}  // namespace

Composer::Composer(const SheetSettings& settings, const std::vector<CellShape>& shapes,
                   Typesetter& typesetter, People& people, std::uint32_t sheets)
    : settings_(settings), shapes_(shapes), typesetter_(typesetter), people_(people), sheets_(sheets) {}

const SheetTemplate& Composer::TemplateOf(const SheetPlan& sheet) {
  if (const auto known = templates_.find(sheet.pattern); known != templates_.end()) return known->second;
  // The code of the last sheet is as large as any.
  const int modules =
      settings_.sheet_code ? MakeQr(CodePayload({settings_.job, settings_.batch, sheets_, sheets_})).side : 0;
  return templates_.emplace(sheet.pattern, MakeTemplate(sheet.pattern, settings_, modules)).first->second;
}

Drawing Composer::Front(const SheetPlan& sheet) {
  const auto& layout = TemplateOf(sheet);
  Drawing drawing{settings_.device.paper, {}};
  for (std::size_t i = 0; i < sheet.items.size(); ++i)
    if (sheet.items[i]) AddPhoto(drawing, (*sheet.pattern)[i], layout.painted[i], *sheet.items[i]);
  AddMarks(drawing, layout);
  AddSheetLine(drawing, layout, sheet.number);
  AddCode(drawing, layout, sheet.number);
  return drawing;
}

void Composer::AddPhoto(Drawing& drawing, const Cell& cell, const Rect& painted, std::uint64_t item) {
  const auto& shape = shapes_[static_cast<std::size_t>(cell.size)];
  const auto frame = Frame::Of(cell);
  const auto person = people_.Get(item);
  if (!person->readable) {
    AddMissing(drawing, frame, shape.size.photo);
    return;
  }
  Photo photo;
  photo.item = item;
  photo.width_px = person->width_px;
  photo.height_px = person->height_px;
  photo.frame = frame;
  photo.fit = FitPhoto(person->width_px, person->height_px, shape.size.photo, shape.size.window);
  if (shape.size.window) {
    photo.paint = photo.fit.shown;
  } else {
    photo.paint = frame.Unmap(painted);
    if (shape.cell.height > shape.size.photo.height)  // the text's band begins where the photo ends
      photo.paint.height = shape.size.photo.height - photo.paint.y;
    drawing.things.push_back(Area{frame.Map(photo.paint), Ink::Colour(person->background)});
  }
  drawing.things.push_back(photo);
  const auto& captions = person->captions[static_cast<std::size_t>(cell.size)];
  if (!captions.empty()) AddLines(drawing, frame, shape.caption, captions, settings_.captions.size_pt);
  const bool pale = shape.size.window || shape.caption.height > 0 || LooksLikePaper(person->background);
  if (settings_.keyline == Keyline::kOn || (settings_.keyline == Keyline::kAuto && pale))
    AddKeyline(drawing, cell.trim);
}

// An empty place says why it is empty: nobody may take it for a photo cut away.
void Composer::AddMissing(Drawing& drawing, const Frame& frame, const Size& photo) {
  if (!missing_) missing_ = typesetter_.Set("无照片 no photo", settings_.captions.size_pt);
  const Rect place{0, 0, photo.width, photo.height};
  AddKeyline(drawing, frame.Map(place));
  AddLines(drawing, frame, place, {missing_}, settings_.captions.size_pt);
}

void Composer::AddKeyline(Drawing& drawing, const Rect& trim) {
  const auto width = settings_.mark_width;
  // Outside the trim, so that the cut takes it away; on the shared line where photos touch.
  const auto out = settings_.gap >= 2 * width ? width / 2 : 0;
  const Rect r = trim.Grown(out);
  for (const int side : {-1, 1}) {
    drawing.things.push_back(
        Line{true, side < 0 ? r.x : r.right(), r.y - out, r.bottom() + out, width, side, kKeylineInk});
    drawing.things.push_back(
        Line{false, side < 0 ? r.y : r.bottom(), r.x - out, r.right() + out, width, side, kKeylineInk});
  }
}

void Composer::AddLines(Drawing& drawing, const Frame& frame, const Rect& place, const Lines& lines,
                        double size_pt) {
  const auto pitch = static_cast<double>(LinePitch(size_pt));
  double y = static_cast<double>(place.y) +
             (static_cast<double>(place.height) - pitch * static_cast<double>(lines.size())) / 2;
  for (const auto& line : lines) {
    const double em = line->size_pt * 25400 / 72;
    const double x = static_cast<double>(place.x) + (static_cast<double>(place.width) - line->width) / 2;
    const double baseline = y + (pitch + em) / 2 - kBelowBaseline * em;
    drawing.things.push_back(Text{line, frame.Map(Point{x, baseline}), frame.turned ? 1 : 0, Ink::Black()});
    y += pitch;
  }
}

void Composer::AddMarks(Drawing& drawing, const SheetTemplate& sheet) {
  for (const auto& mark : sheet.marks) {
    const int grow = mark.at < mark.trim ? -1 : 1;
    drawing.things.push_back(
        Line{mark.vertical, mark.at, mark.from, mark.to, settings_.mark_width, grow, Ink::Black()});
  }
}

void Composer::AddSheetLine(Drawing& drawing, const SheetTemplate& sheet, std::uint32_t number) {
  if (!sheet.line || settings_.job.empty()) return;
  auto text = settings_.job + (settings_.batch.empty() ? "" : "/" + settings_.batch) + "  " +
              std::to_string(number) + "/" + std::to_string(sheets_);
  const auto line = typesetter_.Fit(text, kSheetLinePt, kSheetLinePt, static_cast<double>(kSheetLineLength));
  const auto& r = sheet.line->rect;
  const double em = kSheetLinePt * 25400 / 72;
  // Turned text reads downwards, its foot to the left.
  const Point origin = sheet.line->turned
                           ? Point{static_cast<double>(r.x) + 0.2 * em, static_cast<double>(r.y)}
                           : Point{static_cast<double>(r.x), static_cast<double>(r.bottom()) - 0.2 * em};
  drawing.things.push_back(Text{line, origin, sheet.line->turned ? 1 : 0, kSheetLineInk});
}

void Composer::AddCode(Drawing& drawing, const SheetTemplate& sheet, std::uint32_t number) {
  if (!sheet.code) return;
  const auto qr = MakeQr(CodePayload({settings_.job, settings_.batch, number, sheets_}));
  const auto& r = sheet.code->rect;
  const auto quiet = r.width * kQuietZoneModules / (qr.side + 2 * kQuietZoneModules);
  drawing.things.push_back(
      Code{std::make_shared<const std::vector<bool>>(qr.dark), qr.side, r.Grown(-quiet)});
}

Drawing Composer::Back(const SheetPlan& sheet, Flip flip) {
  Drawing drawing{settings_.device.paper, {}};
  const auto paper = settings_.Paper();
  const bool landscape = paper.width >= paper.height;
  // Turned over about its vertical axis a sheet keeps up and down and swaps left and right.
  const bool about_vertical = (flip == Flip::kShortEdge) == landscape;
  for (std::size_t i = 0; i < sheet.items.size(); ++i) {
    if (!sheet.items[i]) continue;
    const auto& cell = (*sheet.pattern)[i];
    const auto person = people_.Get(*sheet.items[i]);
    Rect place = cell.trim;
    if (about_vertical)
      place.x = paper.width - place.right();
    else
      place.y = paper.height - place.bottom();
    // The way up of the text is that of the photo, seen from behind.
    int turns = cell.turned ? 1 : 0;
    if (about_vertical)
      turns = cell.turned ? 3 : 0;
    else
      turns = cell.turned ? 1 : 2;
    const double pitch = static_cast<double>(LinePitch(kBackPt));
    const double middle_x = static_cast<double>(place.x + place.right()) / 2,
                 middle_y = static_cast<double>(place.y + place.bottom()) / 2;
    double down = -pitch * static_cast<double>(person->back.size()) / 2;
    for (const auto& line : person->back) {
      const double em = line->size_pt * 25400 / 72;
      Text text{line, {middle_x, middle_y}, turns, Ink::Black(200)};
      text.origin = text.Map(-line->width / 2, down + (pitch + em) / 2 - kBelowBaseline * em);
      drawing.things.push_back(text);
      down += pitch;
    }
  }
  return drawing;
}

}  // namespace certphoto::print
