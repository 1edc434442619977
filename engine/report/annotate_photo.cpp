#include "engine/report/annotate_photo.h"

#include <algorithm>
#include <cmath>

#include "engine/report/canvas.h"
#include "engine/report/escape.h"
#include "engine/report/reported_facts.h"

namespace certphoto {
namespace {

constexpr double kPhotoSide = 1280;  // px of the drawn photo's longer side: fits a screen
constexpr double kListWidth = 520;
constexpr double kMargin = 20;
constexpr double kTextSize = 17;

constexpr Ink kPaper{0.97, 0.97, 0.97}, kBlack{0.1, 0.1, 0.1}, kGrey{0.4, 0.4, 0.4}, kWhite{1, 1, 1};
constexpr Ink kGuide{0.10, 0.45, 0.95, 0.9};  // lines of crown, eyes and chin

// Told apart by people with red-green weakness too: orange-red, yellow, grey, blue-green.
Ink ColourOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return {0.86, 0.15, 0.10};
    case Verdict::kReview:
      return {0.95, 0.62, 0.00};
    case Verdict::kPass:
      return {0.00, 0.60, 0.45};
    default:
      return {0.45, 0.45, 0.45};
  }
}

Ink ColourOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return ColourOf(Verdict::kPass);
    case Outcome::kReview:
      return ColourOf(Verdict::kReview);
    default:
      return ColourOf(Verdict::kFail);
  }
}

// What nobody looked at says nothing about this photo.
bool IsAboutThisPhoto(const Finding& finding) {
  return finding.note != "not_assessed" && finding.note != "attested" && finding.note != "not_produced" &&
         finding.note != "photo_unreadable";
}

bool IsListed(const Finding& finding) {
  return finding.verdict == Verdict::kFail || finding.verdict == Verdict::kReview ||
         (finding.verdict == Verdict::kInconclusive && IsAboutThisPhoto(finding));
}

class Annotation {
 public:
  Annotation(const PhotoReport& report, const RuleCatalogue& rules) : report_(report), rules_(rules) {
    for (const auto& finding : report.result->findings)
      if (IsListed(finding)) listed_.push_back(&finding);
    std::stable_sort(listed_.begin(), listed_.end(), [](const auto* a, const auto* b) {
      return static_cast<int>(a->verdict) < static_cast<int>(b->verdict);
    });
  }

  Result<std::vector<std::uint8_t>> Draw() {
    const auto& photo = *report_.result->source_image;
    scale_ = std::min(kPhotoSide / double(std::max(photo.width, photo.height)), 4.0);
    photo_width_ = std::ceil(double(photo.width) * scale_);
    photo_height_ = std::ceil(double(photo.height) * scale_);
    Canvas ruler(1, 1, kPaper);
    chinese_ = ruler.HasGlyphs("证件照");
    const double list_height = DrawList(ruler, true);
    const auto height = static_cast<int>(std::ceil(std::max(photo_height_, list_height)));
    Canvas canvas(static_cast<int>(photo_width_ + kListWidth + 2 * kMargin), height, kPaper);
    canvas.Photo(photo, 0, 0, scale_);
    DrawFacts(canvas);
    DrawRegions(canvas);
    DrawList(canvas, false);
    auto png = canvas.ok() ? canvas.Png() : std::vector<std::uint8_t>();
    if (png.empty()) return Error{ErrorCode::kInternal, "the annotated picture cannot be drawn"};
    return png;
  }

 private:
  [[nodiscard]] std::pair<double, double> Place(double x, double y) const {
    const auto& place = report_.result->source_image->placement;
    return {(x - place.origin_x) * place.scale * scale_, (y - place.origin_y) * place.scale * scale_};
  }
  [[nodiscard]] double Stroke() const { return std::max(2.0, photo_height_ / 500); }

  void DrawFacts(Canvas& canvas) const {
    const auto facts = FactsToJson(report_.result->facts);
    if (facts.contains("face_box")) {
      const auto& box = facts["face_box"];
      const auto [x, y] = Place(box[0], box[1]);
      const auto [right, bottom] =
          Place(box[0].get<double>() + box[2].get<double>(), box[1].get<double>() + box[3].get<double>());
      canvas.Rectangle(x, y, right - x, bottom - y, {kGuide.r, kGuide.g, kGuide.b, 0.5}, Stroke() / 2);
    }
    for (const auto& [key, name] : {std::pair{"crown", "crown"}, {"eye_line", "eyes"}, {"chin", "chin"}}) {
      if (!facts.contains(key)) continue;
      const double y = Place(0, facts[key][1]).second;
      canvas.Line(0, y, photo_width_, y, kGuide, Stroke() / 2);
      canvas.Text(name, 6, y - kTextSize * 1.3, 200, kTextSize * 0.9, kGuide);
    }
    if (facts.contains("points"))
      for (const auto& point : facts["points"]) {
        const auto [x, y] = Place(point[0], point[1]);
        canvas.Disc(x, y, Stroke() * 1.5, kGuide);
      }
  }

  void DrawRegions(Canvas& canvas) const {
    for (const auto& finding : report_.result->findings)
      if (finding.verdict == Verdict::kPass) DrawRegionsOf(canvas, finding, "");
    for (std::size_t i = listed_.size(); i-- > 0;) DrawRegionsOf(canvas, *listed_[i], std::to_string(i + 1));
  }

  void DrawRegionsOf(Canvas& canvas, const Finding& finding, const std::string& number) const {
    if (finding.on_product) return;  // its places are on the finished photo, not on this one
    Ink ink = ColourOf(finding.verdict);
    if (number.empty()) ink.a = 0.5;
    for (const auto& region : finding.regions) {
      std::vector<std::pair<double, double>> points;
      for (const auto& [x, y] : region.points) points.push_back(Place(x, y));
      if (points.empty()) continue;
      if (points.size() == 2) {
        const auto [x0, y0] = points[0];
        const auto [x1, y1] = points[1];
        points = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
      }
      canvas.Outline(points, ink, number.empty() ? Stroke() / 2 : Stroke());
      if (!number.empty()) DrawBadge(canvas, number, points[0].first, points[0].second, ink);
    }
  }

  static void DrawBadge(Canvas& canvas, const std::string& number, double x, double y, Ink ink) {
    constexpr double kRadius = 14;
    canvas.Disc(std::max(x, kRadius), std::max(y, kRadius), kRadius, ink);
    canvas.Label(number, std::max(x, kRadius), std::max(y, kRadius), 16, kWhite);
  }

  // Returns the y below the last line.
  double DrawList(Canvas& canvas, bool measure_only) const {
    const double x = photo_width_ + kMargin;
    double y = kMargin;
    const auto write = [&](const std::string& text, double size, Ink ink, bool bold, double indent) {
      y += canvas.Text(text, x + indent, y, kListWidth - indent, size, ink, bold, measure_only) + 4;
    };
    write(OneLine(report_.photo), kTextSize, kGrey, false, 0);
    write(ToString(report_.result->outcome), kTextSize * 1.6, ColourOf(report_.result->outcome), true, 0);
    y += 8;
    if (listed_.empty()) write("Nothing to object to.", kTextSize, kBlack, false, 0);
    for (std::size_t i = 0; i < listed_.size(); ++i) {
      const auto& finding = *listed_[i];
      const auto reason = Reason(finding, rules_);
      if (!measure_only) DrawBadge(canvas, std::to_string(i + 1), x + 14, y + 14, ColourOf(finding.verdict));
      write(finding.rule + "  " + ToString(finding.verdict), kTextSize * 0.85, kGrey, false, 40);
      write(reason.en, kTextSize, kBlack, false, 40);
      if (chinese_) write(reason.zh, kTextSize, kBlack, false, 40);
      y += 10;
    }
    return y + kMargin;
  }

  const PhotoReport& report_;
  const RuleCatalogue& rules_;
  std::vector<const Finding*> listed_;
  double scale_ = 1, photo_width_ = 0, photo_height_ = 0;  // canvas px
  bool chinese_ = false;
};

}  // namespace

Result<std::vector<std::uint8_t>> AnnotatePhoto(const PhotoReport& report, const RuleCatalogue& rules) {
  const auto& photo = report.result->source_image;
  if (!photo || photo->format != CPH_FORMAT_RGB8 || photo->width < 1 || photo->height < 1)
    return Error{ErrorCode::kInvalid, "there is no picture to draw on"};
  return Annotation(report, rules).Draw();
}

}  // namespace certphoto
