#define ZX_USE_UTF8 1
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codes.h"
#include "json_text.h"

namespace certphoto::voucher {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A grey screen, 700 x 500, with a code in the middle.
class Screen {
 public:
  Screen() : pixels_(700 * 500, 235) {
    image_.struct_size = sizeof image_;
    image_.format = CPH_FORMAT_GRAY8;
    image_.width = 700;
    image_.height = 500;
    image_.stride_bytes = 700;
    image_.pixels = pixels_.data();
  }
  void Draw(ZXing::BarcodeFormat format, const std::string& text, int width, int height, int x0, int y0) {
    const auto code = ZXing::MultiFormatWriter(format).setMargin(8).encode(text, width, height);
    for (int y = 0; y < code.height() && y0 + y < 500; ++y)
      for (int x = 0; x < code.width() && x0 + x < 700; ++x)
        pixels_[std::size_t(y0 + y) * 700 + std::size_t(x0 + x)] = code.get(x, y) ? 20 : 250;
  }
  [[nodiscard]] cph::ImageView view() const { return cph::ImageView(&image_); }

 private:
  std::vector<std::uint8_t> pixels_;
  cph_image image_{};
};

TEST(VoucherCodes, NothingOnAnEmptyScreen) {
  EXPECT_THAT(read_codes(Screen().view()), IsEmpty());
}

TEST(VoucherCodes, EachKind) {
  const std::tuple<ZXing::BarcodeFormat, int, int> kinds[] = {{ZXing::BarcodeFormat::QRCode, 200, 200},
                                                              {ZXing::BarcodeFormat::Code128, 400, 80},
                                                              {ZXing::BarcodeFormat::PDF417, 500, 160}};
  for (const auto& [format, width, height] : kinds) {
    Screen screen;
    screen.Draw(format, "010123404021", width, height, 100, 150);
    EXPECT_THAT(read_codes(screen.view()), ElementsAre("010123404021")) << ZXing::ToString(format);
  }
}

TEST(VoucherCodes, SeveralOnce) {
  Screen screen;
  screen.Draw(ZXing::BarcodeFormat::QRCode, "A", 180, 180, 20, 20);
  screen.Draw(ZXing::BarcodeFormat::QRCode, "B", 180, 180, 400, 20);
  screen.Draw(ZXing::BarcodeFormat::QRCode, "A", 180, 180, 200, 280);
  EXPECT_THAT(read_codes(screen.view()), testing::UnorderedElementsAre("A", "B"));
}

TEST(JsonText, Escapes) {
  EXPECT_EQ(json_array({}), "[]");
  EXPECT_EQ(json_array({"a\"b\\", "张\n\xff"}), "[\"a\\\"b\\\\\",\"张\\u000a\xEF\xBF\xBD\"]");
}

}  // namespace
}  // namespace certphoto::voucher
