#include "edge_contact.h"

#include <gmock/gmock.h>

#include <vector>

namespace certphoto::geometry {
namespace {

struct Matte {
  std::vector<std::uint8_t> pixels = std::vector<std::uint8_t>(100 * 200, 0);
  cph_image raw{};
  Matte() {
    raw.struct_size = sizeof raw;
    raw.format = CPH_FORMAT_GRAY8;
    raw.width = 100;
    raw.height = 200;
    raw.stride_bytes = 100;
    raw.placement = {0, 0, 0.5};
  }
  void Set(int x, int y0, int y1, std::uint8_t value = 255) {
    for (int y = y0; y < y1; ++y) pixels[std::size_t(y) * 100 + std::size_t(x)] = value;
  }
  [[nodiscard]] EdgeContact Find() {
    raw.pixels = pixels.data();
    return FindEdgeContact(cph::ImageView(&raw));
  }
};

TEST(EdgeContact, NothingTouches) {
  Matte m;
  m.Set(50, 20, 180);
  EXPECT_FALSE(m.Find().above);
  EXPECT_FALSE(m.Find().left);
  EXPECT_FALSE(m.Find().right);
}

TEST(EdgeContact, ShouldersInSourcePixels) {
  Matte m;
  m.Set(0, 150, 200);
  m.Set(99, 160, 200);
  EXPECT_EQ(m.Find().left, 300);
  EXPECT_EQ(m.Find().right, 320);
}

TEST(EdgeContact, StraysAndFaintPixelsAreNoShoulder) {
  Matte m;
  m.Set(0, 10, 12);
  m.Set(99, 50, 200, 100);
  EXPECT_FALSE(m.Find().left);
  EXPECT_FALSE(m.Find().right);
}

TEST(EdgeContact, HairCutAbove) {
  Matte m;
  for (int x = 40; x < 60; ++x) m.Set(x, 0, 30);
  EXPECT_TRUE(m.Find().above);
}

}  // namespace
}  // namespace certphoto::geometry
