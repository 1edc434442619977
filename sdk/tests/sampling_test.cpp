#include "certphoto/sampling.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cph {
namespace {

// A picture with a stride larger than its width and poison in the gap.
class Picture {
 public:
  Picture(int format, int width, int height) : stride_(width * bytes_per_pixel(format) + 5) {
    bytes_.assign(static_cast<std::size_t>(stride_ * height), 0xEE);
    raw_.struct_size = sizeof raw_;
    raw_.format = format;
    raw_.width = width;
    raw_.height = height;
    raw_.stride_bytes = stride_;
    raw_.pixels = bytes_.data();
    raw_.placement = {0, 0, 1};
  }
  void set(int x, int y, std::initializer_list<int> samples) {
    auto* p = raw_.pixels + y * stride_ + x * static_cast<int>(samples.size());
    for (const int s : samples) *p++ = static_cast<std::uint8_t>(s);
  }
  [[nodiscard]] ImageView view() const { return ImageView(&raw_); }

 private:
  std::int64_t stride_;
  std::vector<std::uint8_t> bytes_;
  cph_image raw_{};
};

// Red grows by 10 a column, green by 10 a row, blue is 7.
Picture ramp(int width, int height) {
  Picture p(CPH_FORMAT_RGB8, width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) p.set(x, y, {10 * x, 10 * y, 7});
  return p;
}

TEST(Sample, RefusesAWrongSize) {
  const auto p = ramp(4, 4);
  std::vector<float> out(10);
  EXPECT_THROW(sample(p.view(), {}, 2, 2, {}, out), Error);
  EXPECT_THROW(sample(p.view(), {}, 0, 2, {}, {}), Error);
  Sampling two;
  two.channels = 2;
  out.resize(8);
  EXPECT_THROW(sample(p.view(), {}, 2, 2, two, out), Error);
}

TEST(Sample, IdentityGivesThePixels) {
  const auto p = ramp(5, 3);
  std::vector<float> out(5 * 3 * 3);
  sample(p.view(), {}, 5, 3, {}, out);
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 5; ++x) {
      const auto at = static_cast<std::size_t>(3 * (y * 5 + x));
      EXPECT_FLOAT_EQ(out[at], float(10 * x));
      EXPECT_FLOAT_EQ(out[at + 1], float(10 * y));
      EXPECT_FLOAT_EQ(out[at + 2], 7);
    }
}

TEST(Sample, PlanesGainAndOffset) {
  const auto p = ramp(4, 2);
  Sampling o;
  o.layout = Layout::kNchw;
  o.gain = {0.5F, 1, 2};
  o.offset = {1, 0, -1};
  std::vector<float> out(4 * 2 * 3);
  sample(p.view(), {}, 4, 2, o, out);
  EXPECT_FLOAT_EQ(out[3], 16);       // red of (3, 0)
  EXPECT_FLOAT_EQ(out[8 + 7], 10);   // green of (3, 1)
  EXPECT_FLOAT_EQ(out[16 + 2], 13);  // blue of (2, 0)
}

TEST(Sample, ShrinkingAveragesWhatAPixelCovers) {
  const auto p = ramp(12, 12);
  std::vector<float> out(4 * 4 * 3);
  sample(p.view(), {3, 0, 0, 0, 3, 0}, 4, 4, {}, out);
  EXPECT_FLOAT_EQ(out[0], 10);  // columns 0, 1, 2
  EXPECT_FLOAT_EQ(out[3], 40);
  EXPECT_FLOAT_EQ(out[3 * 4 + 1], 40);
}

TEST(Sample, EnlargingIsBilinear) {
  const auto p = ramp(4, 4);
  std::vector<float> out(8 * 8 * 3);
  sample(p.view(), {0.5, 0, 0, 0, 0.5, 0}, 8, 8, {}, out);
  EXPECT_FLOAT_EQ(out[0], 0);         // beyond the first centre: repeated
  EXPECT_FLOAT_EQ(out[3], 2.5F);      // x = 0.75
  EXPECT_FLOAT_EQ(out[2 * 3], 7.5F);  // x = 1.25
}

TEST(Sample, Borders) {
  const auto p = ramp(4, 4);
  std::vector<float> out(3);
  Sampling o;
  sample(p.view(), {1, 0, 100, 0, 1, 1}, 1, 1, o, out);
  EXPECT_FLOAT_EQ(out[0], 30);
  o.border = Border::kConstant;
  o.border_value = 99;
  sample(p.view(), {1, 0, 100, 0, 1, 1}, 1, 1, o, out);
  EXPECT_FLOAT_EQ(out[0], 99);
  sample(p.view(), {4, 0, -400, 0, 4, 0}, 1, 1, o, out);
  EXPECT_FLOAT_EQ(out[0], 99);
}

TEST(Sample, GreyAndAlphaPictures) {
  Picture grey(CPH_FORMAT_GRAY8, 2, 1);
  grey.set(0, 0, {10});
  grey.set(1, 0, {20});
  Picture alpha(CPH_FORMAT_RGBA8, 2, 1);
  alpha.set(0, 0, {100, 0, 0, 255});
  alpha.set(1, 0, {0, 100, 0, 0});
  std::vector<float> out(2);
  Sampling one;
  one.channels = 1;
  sample(grey.view(), {}, 2, 1, one, out);
  EXPECT_NEAR(out[1], 20, 1e-4);
  sample(alpha.view(), {}, 2, 1, one, out);
  EXPECT_NEAR(out[0], 29.9, 1e-4);
  EXPECT_NEAR(out[1], 58.7, 1e-4);
}

TEST(Sample, ATurnedSquareFindsItsPoints) {
  // One bright pixel; the square around it turned by 30 degrees still has it in its middle.
  Picture p(CPH_FORMAT_GRAY8, 41, 41);
  for (int y = 0; y < 41; ++y)
    for (int x = 0; x < 41; ++x) p.set(x, y, {x == 20 && y == 20 ? 200 : 0});
  Sampling one;
  one.channels = 1;
  std::vector<float> out(11 * 11);
  sample(p.view(), square_at({20.5, 20.5}, 11, to_radians(30), 11), 11, 11, one, out);
  EXPECT_FLOAT_EQ(out[5 * 11 + 5], 200);
}

}  // namespace
}  // namespace cph
