#include "layout/marks.h"

#include <gtest/gtest.h>

#include <set>

#include "layout/one_size.h"

namespace certphoto::print {
namespace {

const Rect kPaper{0, 0, FromMm(152), FromMm(102)};
constexpr Micrometres kWidth = 100;

std::vector<Rect> Trims(const std::vector<Cell>& cells) {
  std::vector<Rect> out;
  for (const auto& c : cells) out.push_back(c.trim);
  return out;
}

Rect AreaOf(const Mark& m, Micrometres width) {
  return m.vertical ? Rect{m.at - width / 2, m.from, width, m.to - m.from}
                    : Rect{m.from, m.at - width / 2, m.to - m.from, width};
}

std::vector<Cell> Sheet(double gap, double margin, Size cell = {FromMm(33), FromMm(48)}) {
  return LayOutOneSize({cell, kPaper.Grown(-FromMm(margin)), FromMm(gap), Turning::kAuto, 0});
}

// Whatever the layout, no mark touches a photo and every photo's four sides are marked.
TEST(CropMarks, LieOutsideEveryPhotoAndMarkEverySide) {
  for (const double gap : {0.0, 1.0, 2.0, 6.0})
    for (const double margin : {1.0, 2.0, 5.0})
      for (const auto& [w, h] : {std::pair{33.0, 48.0}, std::pair{25.0, 35.0}, std::pair{22.0, 32.0}}) {
        const auto cells = Sheet(gap, margin, {FromMm(w), FromMm(h)});
        const auto cuts = PlanCuts(kPaper, Trims(cells));
        const auto marks = CropMarks(kPaper, cells, cuts, FromMm(std::min(1.0, gap / 2)), kWidth);
        for (const auto& mark : marks) {
          EXPECT_TRUE(kPaper.Contains(AreaOf(mark, kWidth)));
          if (gap == 0) continue;  // centred on the line that touching photos share
          for (const auto& cell : cells) EXPECT_FALSE(AreaOf(mark, kWidth).Overlaps(cell.trim));
        }
        std::set<std::pair<bool, Micrometres>> marked;
        for (const auto& mark : marks) marked.emplace(mark.vertical, mark.trim);
        for (const auto& cell : cells) {
          EXPECT_TRUE(marked.contains({true, cell.trim.x}) && marked.contains({true, cell.trim.right()}));
          EXPECT_TRUE(marked.contains({false, cell.trim.y}) && marked.contains({false, cell.trim.bottom()}));
        }
      }
}

TEST(CropMarks, KeepClearOfTheBleedWhereThereIsRoom) {
  // 7 mm to the left of the photos, 2 mm above them.
  const auto cells = Sheet(2, 2);
  const auto marks = CropMarks(kPaper, cells, PlanCuts(kPaper, Trims(cells)), FromMm(1), kWidth);
  bool left = false, above = false;
  for (const auto& m : marks) {
    if (!m.vertical && m.to <= cells[0].trim.x) {
      left = true;
      EXPECT_EQ(m.to, FromMm(6));
      EXPECT_EQ(m.to - m.from, FromMm(5));
    }
    if (m.vertical && m.to <= cells[0].trim.y) {
      above = true;
      EXPECT_EQ(m.from, 0);
      EXPECT_EQ(m.to, FromMm(1.75));
    }
  }
  EXPECT_TRUE(left && above);
}

TEST(CropMarks, CrossTheGapSoThatAStripStillHasMarks) {
  const auto cells = Sheet(2, 2);
  const auto marks = CropMarks(kPaper, cells, PlanCuts(kPaper, Trims(cells)), FromMm(1), kWidth);
  const auto gap_top = cells[0].trim.bottom();
  int crossing = 0;
  for (const auto& m : marks)
    crossing += m.vertical && m.from == gap_top && m.to == gap_top + FromMm(2) ? 1 : 0;
  EXPECT_EQ(crossing, 8);  // both sides of four columns
}

TEST(CropMarks, NoRoomNoMarks) {
  const Rect exact{0, 0, FromMm(66), FromMm(96)};
  const auto cells = LayOutOneSize({{FromMm(33), FromMm(48)}, exact, 0, Turning::kAuto, 0});
  EXPECT_EQ(cells.size(), 4u);
  EXPECT_TRUE(CropMarks(exact, cells, PlanCuts(exact, Trims(cells)), 0, kWidth).empty());
}

TEST(CutLines, RunOverTheWholePieceOutsideThePhotos) {
  const auto cells = Sheet(2, 2);
  const auto cuts = PlanCuts(kPaper, Trims(cells));
  const auto lines = CutLines(cells, cuts, kWidth);
  EXPECT_EQ(lines.size(), cuts.cuts.size());
  for (const auto& line : lines)
    for (const auto& cell : cells) EXPECT_FALSE(AreaOf(line, kWidth).Overlaps(cell.trim));
}

}  // namespace
}  // namespace certphoto::print
