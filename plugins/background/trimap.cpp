#include "trimap.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace background {

namespace {

// Noise of one pixel of a shrunk JPEG, 8-bit levels: the median over `london` walls is 1.6, phones are worse.
constexpr float kPixelNoise = 3.0F;
// How far a person's colour strays from the nearest core pixel's, 8-bit levels.
constexpr float kPersonSpread = 7.0F;
// Standard deviation of alpha about the prior: at the outline, and among hairs.
constexpr float kTauEdge = 0.30F;
constexpr float kTauHair = 0.60F;
// How much more the prior weighs where the person's own colours are the wall's.
constexpr float kAlikeWeight = 30.0F;

cv::Mat distance_to(const cv::Mat& zero_where) {
  cv::Mat out;
  cv::distanceTransform(zero_where, out, cv::DIST_L2, 3);
  return out;
}

// For each pixel the mean colour (3 x 3, core only) of the nearest core pixel. CV_32FC3.
cv::Mat nearest_colour(const cv::Mat& picture, const cv::Mat& core) {
  cv::Mat distance, labels;
  cv::distanceTransform(core == 0, distance, labels, cv::DIST_L2, 3, cv::DIST_LABEL_PIXEL);
  int count = 0;
  for (int y = 0; y < core.rows; ++y) {
    const auto* c = core.ptr<std::uint8_t>(y);
    for (int x = 0; x < core.cols; ++x) count += c[x] != 0;
  }
  std::vector<cv::Vec3f> colour(static_cast<std::size_t>(count) + 2);
  for (int y = 0; y < core.rows; ++y) {
    for (int x = 0; x < core.cols; ++x) {
      if (core.at<std::uint8_t>(y, x) == 0) continue;
      cv::Vec3f sum;
      float n = 0;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const int yy = y + dy, xx = x + dx;
          if (yy < 0 || xx < 0 || yy >= core.rows || xx >= core.cols || core.at<std::uint8_t>(yy, xx) == 0) continue;
          sum += cv::Vec3f(picture.at<cv::Vec3b>(yy, xx));
          n += 1;
        }
      colour[static_cast<std::size_t>(labels.at<int>(y, x))] = sum / n;
    }
  }
  cv::Mat out(picture.size(), CV_32FC3);
  for (int y = 0; y < out.rows; ++y) {
    const auto* l = labels.ptr<int>(y);
    auto* o = out.ptr<cv::Vec3f>(y);
    for (int x = 0; x < out.cols; ++x) o[x] = colour[static_cast<std::size_t>(l[x])];
  }
  return out;
}

// Root mean square distance per channel, 8-bit levels, within which a pixel looks like the wall behind it.
constexpr float kAlike = 10.0F;

// 255 where the picture looks like `wall_colour` (CV_32FC3).
cv::Mat looks_like_wall(const cv::Mat& picture, const cv::Mat& wall_colour) {
  cv::Mat out(picture.size(), CV_8U);
  for (int y = 0; y < out.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* b = wall_colour.ptr<float>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < out.cols; ++x) {
      const float dr = float(p[3 * x]) - b[3 * x], dg = float(p[3 * x + 1]) - b[3 * x + 1],
                  db = float(p[3 * x + 2]) - b[3 * x + 2];
      o[x] = dr * dr + dg * dg + db * db < 3 * kAlike * kAlike ? 255 : 0;
    }
  }
  return out;
}

// Of the person's core round each pixel, the share that looks like the wall: white shirt on a white wall, highlights in
// hair. Where it is high, colour says nothing. CV_32F.
cv::Mat wall_alike_share(const cv::Mat& alike, const cv::Mat& person_core, int window) {
  cv::Mat both, alike_mean, core_mean, out;
  cv::bitwise_and(alike, person_core, both);
  cv::boxFilter(both, alike_mean, CV_32F, {window, window}, {-1, -1}, true, cv::BORDER_REPLICATE);
  cv::boxFilter(person_core, core_mean, CV_32F, {window, window}, {-1, -1}, true, cv::BORDER_REPLICATE);
  cv::divide(alike_mean, core_mean + 1.0F, out);
  return out;
}

struct WallAt {
  cv::Mat colour;  // CV_32FC3
  cv::Mat spread;  // CV_32F
};

WallAt wall_at(const cv::Mat& picture, const cv::Mat& wall_core, const Wall& wall) {
  WallAt out;
  cv::resize(wall.field, out.colour, wall.field.size() * wall.cell, 0, 0, cv::INTER_LINEAR);
  cv::resize(wall.spread, out.spread, wall.field.size() * wall.cell, 0, 0, cv::INTER_LINEAR);
  const cv::Rect here(0, 0, picture.cols, picture.rows);
  out.colour = out.colour(here).clone();
  out.spread = out.spread(here).clone();
  if (!wall.plain() && cv::countNonZero(wall_core) > 0) out.colour = nearest_colour(picture, wall_core);
  return out;
}

void fill_layers(const cv::Mat& picture, const cv::Mat& prior, const cv::Mat& person_core, const WallAt& behind,
                 const Wall& wall, const Reach& reach, Band& band) {
  const int window = 2 * static_cast<int>(1.5 * reach.edge) + 1;
  const cv::Mat alike =
      wall_alike_share(looks_like_wall(picture, behind.colour), person_core, window);
  const cv::Mat person = nearest_colour(picture, person_core);
  cv::Mat near;
  cv::dilate(band.side == kUnknown, near, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  band.layers = cv::Mat::zeros(picture.size(), CV_32FC(kLayers));
  for (int y = 0; y < picture.rows; ++y) {
    const auto* n = near.ptr<std::uint8_t>(y);
    const auto* side = band.side.ptr<std::uint8_t>(y);
    auto* l = band.layers.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x, l += kLayers) {
      if (n[x] == 0) {
        l[6] = side[x] == kPersonSide ? 1.0F : 0.0F;
        continue;
      }
      const auto& b = behind.colour.at<cv::Vec3f>(y, x);
      const auto& f = person.at<cv::Vec3f>(y, x);
      const float s = behind.spread.at<float>(y, x);
      const float tau = wall.plain() && reach.hair.contains({x, y}) ? kTauHair : kTauEdge;
      const float sigma2 = kPixelNoise * kPixelNoise + kPersonSpread * kPersonSpread + s * s;
      for (int c = 0; c < 3; ++c) l[c] = b[c], l[3 + c] = f[c];
      l[6] = prior.at<float>(y, x);
      // A twentieth of look-alikes is a few highlights; from a quarter on colour has next to no say.
      const float doubt = std::clamp((alike.at<float>(y, x) - 0.05F) / 0.2F, 0.0F, 1.0F);
      l[7] = sigma2 / (tau * tau) * (1 + kAlikeWeight * doubt);
    }
  }
}

}  // namespace

Reach Reach::of(cv::Size picture, double net_step, const std::optional<Face>& face) {
  Reach r;
  r.edge = 2.0 * net_step;
  r.hair_in = r.hair_out = r.edge;
  if (face) {
    const auto& box = face->box;
    // Hair stands off at most about a third of a face's width in combed hair and reaches to the chest; curls more, but
    // then the network has most of them. Below the collar the band is narrow again.
    r.hair_out = std::max(r.edge, 0.30 * box.width);
    r.hair_in = std::max(r.edge, 0.10 * box.width);
    const cv::Rect2d hair(box.x - 1.0 * box.width, box.y - 1.2 * box.height, 3.0 * box.width, 3.4 * box.height);
    r.hair = cv::Rect(hair) & cv::Rect(0, 0, picture.width, picture.height);
  }
  return r;
}

cv::Mat surely_wall(const cv::Mat& prior, const Reach& reach) {
  const cv::Mat far = distance_to(prior < 0.3F);
  const double margin = reach.edge + 0.5 * (reach.hair_out - reach.edge);
  cv::Mat out = (prior < 0.03F) & (far > margin);
  // A head that fills the picture leaves little: then nearer pixels have to do.
  if (cv::countNonZero(out) < 0.05 * double(out.total())) out = (prior < 0.03F) & (far > 0.5 * reach.edge);
  return out;
}

Band make_band(const cv::Mat& picture, const cv::Mat& raw, const cv::Mat& prior, const Wall& wall, const Reach& reach) {
  const cv::Mat outside = distance_to(raw < 0.5F);   // how far from the person
  const cv::Mat inside = distance_to(raw >= 0.5F);   // how deep in the person
  const bool plain = wall.plain();
  Band band;
  band.side.create(picture.size(), CV_8U);
  cv::Mat person_core(picture.size(), CV_8U), wall_core(picture.size(), CV_8U), inner(picture.size(), CV_8U);
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const float p = raw.at<float>(y, x);
      const float out = outside.at<float>(y, x), in = inside.at<float>(y, x);
      const bool hair = plain && reach.hair.contains({x, y});
      const double reach_out = hair ? reach.hair_out : reach.edge, reach_in = hair ? reach.hair_in : reach.edge;
      const bool is_wall = p < 0.5F && out > reach_out && p < 0.10F;
      const bool is_person = p >= 0.5F && in > reach.edge && p > 0.90F;
      inner.at<std::uint8_t>(y, x) = is_person && in <= reach_in ? 255 : 0;
      band.side.at<std::uint8_t>(y, x) = is_wall ? kWallSide : is_person ? kPersonSide : kUnknown;
      wall_core.at<std::uint8_t>(y, x) = is_wall ? 255 : 0;
      person_core.at<std::uint8_t>(y, x) = p > 0.95F && in > 0.6 * reach.edge ? 255 : 0;
    }
  }
  const WallAt behind = wall_at(picture, wall_core, wall);
  if (plain) {
    // Loops of hair: where the wall itself shows through over more than a few pixels. Single pixels of the wall's colour
    // are highlights and seams.
    cv::Mat holes;
    const auto kernel = cv::getStructuringElement(cv::MORPH_RECT, {3, 3});
    cv::morphologyEx(looks_like_wall(picture, behind.colour), holes, cv::MORPH_OPEN, kernel);
    cv::dilate(holes & inner, holes, kernel, {-1, -1}, 2);
    band.side.setTo(kUnknown, holes & inner);
  }
  fill_layers(picture, prior, person_core, behind, wall, reach, band);
  return band;
}

void tighten(const cv::Mat& picture, const cv::Mat& alpha, const Wall& wall, const Reach& reach, Band& band) {
  const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_RECT, {3, 3});
  cv::Mat person_core, wall_core;
  cv::erode(alpha > 0.97F, person_core, kernel);
  cv::erode(alpha < 0.02F, wall_core, kernel);
  // Still unknown: anything within a pixel of a value that is neither 0 nor 1, or of a step between the two.
  cv::Mat high, low;
  cv::dilate(alpha, high, kernel);
  cv::erode(alpha, low, kernel);
  cv::Mat open = (high > 0.01F) & (low < 0.99F);
  cv::dilate(open, open, kernel);
  for (int y = 0; y < alpha.rows; ++y)
    for (int x = 0; x < alpha.cols; ++x) {
      auto& side = band.side.at<std::uint8_t>(y, x);
      side = open.at<std::uint8_t>(y, x) != 0 ? kUnknown
             : alpha.at<float>(y, x) > 0.5F   ? kPersonSide
                                              : kWallSide;
    }
  fill_layers(picture, alpha, person_core, wall_at(picture, wall_core, wall), wall, reach, band);
}

}  // namespace background
