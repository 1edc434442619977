#include "jobs/ruler_target.h"

#include <cstdlib>
#include <stdexcept>

#include "text/cat.h"

namespace certphoto::print {
namespace {

constexpr Micrometres kMm = 1000;
constexpr Micrometres kHairline = 100;
constexpr int kClearOfEdgeMm = 12;  // the edge scales reach 10 mm
constexpr int kClearOfCrossingMm = 8;
constexpr double kTextPt = 6, kLabelPt = 5;
constexpr Micrometres kSmallestSide = 50 * kMm;

class Target {
 public:
  Target(const Size& paper, Typesetter& typesetter) : typesetter_(typesetter) { drawing_.paper = paper; }

  void Ruler(bool across, int length_mm) {
    const auto middle = (across ? drawing_.paper.height : drawing_.paper.width) / 2;
    const auto start = (across ? drawing_.paper.width : drawing_.paper.height) / 2 - length_mm * kMm / 2;
    Mark(!across, middle, start, start + length_mm * kMm);
    for (int mm = 0; mm <= length_mm; ++mm) {
      const Micrometres tick = (mm % 10 == 0 ? 5 : mm % 5 == 0 ? 3 : 2) * kMm;
      const bool end = mm == 0 || mm == length_mm;
      Mark(across, start + mm * kMm, middle - (end ? tick : 0), middle + tick);
      const bool crossing =
          std::abs(2 * mm - length_mm) < 2 * kClearOfCrossingMm;  // the other ruler is in the way
      if (mm % 10 == 0 && !crossing) Label(across, start + mm * kMm, middle + 7 * kMm, Cat(mm));
    }
  }

  // Lines 1 to 10 mm from an edge, each shorter than the next nearer one.
  void EdgeScale(bool vertical, bool far) {
    const auto extent = vertical ? drawing_.paper.width : drawing_.paper.height;
    const auto centre = (vertical ? drawing_.paper.height : drawing_.paper.width) / 2 - 14 * kMm;
    for (int mm = 1; mm <= 10; ++mm) {
      const auto at = far ? extent - mm * kMm : mm * kMm;
      Mark(vertical, at, centre - (11 - mm) * kMm / 2, centre + (11 - mm) * kMm / 2);
      if (mm % 5 == 0) Label(vertical, at, centre + 7 * kMm, Cat(mm));
    }
  }

  void Words(const std::string& name, const RulerLengths& lengths) {
    const std::string lines[] = {
        name,
        Cat("横向 ", lengths.across_mm, " 毫米 across    纵向 ", lengths.down_mm, " 毫米 down"),
        Cat("scale_x = ", lengths.across_mm, " / 实测 measured,  scale_y = ", lengths.down_mm,
            " / 实测 measured"),
        "边缘标尺：看得见的最小数字 = 被裁去的毫米数加一",
        "Edge scales: the smallest line left, less one, is what the printer cut off.",
        "offset_x = (右剩余 right - 左剩余 left) / 2,  offset_y = (下剩余 bottom - 上剩余 top) / 2"};
    const auto width = static_cast<double>(drawing_.paper.width / 2 - 16 * kMm);
    double y = static_cast<double>(drawing_.paper.height) / 2 + 14.0 * kMm;
    for (const auto& line : lines) {
      const auto set = typesetter_.Fit(line, kTextPt, 3, width);
      drawing_.things.push_back(
          Text{set, {static_cast<double>(drawing_.paper.width) / 2 + 10.0 * kMm, y}, 0, Ink::Black()});
      y += 2.8 * kMm;
    }
  }

  Drawing Take() { return std::move(drawing_); }

 private:
  // A line along x = at (vertical) or y = at.
  void Mark(bool vertical, Micrometres at, Micrometres from, Micrometres to) {
    drawing_.things.push_back(Line{vertical, at, from, to, kHairline, 0, Ink::Black()});
  }
  void Label(bool across, Micrometres at, Micrometres beside, const std::string& text) {
    const auto line = typesetter_.Set(text, kLabelPt);
    const double x = static_cast<double>(across ? at : beside) - line->width / 2;
    const double y = static_cast<double>(across ? beside : at) + 0.35 * kLabelPt * 25400 / 72;
    drawing_.things.push_back(Text{line, {x, y}, 0, Ink::Black()});
  }

  Typesetter& typesetter_;
  Drawing drawing_;
};

}  // namespace

RulerLengths RulerLengthsOf(const Size& paper) {
  const auto fit = [](Micrometres side) {
    return static_cast<int>((side / kMm - 2 * kClearOfEdgeMm) / 10 * 10);
  };
  return {fit(paper.width), fit(paper.height)};
}

Drawing DrawRulerTarget(const Size& paper, const std::string& name, Typesetter& typesetter) {
  if (paper.width < kSmallestSide || paper.height < kSmallestSide)
    throw std::invalid_argument("a ruler target needs paper of 50 mm or more");
  Target target(paper, typesetter);
  const auto lengths = RulerLengthsOf(paper);
  target.Ruler(true, lengths.across_mm);
  target.Ruler(false, lengths.down_mm);
  for (const bool vertical : {true, false})
    for (const bool far : {false, true}) target.EdgeScale(vertical, far);
  target.Words(name, lengths);
  return target.Take();
}

}  // namespace certphoto::print
