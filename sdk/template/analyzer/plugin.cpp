// @ID@.analyzer: gives the mean colour of the picture as a fact, for checks to read.
#include <certphoto/plugin.hpp>

namespace {

struct Analyzer {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "@ID@.analyzer";
  static constexpr auto summary = "Mean red, green and blue of the picture";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto gives = cph::list("@ID@.colour/1");  // f32 [3]: red, green, blue, 0 to 255
  static constexpr auto params =
      std::array{cph::integer("step_px", 4, 1, 64, "px", "Every so many pixels are looked at")};

  explicit Analyzer(cph::Setup& setup) : step_(setup.integer("step_px")) {}

  void run(cph::Call& call) {
    const auto picture = call.image("source.image/1");
    double sum[3] = {};
    double count = 0;
    for (int y = 0; y < picture.height(); y += step_) {
      call.throw_if_cancelled();
      for (int x = 0; x < picture.width(); x += step_, ++count)
        for (int c = 0; c < 3; ++c) sum[c] += picture.at(x, y)[c];
    }
    const float colour[] = {float(sum[0] / count), float(sum[1] / count), float(sum[2] / count)};
    call.put_values<float>("@ID@.colour/1", {3}, colour);
  }

 private:
  int step_;
};

// A check that reads the fact, so that a pipeline has a reason to compute it.
struct Check {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "@ID@.cast";
  static constexpr auto summary = "Colour cast of the whole picture";
  static constexpr auto needs = cph::list("source.image/1", "@ID@.colour/1");
  static constexpr auto thresholds = cph::list("cast_max");
  static constexpr auto rules = std::array{cph::rule("@ID@.neutral", thresholds)};
  static constexpr auto notes =
      std::array{cph::note("cast", "照片偏色（{value}）", "the photo has a colour cast of {value}")};

  void run(cph::Call& call) {
    const auto colour = call.tensor("@ID@.colour/1").values<float>();
    const auto picture = call.image("source.image/1");
    cph::Finding finding;
    finding.rule = "@ID@.neutral";
    finding.value = std::max({colour[0], colour[1], colour[2]}) - std::min({colour[0], colour[1], colour[2]});
    finding.unit = "level";
    finding.limit_max = call.threshold("@ID@.neutral", "cast_max");
    finding.verdict = finding.value > finding.limit_max ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS;
    if (finding.verdict == CPH_VERDICT_REVIEW) finding.note = "cast";
    finding.regions = {{"picture",
                        {picture.to_source({0, 0}),
                         picture.to_source({double(picture.width()), double(picture.height())})}}};
    call.report(finding);
  }
};

}  // namespace

CERTPHOTO_PLUGIN("@ID@", "0.1.0", "your name", "Apache-2.0", Analyzer, Check)
