#include "page_solver.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "convex_region.h"

namespace certphoto::geometry {
namespace {

// A band with no width of its own is measured in this share of the page's height, about the repeatability of
// a crown or chin found by two people.
constexpr double kUnitShare = 0.01;

// How far a head measured again on the finished file may lie from where it was planned, as a share of the
// page's height. The largest differences over the 40 + 40 + 12 plain-wall photos of the London and Canada
// sets, rounded up (docs/geometry.md); the crown is the worst, since the matte finds finer hair at the
// finished size.
constexpr std::array<double, cph::kBandCount> kRepeatability = [] {
  std::array<double, cph::kBandCount> share{};
  share[cph::kCrownTop] = share[cph::kHeadHeight] = 0.014;
  share[cph::kEyeTop] = share[cph::kEyeBottom] = share[cph::kCentreX] = 0.003;
  share[cph::kChinBottom] = 0.0075;
  share[cph::kFaceWidth] = share[cph::kHeadWidth] = 0.015;
  return share;
}();

// Hair may be cut before the eye line gives way (the note of cn.id2, GA 461 as republished in [S34]): a miss
// of the crown counts half.
constexpr double kCrownWeight = 0.5;

constexpr double kWorstSearched = 1000;  // half-widths; no head on any photo is further off
constexpr int kBisections = 48;          // 1000 / 2^48: below a billionth of a half-width

// A band's value on the page: a·u + b·k + c.
struct Line {
  double a = 0, b = 0, c = 0;
};

struct Problem {
  double head_px;  // source px from crown to chin
  double crown_y, centre_x;
  int width, height;
  std::array<Line, cph::kBandCount> lines;
  std::array<double, cph::kBandCount> units;
  cph::Bands bands;
  PhotoFrame frame;
};

Problem MakeProblem(const cph::HeadOutline& head, const cph::Bands& bands, int width, int height,
                    const PhotoFrame& frame) {
  Problem p{};
  p.head_px = std::max(1.0, head.chin.y - head.crown.y);
  p.crown_y = head.crown.y;
  p.centre_x = cph::head_centre_x(head);
  p.width = width;
  p.height = height;
  const double eye = (head.eye_centre.y - head.crown.y) / p.head_px;
  const double face = head.face_width() / p.head_px;
  p.lines[cph::kCrownTop] = {0, 1, 0};
  p.lines[cph::kEyeTop] = {eye, 1, 0};
  p.lines[cph::kEyeBottom] = {-eye, -1, double(height)};
  p.lines[cph::kChinBottom] = {-1, -1, double(height)};
  p.lines[cph::kFaceWidth] = {face, 0, 0};
  p.lines[cph::kHeadWidth] = {cph::kEarsOverCheeks * face, 0, 0};
  p.lines[cph::kHeadHeight] = {1, 0, 0};
  p.bands = bands;
  for (std::size_t i = 0; i < cph::kBandCount; ++i) p.units[i] = BandUnit_px(bands[i], height);
  p.frame = frame;
  return p;
}

// Which sides the page may cross in one attempt.
struct Sides {
  bool left = false, right = false;
};

// The constraints that are never traded.
std::vector<HalfPlane> FrameLimits(const Problem& p, Sides open) {
  const auto& f = p.frame;
  const auto bottom_above = [&](double source_y) {  // the page ends at or above this source y
    return HalfPlane{-(source_y - p.crown_y) / p.head_px, -1, -double(p.height)};
  };
  std::vector<HalfPlane> out{bottom_above(f.height_px)};
  if (!f.open_above) out.push_back({-p.crown_y / p.head_px, 1, 0});
  if (open.left && f.open_left_to_y < f.height_px) out.push_back(bottom_above(f.open_left_to_y));
  if (open.right && f.open_right_to_y < f.height_px) out.push_back(bottom_above(f.open_right_to_y));
  if (!open.left && !open.right) out.push_back({-f.width_px / p.head_px, 0, -double(p.width)});
  return out;
}

// How far a band's ends move for this slack: outwards in half-widths, inwards in what measuring again may
// differ.
double Give(const Problem& p, std::size_t band, double slack) {
  if (slack <= 0) return slack * kRepeatability[band] * p.height;
  return slack * p.units[band] / (band == cph::kCrownTop ? kCrownWeight : 1.0);
}

// The band's limits with that slack.
void AppendBand(const Problem& p, std::size_t band, Sides open, double slack, std::vector<HalfPlane>& out) {
  const auto& b = p.bands[band];
  if (!b.stated()) return;
  const double give = Give(p, band, slack);
  if (band == cph::kCentreX) {
    // A closed edge bounds how far off its place the head can be: the smallest centre that the right edge
    // leaves, the largest that the left edge leaves.
    const double to_right = (p.frame.width_px - p.centre_x) / p.head_px;
    if (!open.left && b.min) out.push_back({-p.centre_x / p.head_px, 0, -(*b.min - give)});
    if (!open.right && b.max) out.push_back({-to_right, 0, *b.max + give - p.width});
    return;
  }
  const auto& l = p.lines[band];
  if (b.min) out.push_back({-l.a, -l.b, l.c - (*b.min - give)});
  if (b.max) out.push_back({l.a, l.b, *b.max + give - l.c});
}

std::vector<HalfPlane> BandLimits(const Problem& p, Sides open, double slack,
                                  std::optional<std::size_t> without = {}) {
  std::vector<HalfPlane> out;
  for (std::size_t i = 0; i < cph::kBandCount; ++i)
    if (i != without) AppendBand(p, i, open, slack, out);
  return out;
}

ConvexRegion Allowed(const Problem& p, Sides open) {
  // From a head of a pixel to one many pages high: the crop's own limits lie far inside.
  const double u_max = std::min(p.frame.max_scale * p.head_px, 50.0 * p.height);
  ConvexRegion region(std::min(1.0, u_max), u_max, -50.0 * p.height, 50.0 * p.height);
  region.Cut(FrameLimits(p, open));
  return region;
}

ConvexRegion With(ConvexRegion region, const std::vector<HalfPlane>& limits) {
  region.Cut(limits);
  return region;
}

// The least slack in [low, high] at which `limits` leave something of `allowed`, and what they leave.
template <class Limits>
std::optional<std::pair<double, ConvexRegion>> LeastSlack(const ConvexRegion& allowed, double low,
                                                          double high, const Limits& limits) {
  if (auto region = With(allowed, limits(low)); !region.empty()) return std::pair{low, region};
  auto best = With(allowed, limits(high));
  if (best.empty()) return std::nullopt;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    if (auto region = With(allowed, limits(middle)); region.empty()) {
      low = middle;
    } else {
      high = middle;
      best = std::move(region);
    }
  }
  return std::pair{high, best};
}

std::vector<SquaredTerm> Targets(const Problem& p) {
  std::vector<SquaredTerm> out;
  for (std::size_t i = 0; i < cph::kBandCount; ++i) {
    const auto aim = p.bands[i].aim();
    if (!aim || i == cph::kCentreX) continue;
    const double w = 1 / p.units[i];
    const auto& l = p.lines[i];
    out.push_back({l.a * w, l.b * w, (l.c - *aim) * w});
  }
  return out;
}

struct Candidate {
  double worst = 0;
  double distance = 0;
  Vec at;
  Sides open;
};

bool Better(const Candidate& a, const Candidate& b) {
  constexpr double kEqual = 1e-6;  // half-widths: far above the bisection's error, far below a pixel
  if (std::abs(a.worst - b.worst) > kEqual) return a.worst < b.worst;
  return a.distance < b.distance - kEqual;  // as good: the one with fewer edges crossed, which is tried first
}

std::optional<Candidate> Solve(const Problem& p, Sides open, double margin) {
  const ConvexRegion allowed = Allowed(p, open);
  if (allowed.empty()) return std::nullopt;
  const auto finish = [&](double worst, const ConvexRegion& region) {
    const auto terms = Targets(p);
    const Vec at = region.Minimise(terms);
    double distance = 0;
    for (const auto& t : terms) distance += t.value(at);
    return Candidate{worst, distance, at, open};
  };
  const auto all = [&](double slack) { return BandLimits(p, open, slack); };
  if (const auto met = LeastSlack(allowed, -margin, 0, all)) return finish(met->first, met->second);

  // One band missed is one thing to explain; try that before spreading the miss over several.
  std::optional<std::pair<double, ConvexRegion>> least;
  for (std::size_t i = 0; i < cph::kBandCount; ++i) {
    if (!p.bands[i].stated()) continue;
    const ConvexRegion rest = With(allowed, BandLimits(p, open, 0, i));
    if (rest.empty()) continue;
    const auto only = LeastSlack(rest, 0, kWorstSearched, [&](double slack) {
      std::vector<HalfPlane> out;
      AppendBand(p, i, open, slack, out);
      return out;
    });
    if (only && (!least || only->first < least->first)) least = only;
  }
  if (least) return finish(least->first, least->second);
  if (const auto spread = LeastSlack(allowed, 0, kWorstSearched, all))
    return finish(spread->first, spread->second);
  return finish(kWorstSearched, allowed);
}

PagePlan Place(const Problem& p, const cph::HeadOutline& head, const Candidate& c) {
  PagePlan plan;
  const double scale = c.at.u / p.head_px;
  // The head's middle goes where the spec wants it, unless a closed edge keeps the page on the photo.
  double centre = p.bands[cph::kCentreX].aim().value_or(p.width / 2.0);
  if (!c.open.right) centre = std::max(centre, p.width - scale * (p.frame.width_px - p.centre_x));
  if (!c.open.left) centre = std::min(centre, scale * p.centre_x);
  auto& g = plan.page;
  g.scale = scale;
  g.x = p.centre_x - centre / scale;
  g.y = p.crown_y - c.at.k / scale;
  g.width = p.width / scale;
  g.height = p.height / scale;
  g.page_width = p.width;
  g.page_height = p.height;
  // Rounding of the arithmetic is not a page that leaves the photo: less than a thousandth of a pixel is
  // moved back.
  constexpr double kRounding_px = 1e-3;
  const auto snap = [&](double& start, double length, double end) {
    if (start < 0 && start > -kRounding_px) start = 0;
    if (start + length > end && start + length < end + kRounding_px) start = end - length;
  };
  snap(g.x, g.width, p.frame.width_px);
  snap(g.y, g.height, p.frame.height_px);
  g.beyond_photo = g.x < -kRounding_px || g.y < -kRounding_px ||
                   g.x + g.width > p.frame.width_px + kRounding_px ||
                   g.y + g.height > p.frame.height_px + kRounding_px;
  plan.values = cph::band_values(g.to_page(head), p.height);
  plan.worst = c.worst;
  return plan;
}

}  // namespace

double BandUnit_px(const cph::SpecBand& band, int page_height) {
  const double least = kUnitShare * page_height;
  return band.min && band.max ? std::max((*band.max - *band.min) / 2, least) : 5 * least;
}

PagePlan SolvePage(const cph::HeadOutline& head, const cph::Bands& bands, int page_width, int page_height,
                   const PhotoFrame& frame, double margin) {
  Problem problem = MakeProblem(head, bands, page_width, page_height, frame);
  const auto best_of_sides = [&] {
    std::optional<Candidate> best;
    for (const Sides open :
         {Sides{false, false}, Sides{true, false}, Sides{false, true}, Sides{true, true}}) {
      if ((open.left && frame.open_left_to_y == kNowhere) ||
          (open.right && frame.open_right_to_y == kNowhere))
        continue;
      const auto c = Solve(problem, open, margin);
      if (c && (!best || Better(*c, *best))) best = c;
    }
    return best;
  };
  if (const auto best = best_of_sides()) return Place(problem, head, *best);

  // Not even the whole photo fills the page at the scale allowed: the smallest enlargement that does, to tell
  // by how much.
  problem.frame.max_scale = kEverywhere;
  double least = kEverywhere;
  const ConvexRegion any_scale = Allowed(problem, {});
  for (const auto& v : any_scale.vertices()) least = std::min(least, v.u);
  problem.frame.max_scale = least / problem.head_px * (1 + 1e-6);
  auto plan = Place(problem, head, best_of_sides().value_or(Candidate{0, 0, {least, 0}, {}}));
  plan.needs_enlarging = true;
  return plan;
}

}  // namespace certphoto::geometry
