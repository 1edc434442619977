#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "neutral.h"
#include "shape.h"

namespace certphoto::expression {
namespace {

struct Mouth {
  double width, sag, below_nose, slope;
};

// A face 100 px between the eyes, turned by `roll` radians around its eyes.
std::vector<float> face(const Mouth& m, double roll = 0) {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    mesh[3 * i] = float(300 + 100 * (x * std::cos(roll) - y * std::sin(roll)));
    mesh[3 * i + 1] = float(300 + 100 * (x * std::sin(roll) + y * std::cos(roll)));
  };
  set(cph::mesh::kLeftEye.outer, -0.7, 0);
  set(cph::mesh::kLeftEye.inner, -0.3, 0);
  set(cph::mesh::kRightEye.outer, 0.7, 0);
  set(cph::mesh::kRightEye.inner, 0.3, 0);
  set(cph::mesh::kChin, 0, 1.8);
  set(cph::mesh::kNoseBottom, 0, 0.8);
  const double y = 0.8 + m.below_nose;
  set(cph::mesh::kMouthLeft, -m.width / 2, y + m.slope / 2);
  set(cph::mesh::kMouthRight, m.width / 2, y - m.slope / 2);
  set(cph::mesh::kUpperLipInner, 0, y + m.sag);
  set(cph::mesh::kLowerLipInner, 0, y + m.sag);
  return mesh;
}

TEST(MouthShape, NothingToMeasure) {
  const auto m = measure_mouth(std::vector<float>(cph::mesh::kPoints * 3, 7.0F));
  EXPECT_EQ(m.width, 0);
  EXPECT_EQ(m.sag, 0);
}

TEST(MouthShape, MeasuredLevelWithTheEyes) {
  for (const double roll : {0.0, 0.3, -1.2}) {
    const auto m = measure_mouth(face({0.8, 0.03, 0.35, 0.05}, roll));
    EXPECT_NEAR(m.width, 0.8, 2e-3);  // the corners' distance across
    EXPECT_NEAR(m.sag, 0.03, 1e-4);
    EXPECT_NEAR(m.below_nose, 0.35, 1e-4);
    EXPECT_NEAR(m.slope, 0.05, 1e-4);
  }
}

TEST(ExpressionNeutral, CalmSmilingCrooked) {
  const struct {
    Mouth mouth;
    const char* note;
    int32_t verdict;
  } rows[] = {{{0.78, -0.016, 0.36, 0.01}, "calm", CPH_VERDICT_PASS},  // median of london's neutral faces
              {{0.92, 0.05, 0.32, 0.01}, "smiling", CPH_VERDICT_REVIEW},
              {{1.0, 0.08, 0.3, 0.01}, "smiling", CPH_VERDICT_REVIEW},
              {{0.78, -0.016, 0.36, -0.09}, "crooked", CPH_VERDICT_REVIEW}};
  cph::FakeHost host;
  host.set_threshold("expression.neutral", "smile_review_score", 0.8);
  host.set_threshold("expression.neutral", "crooked_review_ratio", 0.06);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face(row.mouth));
    host.run(ExpressionNeutral());
    ASSERT_EQ(host.findings().size(), 1U);
    EXPECT_STREQ(host.findings()[0].note, row.note) << host.findings()[0].value;
    EXPECT_EQ(host.findings()[0].verdict, row.verdict);
    EXPECT_EQ(host.findings()[0].regions.size(), row.verdict == CPH_VERDICT_PASS ? 0U : 1U);
  }
}

}  // namespace
}  // namespace certphoto::expression
