#include "layout/cut_plan.h"

#include <gtest/gtest.h>

#include <ostream>

namespace certphoto::print {
namespace {

Rect Mm(double x, double y, double w, double h) {
  return {FromMm(x), FromMm(y), FromMm(w), FromMm(h)};
}

std::vector<Rect> Grid(int columns, int rows, double w, double h, double gap, double x0 = 0, double y0 = 0) {
  std::vector<Rect> out;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) out.push_back(Mm(x0 + c * (w + gap), y0 + r * (h + gap), w, h));
  return out;
}

TEST(PlanCuts, PinwheelCannotBeCutEdgeToEdge) {
  const std::vector<Rect> pinwheel = {Mm(0, 0, 20, 10), Mm(20, 0, 10, 20), Mm(10, 20, 20, 10),
                                      Mm(0, 10, 10, 20)};
  const auto plan = PlanCuts(Mm(0, 0, 30, 30), pinwheel);
  EXPECT_FALSE(plan.guillotine);
  EXPECT_TRUE(plan.cuts.empty());
}

struct Case {
  const char* name;
  Rect piece;
  std::vector<Rect> cells;
  int settings;
  std::size_t cuts;
};
void PrintTo(const Case& row, std::ostream* out) {
  *out << row.name;
}

class PlanCutsTable : public testing::TestWithParam<Case> {};

TEST_P(PlanCutsTable, CountsBladeSettingsAndCuts) {
  const auto& c = GetParam();
  const auto plan = PlanCuts(c.piece, c.cells);
  EXPECT_TRUE(plan.guillotine);
  EXPECT_EQ(plan.blade_settings, c.settings);
  EXPECT_EQ(plan.cuts.size(), c.cuts);
}

INSTANTIATE_TEST_SUITE_P(
    All, PlanCutsTable,
    testing::Values(
        Case{"nothing", Mm(0, 0, 100, 100), {}, 0, 0},
        Case{"the_whole_piece", Mm(0, 0, 20, 30), {Mm(0, 0, 20, 30)}, 0, 0},
        Case{"one_cell_inside", Mm(0, 0, 40, 50), {Mm(10, 10, 20, 30)}, 4, 4},
        // One line between two cells that touch, none at the sheet's edge.
        Case{"halves", Mm(0, 0, 40, 30), Grid(2, 1, 20, 30, 0), 1, 1},
        Case{"gap_takes_two_cuts", Mm(0, 0, 42, 30), Grid(2, 1, 20, 30, 2), 2, 2},
        // Rows are laid on one another: 4 settings free the rows, 8 the photos of all rows at once.
        Case{"eight_on_6in", Mm(0, 0, 152, 102), Grid(4, 2, 33, 48, 2, 7, 2), 12, 4 + 2 * 8},
        // Three upright over two turned, margins none: one cut between the blocks, then each block its own.
        Case{"two_blocks",
             Mm(0, 0, 60, 50),
             {Mm(0, 0, 20, 30), Mm(20, 0, 20, 30), Mm(40, 0, 20, 30), Mm(0, 30, 30, 20), Mm(30, 30, 30, 20)},
             1 + 2 + 1,
             1 + 2 + 1}),
    [](const auto& info) { return info.param.name; });

TEST(PlanCuts, EveryCutRunsThroughItsPieceAndThroughNoCell) {
  const auto cells = Grid(5, 1, 25, 35, 0, 1, 1);
  auto all = cells;
  for (const auto& c : Grid(3, 2, 35, 25, 0, 1, 36)) all.push_back(c);
  const auto plan = PlanCuts(Mm(0, 0, 127, 89), all);
  ASSERT_TRUE(plan.guillotine);
  for (const auto& cut : plan.cuts) {
    const Rect line = cut.vertical ? Rect{cut.at, cut.from, 0, cut.to - cut.from}
                                   : Rect{cut.from, cut.at, cut.to - cut.from, 0};
    for (const auto& cell : all) {
      const bool through =
          cut.vertical
              ? line.x > cell.x && line.x < cell.right() && line.y < cell.bottom() && cell.y < line.bottom()
              : line.y > cell.y && line.y < cell.bottom() && line.x < cell.right() && cell.x < line.right();
      EXPECT_FALSE(through) << "cut at " << cut.at;
    }
  }
}

}  // namespace
}  // namespace certphoto::print
