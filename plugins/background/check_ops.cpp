#include "check_ops.h"

#include <algorithm>
#include <cmath>

#include "mats.h"
#include "matte.h"
#include "small_op.h"
#include "wall_stats.h"

namespace background {

namespace {

// Less wall than this and nothing can be said about it.
constexpr double kMinWallShare = 0.01;
// Below this the outline is doubtful enough for a person to look; see docs/cutout.md, "Confidence".
constexpr double kConfidenceReview = 0.75;
// A wall whose light falls off may vary this many times the rule's sigma before a person looks: `london`'s
// vignetted studio wall reaches 1.9 times, and is what a studio delivers.
constexpr double kUnevenSigmas = 2.5;

// background.stats/1 by name.
struct Stats {
  double wall_share, gradient, sigma, sigma_flat, cluster_share, lightness, objects_share;
  std::vector<cph::Rect> objects;

  static Stats of(const cph::Call& call) {
    const auto v = call.tensor(kWallStats).values<double>();
    Stats s{v[0], v[1], v[2], v[3], v[4], v[5], v[6], {}};
    for (std::size_t i = 10; i + 4 <= v.size(); i += 4)
      s.objects.push_back({v[i], v[i + 1], v[i + 2], v[i + 3]});
    return s;
  }
  [[nodiscard]] bool seen() const { return wall_share >= kMinWallShare; }
};

std::vector<cph::Region> doubt_regions(const cph::Call& call, DoubtKind kind, const char* label) {
  std::vector<cph::Region> out;
  const auto doubts = call.find_tensor(kMatteDoubts);
  if (!doubts) return out;
  const auto v = doubts.values<float>();
  for (std::size_t i = 0; i + 5 <= v.size(); i += 5)
    if (int(v[i + 4]) == int(kind)) out.push_back(cph::region(label, {v[i], v[i + 1], v[i + 2], v[i + 3]}));
  return out;
}

cph::Finding not_seen(const char* rule) {
  cph::Finding f;
  f.rule = rule;
  f.verdict = CPH_VERDICT_INCONCLUSIVE;
  f.note = "background_not_seen";
  return f;
}

}  // namespace

void Survey::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto matte = call.image(cph::fact::kPersonMatte);
  const auto small = call.image(kPhotoSmall);
  const Working working = working_of(photo, small);
  const int factor = working.factor;
  const WallStats s = measure_wall(working.picture, shrink(as_mat(matte), factor));

  std::vector<double> values{s.wall_share,
                             s.gradient,
                             *std::max_element(s.sigma.begin(), s.sigma.end()),
                             *std::max_element(s.sigma_flat.begin(), s.sigma_flat.end()),
                             s.largest_cluster_share,
                             s.lightness,
                             s.objects_share,
                             0,
                             0,
                             0};
  for (const auto& box : s.objects) {
    const cv::Rect whole = cv::Rect(box.x * factor, box.y * factor, box.width * factor, box.height * factor) &
                           cv::Rect(0, 0, photo.width(), photo.height());
    const cph::Point corner = photo.to_source({double(whole.x), double(whole.y)});
    values.insert(values.end(),
                  {corner.x, corner.y, whole.width / photo.scale(), whole.height / photo.scale()});
  }
  auto tensor = call.make_tensor<double>({static_cast<std::int64_t>(values.size())});
  std::copy(values.begin(), values.end(), tensor.values<double>().begin());

  const cv::Mat shade = s.shade.empty() ? cv::Mat(1, 1, CV_8U, cv::Scalar(kNoWall)) : s.shade;
  cph::Image grid = call.make_image(CPH_FORMAT_GRAY8, shade.cols, shade.rows);
  cph_placement placement = photo.placement();
  placement.scale /= double(factor) * s.cell;
  grid.set_placement(placement);
  shade.copyTo(as_mat(grid));
  call.put(kWallStats, std::move(grid), std::move(tensor));
}

void UniformCheck::run(cph::Call& call) const {
  const Stats s = Stats::of(call);
  if (!s.seen()) return call.report(not_seen("background.uniform"));
  const double gradient_max = call.threshold("background.uniform", "gradient_max");
  const double sigma_max = call.threshold("background.uniform", "channel_sigma_max");
  const double cluster_min = call.threshold("background.uniform", "largest_cluster_min_share");
  cph::Finding f;
  f.rule = "background.uniform";
  f.value = s.sigma_flat;
  f.unit = "level";
  f.limit_max = sigma_max;
  f.verdict = CPH_VERDICT_PASS;
  if (s.gradient > gradient_max) {
    f.verdict = CPH_VERDICT_FAIL;
    f.note = "background_patterned";
    f.value = s.gradient;
    f.limit_max = gradient_max;
  } else if (s.sigma_flat > sigma_max) {
    f.verdict = CPH_VERDICT_FAIL;
    f.note = "background_not_one_colour";
  } else if (s.sigma > kUnevenSigmas * sigma_max && s.cluster_share < cluster_min) {
    // One paint under a light that falls off: the figures as photographed say "not uniform", the eye and the
    // matte say one colour. The smooth light is out of `sigma_flat`; what is left is for a person to judge,
    // never a reason to refuse.
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "background_uneven_light";
    f.value = s.sigma;
    f.limit_max = kUnevenSigmas * sigma_max;
  }
  const auto confidence = call.find_tensor(cph::fact::kMatteConfidence);
  if (confidence && f.verdict == CPH_VERDICT_PASS && confidence.values<float>()[0] < kConfidenceReview) {
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "cutout_unsure";
    f.value = confidence.values<float>()[0];
    f.unit = "score";
    f.limit_max = cph::kNone;
    f.limit_min = kConfidenceReview;
    f.regions = doubt_regions(call, DoubtKind::kUnsure, "outline");
  }
  call.report(f);
}

void SceneCheck::run(cph::Call& call) const {
  const Stats s = Stats::of(call);
  if (!s.seen()) return call.report(not_seen("background.scene"));
  const double review = call.threshold("background.scene", "objects_review_share");
  cph::Finding f;
  f.rule = "background.scene";
  f.unit = "share";
  f.limit_max = call.threshold("background.scene", "objects_max_share");
  f.regions = doubt_regions(call, DoubtKind::kOtherObject, "not_the_person");
  f.value = s.objects_share;
  f.verdict = CPH_VERDICT_PASS;
  if (s.objects_share > f.limit_max)
    f.verdict = CPH_VERDICT_FAIL;
  else if (s.objects_share > review || !f.regions.empty())
    f.verdict = CPH_VERDICT_REVIEW;
  if (f.verdict != CPH_VERDICT_PASS) {
    f.note = "background_objects";
    f.args.push_back({"percent", "", std::round(s.objects_share * 1000) / 10});
    for (const auto& box : s.objects) f.regions.push_back(cph::region("object", box));
  }
  call.report(f);
}

void ShadowCheck::run(cph::Call& call) const {
  const Stats s = Stats::of(call);
  if (!s.seen()) return call.report(not_seen("background.shadow"));
  const auto shade = call.image(kWallStats);
  const Patches shadows = find_shadows(as_mat(shade), call.threshold("background.shadow", "delta_l_max"));
  cph::Finding f;
  f.rule = "background.shadow";
  f.unit = "share";
  f.limit_max = call.threshold("background.shadow", "area_max_share");
  f.value = shadows.share;
  f.verdict = shadows.share > f.limit_max ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS;
  if (f.verdict == CPH_VERDICT_REVIEW) {
    f.note = "background_shadow";
    const auto photo = call.image(cph::fact::kSourceImage);
    const cph::Point end = photo.to_source({double(photo.width()), double(photo.height())});
    for (const auto& box : shadows.boxes) {
      const cph::Point a = shade.to_source({double(box.x), double(box.y)});
      const cph::Point b = shade.to_source({double(box.br().x), double(box.br().y)});
      f.regions.push_back(
          cph::region("shadow", {a.x, a.y, std::min(b.x, end.x) - a.x, std::min(b.y, end.y) - a.y}));
    }
  }
  call.report(f);
}

void GroundCheck::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto matte = call.image(cph::fact::kPersonMatte);
  cph::Finding f;
  f.rule = "output.background_colour";
  const auto r = call.spec("background.r"), g = call.spec("background.g"), b = call.spec("background.b");
  if (!r || !g || !b) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;  // the spec leaves the background as it is
    call.report(f);
    return;
  }
  const Paint paint{static_cast<std::uint8_t>(*r), static_cast<std::uint8_t>(*g),
                    static_cast<std::uint8_t>(*b)};
  const GroundStats s = measure_ground(as_mat(photo), as_mat(matte), paint);
  f.unit = "delta_e";
  f.limit_max = call.threshold(f.rule.c_str(), "delta_e_mean_max");
  const double sigma_max = call.threshold(f.rule.c_str(), "sigma_max");
  const double fringe_max = call.threshold(f.rule.c_str(), "fringe_delta_e_review");
  const double sigma = *std::max_element(s.sigma.begin(), s.sigma.end());
  f.value = s.delta_e_mean;
  f.verdict = CPH_VERDICT_PASS;
  if (s.share < kMinWallShare) {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = "ground_not_seen";
    f.value = cph::kNone;
  } else if (s.delta_e_mean > f.limit_max) {
    f.verdict = CPH_VERDICT_FAIL;
    f.note = "ground_colour_off";
    f.args.push_back({"delta_e", "", std::round(s.delta_e_mean * 10) / 10});
  } else if (sigma > sigma_max) {
    f.verdict = CPH_VERDICT_FAIL;
    f.note = "ground_uneven";
    f.value = sigma;
    f.unit = "level";
    f.limit_max = sigma_max;
  } else if (s.fringe > fringe_max) {
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "ground_fringe";
    f.value = s.fringe;
    f.limit_max = fringe_max;
  }
  call.report(f);
}

}  // namespace background
