#include "outline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "certphoto/mesh_points.hpp"
#include "crown.h"
#include "in_frame.h"
#include "points.h"

namespace certphoto::face {
namespace {

using cph::Point;

// A matte of 600 x 800 at half the source's size, painted in source px (1200 x 1600).
class Matte {
 public:
  Matte() : bytes_(600 * 800, 0) {
    raw_.struct_size = sizeof raw_;
    raw_.format = CPH_FORMAT_GRAY8;
    raw_.width = 600;
    raw_.height = 800;
    raw_.stride_bytes = 600;
    raw_.pixels = bytes_.data();
    raw_.placement = {0, 0, 0.5};
  }
  template <class Inside>
  void paint(int value, Inside inside) {
    for (int y = 0; y < 800; ++y)
      for (int x = 0; x < 600; ++x)
        if (inside((x + 0.5) * 2, (y + 0.5) * 2))
          bytes_[std::size_t(y * 600 + x)] = static_cast<std::uint8_t>(value);
  }
  [[nodiscard]] cph::ImageView view() const { return cph::ImageView(&raw_); }

 private:
  std::vector<std::uint8_t> bytes_;
  cph_image raw_{};
};

// Eyes at (600, 700), face 300 wide; the head a circle of radius 190 around (600, 640): crown at y = 450.
constexpr HeadFrame kFrame{{600, 700}, 0, 300};

Matte head() {
  Matte m;
  m.paint(255, [](double x, double y) { return std::hypot(x - 600, y - 640) < 190; });
  m.paint(255, [](double x, double y) { return y > 900 && std::abs(x - 600) < 500; });
  return m;
}

TEST(FindCrown, NothingThereOrNoFace) {
  EXPECT_FALSE(find_crown(Matte().view(), kFrame));
  EXPECT_FALSE(find_crown(head().view(), {{600, 700}, 0, 0}));
  EXPECT_FALSE(find_crown(head().view(), {{600, 700}, 0, std::nan("")}));
  EXPECT_FALSE(find_crown(head().view(), {{-5000, 700}, 0, 300}));
}

TEST(FindCrown, TheTopOfTheHead) {
  EXPECT_NEAR(find_crown(head().view(), kFrame).value_or(0), 250, 4);
}

TEST(FindCrown, StrayHairsDoNotCount) {
  Matte m = head();
  m.paint(255, [](double x, double y) { return std::abs(x - 640) < 6 && y > 380 && y < 470; });
  m.paint(90, [](double x, double y) { return std::abs(x - 560) < 60 && y > 400 && y < 470 && y < 450; });
  EXPECT_NEAR(find_crown(m.view(), kFrame).value_or(0), 250, 4);
}

TEST(FindCrown, ABunCounts) {
  Matte m = head();
  m.paint(255, [](double x, double y) { return std::hypot(x - 610, y - 420) < 60; });
  EXPECT_NEAR(find_crown(m.view(), kFrame).value_or(0), 340, 6);
}

TEST(FindCrown, ARaisedHandAndALampDoNot) {
  Matte m = head();
  m.paint(255, [](double x, double y) { return std::abs(x - 820) < 20 && y > 300; });
  m.paint(255, [](double x, double y) { return std::hypot(x - 600, y - 300) < 50; });
  EXPECT_NEAR(find_crown(m.view(), kFrame).value_or(0), 250, 4);
}

TEST(FindCrown, AHairBandIsNoEnd) {
  Matte m = head();
  m.paint(0, [](double, double y) { return y > 520 && y < 528; });
  EXPECT_NEAR(find_crown(m.view(), kFrame).value_or(0), 250, 4);
}

TEST(FindCrown, CutOffHeadEndsAtTheEdge) {
  Matte m;
  m.paint(255, [](double x, double) { return std::abs(x - 600) < 200; });
  EXPECT_NEAR(find_crown(m.view(), {{600, 300}, 0, 300}).value_or(0), 300, 4);
}

TEST(FindCrown, FollowsATiltedHead) {
  const double angle = cph::to_radians(15);
  const Point up{std::sin(angle), -std::cos(angle)};
  const Point centre = Point{600, 700} + up * 60;
  Matte m;
  m.paint(255, [&](double x, double y) { return cph::distance({x, y}, centre) < 190; });
  EXPECT_NEAR(find_crown(m.view(), {{600, 700}, angle, 300}).value_or(0), 250, 4);
}

std::vector<float> flat_mesh() {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto set = [&](std::size_t i, Point p) {
    mesh[3 * i] = float(p.x);
    mesh[3 * i + 1] = float(p.y);
  };
  for (const auto i : cph::mesh::kOval) set(i, {600, 700});
  set(cph::mesh::kLeftEye.outer, {510, 700});
  set(cph::mesh::kLeftEye.inner, {570, 700});
  set(cph::mesh::kRightEye.inner, {630, 700});
  set(cph::mesh::kRightEye.outer, {690, 700});
  set(cph::mesh::kMouthLeft, {560, 820});
  set(cph::mesh::kMouthRight, {640, 820});
  set(cph::mesh::kChin, {600, 900});
  set(cph::mesh::kSideLeft, {455, 720});
  set(cph::mesh::kSideRight, {745, 720});
  set(93, {450, 760});   // the widest on the left
  set(356, {790, 650});  // wider, but above the eyes
  set(58, {440, 860});   // wider, but below the mouth
  return mesh;
}

TEST(FivePoints, IrisOrTheMiddleOfTheCorners) {
  const auto mesh = flat_mesh();
  std::vector<float> eyes(2 * 76 * 3, 0.0F);
  eyes[71 * 3] = 545;
  eyes[71 * 3 + 1] = 702;
  eyes[(76 + 71) * 3] = 900;  // not in the eye
  eyes[(76 + 71) * 3 + 1] = 702;
  const auto points = five_points(mesh, eyes);
  EXPECT_DOUBLE_EQ(points[0].x, 545);
  EXPECT_DOUBLE_EQ(points[1].x, 660);
  EXPECT_DOUBLE_EQ(points[4].x, 640);
}

TEST(FaceOutline, CheeksBetweenEyesAndMouth) {
  const std::vector<float> points{540, 700, 660, 700, 600, 760, 560, 820, 640, 820};
  const auto out = face_outline(flat_mesh(), points);
  EXPECT_DOUBLE_EQ(out.left_cheek.x, 450);
  EXPECT_DOUBLE_EQ(out.right_cheek.x, 745);
  EXPECT_DOUBLE_EQ(out.eye_centre.x, 600);
  EXPECT_NEAR(out.chin.y, 900 + 0.029 * 120, 1e-6);
}

TEST(Margins, OnAllSides) {
  const cph::HeadOutline head{{600, 100}, {600, 900}, {400, 600}, {800, 600}, {600, 500}};
  const Margins m = margins_of(head, 1000, 1000);
  EXPECT_DOUBLE_EQ(m.above, 0.1);
  EXPECT_DOUBLE_EQ(m.below, 0.1);
  EXPECT_DOUBLE_EQ(m.left, 0.4);
  EXPECT_DOUBLE_EQ(m.right, 0.2);
  EXPECT_LT(margins_of(head, 700, 1000).right, 0);
}

}  // namespace
}  // namespace certphoto::face
