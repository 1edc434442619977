// Uses every header of the C++ layer, and is a plugin.
#include <certphoto/bands.hpp>
#include <certphoto/colour.hpp>
#include <certphoto/facts.hpp>
#include <certphoto/geometry.hpp>
#include <certphoto/hog.hpp>
#include <certphoto/mesh_points.hpp>
#include <certphoto/plugin.hpp>
#include <certphoto/renderer.hpp>
#include <certphoto/resample.hpp>
#include <certphoto/sampling.hpp>
#include <certphoto/verdict.hpp>

namespace {

struct Level {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "consumer.level";
  static constexpr auto summary = "Level of the first pixel";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto rules = std::array{cph::rule("light.even")};
  static constexpr auto params = std::array{cph::number("gain", 1, 0, 10, "", "Multiplies the level")};

  explicit Level(cph::Setup& setup) : gain_(setup.number("gain")) {}
  void run(cph::Call& call) {
    const auto picture = call.image("source.image/1");
    cph::Finding finding;
    finding.rule = "light.even";
    finding.verdict = CPH_VERDICT_PASS;
    finding.value = gain_ * *picture.at(0, 0);
    finding.unit = "level";
    call.report(finding);
  }
  double gain_;
};

}  // namespace

CERTPHOTO_PLUGIN("consumer.cxx", "1.0.0", "certphoto tests", "Apache-2.0", Level)
