// @ID@.check: how bright the picture is, and where it is darkest.
#include <certphoto/plugin.hpp>

namespace {

struct Check {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "@ID@.check";
  static constexpr auto summary = "Mean level of the picture, and its darkest part";
  static constexpr auto needs = cph::list("source.image/1");
  static constexpr auto thresholds = cph::list("level_min");
  static constexpr auto rules = std::array{cph::rule("@ID@.bright", thresholds)};
  static constexpr auto notes = std::array{cph::note("dark", "照片过暗（{value}，至少 {limit_min}）",
                                                     "the photo is too dark: {value}, at least {limit_min}")};
  static constexpr auto params =
      std::array{cph::integer("tiles", 4, 1, 32, "", "Parts a side in which darkness is looked for")};

  explicit Check(cph::Setup& setup) : tiles_(setup.integer("tiles")) {}

  void run(cph::Call& call) {
    const auto picture = call.image("source.image/1");
    double sum = 0, darkest = 256;
    int count = 0;
    cph::Rect where;
    for (int i = 0; i < tiles_ * tiles_; ++i) {
      call.throw_if_cancelled();
      const int left = i % tiles_ * picture.width() / tiles_,
                right = (i % tiles_ + 1) * picture.width() / tiles_;
      const int top = i / tiles_ * picture.height() / tiles_,
                bottom = (i / tiles_ + 1) * picture.height() / tiles_;
      if (left == right || top == bottom) continue;  // more parts than pixels
      const double level = mean(picture, left, top, right, bottom);
      sum += level * (right - left) * (bottom - top);
      count += (right - left) * (bottom - top);
      if (level < darkest) {
        darkest = level;
        where = {double(left), double(top), double(right - left), double(bottom - top)};
      }
    }
    cph::Finding finding;
    finding.rule = "@ID@.bright";
    finding.value = sum / count;
    finding.unit = "level";
    finding.limit_min = call.threshold("@ID@.bright", "level_min");
    finding.verdict = finding.value < finding.limit_min ? CPH_VERDICT_FAIL : CPH_VERDICT_PASS;
    if (finding.verdict == CPH_VERDICT_FAIL) finding.note = "dark";
    // regions are in pixels of the photo as displayed, whatever size this picture has
    const auto from = picture.to_source({where.x, where.y}),
               to = picture.to_source({where.right(), where.bottom()});
    finding.regions = {{"darkest", {from, to}}};
    call.report(finding);
  }

 private:
  static double mean(const cph::ImageView& picture, int left, int top, int right, int bottom) {
    double sum = 0;
    for (int y = top; y < bottom; ++y) {
      const auto* row = picture.row(y);
      for (int x = 3 * left; x < 3 * right; ++x) sum += row[x];
    }
    return sum / (3.0 * (right - left) * (bottom - top));
  }

  int tiles_;
};

}  // namespace

CERTPHOTO_PLUGIN("@ID@", "0.1.0", "your name", "Apache-2.0", Check)
