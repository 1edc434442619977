// wall_tone.analyze: which of the three usual background colours the wall has, by a network of its own that
// the host runs. wall_tone.check: whether it is the one asked for.
#include <certphoto/plugin.hpp>

namespace {

constexpr int kSide = 8;  // of the network's input

struct Analyze {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "wall_tone.analyze";
  static constexpr auto summary = "White, blue or red wall";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto gives = cph::list("wall_tone.probability/1");  // f32 [3]: white, blue, red
  static constexpr auto models = cph::list("example-wall-tone");

  explicit Analyze(cph::Setup& setup) : model_(setup.model("example-wall-tone")) {}

  void run(cph::Call& call) {
    const auto picture = call.image("source.image/1");
    auto wall = call.make_tensor<float>({1, 3, kSide, kSide});
    auto values = wall.values<float>();
    for (int y = 0; y < kSide; ++y)
      for (int x = 0; x < kSide; ++x) {
        // the upper corners, where certificate photos show wall: four columns from the left, four from the
        // right
        const double u = x < kSide / 2 ? 0.02 + 0.03 * x : 0.98 - 0.03 * (kSide - 1 - x), v = 0.02 + 0.02 * y;
        const auto* pixel = picture.at(int(u * picture.width()), int(v * picture.height()));
        for (int c = 0; c < 3; ++c) values[std::size_t((c * kSide + y) * kSide + x)] = float(pixel[c]) / 255;
      }
    const auto tone = model_.run<1>(call, wall);
    call.put_values<float>("wall_tone.probability/1", {3}, tone[0].view().values<float>());
  }

 private:
  cph::Model model_;
};

constexpr auto kColours = cph::list("white", "blue", "red");

struct Check {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "wall_tone.check";
  static constexpr auto summary = "Colour of the wall against the one asked for";
  static constexpr auto needs = cph::list("source.image/1", "wall_tone.probability/1");
  static constexpr auto thresholds = cph::list("probability_min");
  static constexpr auto rules = std::array{cph::rule("wall_tone.colour", thresholds)};
  static constexpr auto notes = std::array{
      cph::note("other", "背景不是要求的颜色（{value}）", "the wall has another colour ({value})")};
  static constexpr auto params =
      std::array{cph::choice("colour", "white", kColours.data(), "The colour asked for")};

  explicit Check(cph::Setup& setup) {
    while (setup.text("colour") != kColours[index_]) ++index_;
  }

  void run(cph::Call& call) {
    const auto picture = call.image("source.image/1");
    cph::Finding finding;
    finding.rule = "wall_tone.colour";
    finding.value = call.tensor("wall_tone.probability/1").values<float>()[index_];
    finding.unit = "probability";
    finding.limit_min = call.threshold("wall_tone.colour", "probability_min");
    finding.verdict = finding.value < finding.limit_min ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS;
    if (finding.verdict == CPH_VERDICT_REVIEW) finding.note = "other";
    finding.regions = {
        {"wall",
         {picture.to_source({0, 0}), picture.to_source({double(picture.width()), 0.2 * picture.height()})}}};
    call.report(finding);
  }

 private:
  std::size_t index_ = 0;
};

}  // namespace

CERTPHOTO_PLUGIN("example.wall_tone", "1.0.0", "certphoto", "Apache-2.0", Analyze, Check)
