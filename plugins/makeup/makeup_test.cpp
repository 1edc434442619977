#include "makeup.h"

#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "colours.h"

namespace certphoto::makeup {
namespace {

using Rgb = std::array<std::uint8_t, 3>;
constexpr int kSide = 400;
constexpr Rgb kSkin{205, 160, 140}, kNaturalLips{190, 125, 120};

// A face of one skin colour with lips and lids where its mesh has them.
class Makeup : public testing::Test {
 protected:
  Makeup() : mesh_(cph::mesh::kPoints * 3, 200.0F) {
    const auto set = [&](std::size_t i, double x, double y) {
      mesh_[3 * i] = float(x);
      mesh_[3 * i + 1] = float(y);
    };
    for (const auto& [eye, brow, x, way] :
         {std::tuple{cph::mesh::kLeftEye, cph::mesh::kLeftBrow, 120.0, 1.0},
          std::tuple{cph::mesh::kRightEye, cph::mesh::kRightBrow, 280.0, -1.0}}) {
      set(eye.outer, x, 150);
      set(eye.inner, x + way * 50, 150);
      for (std::size_t i = 0; i < 7; ++i) set(eye.upper[i], x + way * 6 * double(i + 1), 142);
      for (std::size_t i = 0; i < 5; ++i) set(brow.lower[i], x + way * 10 * double(i + 1), 110);
    }
    set(cph::mesh::kCheekLeft, 130, 220);
    set(cph::mesh::kCheekRight, 270, 220);
    for (std::size_t i = 0; i < 20; ++i) {
      const double t = 6.2831853 * double(i) / 20;
      set(cph::mesh::kOuterLips[i], 200 + 40 * std::cos(t), 300 + 18 * std::sin(t));
      set(cph::mesh::kInnerLips[i], 200 + 28 * std::cos(t), 300 + 1 * std::sin(t));
    }
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, mesh_);
    host_.set_threshold("face.makeup", "lips_review_delta", 6);
    host_.set_threshold("face.makeup", "lids_review_delta", 8);
  }
  void paint(Rgb skin, Rgb mouth, Rgb left_lid, Rgb right_lid) {
    cph_image* image = host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, kSide, kSide);
    const auto lip = lips(mesh_), left = lid(mesh_, true), right = lid(mesh_, false);
    for (int y = 0; y < kSide; ++y)
      for (int x = 0; x < kSide; ++x) {
        const cph::Point p{x + 0.5, y + 0.5};
        const Rgb& c = cph::polygon_contains(lip, p)     ? mouth
                       : cph::polygon_contains(left, p)  ? left_lid
                       : cph::polygon_contains(right, p) ? right_lid
                                                         : skin;
        std::copy(c.begin(), c.end(), image->pixels + y * image->stride_bytes + 3 * x);
      }
  }
  const cph::Finding& judge() {
    host_.run(FaceMakeup());
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  std::vector<float> mesh_;
  cph::FakeHost host_;
};

TEST_F(Makeup, NothingToJudge) {
  const Rgb grey{150, 150, 150};
  paint(grey, {90, 90, 90}, grey, grey);
  EXPECT_EQ(judge().verdict, CPH_VERDICT_NOT_APPLICABLE);
  EXPECT_FALSE(mean_over(cph::ImageView(), {}));
}

TEST_F(Makeup, LipsAndLids) {
  const struct {
    Rgb mouth, left, right;
    const char* note;
    std::size_t regions;
  } rows[] = {{kNaturalLips, kSkin, kSkin, "light", 0},
              {kNaturalLips, {150, 105, 90}, {150, 105, 90}, "light", 0},  // lids in shade
              {{190, 30, 50}, kSkin, kSkin, "lips", 1},                    // red
              {{70, 20, 45}, kSkin, kSkin, "lips", 1},                     // nearly black
              {kNaturalLips, {90, 110, 190}, {90, 110, 190}, "lids", 2},   // blue
              {kNaturalLips, {90, 110, 190}, kSkin, "light", 0},           // on one side only: no paint
              {{190, 30, 50}, {80, 150, 110}, {80, 150, 110}, "lips_and_lids", 3}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    paint(kSkin, row.mouth, row.left, row.right);
    const auto& f = judge();
    EXPECT_STREQ(f.note, row.note) << f.value;
    EXPECT_EQ(f.verdict, row.regions > 0 ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS);
    EXPECT_EQ(f.regions.size(), row.regions);
  }
}

TEST_F(Makeup, DarkSkinIsNoFault) {
  const Rgb dark{96, 66, 54};
  paint(dark, {104, 62, 60}, {70, 48, 40}, {70, 48, 40});
  EXPECT_STREQ(judge().note, "light");
}

}  // namespace
}  // namespace certphoto::makeup
