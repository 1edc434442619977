#include "layout/marks.h"

#include <optional>
#include <set>

namespace certphoto::print {
namespace {

// A printer's convention (standards.md 4.4): marks of 3 to 5 mm.
constexpr Micrometres kLongestMark = 5000;
// Shorter ones are specks, not marks.
constexpr Micrometres kShortestMark = 500;
// Room for a mark outside the bleed; where there is less, a mark that reaches over the bleed is seen better.
constexpr Micrometres kRoomOutside = 2000;
// Where a mark over the bleed ends before the trim: what a hand-held cut is accurate to.
constexpr Micrometres kClearOfTrim = 250;

// A rectangle seen along a cut: `near` and `far` across it, `start` and `end` along it.
struct View {
  Micrometres near, far, start, end;
};
View Along(const Rect& r, bool vertical) {
  return vertical ? View{r.x, r.right(), r.y, r.bottom()} : View{r.y, r.bottom(), r.x, r.right()};
}

// The photos that a cut frees, and on which side of it they lie.
struct Freed {
  std::vector<View> photos;
  bool before = false, after = false;
  [[nodiscard]] Micrometres Offset(Micrometres width) const {
    return before == after ? 0 : before ? width / 2 : -(width / 2);
  }
};

Freed FreedBy(const Cut& cut, std::span<const Cell> cells) {
  Freed freed;
  for (const auto& cell : cells) {
    const View v = Along(cell.trim, cut.vertical);
    if (v.start < cut.from || v.end > cut.to) continue;
    if (v.far == cut.at || v.near == cut.at) freed.photos.push_back(v);
    freed.before = freed.before || v.far == cut.at;
    freed.after = freed.after || v.near == cut.at;
  }
  std::sort(freed.photos.begin(), freed.photos.end(),
            [](const View& a, const View& b) { return a.start < b.start; });
  return freed;
}

class Marker {
 public:
  Marker(const Rect& paper, std::span<const Cell> cells, Micrometres bleed, Micrometres width)
      : paper_(paper), cells_(cells), bleed_(bleed), width_(width) {}

  void Mark(const Cut& cut) {
    const auto freed = FreedBy(cut, cells_);
    for (const auto& photo : freed.photos) {
      Before(cut, freed, photo.start);
      After(cut, freed, photo.end);
    }
  }
  [[nodiscard]] std::vector<print::Mark> Take() const { return {marks_.begin(), marks_.end()}; }

 private:
  // From a photo's start back to the next photo or the paper's edge.
  void Before(const Cut& cut, const Freed& freed, Micrometres start) {
    std::optional<Micrometres> photo;
    for (const auto& cell : cells_) {
      const View v = Along(cell.trim, cut.vertical);
      if (v.near <= cut.at && cut.at <= v.far && v.end <= start)
        photo = std::max(photo.value_or(v.end), v.end);
    }
    if (photo) return Gap(cut, freed, *photo, start);
    const auto edge = Along(paper_, cut.vertical).start;
    const auto room = start - bleed_ - edge;
    if (room >= kRoomOutside)
      return Add(cut, freed, start - bleed_ - std::min(room, kLongestMark), start - bleed_);
    Add(cut, freed, edge, start - kClearOfTrim);
  }
  void After(const Cut& cut, const Freed& freed, Micrometres end) {
    std::optional<Micrometres> photo;
    for (const auto& cell : cells_) {
      const View v = Along(cell.trim, cut.vertical);
      if (v.near <= cut.at && cut.at <= v.far && v.start >= end)
        photo = std::min(photo.value_or(v.start), v.start);
    }
    if (photo) return Gap(cut, freed, end, *photo);
    const auto edge = Along(paper_, cut.vertical).end;
    const auto room = edge - end - bleed_;
    if (room >= kRoomOutside)
      return Add(cut, freed, end + bleed_, end + bleed_ + std::min(room, kLongestMark));
    Add(cut, freed, end + kClearOfTrim, edge);
  }

  // Between photos: over the bleed if the gap is narrow, else a stub outside the bleed at either side.
  void Gap(const Cut& cut, const Freed& freed, Micrometres from, Micrometres to) {
    const auto room = to - from - 2 * bleed_;
    if (room < kRoomOutside) return Add(cut, freed, from, to);
    const auto stub = std::min(room / 2, kRoomOutside);
    Add(cut, freed, from + bleed_, from + bleed_ + stub);
    Add(cut, freed, to - bleed_ - stub, to - bleed_);
  }

  void Add(const Cut& cut, const Freed& freed, Micrometres from, Micrometres to) {
    if (to - from < kShortestMark) return;
    marks_.insert({cut.vertical, cut.at + freed.Offset(width_), from, to, cut.at});
  }

  Rect paper_;
  std::span<const Cell> cells_;
  Micrometres bleed_, width_;
  std::set<print::Mark> marks_;
};

}  // namespace

std::vector<Mark> CropMarks(const Rect& paper, std::span<const Cell> cells, const CutPlan& cuts,
                            Micrometres bleed, Micrometres width) {
  Marker marker(paper, cells, bleed, width);
  for (const auto& cut : cuts.cuts) marker.Mark(cut);
  return marker.Take();
}

std::vector<Mark> CutLines(std::span<const Cell> cells, const CutPlan& cuts, Micrometres width) {
  std::set<Mark> lines;
  for (const auto& cut : cuts.cuts) {
    const auto freed = FreedBy(cut, cells);
    if (freed.photos.empty()) continue;
    lines.insert({cut.vertical, cut.at + freed.Offset(width), cut.from, cut.to, cut.at});
  }
  return {lines.begin(), lines.end()};
}

}  // namespace certphoto::print
