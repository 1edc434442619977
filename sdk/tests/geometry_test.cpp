#include "certphoto/geometry.hpp"

#include <gtest/gtest.h>

#include <array>

namespace cph {
namespace {

void expect_at(Point got, Point wanted, double tolerance = 1e-9) {
  EXPECT_NEAR(got.x, wanted.x, tolerance);
  EXPECT_NEAR(got.y, wanted.y, tolerance);
}

TEST(Affine, RefusesWhatHasNoInverse) {
  EXPECT_THROW((void)(Affine{0, 0, 1, 0, 0, 1}.inverse()), Error);
  EXPECT_THROW((void)(Affine{1, 2, 0, 2, 4, 0}.inverse()), Error);
}

TEST(Affine, InverseAndComposition) {
  const Affine a{1.5, -0.3, 7, 0.4, 0.9, -2};
  const Affine b = square_at({100, 50}, 64, 0.3, 192);
  for (const Point p : {Point{0, 0}, Point{10, -4}, Point{191.5, 3}}) {
    expect_at(a.inverse()(a(p)), p);
    expect_at(compose(a, b)(p), b(a(p)));
    expect_at(compose(b, a.inverse())(p), a.inverse()(b(p)));
  }
}

TEST(SquareAt, CentreCornersAndSense) {
  const Affine level = square_at({10, 20}, 8, 0, 4);
  expect_at(level({2, 2}), {10, 20});
  expect_at(level({0, 0}), {6, 16});
  expect_at(level({4, 0}), {14, 16});
  EXPECT_DOUBLE_EQ(level.scale(), 2);
  // A quarter turn clockwise: the top edge runs downwards.
  const Affine turned = square_at({10, 20}, 8, to_radians(90), 4);
  expect_at(turned({2, 2}), {10, 20});
  expect_at(turned({0, 0}), {14, 16});
  expect_at(turned({4, 0}), {14, 24});
  const Affine mirrored = mirrored_square_at({10, 20}, 8, 0, 4);
  expect_at(mirrored({0, 0}), {14, 16});
  EXPECT_LT(mirrored.determinant(), 0);
}

TEST(FitSimilarity, RefusesTooLittle) {
  const std::array<Point, 2> same{Point{1, 1}, Point{1, 1}};
  const std::array<Point, 2> two{Point{1, 1}, Point{2, 1}};
  EXPECT_THROW((void)fit_similarity(same, two), Error);
  EXPECT_THROW((void)fit_similarity(std::span(two).first(1), std::span(two).first(1)), Error);
  EXPECT_THROW((void)fit_similarity(two, std::span(two).first(1)), Error);
}

TEST(FitSimilarity, FindsTheMapAndAveragesNoise) {
  const double angle = to_radians(-12), scale = 1.7;
  const Affine truth{scale * std::cos(angle), -scale * std::sin(angle), 30,
                     scale * std::sin(angle), scale * std::cos(angle),  -11};
  const std::array<Point, 4> from{Point{0, 0}, Point{10, 0}, Point{10, 10}, Point{0, 10}};
  std::array<Point, 4> to{};
  for (std::size_t i = 0; i < 4; ++i) to[i] = truth(from[i]);
  Affine found = fit_similarity(from, to);
  for (const Point p : from) expect_at(found(p), truth(p));
  EXPECT_NEAR(found.scale(), scale, 1e-12);
  // Opposite errors on opposite corners cancel.
  to[0].x += 1;
  to[2].x -= 1;
  to[1].x += 1;
  to[3].x -= 1;
  found = fit_similarity(from, to);
  expect_at(found({5, 5}), truth({5, 5}));
}

TEST(Polygon, AreaContainsBounds) {
  const std::array<Point, 4> square{Point{0, 0}, Point{4, 0}, Point{4, 4}, Point{0, 4}};
  EXPECT_DOUBLE_EQ(polygon_area(square), 16);
  EXPECT_TRUE(polygon_contains(square, {1, 3}));
  EXPECT_FALSE(polygon_contains(square, {5, 3}));
  EXPECT_FALSE(polygon_contains({}, {5, 3}));
  const std::array<Point, 3> triangle{Point{0, 4}, Point{2, 0}, Point{0, 0}};
  EXPECT_DOUBLE_EQ(polygon_area(triangle), 4);
  const Rect r = bounds_of(triangle);
  EXPECT_DOUBLE_EQ(r.right(), 2);
  EXPECT_DOUBLE_EQ(r.bottom(), 4);
}

TEST(Rectangles, Overlap) {
  EXPECT_DOUBLE_EQ(overlap({0, 0, 2, 2}, {0, 0, 2, 2}), 1);
  EXPECT_DOUBLE_EQ(overlap({0, 0, 2, 2}, {1, 0, 2, 2}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(overlap({0, 0, 2, 2}, {5, 5, 2, 2}), 0);
  EXPECT_DOUBLE_EQ(overlap({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
}

}  // namespace
}  // namespace cph
