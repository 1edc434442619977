// The engine with the plugins of this build, and portraits of known colours.
#ifndef CERTPHOTO_TESTS_PRINT_SHEET_FIXTURE_H
#define CERTPHOTO_TESTS_PRINT_SHEET_FIXTURE_H

#include <gtest/gtest.h>

#include "sheet_job.h"

namespace certphoto::print_test {

// A person in two colours: the upper part and sides one, the lower middle (head and shoulders) the other.
// Different persons share no colour. Smooth, so that JPEG keeps it.
[[nodiscard]] inline std::array<std::uint8_t, 3> GroundOf(int person) {
  return {static_cast<std::uint8_t>(90 + 20 * (person % 5)),
          static_cast<std::uint8_t>(200 - 15 * (person % 4)),
          static_cast<std::uint8_t>(150 + 30 * (person % 3))};
}
[[nodiscard]] inline std::array<std::uint8_t, 3> CoatOf(int person) {
  return {static_cast<std::uint8_t>(20 + 12 * (person % 6)),
          static_cast<std::uint8_t>(10 + 14 * (person % 5)),
          static_cast<std::uint8_t>(30 + 25 * (person % 4))};
}
[[nodiscard]] inline testing_pictures::Pixels DrawPortrait(int person, int width = 480, int height = 640) {
  return testing_pictures::Paint(width, height, 3, [&](int x, int y, int c) {
    const double u = (x + 0.5) / width - 0.5, v = (y + 0.5) / height;
    const bool body =
        (u * u / 0.03 + (v - 0.42) * (v - 0.42) / 0.05 < 1) || (v > 0.62 && std::abs(u) < 0.18 + (v - 0.62));
    return (body ? CoatOf(person) : GroundOf(person))[std::size_t(c)];
  });
}
[[nodiscard]] inline std::shared_ptr<const Bytes> Portrait(int person) {
  return Share(testing_pictures::Jpeg(DrawPortrait(person), {.quality = 95, .subsample = false}));
}

class SheetTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto engine = OpenEngine(CERTPHOTO_BUILD_DIR);
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
    ASSERT_NE(engine_->registry().FindOperation("print.sheet"), nullptr) << "the plugin print is not built";
  }
  static void TearDownTestSuite() { engine_.reset(); }

  void Render(const std::string& params, const std::string& operation = "print.sheet") {
    const auto status = job.Run(*engine_, params, operation);
    ASSERT_TRUE(status) << status.error().message;
  }
  [[nodiscard]] std::string Refused(const std::string& params) {
    const auto status = job.Run(*engine_, params);
    return status ? "made" : status.error().message;
  }

  static std::unique_ptr<Engine> engine_;
  SheetJob job;
};
inline std::unique_ptr<Engine> SheetTest::engine_;

}  // namespace certphoto::print_test

#endif
