#include "layout/order_packing.h"

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>

#include "layout/cut_plan.h"

namespace certphoto::print {
namespace {

struct Wanted {
  double width, height;
  int copies;
};

PackRequest Request(const std::vector<Wanted>& wanted, double w, double h, double gap = 0,
                    double margin = 0) {
  PackRequest request;
  for (const auto& s : wanted) {
    request.sizes.push_back({FromMm(s.width), FromMm(s.height)});
    request.demand.push_back(s.copies);
  }
  request.area = Rect{0, 0, FromMm(w), FromMm(h)}.Grown(-FromMm(margin));
  request.gap = FromMm(gap);
  return request;
}

int Sheets(const std::vector<SheetRun>& runs) {
  int total = 0;
  for (const auto& r : runs) total += r.sheets;
  return total;
}

TEST(PackOrder, NamesTheSizeThatDoesNotFit) {
  try {
    (void)PackOrder(Request({{25, 35, 8}, {300, 400, 1}}, 152, 102));
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_NE(std::string(e.what()).find("300x400 mm"), std::string::npos) << e.what();
  }
  EXPECT_THROW((void)PackOrder(Request(std::vector<Wanted>(17, {25, 35, 1}), 152, 102)),
               std::invalid_argument);
}

TEST(PackOrder, NoDemandNeedsNoSheet) {
  EXPECT_TRUE(PackOrder(Request({}, 152, 102)).empty());
  EXPECT_TRUE(PackOrder(Request({{25, 35, 0}, {33, 48, 0}}, 152, 102)).empty());
}

struct Case {
  const char* name;
  std::vector<Wanted> wanted;
  double width, height, gap, margin;
  int sheets;
};
void PrintTo(const Case& row, std::ostream* out) {
  *out << row.name;
}

class PackOrderTable : public testing::TestWithParam<Case> {};

// Every piece is placed, inside the margins, apart from its neighbours, and every sheet can be cut.
TEST_P(PackOrderTable, PlacesTheWholeOrderOnSheetsThatCanBeCut) {
  const auto& c = GetParam();
  const auto request = Request(c.wanted, c.width, c.height, c.gap, c.margin);
  const auto runs = PackOrder(request);
  EXPECT_EQ(Sheets(runs), c.sheets);
  std::vector<int> placed(c.wanted.size(), 0);
  for (const auto& run : runs) {
    std::vector<Rect> trims;
    for (const auto& cell : run.cells) {
      placed[static_cast<std::size_t>(cell.size)] += run.sheets;
      EXPECT_TRUE(request.area.Contains(cell.trim));
      const auto upright = cell.turned ? cell.trim.size().Turned() : cell.trim.size();
      EXPECT_EQ(upright, request.sizes[static_cast<std::size_t>(cell.size)]);
      for (const auto& o : trims) {
        // Grown by less than the gap on either side, neighbours still do not meet.
        const auto half = (request.gap + 1) / 2;
        EXPECT_FALSE(request.gap > 0 ? cell.trim.Grown(half - 1).Overlaps(o.Grown(half - 1))
                                     : cell.trim.Overlaps(o));
      }
      trims.push_back(cell.trim);
    }
    EXPECT_TRUE(PlanCuts({0, 0, FromMm(c.width), FromMm(c.height)}, trims).guillotine);
  }
  for (std::size_t k = 0; k < placed.size(); ++k) EXPECT_GE(placed[k], c.wanted[k].copies);
}

INSTANTIATE_TEST_SUITE_P(
    All, PackOrderTable,
    testing::Values(
        Case{"one_size_fills_sheets", {{33, 48, 100}}, 152, 102, 2, 2, 13},
        Case{"one_size_remainder_only", {{33, 48, 3}}, 152, 102, 2, 2, 1},
        // The trade's mixed sheet: four 2-inch and four or more 1-inch on 6-inch paper.
        Case{"four_and_four_on_6in", {{35, 49, 4}, {25, 35, 4}}, 152, 102, 0, 0, 1},
        Case{"eight_and_four_on_7in", {{25, 35, 8}, {35, 49, 4}}, 178, 127, 2, 3, 1},
        Case{"four_grad_eight_small_on_a5", {{33, 48, 4}, {22, 32, 8}, {35, 45, 2}}, 210, 148, 2, 3, 1},
        Case{"a_person_on_a4", {{33, 48, 8}, {25, 35, 8}, {35, 49, 4}}, 210, 297, 2, 5, 1},
        // The pieces cover 996,700 mm2, a sheet 62,370 mm2: 16 sheets at the very least.
        Case{"hundred_people_on_a4", {{33, 48, 300}, {25, 35, 400}, {35, 49, 100}}, 210, 297, 0, 0, 17}),
    [](const auto& info) { return info.param.name; });

TEST(PackOrder, RepeatsOneSheetSoThatItCanBeCutAsAStack) {
  const auto runs = PackOrder(Request({{33, 48, 80}}, 152, 102, 2, 2));
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].sheets, 10);
  EXPECT_EQ(runs[0].cells.size(), 8u);
}

TEST(PackOrder, SameOrderSamePlan) {
  const auto request = Request({{33, 48, 31}, {25, 35, 47}, {35, 49, 12}}, 203, 152, 2, 3);
  const auto one = PackOrder(request), two = PackOrder(request);
  ASSERT_EQ(one.size(), two.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].cells, two[i].cells);
    EXPECT_EQ(one[i].sheets, two[i].sheets);
  }
}

}  // namespace
}  // namespace certphoto::print
