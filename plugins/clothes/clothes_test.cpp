#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "contrast.h"
#include "torso.h"

namespace certphoto::clothes {
namespace {

constexpr std::size_t kCells = std::size_t(cph::kRegionsSide) * cph::kRegionsSide;

// A photo of 500 x 500 px that the map fills, one unit 100 px; from 390 px down lies the body.
class Clothes : public testing::Test {
 protected:
  Clothes() {
    const double cell = 500.0 / cph::kRegionsSide;
    host_.set_fact<double>(cph::fact::kPersonRegionsFrame, {6}, {cell, 0, 0, 0, cell, 0});
    host_.set_threshold("clothes.contrast", "delta_e_review", 20);
    host_.set_threshold("clothes.contrast", "delta_e_min", 10);
    photo(500, {60, 70, 80});
    body(cph::kClothes);
  }
  void photo(int height, std::array<std::uint8_t, 3> colour) {
    cph_image* image = host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 500, height);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < 500; ++x)
        std::copy(colour.begin(), colour.end(), image->pixels + y * image->stride_bytes + 3 * x);
  }
  void body(cph::RegionClass below) {
    std::vector<float> values(cph::kRegionClasses * kCells, 0.0F);
    for (std::size_t i = 0; i < kCells; ++i)
      values[(double(i / cph::kRegionsSide) * 500 / cph::kRegionsSide > 390 ? below : cph::kSkin) * kCells +
             i] = 1;
    host_.set_fact<float>(cph::fact::kPersonRegions,
                          {std::int64_t(cph::kRegionClasses), cph::kRegionsSide, cph::kRegionsSide}, values);
  }
  template <class Op>
  const cph::Finding& judge(const Op& op) {
    host_.run(op);
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  void spec(double r, double g, double b) {
    host_.set_spec("background.r", r);
    host_.set_spec("background.g", g);
    host_.set_spec("background.b", b);
  }
  cph::FakeHost host_;
};

TEST_F(Clothes, NothingToJudge) {
  EXPECT_STREQ(judge(ClothesContrast()).note, "no_background");
  EXPECT_EQ(judge(ClothesContrast()).verdict, CPH_VERDICT_NOT_APPLICABLE);
  spec(100, 197, 255);
  body(cph::kBackground);
  EXPECT_EQ(judge(ClothesContrast()).verdict, CPH_VERDICT_INCONCLUSIVE);
}

TEST_F(Clothes, ColourAgainstTheBackground) {
  spec(100, 197, 255);
  const struct {
    std::array<std::uint8_t, 3> colour;
    const char* note;
    int32_t verdict;
  } rows[] = {{{60, 70, 80}, "different", CPH_VERDICT_PASS},
              {{102, 196, 250}, "same_colour", CPH_VERDICT_FAIL},
              {{190, 212, 235}, "similar_colour", CPH_VERDICT_REVIEW}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    photo(500, row.colour);
    const auto& f = judge(ClothesContrast());
    EXPECT_STREQ(f.note, row.note) << f.value;
    EXPECT_EQ(f.verdict, row.verdict);
  }
}

}  // namespace
}  // namespace certphoto::clothes
