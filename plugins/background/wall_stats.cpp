#include "wall_stats.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <span>
#include <unordered_map>

#include "alike.h"
#include "certphoto/colour.hpp"
#include "grow.h"
#include "mats.h"
#include "wall.h"

namespace background {

namespace {

// The gradient of OFIQ's component 42 is taken on a picture of this height (standards.md, section 3, row 42),
// the wall eroded by kErode.
constexpr int kGradientHeight = 354;
constexpr int kErode = 4;
// A cell this many 8-bit levels off the lit wall is not wall: above twice the 99th percentile of `london`
// walls (4.6).
constexpr double kObjectLevels = 12;
// Patches smaller than this share of the picture are dust and single strands.
constexpr double kPatchMin = 5e-4;
// A shadow keeps the wall's hue: its chroma moves by less than this while L* falls.
constexpr double kShadowChroma = 8;

// The value that `percent` (below 100) of `values` lie below; not empty, and reordered.
float percentile(std::span<float> values, std::size_t percent) {
  const auto at = values.begin() + std::ptrdiff_t(values.size() * percent / 100);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

cph::Lab lab(const cv::Vec3f& c) {
  return cph::lab_of_mean(c[0], c[1], c[2]);
}

// Wall more than `radius` px from anything else; beyond the picture's edge the wall goes on.
cv::Mat eroded_wall(const cv::Mat& matte, int radius) {
  cv::Mat distance, out;
  const cv::Mat wall = matte == 0;
  if (radius < 8) {  // up to here the window is the faster
    const int side = 2 * radius + 1;
    cv::erode(wall, out, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}), {-1, -1}, 1,
              cv::BORDER_CONSTANT, cv::Scalar(255));
    return out;
  }
  if (cv::countNonZero(wall) == int(wall.total())) return wall;
  cv::distanceTransform(wall, distance, cv::DIST_L2, 3);
  return distance > radius;
}

double mean_gradient(const cv::Mat& picture, const cv::Mat& matte) {
  const double scale = double(kGradientHeight) / picture.rows;
  cv::Mat grey, small, small_matte, gx, gy, magnitude;
  cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
  const int interpolation = scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR;
  const cv::Size size(std::max(1, int(std::lround(picture.cols * scale))), kGradientHeight);
  cv::resize(grey, small, size, 0, 0, interpolation);
  cv::resize(matte, small_matte, size, 0, 0, interpolation);
  const cv::Mat wall = eroded_wall(small_matte, kErode);
  if (cv::countNonZero(wall) == 0) return 0;
  cv::Sobel(small, gx, CV_32F, 1, 0);
  cv::Sobel(small, gy, CV_32F, 0, 1);
  cv::magnitude(gx, gy, magnitude);
  return cv::mean(magnitude, wall)[0];
}

struct CellMeans {
  cv::Mat colour;  // CV_32FC3
  cv::Mat seen;    // CV_8U
};

CellMeans cell_means(const cv::Mat& picture, const cv::Mat& wall, int cell, cv::Size grid) {
  CellMeans out{cv::Mat::zeros(grid, CV_32FC3), cv::Mat::zeros(grid, CV_8U)};
  for (int gy = 0; gy < grid.height; ++gy)
    for (int gx = 0; gx < grid.width; ++gx) {
      cv::Vec3f sum;
      int n = 0;
      for (int y = gy * cell; y < std::min(picture.rows, (gy + 1) * cell); ++y) {
        const auto* w = wall.ptr<std::uint8_t>(y);
        const auto* p = picture.ptr<cv::Vec3b>(y);
        for (int x = gx * cell; x < std::min(picture.cols, (gx + 1) * cell); ++x) {
          if (w[x] == 0) continue;
          sum += cv::Vec3f(p[x]);
          ++n;
        }
      }
      if (2 * n < cell * cell) continue;
      out.colour.at<cv::Vec3f>(gy, gx) = sum / float(n);
      out.seen.at<std::uint8_t>(gy, gx) = 255;
    }
  return out;
}

void measure_colours(const CellMeans& cells, WallStats& stats) {
  std::array<std::vector<float>, 3> channels;
  std::vector<cph::Lab> all;
  for (int y = 0; y < cells.seen.rows; y += 2)
    for (int x = 0; x < cells.seen.cols; x += 2) {
      if (cells.seen.at<std::uint8_t>(y, x) == 0) continue;
      const auto& c = cells.colour.at<cv::Vec3f>(y, x);
      all.push_back(lab(c));
      for (int i = 0; i < 3; ++i) channels[std::size_t(i)].push_back(c[i]);
    }
  if (all.empty()) return;
  cv::Vec3f centre;
  for (int i = 0; i < 3; ++i) centre[i] = percentile(channels[std::size_t(i)], 50);
  const cph::Lab middle = lab(centre);
  stats.lightness = middle.L;
  std::size_t near = 0;
  for (const auto& c : all) near += cph::ciede2000(middle, c) <= kClusterDeltaE;
  stats.largest_cluster_share = double(near) / double(all.size());
}

// Connected cells of `flags` (CV_8U) that are large enough to be more than a speck.
Patches patches(const cv::Mat& flags, double cells_in_wall) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(flags, labels, stats, centres, 8, CV_32S);
  const double min_area = std::max(3.0, kPatchMin * double(flags.total()));
  std::vector<std::pair<int, cv::Rect>> kept;
  double area = 0;
  for (int i = 1; i < count; ++i) {
    const int n = stats.at<int>(i, cv::CC_STAT_AREA);
    if (n < min_area) continue;
    area += n;
    kept.push_back(
        {n, cv::Rect(stats.at<int>(i, 0), stats.at<int>(i, 1), stats.at<int>(i, 2), stats.at<int>(i, 3))});
  }
  std::stable_sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  Patches out;
  for (std::size_t i = 0; i < std::min<std::size_t>(8, kept.size()); ++i) out.boxes.push_back(kept[i].second);
  out.share = cells_in_wall > 0 ? area / cells_in_wall : 0;
  return out;
}

void measure_patches(const CellMeans& cells, const Wall& wall, WallStats& stats) {
  const cv::Size grid = cells.seen.size();
  cv::Mat objects = cv::Mat::zeros(grid, CV_8U);
  stats.shade = cv::Mat(grid, CV_8U, cv::Scalar(kNoWall));
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x) {
      if (cells.seen.at<std::uint8_t>(y, x) == 0) continue;
      auto& shade = stats.shade.at<std::uint8_t>(y, x);
      shade = 0;
      const auto& c = cells.colour.at<cv::Vec3f>(y, x);
      const auto& base = wall.base.at<cv::Vec3f>(y, x);
      const cv::Vec3f miss = c - base;
      if (miss.dot(miss) / 3 <= kObjectLevels * kObjectLevels) continue;
      const cph::Lab here = lab(c), lit = lab(base);
      const double fall = lit.L - here.L;
      const bool same_hue = std::hypot(here.a - lit.a, here.b - lit.b) < kShadowChroma;
      // Nothing on a lit wall is darkened below two fifths of its lightness by a person's shadow alone.
      if (same_hue && fall > 0 && fall < 0.6 * lit.L)
        shade = static_cast<std::uint8_t>(std::min(254.0, fall * kShadeStep));
      else
        objects.at<std::uint8_t>(y, x) = 255;
    }
  const Patches things = patches(objects, cv::countNonZero(cells.seen));
  stats.objects_share = things.share;
  for (const auto& r : things.boxes)
    stats.objects.push_back({r.x * wall.cell, r.y * wall.cell, r.width * wall.cell, r.height * wall.cell});
}

// How far each outline pixel strays from every mix of the paint and the person's colours nearest by: what is
// off that line is a trace of the old wall, or a highlight of hair. CIEDE2000; -1 off the outline.
cv::Mat strays_of(const cv::Mat& picture, const cv::Mat& matte, const Paint& paint) {
  const cv::Mat core = matte >= 250, empty = matte <= 5;
  const cv::Mat outline = within(core, 3) & within(empty, 3) & ~core & ~empty;
  const cv::Vec3f painted{float(paint.r), float(paint.g), float(paint.b)};
  constexpr float kNone = 1e9F;
  cv::Mat strays(picture.size(), CV_32F, cv::Scalar(-1));
  for (int y = 3; y < picture.rows - 3; ++y)
    for (int x = 3; x < picture.cols - 3; ++x) {
      if (outline.at<std::uint8_t>(y, x) == 0) continue;
      const cv::Vec3b here = picture.at<cv::Vec3b>(y, x);
      float best = kNone;
      cv::Vec3f best_mix;
      for (int dy = -3; dy <= 3; ++dy)
        for (int dx = -3; dx <= 3; ++dx) {
          if (core.at<std::uint8_t>(y + dy, x + dx) == 0) continue;
          const cv::Vec3f person = picture.at<cv::Vec3b>(y + dy, x + dx);
          const Mix mix = nearest_mix(here.val, painted.val, person.val);
          if (mix.off < best) best = mix.off, best_mix = painted + mix.person * (person - painted);
        }
      if (best < kNone) strays.at<float>(y, x) = float(cph::ciede2000(lab(here), lab(best_mix)));
    }
  return strays;
}

// The 95th percentile of what hangs together along the outline: the median of each pixel's neighbours on it.
// A speck of one or two pixels is a highlight of wet hair, a wall leaves a seam.
double fringe_of(const cv::Mat& picture, const cv::Mat& matte, const Paint& paint) {
  const cv::Mat strays = strays_of(picture, matte, paint);
  std::vector<float> seam;
  for (int y = 1; y < strays.rows - 1; ++y)
    for (int x = 1; x < strays.cols - 1; ++x) {
      if (strays.at<float>(y, x) < 0) continue;
      std::array<float, 9> near;
      std::size_t n = 0;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx)
          if (const float s = strays.at<float>(y + dy, x + dx); s >= 0) near[n++] = s;
      seam.push_back(percentile(std::span(near).first(n), 50));
    }
  return seam.empty() ? 0 : percentile(seam, 95);
}

}  // namespace

Patches find_shadows(const cv::Mat& shade, double delta_l) {
  const cv::Mat wall = shade != kNoWall;
  return patches((shade > delta_l * kShadeStep) & wall, cv::countNonZero(wall));
}

WallStats measure_wall(const cv::Mat& picture, const cv::Mat& matte) {
  WallStats stats;
  const cv::Mat wall_mask = eroded_wall(matte, kErode);
  stats.wall_share = double(cv::countNonZero(wall_mask)) / double(wall_mask.total());
  if (stats.wall_share == 0) return stats;
  stats.gradient = mean_gradient(picture, matte);
  cv::Scalar mean, sigma;
  cv::meanStdDev(picture, mean, sigma, wall_mask);
  for (std::size_t i = 0; i < 3; ++i) stats.sigma[i] = sigma[int(i)];

  const Wall wall = fit_wall(picture, wall_mask);
  const CellMeans cells = cell_means(picture, wall_mask, wall.cell, wall.field.size());
  measure_colours(cells, stats);
  std::array<double, 3> squares{};
  double count = 0;
  for (int y = 0; y < picture.rows; y += 2) {  // every second row: 50,000 pixels and more
    const auto* w = wall_mask.ptr<std::uint8_t>(y);
    const auto* p = picture.ptr<cv::Vec3b>(y);
    const auto* base = wall.base.ptr<cv::Vec3f>(y / wall.cell);
    for (int x = 0; x < picture.cols; ++x) {
      if (w[x] == 0) continue;
      const cv::Vec3f miss = cv::Vec3f(p[x]) - base[x / wall.cell];
      for (int i = 0; i < 3; ++i) squares[std::size_t(i)] += double(miss[i]) * double(miss[i]);
      count += 1;
    }
  }
  count = std::max(1.0, count);
  for (std::size_t i = 0; i < 3; ++i) stats.sigma_flat[i] = std::sqrt(squares[i] / count);
  stats.cell = wall.cell;
  measure_patches(cells, wall, stats);
  return stats;
}

GroundStats measure_ground(const cv::Mat& picture, const cv::Mat& matte, const Paint& paint) {
  GroundStats out;
  // Away from the person: beyond the reach of JPEG's 16-pixel blocks with 4:2:0 chroma.
  const cv::Mat ground = eroded_wall(matte, 16);
  const int n = cv::countNonZero(ground);
  out.share = double(n) / double(ground.total());
  const cph::Lab target = cph::lab_of(paint.r, paint.g, paint.b);
  if (n > 0) {
    cv::Scalar mean, sigma;
    cv::meanStdDev(picture, mean, sigma, ground);
    for (std::size_t i = 0; i < 3; ++i) out.sigma[i] = sigma[int(i)];
    std::vector<float> miss;
    double sum = 0;
    // A painted ground has a dozen colours, not ten thousand.
    std::unordered_map<std::uint32_t, double> known;
    const auto distance_to_paint = [&](const cv::Vec3b& p) {
      const auto [at, is_new] =
          known.try_emplace(std::uint32_t(p[0]) << 16 | std::uint32_t(p[1]) << 8 | std::uint32_t(p[2]));
      if (is_new) at->second = cph::ciede2000(target, cph::lab_of(p[0], p[1], p[2]));
      return at->second;
    };
    // Every 4th pixel each way: 10,000 of a finished photo are plenty for a mean.
    for (int y = 0; y < picture.rows; y += 4)
      for (int x = 0; x < picture.cols; x += 4) {
        if (ground.at<std::uint8_t>(y, x) == 0) continue;
        const double d = distance_to_paint(picture.at<cv::Vec3b>(y, x));
        miss.push_back(float(d));
        sum += d;
      }
    if (!miss.empty()) {
      out.delta_e_mean = sum / double(miss.size());
      out.delta_e_max = percentile(miss, 99);
    }
  }

  out.fringe = fringe_of(picture, matte, paint);
  return out;
}

}  // namespace background
