#include "alignment.h"

#include <gtest/gtest.h>

namespace face_match {
namespace {

TEST(Alignment, RefusesPointsThatAreOne) {
  const std::array<cph::Point, 5> points{};
  EXPECT_THROW((void)SquareToFace(points), cph::Error);
}

TEST(Alignment, BringsATurnedAndScaledFaceToTheTemplate) {
  const cph::Affine place = cph::square_at({400, 300}, 250, 0.4, kSide);  // the square as it lies in a photo
  std::array<cph::Point, 5> points;
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = place(kTemplate[i]);
  const auto found = SquareToFace(points);
  for (const cph::Point p : {cph::Point{0, 0}, {112, 0}, {56, 56}, {0, 112}}) {
    EXPECT_NEAR(found(p).x, place(p).x, 1e-6);
    EXPECT_NEAR(found(p).y, place(p).y, 1e-6);
  }
}

TEST(Alignment, DoesNotMirror) {
  std::array<cph::Point, 5> points = kTemplate;
  for (auto& p : points) p.x = kSide - p.x;  // left and right mixed up
  EXPECT_GT(SquareToFace(points).determinant(), 0);
}

}  // namespace
}  // namespace face_match
