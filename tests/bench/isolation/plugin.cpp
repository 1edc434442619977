// What the cost of isolation is measured with: a check that looks at the picture, a transform that makes one,
// a crash.
#include <certphoto/plugin.hpp>
#include <cstdlib>

namespace {

struct Look {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "bench.look";
  static constexpr auto summary = "One pixel of the picture, one finding with a region";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto rules = std::array{cph::rule("light.even")};
  void run(cph::Call& call) {
    const auto picture = call.image("source.image/1");
    cph::Finding finding;
    finding.rule = "light.even";
    finding.verdict = CPH_VERDICT_PASS;
    finding.value = *picture.at(picture.width() / 2, picture.height() / 2);
    finding.regions = {cph::region("middle", {10, 10, 20, 20})};
    call.report(finding);
  }
};

struct Make {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "bench.make";
  static constexpr auto summary = "A new picture of the same size, its first row written";
  static constexpr auto needs = cph::list("photo.image/1");
  static constexpr auto gives = cph::list("photo.image/1");
  void run(cph::Call& call) {
    const auto picture = call.image("photo.image/1");
    auto made = call.make_like(picture, CPH_FORMAT_RGB8);
    std::fill_n(made.row(0), 3 * made.width(), std::uint8_t{7});
    call.put("photo.image/1", std::move(made));
  }
};

struct Crash {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "bench.crash";
  static constexpr auto summary = "Crashes";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto rules = std::array{cph::rule("light.even")};
  void run(cph::Call&) { std::abort(); }
};

}  // namespace

CERTPHOTO_PLUGIN("bench.isolation", "1.0.0", "certphoto", "Apache-2.0", Look, Make, Crash)
