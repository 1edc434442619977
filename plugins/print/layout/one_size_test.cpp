#include "layout/one_size.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

#include "layout/cut_plan.h"

namespace certphoto::print {
namespace {

struct Sheet {
  const char* name;
  double width, height;
};
constexpr Sheet kSheets[] = {{"5in", 127, 89}, {"6in", 152, 102}, {"7in", 178, 127},
                             {"A6", 148, 105}, {"A5", 210, 148},  {"A4", 210, 297}};

std::vector<Cell> LayOut(double w, double h, const Sheet& sheet, double gap, double margin,
                         Turning turning = Turning::kAuto, int copies = 0) {
  const Rect paper{0, 0, FromMm(sheet.width), FromMm(sheet.height)};
  return LayOutOneSize({{FromMm(w), FromMm(h)}, paper.Grown(-FromMm(margin)), FromMm(gap), turning, copies});
}

TEST(LayOutOneSize, HoldsNothingThatDoesNotFit) {
  EXPECT_TRUE(LayOut(200, 300, kSheets[0], 0, 0).empty());
  EXPECT_TRUE(LayOut(33, 48, {"no area", 4, 4}, 0, 2).empty());
  EXPECT_TRUE(LayOut(0, 48, kSheets[0], 0, 0).empty());
  EXPECT_TRUE(LayOut(89, 127, kSheets[0], 0, 0, Turning::kUpright).empty());
  EXPECT_EQ(LayOut(89, 127, kSheets[0], 0, 0).size(), 1u);
}

TEST(LayOutOneSize, RefusesConfetti) {
  EXPECT_THROW((void)LayOut(1, 1, kSheets[5], 0, 0), std::length_error);
  EXPECT_THROW((void)LayOut(0.001, 0.001, {"wall", 1e9, 1e9}, 0, 0), std::length_error);
}

// Of standards.md, 4.2: the most of one orientation without gap and margin, and with 2 mm and 3 mm.
struct Published {
  double width, height;
  int bare[6], spaced[6];
};
constexpr Published kPublished[] = {
    {22, 32, {12, 18, 25, 18, 36, 81}, {10, 16, 25, 16, 36, 72}},
    {25, 35, {10, 16, 25, 16, 32, 66}, {9, 12, 18, 10, 25, 50}},
    {26, 32, {9, 15, 20, 16, 32, 72}, {9, 12, 20, 12, 30, 60}},
    {33, 48, {4, 9, 10, 9, 18, 36}, {4, 4, 9, 8, 16, 32}},
    {35, 45, {4, 8, 10, 9, 18, 36}, {4, 8, 9, 6, 15, 30}},
    {35, 49, {4, 8, 10, 9, 18, 36}, {4, 4, 9, 4, 12, 28}},
    {35, 53, {4, 4, 10, 6, 12, 30}, {4, 4, 9, 4, 10, 25}},
    {51, 51, {2, 4, 6, 4, 8, 20}, {2, 2, 6, 2, 6, 15}},
    {50, 70, {2, 4, 4, 4, 8, 16}, {2, 2, 4, 2, 6, 12}},
};

TEST(LayOutOneSize, OneOrientationGivesThePublishedCounts) {
  for (const auto& p : kPublished)
    for (int s = 0; s < 6; ++s) {
      EXPECT_EQ(LayOut(p.width, p.height, kSheets[s], 0, 0, Turning::kUniform).size(), std::size_t(p.bare[s]))
          << p.width << "x" << p.height << " on " << kSheets[s].name;
      EXPECT_EQ(LayOut(p.width, p.height, kSheets[s], 2, 3, Turning::kUniform).size(),
                std::size_t(p.spaced[s]))
          << p.width << "x" << p.height << " on " << kSheets[s].name << " with gaps";
    }
}

TEST(LayOutOneSize, MixesOrientationsWhereThatHoldsMore) {
  // 5 upright 25x35 take 35 mm of the 89; under them 3x2 turned.
  EXPECT_EQ(LayOut(25, 35, kSheets[0], 0, 0).size(), 11u);
  EXPECT_EQ(LayOut(25, 35, kSheets[0], 0, 0, Turning::kUpright).size(), 10u);
  EXPECT_EQ(LayOut(25, 35, kSheets[0], 0, 0, Turning::kTurned).size(), 9u);
}

TEST(LayOutOneSize, EightGraduationPhotosFillSixInchExactly) {
  const auto cells = LayOut(33, 48, kSheets[1], 2, 2);
  ASSERT_EQ(cells.size(), 8u);
  for (const auto& c : cells) EXPECT_FALSE(c.turned);
  EXPECT_EQ(cells.front().trim.y, FromMm(2));
  EXPECT_EQ(cells.back().trim.bottom(), FromMm(100));
  // Centred on the other axis: 4 x 33 and 3 x 2 leave 14 mm.
  EXPECT_EQ(cells.front().trim.x, FromMm(7));
}

TEST(LayOutOneSize, EveryLayoutCanBeCutAndKeepsItsDistances) {
  for (const auto& p : kPublished)
    for (const auto& sheet : kSheets)
      for (const double gap : {0.0, 0.5, 2.0, 5.0})
        for (const double margin : {0.0, 3.0}) {
          const Rect paper{0, 0, FromMm(sheet.width), FromMm(sheet.height)};
          const auto cells = LayOut(p.width, p.height, sheet, gap, margin);
          std::vector<Rect> trims;
          for (const auto& c : cells) {
            EXPECT_TRUE(paper.Grown(-FromMm(margin)).Contains(c.trim));
            const Size upright{FromMm(p.width), FromMm(p.height)};
            EXPECT_EQ(c.turned ? c.trim.size().Turned() : c.trim.size(), upright);
            for (const auto& o : trims) {
              const bool apart = c.trim.x >= o.right() + FromMm(gap) || o.x >= c.trim.right() + FromMm(gap) ||
                                 c.trim.y >= o.bottom() + FromMm(gap) || o.y >= c.trim.bottom() + FromMm(gap);
              EXPECT_TRUE(apart);
            }
            trims.push_back(c.trim);
          }
          EXPECT_TRUE(PlanCuts(paper, trims).guillotine)
              << p.width << "x" << p.height << " on " << sheet.name << " gap " << gap;
        }
}

TEST(LayOutOneSize, AskedForFewTakesTheFewestCuts) {
  // One row of four needs 4 + 8 settings less than any other shape of four with margins: 2 + 8 against 4 + 4.
  const auto four = LayOut(33, 48, kSheets[1], 2, 2, Turning::kAuto, 4);
  ASSERT_EQ(four.size(), 4u);
  std::vector<Rect> trims;
  for (const auto& c : four) trims.push_back(c.trim);
  EXPECT_EQ(PlanCuts({0, 0, FromMm(152), FromMm(102)}, trims).blade_settings, 8);  // two rows of two
  EXPECT_EQ(LayOut(33, 48, kSheets[1], 2, 2, Turning::kAuto, 1).size(), 1u);
  EXPECT_EQ(LayOut(33, 48, kSheets[1], 2, 2, Turning::kAuto, 9).size(), 8u) << "as many as fit";
}

}  // namespace
}  // namespace certphoto::print
