#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "gaze.h"
#include "lids.h"
#include "open.h"

namespace certphoto::eyes {
namespace {

// An eye 40 px wide around (100, 100) whose lids lie `upper` above and `lower` below the line of the corners.
std::vector<float> eye(double upper, double lower, double x = 100) {
  std::vector<float> out(kPointsPerEye * 3, 0.0F);
  const auto set = [&](std::size_t i, double px, double py) {
    out[3 * i] = static_cast<float>(px);
    out[3 * i + 1] = static_cast<float>(py);
  };
  set(kOuterCorner, x - 20, 100);
  set(kInnerCorner, x + 20, 100);
  for (std::size_t i = 0; i < kLidPoints; ++i) {
    const double at = x - 20 + 5.0 * double(i + 1);
    set(kLowerLid + i, at, 100 + lower);
    set(kUpperLid + i, at, 100 - upper);
  }
  return out;
}

TEST(MeasureLids, NothingToMeasure) {
  EXPECT_EQ(measure_lids(std::vector<float>(kPointsPerEye * 3, 5.0F), {0, 1}, 100).opening, 0);
  EXPECT_EQ(measure_lids(eye(8, 4), {0, 1}, 0).opening, 0);
}

TEST(MeasureLids, OpenClosedMirroredAndUpsideDown) {
  const Lids open = measure_lids(eye(8, 4), {0, 1}, 200);
  EXPECT_NEAR(open.upper, 0.04, 1e-6);
  EXPECT_NEAR(open.lower, 0.02, 1e-6);
  EXPECT_NEAR(open.opening, 0.06, 1e-6);
  const Lids closed = measure_lids(eye(-4, 4), {0, 1}, 200);
  EXPECT_NEAR(closed.upper, -0.02, 1e-6);
  EXPECT_NEAR(closed.opening, 0, 1e-6);
  // The other eye's outer corner is on the right; the chin may be above in a photo that lies upside down.
  auto other = eye(8, 4);
  std::swap(other[0], other[3 * kInnerCorner]);
  EXPECT_NEAR(measure_lids(other, {0, 1}, 200).opening, 0.06, 1e-6);
  EXPECT_NEAR(measure_lids(eye(-8, -4), {0, -1}, 200).upper, 0.04, 1e-6);
}

TEST(ClosedProbability, FallsWithLidAndNetwork) {
  const Lids wide{0.06, 0.04, 0.02}, shut{0.02, 0.003, 0.017};
  EXPECT_LT(closed_probability(wide, 12), 0.02);
  EXPECT_GT(closed_probability(shut, -8), 0.95);
  EXPECT_GT(closed_probability(shut, 5), closed_probability(wide, 5));
  EXPECT_GT(closed_probability(wide, -5), closed_probability(wide, 5));
  EXPECT_EQ(closed_probability(wide, 1e9), closed_probability(wide, 100));
}

class EyesOpenTest : public testing::Test {
 protected:
  EyesOpenTest() {
    host_.set_threshold("eyes.open", "opening_review_ratio", 0.03);
    host_.set_threshold("eyes.open", "opening_min_ratio", 0.02);
    host_.set_threshold("eyes.open", "closed_review_probability", 0.5);
    host_.set_threshold("eyes.open", "closed_max_probability", 0.9);
    auto both = eye(8, 4);
    const auto right = eye(8, 4, 200);
    both.insert(both.end(), right.begin(), right.end());
    host_.set_fact<float>(cph::fact::kFaceEyes, {2, 76, 3}, both);
  }
  const cph::Finding& judge(const std::vector<float>& left, const std::vector<float>& right) {
    auto both = left;
    both.insert(both.end(), right.begin(), right.end());
    host_.set_fact<float>(cph::fact::kEyesState, {2, 4}, both);
    host_.run(EyesOpen());
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  cph::FakeHost host_;
};

TEST_F(EyesOpenTest, Verdicts) {
  const std::vector<float> open{0.06F, 0.042F, 0.018F, 12}, shut{0.015F, 0, 0.015F, -8},
      narrow{0.028F, 0.03F, -0.002F, 9};
  const struct {
    const char* note;
    std::vector<float> left, right;
    int32_t verdict;
    std::size_t regions;
  } rows[] = {
      {"open", open, open, CPH_VERDICT_PASS, 2},         {"left_closed", shut, open, CPH_VERDICT_FAIL, 1},
      {"right_closed", open, shut, CPH_VERDICT_FAIL, 1}, {"both_closed", shut, shut, CPH_VERDICT_FAIL, 2},
      {"narrow", narrow, open, CPH_VERDICT_REVIEW, 1},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    const auto& f = judge(row.left, row.right);
    EXPECT_STREQ(f.note, row.note);
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_EQ(f.regions.size(), row.regions);
    EXPECT_GE(f.confidence, 0.5);
    EXPECT_LE(f.confidence, 1);
  }
}

// Two eyes 40 px wide, 100 px apart, the irises `x` and `y` px off the middle of the corners.
std::vector<float> looking(double x, double y) {
  auto both = eye(8, 4);
  const auto right = eye(8, 4, 200);
  both.insert(both.end(), right.begin(), right.end());
  for (std::size_t k = 0; k < 2; ++k) {
    const std::size_t at = (k * kPointsPerEye + kIris) * 3;
    both[at] = float(100 + 100 * double(k) + x);
    both[at + 1] = float(100 + y);
  }
  return both;
}

TEST(MeasureGaze, WithoutWidthAndWithATurnedHead) {
  EXPECT_TRUE(std::isnan(measure_gaze(std::vector<float>(2 * kPointsPerEye * 3, 3.0F), 0, 0).yaw));
  EXPECT_NEAR(measure_gaze(looking(0, 0), 0, 0).yaw, 0, 1e-6);
  EXPECT_NEAR(measure_gaze(looking(16.4 * 0.5, 0), 0, 0).yaw, 30, 0.01);
  // A head turned to the right whose irises lie left of the middle looks at the camera.
  EXPECT_NEAR(measure_gaze(looking(-16.4 * std::sin(cph::to_radians(4.7)), 0), 0, 10).yaw, 0, 0.01);
  EXPECT_NEAR(measure_gaze(looking(0, -16.4 * std::sin(cph::to_radians(10))), 0, 0).pitch, 0, 0.01);
}

TEST(EyesGaze, Verdicts) {
  cph::FakeHost host;
  host.set_threshold("eyes.gaze", "angle_review_deg", 6);
  host.set_threshold("eyes.gaze", "angle_max_deg", 12);
  host.set_threshold("eyes.gaze", "vertical_review_deg", 8);
  host.set_threshold("eyes.gaze", "inter_eye_min_px", 48);
  std::vector<float> mesh(468 * 3, 0.0F);
  const auto put = [&](std::size_t i, float x) { mesh[3 * i] = x, mesh[3 * i + 1] = 100; };
  put(cph::mesh::kLeftEye.outer, 80), put(cph::mesh::kLeftEye.inner, 120);
  put(cph::mesh::kRightEye.inner, 180), put(cph::mesh::kRightEye.outer, 220);
  host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, mesh);
  host.set_fact<float>(cph::fact::kFacePose, {3}, {0, 0, 0});
  const std::vector<float> open{0.06F, 0.04F, 0.02F, 9, 0.06F, 0.04F, 0.02F, 9}, shut(8, 0.0F);
  const struct {
    const char* note;
    double x, y;
    const std::vector<float>* state;
    int32_t verdict;
  } rows[] = {{"closed", 0, -2.9, &shut, CPH_VERDICT_INCONCLUSIVE},
              {"at_camera", 0, -2.9, &open, CPH_VERDICT_PASS},
              {"maybe_aside", 2.5, -2.9, &open, CPH_VERDICT_REVIEW},
              {"aside", -8, -2.9, &open, CPH_VERDICT_FAIL},
              {"maybe_up_or_down", 0, 1.5, &open, CPH_VERDICT_REVIEW}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    host.set_fact<float>(cph::fact::kFaceEyes, {2, 76, 3}, looking(row.x, row.y));
    host.set_fact<float>(cph::fact::kEyesState, {2, 4}, *row.state);
    host.run(EyesGaze());
    EXPECT_STREQ(host.findings().at(0).note, row.note);
    EXPECT_EQ(host.findings().at(0).verdict, row.verdict);
  }
  put(cph::mesh::kRightEye.inner, 100), put(cph::mesh::kRightEye.outer, 140);
  host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, mesh);
  host.run(EyesGaze());
  EXPECT_STREQ(host.findings().at(0).note, "too_small");
}

}  // namespace
}  // namespace certphoto::eyes
