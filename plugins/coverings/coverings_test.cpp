#include <gtest/gtest.h>

#include "brows_visible.h"
#include "certphoto/fake_host.hpp"
#include "covering.h"
#include "ears_visible.h"
#include "eyes_visible.h"
#include "uncovered.h"
#include "zones.h"

namespace certphoto::coverings {
namespace {

constexpr std::size_t kCells = std::size_t(cph::kRegionsSide) * cph::kRegionsSide;
constexpr double kUnit = 100;  // px
const cph::Affine kToSource = [] {
  const double cell = kUnit * cph::kRegionsReach / cph::kRegionsSide;
  // The middle of the eyes at (300, 300).
  const double half = cell * cph::kRegionsSide / 2;
  return cph::Affine{cell, 0, 300 - half, 0, cell, 300 + cph::RegionMap::kBelow * kUnit - half};
}();

// A frontal face, its points in units from the middle of the eyes.
std::vector<float> face() {
  std::vector<float> out(468 * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    out[3 * i] = float(300 + x * kUnit);
    out[3 * i + 1] = float(300 + y * kUnit);
  };
  for (std::size_t i = 0; i < 468; ++i) set(i, 0, 0.5);
  for (const double side : {-1.0, 1.0}) {
    const auto& eye = side < 0 ? cph::mesh::kLeftEye : cph::mesh::kRightEye;
    const auto& brow = side < 0 ? cph::mesh::kLeftBrow : cph::mesh::kRightBrow;
    set(eye.outer, side * 0.7, 0);
    set(eye.inner, side * 0.3, 0);
    for (std::size_t k = 0; k < 7; ++k) {
      set(eye.upper[k], side * (0.65 - 0.05 * double(k)), -0.08);
      set(eye.lower[k], side * (0.65 - 0.05 * double(k)), 0.06);
    }
    for (std::size_t k = 0; k < 5; ++k) {
      set(brow.upper[k], side * (0.8 - 0.15 * double(k)), -0.42);
      set(brow.lower[k], side * (0.8 - 0.15 * double(k)), -0.3);
    }
  }
  for (std::size_t k = 0; k < cph::mesh::kOval.size(); ++k) {
    const double t = 2 * std::numbers::pi * double(k) / double(cph::mesh::kOval.size());
    set(cph::mesh::kOval[k], 1.1 * std::sin(t), 0.4 - 1.4 * std::cos(t));
  }
  set(cph::mesh::kNoseBottom, 0, 0.7);
  set(117, -0.7, 0.35);
  set(101, -0.4, 0.35);
  set(197, 0, 0.3);
  set(330, 0.4, 0.35);
  set(346, 0.7, 0.35);
  set(cph::mesh::kUpperLipInner, 0, 1.0);
  return out;
}

class Coverings : public testing::Test {
 protected:
  Coverings() : values_(cph::kRegionClasses * kCells) {
    std::fill_n(values_.begin() + std::ptrdiff_t(cph::kSkin * kCells), kCells, 1.0F);
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face());
    host_.set_fact<double>(
        cph::fact::kPersonRegionsFrame, {6},
        {kToSource.xx, kToSource.xy, kToSource.dx, kToSource.yx, kToSource.yy, kToSource.dy});
    host_.set_fact<float>(cph::fact::kFacePose, {3}, {0, 0, 0});
    for (const char* rule : {"head.covering", "face.uncovered"}) {
      host_.set_threshold(rule, "share_review", 0.1);
      host_.set_threshold(rule, "share_max", 0.3);
    }
    host_.set_threshold("head.covering", "ears_review_share", 0.3);
    host_.set_threshold("head.covering_exempt", "face_occluded_max_share", 0.02);
    host_.set_threshold("brows.visible", "overlap_review_share", 0.2);
    host_.set_threshold("brows.visible", "overlap_max_share", 0.5);
    host_.set_threshold("eyes.visible", "occluded_review_share", 0.2);
    host_.set_threshold("eyes.visible", "occluded_max_share", 0.5);
    host_.set_threshold("eyes.visible", "zone_margin_ied_ratio", 0.05);
    host_.set_threshold("ears.visible", "hidden_review_share", 0.7);
  }

  // Paints a rectangle, in units from the middle of the eyes.
  void paint(cph::RegionClass c, double x0, double y0, double x1, double y1) {
    const auto back = kToSource.inverse();
    for (std::size_t i = 0; i < kCells; ++i) {
      const double px = double(i % cph::kRegionsSide) + 0.5,
                   py = std::floor(double(i) / cph::kRegionsSide) + 0.5;
      const cph::Point low = back({300 + x0 * kUnit, 300 + y0 * kUnit}),
                       high = back({300 + x1 * kUnit, 300 + y1 * kUnit});
      if (px < low.x || px > high.x || py < low.y || py > high.y) continue;
      for (std::size_t k = 0; k < cph::kRegionClasses; ++k) values_[k * kCells + i] = k == c ? 1.0F : 0.0F;
    }
  }
  template <class Op>
  const cph::Finding& judge(const Op& op) {
    host_.set_fact<float>(cph::fact::kPersonRegions,
                          {std::int64_t(cph::kRegionClasses), cph::kRegionsSide, cph::kRegionsSide}, values_);
    host_.run(op);
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }

  cph::FakeHost host_;
  std::vector<float> values_;
};

TEST_F(Coverings, AMapOfTheWrongSizeIsRefused) {
  host_.set_fact<float>(cph::fact::kPersonRegions, {3}, {1, 2, 3});
  EXPECT_THROW(host_.run(HeadCovering()), cph::Error);
}

TEST_F(Coverings, ABareHeadAndABareFacePass) {
  paint(cph::kHair, -1.5, -2, 1.5, -0.9);
  EXPECT_EQ(judge(HeadCovering()).verdict, CPH_VERDICT_PASS);
  EXPECT_EQ(judge(FaceUncovered()).verdict, CPH_VERDICT_PASS);
  EXPECT_EQ(judge(BrowsVisible()).verdict, CPH_VERDICT_PASS);
  EXPECT_EQ(judge(EyesVisible()).verdict, CPH_VERDICT_PASS);
  EXPECT_EQ(judge(CoveringExempt()).verdict, CPH_VERDICT_NOT_APPLICABLE);
  EXPECT_EQ(judge(EarsVisible()).verdict, CPH_VERDICT_PASS);
}

TEST_F(Coverings, AHat) {
  paint(cph::kCover, -1.5, -2, 1.5, -0.9);
  const auto& found = judge(HeadCovering());
  EXPECT_EQ(found.verdict, CPH_VERDICT_FAIL);
  EXPECT_STREQ(found.note, "covered");
  ASSERT_EQ(found.regions.size(), 1U);
  EXPECT_LT(cph::bounds_of(found.regions[0].points).bottom(), 300 - 0.7 * kUnit);
  EXPECT_EQ(judge(FaceUncovered()).verdict, CPH_VERDICT_PASS);
  host_.set_input(kExemption, "medical");
  EXPECT_EQ(judge(HeadCovering()).verdict, CPH_VERDICT_NOT_APPLICABLE);
  EXPECT_STREQ(judge(CoveringExempt()).note, "person_decides");
  paint(cph::kCover, -1, 0.8, 1, 1.8);
  EXPECT_EQ(judge(CoveringExempt()).verdict, CPH_VERDICT_REVIEW);
  EXPECT_STREQ(judge(CoveringExempt()).note, "face_covered");
}

TEST_F(Coverings, OnATurnedHeadAPersonDecides) {
  paint(cph::kCover, -1.5, -2, 1.5, 2);
  for (const auto& pose : {std::vector<float>{-35, 0, 0}, {0, 28, 0}}) {
    host_.set_fact<float>(cph::fact::kFacePose, {3}, pose);
    EXPECT_EQ(judge(HeadCovering()).verdict, CPH_VERDICT_REVIEW);
    EXPECT_EQ(judge(FaceUncovered()).verdict, CPH_VERDICT_REVIEW);
    EXPECT_EQ(judge(BrowsVisible()).verdict, CPH_VERDICT_REVIEW);
    EXPECT_EQ(judge(EyesVisible()).verdict, CPH_VERDICT_REVIEW);
  }
}

TEST_F(Coverings, HeadphonesNeedBothEars) {
  paint(cph::kCover, -1.5, -0.4, -0.9, 0.8);
  EXPECT_EQ(judge(HeadCovering()).verdict, CPH_VERDICT_PASS);
  paint(cph::kCover, 0.9, -0.4, 1.5, 0.8);
  const auto& found = judge(HeadCovering());
  EXPECT_EQ(found.verdict, CPH_VERDICT_REVIEW);
  EXPECT_STREQ(found.note, "ears_covered");
  EXPECT_EQ(found.regions.size(), 2U);
}

TEST_F(Coverings, AFaceMask) {
  paint(cph::kCover, -1.2, 0.5, 1.2, 2);
  EXPECT_EQ(judge(FaceUncovered()).verdict, CPH_VERDICT_FAIL);
  EXPECT_EQ(judge(HeadCovering()).verdict, CPH_VERDICT_PASS);
}

TEST_F(Coverings, AFringeOnOneSide) {
  paint(cph::kHair, -1.5, -2, -0.05, -0.2);
  const auto& found = judge(BrowsVisible());
  EXPECT_EQ(found.verdict, CPH_VERDICT_FAIL);
  EXPECT_STREQ(found.note, "left_hidden");
  EXPECT_EQ(found.regions.size(), 1U);
  EXPECT_EQ(judge(EyesVisible()).verdict, CPH_VERDICT_PASS);
  paint(cph::kHair, -1.5, -2, -0.05, 0.2);
  EXPECT_STREQ(judge(EyesVisible()).note, "left_hidden");
}

TEST_F(Coverings, HairOverAnEar) {
  paint(cph::kHair, 1.1, -1, 2, 1.5);
  const auto& found = judge(EarsVisible());
  EXPECT_EQ(found.verdict, CPH_VERDICT_REVIEW);
  EXPECT_STREQ(found.note, "right_hidden");
}

}  // namespace
}  // namespace certphoto::coverings
