#include "crown.h"

#include <algorithm>
#include <cmath>

namespace certphoto::face {

using cph::Point;

namespace {

// More person than wall.
constexpr int kOpaque = 128;

// In face widths. A tuft narrower than the run is a wisp: the dome of a head 1.2 face widths wide loses 0.002
// of them by it.
constexpr double kHalfBand = 0.8;  // how far to either side of the axis the head is looked for
constexpr double kShortestRun = 0.10;
constexpr double kColumn = 0.01;  // between neighbouring columns
constexpr double kLargestGap =
    0.04;  // a parting, a band or a highlight in the hair may hide the person for so long
constexpr double kForehead = 0.25;  // the walk starts here; every face is opaque there
constexpr double kHighest = 3.0;    // no head goes on for longer

struct Run {
  int begin = 0, end = 0;  // columns
  [[nodiscard]] int length() const { return end - begin; }
};

class Walker {
 public:
  Walker(const cph::ImageView& matte, const HeadFrame& frame)
      : matte_(matte),
        frame_(frame),
        right_{std::cos(frame.angle), std::sin(frame.angle)},
        step_(std::max(1.0 / matte.scale(), frame.face_width / 400)),
        column_(frame.face_width * kColumn),
        half_(static_cast<int>(kHalfBand / kColumn)) {}

  [[nodiscard]] double step() const { return step_; }
  [[nodiscard]] int half() const { return half_; }
  [[nodiscard]] Point at(int column, double height) const {
    const double across = column * column_;
    return {frame_.eyes.x + right_.x * across + right_.y * height,
            frame_.eyes.y + right_.y * across - right_.x * height};
  }
  [[nodiscard]] bool opaque(int column, double height) const {
    const Point p = matte_.to_image(at(column, height));
    if (p.x < 0 || p.y < 0 || p.x >= matte_.width() || p.y >= matte_.height()) return false;
    return *matte_.at(static_cast<int>(p.x), static_cast<int>(p.y)) >= kOpaque;
  }
  // The longest run of opaque columns at a height that shares a column with `below`; length 0 when there is
  // none.
  [[nodiscard]] Run longest_run(double height, const Run& below) const {
    Run best;
    for (int c = -half_; c <= half_;) {
      if (!opaque(c, height)) {
        ++c;
        continue;
      }
      Run run{c, c};
      while (run.end <= half_ && opaque(run.end, height)) ++run.end;
      if (run.begin < below.end && below.begin < run.end && run.length() > best.length()) best = run;
      c = run.end;
    }
    return best;
  }

 private:
  const cph::ImageView& matte_;
  const HeadFrame& frame_;
  Point right_;
  double step_;
  double column_;
  int half_;
};

}  // namespace

std::optional<double> find_crown(const cph::ImageView& matte, const HeadFrame& frame) {
  if (!(frame.face_width > 0) || !(matte.scale() > 0)) return std::nullopt;
  const Walker walker(matte, frame);
  constexpr int kShortest = static_cast<int>(kShortestRun / kColumn);
  const double gap = kLargestGap * frame.face_width;
  const double start = kForehead * frame.face_width;
  Run last{-walker.half() / 2, walker.half() / 2};
  double reached = -1;
  for (double height = start; height < kHighest * frame.face_width; height += walker.step()) {
    const Run run = walker.longest_run(height, last);
    if (run.length() >= kShortest) {
      reached = height;
      last = run;
    } else if (height - std::max(reached, start) > gap) {
      break;
    }
  }
  if (reached < 0) return std::nullopt;
  return reached + walker.step() / 2;  // the edge lies between the last row that is head and the next one
}

}  // namespace certphoto::face
