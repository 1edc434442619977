#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "earrings.h"
#include "necklace.h"

namespace certphoto::jewellery {
namespace {

using cph::Point;

// A face 100 px between the eyes, its middle of the eyes at (300, 200), turned by `roll` radians around it.
std::vector<float> face(double roll = 0) {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    mesh[3 * i] = float(300 + 100 * (x * std::cos(roll) - y * std::sin(roll)));
    mesh[3 * i + 1] = float(200 + 100 * (x * std::sin(roll) + y * std::cos(roll)));
  };
  set(cph::mesh::kLeftEye.outer, -0.7, 0);
  set(cph::mesh::kLeftEye.inner, -0.3, 0);
  set(cph::mesh::kRightEye.outer, 0.7, 0);
  set(cph::mesh::kRightEye.inner, 0.3, 0);
  set(cph::mesh::kChin, 0, 1.8);
  set(cph::mesh::kSideLeft, -1.1, 0.3);
  set(cph::mesh::kSideRight, 1.1, 0.3);
  return mesh;
}

// A check with no model, to reach the host's thresholds.
struct JudgeEars {
  double left, right;
  void run(cph::Call& call) const { call.report(judge_ears(call, left, right).finding); }
};

TEST(EarSquare, LiesAroundTheEarAndIsMirroredOnTheRight) {
  const auto left = ear_square(face(), false), right = ear_square(face(), true);
  // The face is at the right of both patches.
  EXPECT_NEAR(left({0, 0}).x, 300 - 100 * (1.2 + 0.6), 1e-3);
  EXPECT_NEAR(right({0, 0}).x, 300 + 100 * (1.2 + 0.6), 1e-3);
  EXPECT_NEAR(left({0, 0}).y, 200 - 10, 1e-3);
  EXPECT_NEAR(right({kEarSide, kEarSide}).y, 200 + 110, 1e-3);
  // A tilted head tilts them.
  const Point straight = left({10, 50}), tilted = ear_square(face(0.5), false)({10, 50});
  EXPECT_NEAR(cph::distance(straight, {300, 200}), cph::distance(tilted, {300, 200}), 1e-3);
  EXPECT_GT(cph::distance(straight, tilted), 20);
}

TEST(JudgeEars, Verdicts) {
  cph::FakeHost host;
  EXPECT_THROW(host.run(JudgeEars{0, 0}), cph::Error);
  host.set_threshold("jewellery.earrings", "earring_review_score", 0.8);
  host.set_threshold("jewellery.earrings", "earring_max_score", 0.95);
  const struct {
    double left, right;
    const char* note;
    int32_t verdict;
  } rows[] = {{0.1, 0.2, "no_earring", CPH_VERDICT_PASS},
              {0.85, 0.1, "maybe_earring", CPH_VERDICT_REVIEW},
              {0.97, 0.1, "left_earring", CPH_VERDICT_FAIL},
              {0.1, 0.97, "right_earring", CPH_VERDICT_FAIL},
              {0.97, 0.85, "both_earrings", CPH_VERDICT_FAIL}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    host.run(JudgeEars{row.left, row.right});
    ASSERT_EQ(host.findings().size(), 1U);
    EXPECT_STREQ(host.findings()[0].note, row.note);
    EXPECT_EQ(host.findings()[0].verdict, row.verdict);
    EXPECT_GE(host.findings()[0].confidence, 0.5);
  }
}

TEST(NeckInPhoto, OnlyWhatThePhotoShows) {
  const auto mesh = face();
  cph::FakeHost host;
  const auto seen = [&](int height) {
    return neck_in_photo(
        cph::ImageView(host.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 600, height)), mesh);
  };
  EXPECT_TRUE(seen(370).empty());  // ends at the chin
  const auto part = seen(430), all = seen(700);
  ASSERT_EQ(part.size(), 4U);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_NEAR(all[0].y, 200 + 180 + 75 - 120, 1e-3);
  EXPECT_NEAR(all[2].y, 200 + 180 + 75 + 120, 1e-3);
  EXPECT_LE(part[2].y, 430);
  EXPECT_GT(part[2].y, 420);
}

}  // namespace
}  // namespace certphoto::jewellery
