#include "trimap.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "alike.h"
#include "glint.h"
#include "grow.h"
#include "guided.h"
#include "light.h"
#include "nearest.h"

namespace background {

namespace {

// Standard deviation of alpha about the prior at the outline, where the refined mask is good, and among hairs
// before a plain wall, where it cannot know them. Both from the sweeps of docs/cutout.md, "What the constants
// rest on".
constexpr float kTauEdge = 0.06F;
constexpr float kTauHair = 0.60F;
// Variance of one pixel of a shrunk JPEG about its surroundings, squared 8-bit levels; and of the person's
// colour about the nearest core's. What is measured round the nearest core and wall pixel comes on top.
constexpr float kPixelVariance = 9.0F;
constexpr float kPersonVariance = 49.0F;
constexpr float kMeasuredWeight = 2.0F;
// Standard deviation of the light on the person as a share of its colour: of hair and face, and of cloth and
// neck.
constexpr float kShadeHead = 0.08F;
constexpr float kShadeBody = 0.10F;
// Weight of what no mix of the two colours explains, such as the edge of a dark frame on skin: there the mask
// knows better. From 12 to 160 the held-out composites' mean square error falls by a fifth and blue stops
// showing through highlights of hair; beyond, the outline rounds off again (docs/cutout.md).
constexpr float kMisfit = 160.0F;
// Standard deviations of the wall's texture that are taken for wall.
constexpr float kTexture = 3.0F;
// Of the mask of hair and face: between these it goes from knowing little to being sure, among highlights
// between the lower two. Without them highlights near the hair's outline become holes and ears glassy
// (contact sheet of the `london` portraits: 070, 139, 142); lower ones leave wall between strands.
constexpr float kSureFrom = 0.75F;
constexpr float kSureTo = 0.95F;
constexpr float kGlintFrom = 0.3F;
constexpr float kGlintTo = 0.65F;
// Of a wall: levels of green or blue above red, up to which it may look like a head, and from which on it
// cannot.
constexpr float kNeutral = 8.0F;
constexpr float kCold = 24.0F;
// How much more the prior weighs where the person's own colours are the wall's.
constexpr float kAlikeWeight = 30.0F;

// Of the guided filter that pulls the mask onto the picture's edges: best of 2 to 5 mask pixels and 1e-5 to
// 4e-4 on the composites of tests/bench/cutout; all within 0.003 of boundary IoU.
constexpr double kGuidedRadius = 2.5;
constexpr float kGuidedEps = 1e-4F;
constexpr int kGuidedStep = 2;

// Of the head, the share that may look like the wall for its loops to be looked for: highlights and real
// loops are a few percent, hair of the wall's colour is most of the head (matte_test.cpp, "dark hair on a
// dark wall").
constexpr double kMaxLoops = 0.15;
// Round a loop, its rim of that many working px left out, at most this share may pass for the wall: its
// colour may be so many times as far from the wall's as for what looks like wall. With 1.0 holes are cut into
// dark hair before a dark wall; from 1.5 to 2.5 the mean square error there falls by 6 to 10 %, and at 2.5
// real loops before a dark green wall begin to close (training people of tests/bench/cutout).
constexpr float kAmongAlike = 0.25F;
// Nor is it a loop where the mask is as sure as this: in the loops of `london` it is 0.8 to 0.95, in faces
// that have the wall's colour, grey before grey, 1. No pixel of `london` changes with it.
constexpr float kNoLoop = 0.97F;
constexpr double kRim = 3;

cv::Mat in_zone(cv::Size size, const cv::Rect& zone) {
  cv::Mat out = cv::Mat::zeros(size, CV_8U);
  if (!zone.empty()) out(zone).setTo(255);
  return out;
}

// Alpha as an affine function (the layers of a Band) of the colour I, for a wall of colour `b` and a person
// of colour `f`: the least of
//   (I - alpha f - (1 - alpha) b)' S^-1 (I - alpha f - (1 - alpha) b) + weight (alpha - prior)^2
// with S = variance 1 + shade f f': noise in every direction, and the light on the person along its own
// colour.
void affine_alpha(const float* b, const float* f, float variance, float shade, float prior, float weight,
                  float* out) {
  const float d[3] = {f[0] - b[0], f[1] - b[1], f[2] - b[2]};
  const float fd = f[0] * d[0] + f[1] * d[1] + f[2] * d[2];
  const float lit = shade * fd / (variance + shade * (f[0] * f[0] + f[1] * f[1] + f[2] * f[2]));
  const float precision = 1 / variance;
  const float w[3] = {(d[0] - lit * f[0]) * precision, (d[1] - lit * f[1]) * precision,
                      (d[2] - lit * f[2]) * precision};
  const float total = 1 / (weight + w[0] * d[0] + w[1] * d[1] + w[2] * d[2]);
  for (int c = 0; c < 3; ++c) out[c] = w[c] * total;
  out[3] = (prior * weight - w[0] * b[0] - w[1] * b[1] - w[2] * b[2]) * total;
  // What the wall's own texture would give, taken off where the prior says wall.
  const float texture = std::sqrt(b[3]) * (std::abs(w[0]) + std::abs(w[1]) + std::abs(w[2])) * total;
  out[3] -= kTexture * texture * std::max(0.0F, 1 - 2 * prior);
}

// Pixels whose layers are read: unknown ones and their neighbours.
cv::Mat near_unknown(const Band& band) {
  return within(band.side == kUnknown, 1);
}

// How much the wall's colour `b` could be that of hair, skin or a highlight, none of which is green or blue.
float like_a_head(const float* b) {
  const float cold = std::max(b[1], b[2]) - b[0];
  return std::clamp((kCold - cold) / (kCold - kNeutral), 0.0F, 1.0F);
}

// How sure the mask is that hair or face is there, whatever its colour: 0..1. Among highlights less is
// enough.
float sure_of_head(float mask, float glint) {
  const float from = kSureFrom - glint * (kSureFrom - kGlintFrom),
              to = kSureTo - glint * (kSureTo - kGlintTo);
  return std::clamp((mask - from) / (to - from), 0.0F, 1.0F);
}

// Fills band.layers where `near` is not zero.
void fill_layers(const cv::Mat& picture, const cv::Mat& near, const cv::Mat& prior,
                 const cv::Mat& person_core, const cv::Mat& wall_core, const Reach& reach, Band& band) {
  const bool plain = !band.behind.empty();
  cv::Mat behind = band.behind, could_be_wall = band.could_be_wall;
  if (!plain) {
    // Also behind the person's core about the band, which is asked whether it looks like the wall.
    behind = nearest_colour(picture, wall_core, near | (within(near, 0.5 * reach.window()) & person_core));
    could_be_wall = looks_like_wall(picture, behind, reach.body);
  }
  const cv::Mat person = nearest_colour(picture, person_core, near);
  const cv::Mat alike = wall_alike_share(could_be_wall, person_core, reach.window());
  const cv::Rect hair = plain ? reach.hair : cv::Rect();
  band.layers.create(picture.size(), CV_32FC(kLayers));
  for (int y = 0; y < picture.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* n = near.ptr<std::uint8_t>(y);
    const auto* a = alike.ptr<float>(y);
    const auto* pr = prior.ptr<float>(y);
    const auto* mask = band.mask.ptr<float>(y);
    const auto* b = behind.ptr<float>(y);
    const auto* f = person.ptr<float>(y);
    auto* l = band.layers.ptr<float>(y);
    const bool head = y < reach.body, hair_row = hair.y <= y && y < hair.br().y;
    const auto* glints = head && !band.glint.empty() ? band.glint.ptr<float>(y) : nullptr;
    const auto* loops = band.loops.empty() ? nullptr : band.loops.ptr<std::uint8_t>(y);
    for (int x = 0; x < picture.cols; ++x, l += kLayers, b += 4, f += 4) {
      if (n[x] == 0) continue;  // never read
      const float glint = glints != nullptr ? glints[x] : 0.0F;
      const float doubt = std::max(ambiguity(a[x]), glint);
      // Strands and loops are free of the mask; what it is sure of is not.
      const bool loop = loops != nullptr && loops[x] != 0;
      const float sure = !head  ? std::clamp((pr[x] - 0.5F) / 0.4F, 0.0F, 1.0F)
                         : loop ? 0.0F
                                : like_a_head(b) * sure_of_head(mask[x], glint);
      const float expected = head ? pr[x] + sure * (1 - pr[x]) : pr[x];
      const bool in_hair = hair_row && hair.x <= x && x < hair.br().x;
      const float tau = kTauEdge + (in_hair ? (1 - doubt) * (1 - sure) * (kTauHair - kTauEdge) : 0.0F);
      const float variance = kPixelVariance + kPersonVariance + kMeasuredWeight * (f[3] + b[3]) +
                             kMisfit * nearest_mix(p + 3 * x, b, f).off;
      const float shade =
          (head ? kShadeHead : kShadeBody) * pr[x];  // light on the person, as far as it is one
      affine_alpha(b, f, variance, shade * shade, expected, (1 + kAlikeWeight * doubt) / (tau * tau), l);
    }
  }
}

}  // namespace

cv::Mat field_colour(const cv::Mat& picture, const Wall& wall) {
  cv::Mat cells(wall.field.size(), CV_32FC4), out;
  for (int y = 0; y < cells.rows; ++y)
    for (int x = 0; x < cells.cols; ++x) {
      const auto& c = wall.field.at<cv::Vec3f>(y, x);
      const float s = wall.spread.at<float>(y, x);
      cells.at<cv::Vec4f>(y, x) = {c[0], c[1], c[2], s * s};
    }
  cv::resize(cells, out, cells.size() * wall.cell, 0, 0, cv::INTER_LINEAR);
  return out(cv::Rect(0, 0, picture.cols, picture.rows));
}

Reach Reach::of(cv::Size picture, double mask_step, const std::optional<Face>& face) {
  Reach r;
  r.edge = 3.0 * mask_step;
  r.hair_in = r.hair_out = r.edge;
  r.guided = std::max(1, int(std::lround(kGuidedRadius * mask_step)));
  r.body = 0;
  const cv::Rect2d whole(0, 0, picture.width, picture.height);
  if (face && !(face->box & whole).empty()) {
    const cv::Rect2d box = face->box & whole;
    // Hair stands off at most about a third of a face's width in combed hair and reaches to the chest; curls
    // more, but then the network has most of them. Below the collar the band is narrow again.
    r.hair_out = std::max(r.edge, 0.30 * box.width);
    r.hair_in = std::max(r.edge, 0.10 * box.width);
    const cv::Rect all(0, 0, picture.width, picture.height);
    const cv::Rect2d hair(box.x - 1.0 * box.width, box.y - 1.2 * box.height, 3.0 * box.width,
                          3.4 * box.height);
    r.hair = cv::Rect(hair) & all;
    r.body = std::clamp(int(std::lround(box.y + 0.8 * box.height)), 0, picture.height);
    r.loops = r.hair & cv::Rect(0, 0, picture.width, std::max(0, int(box.y + 1.35 * box.height)));
  }
  return r;
}

cv::Mat surely_wall(const cv::Mat& raw, const Reach& reach) {
  const cv::Mat person = raw >= 0.3F, none = raw < 0.03F;
  const double margin = reach.edge + 0.5 * (reach.hair_out - reach.edge);
  cv::Mat out = none & ~within(person, margin);
  // A head that fills the picture leaves little: then nearer pixels have to do.
  if (cv::countNonZero(out) < 0.05 * double(out.total())) out = none & ~within(person, 0.5 * reach.edge);
  return out;
}

Band make_band(const cv::Mat& picture, const cv::Mat& raw, cv::Mat wall_colour, const Reach& reach) {
  const bool plain = !wall_colour.empty();
  const cv::Mat person = raw >= 0.5F;
  const cv::Mat hair = in_zone(picture.size(), plain ? reach.hair : cv::Rect());
  // Reach outwards: far in the hair zone, short elsewhere.
  cv::Mat reached = within(person, reach.edge);
  if (plain && !reach.hair.empty()) reached |= within(person, reach.hair_out) & hair;
  const cv::Mat wall_core = ~reached & (raw < 0.10F);
  const cv::Mat inside = deeper(person, reach.edge) & (raw > 0.90F);
  cv::Mat person_core = deeper(person, 0.6 * reach.edge) & (raw > 0.95F);

  Band band;
  band.side = cv::Mat(picture.size(), CV_8U, cv::Scalar(kUnknown));
  band.side.setTo(kWallSide, wall_core);
  band.side.setTo(kPersonSide, inside);
  band.mask = raw;
  if (plain) {
    band.behind = std::move(wall_colour);
    dim_wall(picture, raw, reach, band.behind);
    band.alike = looks_like_wall(picture, band.behind, picture.rows);
    const int body = std::clamp(reach.body, 0, picture.rows);
    // Far from the mask what has the wall's colour, and no strand beside it, is wall: most of the hair's
    // zone.
    band.side.setTo(kWallSide, deeper(band.alike, 1) & (raw < 0.10F));
    band.could_be_wall = looks_like_wall(picture, band.behind, picture.rows, kCouldBe);
    if (body < picture.rows)
      band.could_be_wall.rowRange(body, picture.rows) |=
          looks_like_wall(picture.rowRange(body, picture.rows), band.behind.rowRange(body, picture.rows), 0);
    if (body > 0) band.glint = find_glints(picture, raw >= 0.4F, band.behind, body, reach.window());
  }
  if (plain && !reach.loops.empty()) {
    // Loops of hair: where the wall itself shows through over more than a few pixels. Single pixels of the
    // wall's colour are highlights and seams; and where much of the person has that colour, it says nothing
    // about loops.
    const cv::Mat within_head = inside & in_zone(picture.size(), reach.loops);
    const double share =
        double(cv::countNonZero(band.alike & within_head)) / std::max(1, cv::countNonZero(within_head));
    if (share < kMaxLoops) {
      const cv::Mat inner = within_head & ~deeper(person, reach.hair_in);
      cv::Mat holes;
      cv::morphologyEx(band.alike, holes, cv::MORPH_OPEN, square(1));
      // Among hair or cloth that could pass for the wall, what looks like wall is hair or cloth.
      const int far = 2 * static_cast<int>(2 * reach.edge) + 1;
      const cv::Mat around = inside & ~within(holes, kRim);
      holes.setTo(0, wall_alike_share(band.could_be_wall, around, far) > kAmongAlike);
      if (!band.glint.empty()) holes.setTo(0, band.glint > 0.5F);
      holes.setTo(0, raw > kNoLoop);
      holes = within(holes & in_zone(picture.size(), reach.loops), 2);
      band.loops = holes & inner;
      band.side.setTo(kUnknown, band.loops);
      person_core.setTo(0, holes);
    }
  }
  const cv::Mat near = near_unknown(band);
  const cv::Mat prior = guided_filter(picture, raw, near, reach.guided, kGuidedStep, kGuidedEps);
  fill_layers(picture, near, prior, person_core, wall_core, reach, band);
  return band;
}

void tighten(const cv::Mat& picture, const cv::Mat& alpha, const Reach& reach, Band& band) {
  cv::Mat levels;
  alpha.convertTo(levels, CV_8U, 255);
  const cv::Mat kernel = square(1);
  cv::Mat high, low;
  cv::dilate(levels, high, kernel);
  cv::erode(levels, low, kernel);
  const cv::Mat person_core = low >= 248, wall_core = high <= 5;
  // Still unknown: anything within a pixel of a value that is neither 0 nor 1, or of a step between the two.
  const cv::Mat open = within((high > 2) & (low < 253), 1);
  band.side.setTo(kWallSide);
  band.side.setTo(kPersonSide, levels > 127);
  band.side.setTo(kUnknown, open);
  fill_layers(picture, near_unknown(band), alpha, person_core, wall_core, reach, band);
}

}  // namespace background
