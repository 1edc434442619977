#include "tint.h"

#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"

namespace certphoto::glasses {
namespace {

constexpr std::size_t kCells = std::size_t(cph::kRegionsSide) * cph::kRegionsSide;

class TintTest : public testing::Test {
 protected:
  TintTest() {
    std::vector<float> mesh(468 * 3, 0.0F);
    for (const double side : {-1.0, 1.0}) {
      const auto& eye = side < 0 ? cph::mesh::kLeftEye : cph::mesh::kRightEye;
      const auto set = [&](std::size_t i, double x, double y) {
        mesh[3 * i] = float(280 + side * x);
        mesh[3 * i + 1] = float(y);
      };
      set(eye.outer, 80, 230);
      set(eye.inner, 30, 230);
      for (std::size_t k = 0; k < 7; ++k) {
        set(eye.upper[k], 75 - 6 * double(k), 215);
        set(eye.lower[k], 75 - 6 * double(k), 242);
      }
    }
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, mesh);
    host_.set_fact<double>(cph::fact::kPersonRegionsFrame, {6}, {10, 0, 0, 0, 10, 0});
    host_.set_threshold("glasses.tint", "tint_review_score", 0.5);
    host_.set_threshold("glasses.tint", "tint_max_score", 0.9);
    host_.set_threshold("glasses.tint", "dark_review_difference", 0.0);
    host_.set_threshold("glasses.tint", "dark_max_difference", 0.4);
  }
  const cph::Finding& judge(float worn, float tinted, float glasses) {
    host_.set_fact<float>(kLook, {4}, {worn, tinted, 0, 0});
    std::vector<float> values(cph::kRegionClasses * kCells, 0.0F);
    std::fill_n(values.begin() + std::ptrdiff_t(cph::kGlasses * kCells), kCells, glasses);
    std::fill_n(values.begin() + std::ptrdiff_t(cph::kEye * kCells), kCells, 1 - glasses);
    host_.set_fact<float>(cph::fact::kPersonRegions,
                          {std::int64_t(cph::kRegionClasses), cph::kRegionsSide, cph::kRegionsSide}, values);
    host_.run(Tint());
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  cph::FakeHost host_;
};

TEST_F(TintTest, WithoutAMap) {
  host_.set_fact<float>(kLook, {4}, {0, 0, 0, 0});
  EXPECT_THROW(host_.run(Tint()), cph::Error);
}

TEST_F(TintTest, EitherSourceDecides) {
  const struct {
    float worn, tinted, glasses;
    int32_t verdict;
    const char* unit;
  } rows[] = {{0.1F, 0.1F, 0.0F, CPH_VERDICT_NOT_APPLICABLE, "probability"},
              {0.9F, 0.1F, 0.1F, CPH_VERDICT_PASS, "probability"},
              {0.9F, 0.6F, 0.1F, CPH_VERDICT_REVIEW, "probability"},
              {0.9F, 0.1F, 0.6F, CPH_VERDICT_REVIEW, "ratio"},
              {0.9F, 0.1F, 0.9F, CPH_VERDICT_FAIL, "ratio"},
              {0.9F, 0.95F, 0.6F, CPH_VERDICT_FAIL, "probability"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.tinted << ' ' << row.glasses);
    const auto& f = judge(row.worn, row.tinted, row.glasses);
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_STREQ(f.unit, row.unit);
  }
  EXPECT_NEAR(judge(0.9F, 0.1F, 0.9F).value, 0.8, 1e-6);
}

}  // namespace
}  // namespace certphoto::glasses
