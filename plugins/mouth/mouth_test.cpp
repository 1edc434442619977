#include <gtest/gtest.h>

#include <cmath>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "closed.h"
#include "lips.h"
#include "patch.h"
#include "teeth.h"

namespace certphoto::mouth {
namespace {

// T = 200; mouth corners 80 apart around (300, 400); inner lips `gap` apart.
std::vector<float> face(double gap) {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    mesh[3 * i] = static_cast<float>(x);
    mesh[3 * i + 1] = static_cast<float>(y);
  };
  set(cph::mesh::kLeftEye.outer, 230, 300);
  set(cph::mesh::kLeftEye.inner, 270, 300);
  set(cph::mesh::kRightEye.inner, 330, 300);
  set(cph::mesh::kRightEye.outer, 370, 300);
  set(cph::mesh::kChin, 300, 500);
  for (const auto i : cph::mesh::kInnerLips) set(i, 300, 400);
  for (const std::size_t i : {80, 81, 82, 13, 312, 311, 310}) set(i, 300, 400 - gap / 2);
  for (const std::size_t i : {88, 178, 87, 14, 317, 402, 318}) set(i, 300, 400 + gap / 2);
  set(cph::mesh::kMouthLeft, 260, 400);
  set(cph::mesh::kMouthRight, 340, 400);
  return mesh;
}

TEST(LipGap, AcrossTheMouthOverT) {
  EXPECT_EQ(lip_gap(std::vector<float>(cph::mesh::kPoints * 3, 1.0F)), 0);
  EXPECT_NEAR(lip_gap(face(0)), 0, 1e-6);
  EXPECT_NEAR(lip_gap(face(20)), 0.1, 1e-6);
}

TEST(PatchToSource, LiesOverTheMouth) {
  const cph::Affine map = patch_to_source(face(10));
  const cph::Point middle = map({kPatchWidth / 2.0, kPatchHeight / 2.0});
  EXPECT_NEAR(middle.x, 300, 1e-6);
  EXPECT_NEAR(middle.y, 400, 1e-6);
  EXPECT_NEAR(map({double(kPatchWidth), 0}).x - map({0, 0}).x, 1.15 * 80, 1e-6);
}

TEST(TeethFeatures, RefusesAnotherSize) {
  EXPECT_THROW((void)teeth_features(std::vector<float>(5)), cph::Error);
}

TEST(TeethFeatures, BrightnessContrastAndSideDoNotMatter) {
  std::vector<float> patch(kPatchWidth * kPatchHeight * 3);
  for (std::size_t i = 0; i < patch.size(); ++i) patch[i] = float((i * 37) % 91);
  std::vector<float> brighter = patch, mirrored = patch;
  for (std::size_t i = 0; i < patch.size(); i += 3) brighter[i] = 2 * patch[i] + 9;
  for (int y = 0; y < kPatchHeight; ++y)
    for (int x = 0; x < kPatchWidth; ++x)
      for (int c = 0; c < 3; ++c)
        mirrored[std::size_t((y * kPatchWidth + x) * 3 + c)] =
            patch[std::size_t((y * kPatchWidth + kPatchWidth - 1 - x) * 3 + c)];
  const auto one = teeth_features(patch), two = teeth_features(brighter), three = teeth_features(mirrored);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_NEAR(one[i], two[i], 1e-4);
    EXPECT_NEAR(one[i], three[i], 1e-6);
  }
}

// A drawn mouth in L*a*b*: skin, red lips, and between them a dark line or a bright colourless band.
std::vector<float> drawn_mouth(bool teeth) {
  std::vector<float> patch;
  for (int y = 0; y < kPatchHeight; ++y)
    for (int x = 0; x < kPatchWidth; ++x) {
      const double u = std::abs(x - 15.5) / 14, v = y - 7.5;
      const double lips = 5 * (1 - u * u), inside = teeth ? 2.6 * (1 - u * u) : 0.6;
      if (std::abs(v) < inside) {
        patch.insert(patch.end(), teeth ? std::initializer_list<float>{78, 2, 10}
                                        : std::initializer_list<float>{28, 14, 8});
      } else if (std::abs(v) < lips) {
        patch.insert(patch.end(), {50, 26, 14});
      } else {
        patch.insert(patch.end(), {66, 13, 17});
      }
    }
  return patch;
}

TEST(TeethProbability, DrawnMouths) {
  EXPECT_GT(teeth_probability(drawn_mouth(true)), 0.9);
  EXPECT_LT(teeth_probability(drawn_mouth(false)), 0.1);
}

class MouthClosedTest : public testing::Test {
 protected:
  MouthClosedTest() {
    host_.set_threshold("mouth.closed", "gap_review_ratio", 0.07);
    host_.set_threshold("mouth.closed", "gap_max_ratio", 0.10);
    host_.set_threshold("mouth.closed", "teeth_review_probability", 0.3);
    host_.set_threshold("mouth.closed", "teeth_max_probability", 0.6);
  }
  const cph::Finding& judge(double gap_px, bool teeth) {
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face(gap_px));
    host_.set_fact<float>(cph::fact::kMouthPatch, {16, 32, 3}, drawn_mouth(teeth));
    host_.run(MouthClosed());
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  cph::FakeHost host_;
};

TEST_F(MouthClosedTest, Verdicts) {
  const struct {
    const char* note;
    double gap_px;  // T = 200
    bool teeth;
    int32_t verdict;
    const char* unit;
  } rows[] = {
      {"closed", 4, false, CPH_VERDICT_PASS, "ratio"},
      {"closed", 18, false, CPH_VERDICT_PASS, "ratio"},  // full lips: counts two thirds
      {"maybe_open", 24, false, CPH_VERDICT_REVIEW, "ratio"},
      {"open", 36, false, CPH_VERDICT_FAIL, "ratio"},
      {"teeth", 4, true, CPH_VERDICT_FAIL, "probability"},
      {"teeth", 24, true, CPH_VERDICT_FAIL, "probability"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.note << ' ' << row.gap_px);
    const auto& f = judge(row.gap_px, row.teeth);
    EXPECT_STREQ(f.note, row.note);
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_STREQ(f.unit, row.unit);
    ASSERT_EQ(f.regions.size(), 1U);
  }
}

TEST(MouthPatch, IsInLab) {
  cph::FakeHost host;
  cph_image* image = host.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 600, 600);
  std::memset(image->pixels, 255, 600 * 600 * 3);
  host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face(4));
  host.run(MouthPatch());
  const auto patch = host.tensor(cph::fact::kMouthPatch);
  ASSERT_TRUE(patch);
  ASSERT_EQ(patch.size(), kPatchWidth * kPatchHeight * 3);
  EXPECT_NEAR(patch.values<float>()[0], 100, 0.01);
  EXPECT_NEAR(patch.values<float>()[1], 0, 0.01);
}

}  // namespace
}  // namespace certphoto::mouth
