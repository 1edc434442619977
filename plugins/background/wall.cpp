#include "wall.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "mats.h"

namespace background {

namespace {

// Cubic in x and y: the vignette of a lens is even and the fall-off of two lamps is at most a saddle, both of
// which a cubic holds; higher orders swing under the person, where nothing ties them down.
constexpr int kTerms = 10;
// A cell off the polynomial by more than this many 8-bit levels (sum over channels of squares, per channel)
// is not lit wall: twice the 99th percentile of `london` walls against their own cubic (4.6 levels).
constexpr double kMinOutlier = 10.0;

struct Cell {
  int x, y;
  cv::Vec3f colour;
};

using Terms = std::array<double, kTerms>;

Terms terms(double x, double y) {
  return {1, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y};
}

// A ninth of the cells, still a thousand, ties down ten terms as well as all.
constexpr std::size_t kEvery = 9;
constexpr std::size_t kEnough = 4000;

// Weighted least squares by normal equations, lightly damped so that a wall seen only at one side stays tame.
cv::Mat solve(const std::vector<Cell>& cells, const std::vector<Terms>& basis,
              const std::vector<double>& weight) {
  double sums[kTerms][kTerms] = {}, right[kTerms][3] = {};
  const std::size_t step = cells.size() > kEnough ? kEvery : 1;
  for (std::size_t i = 0; i < cells.size(); i += step) {
    const auto& t = basis[i];
    for (int r = 0; r < kTerms; ++r) {
      const double wt = weight[i] * t[std::size_t(r)];
      for (int c = r; c < kTerms; ++c) sums[r][c] += wt * t[std::size_t(c)];
      for (int c = 0; c < 3; ++c) right[r][c] += wt * double(cells[i].colour[c]);
    }
  }
  cv::Mat a(kTerms, kTerms, CV_64F), b(kTerms, 3, CV_64F, &right[0][0]);
  for (int r = 0; r < kTerms; ++r)
    for (int c = 0; c < kTerms; ++c) a.at<double>(r, c) = r <= c ? sums[r][c] : sums[c][r];
  const double damping = 1e-3 * a.at<double>(0, 0);
  for (int r = 1; r < kTerms; ++r) a.at<double>(r, r) += damping * (r < 3 ? 0.1 : r < 6 ? 1.0 : 10.0);
  cv::Mat x;
  cv::solve(a, b, x, cv::DECOMP_CHOLESKY);
  return x;  // x has its own memory
}

cv::Vec3d value_of(const cv::Mat& polynomial, const Terms& t) {
  cv::Vec3d out;
  const auto* p = polynomial.ptr<cv::Vec3d>();
  for (std::size_t r = 0; r < kTerms; ++r) out += t[r] * p[r];
  return out;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto mid = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), mid, values.end());
  return *mid;
}

}  // namespace

Wall fit_wall(const cv::Mat& picture, const cv::Mat& sure_wall) {
  Wall wall;
  const int cell = wall.cell;
  const cv::Size grid((picture.cols + cell - 1) / cell, (picture.rows + cell - 1) / cell);

  // Means of the surely-wall pixels of each cell, and their squares for the spread.
  cv::Mat mean = cv::Mat::zeros(grid, CV_32FC3);
  cv::Mat known = cv::Mat::zeros(grid, CV_32F);
  std::vector<Cell> cells;
  for (int gy = 0; gy < grid.height; ++gy) {
    for (int gx = 0; gx < grid.width; ++gx) {
      int r = 0, g = 0, b = 0, count = 0;
      for (int y = gy * cell; y < std::min(picture.rows, (gy + 1) * cell); ++y) {
        const auto* s = sure_wall.ptr<std::uint8_t>(y);
        const auto* p = picture.ptr<std::uint8_t>(y);
        for (int x = gx * cell; x < std::min(picture.cols, (gx + 1) * cell); ++x) {
          const int in = s[x] != 0 ? 1 : 0;
          r += in * p[3 * x], g += in * p[3 * x + 1], b += in * p[3 * x + 2], count += in;
        }
      }
      if (count * 2 < cell * cell) continue;
      const cv::Vec3f colour = cv::Vec3f(float(r), float(g), float(b)) / float(count);
      mean.at<cv::Vec3f>(gy, gx) = colour;
      known.at<float>(gy, gx) = 1;
      cells.push_back({gx, gy, colour});
    }
  }
  wall.seen_share = double(cells.size()) / std::max(1, grid.area());
  if (cells.size() < 3 * kTerms) {
    wall.field = wall.base = push_pull(mean, known);
    wall.spread = cv::Mat(grid, CV_32F, cv::Scalar(128));
    return wall;
  }

  std::vector<Terms> basis(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    basis[i] = terms(2.0 * cells[i].x / grid.width - 1, 2.0 * cells[i].y / grid.height - 1);
  std::vector<double> weight(cells.size(), 1.0);
  std::vector<double> miss(cells.size());
  cv::Mat polynomial;
  for (int round = 0; round < 4; ++round) {
    polynomial = solve(cells, basis, weight);
    for (std::size_t i = 0; i < cells.size(); ++i)
      miss[i] = std::sqrt(cv::normL2Sqr<double, double>(
                              (value_of(polynomial, basis[i]) - cv::Vec3d(cells[i].colour)).val, 3) /
                          3);
    wall.roughness = median(miss);
    // Cauchy weights: a shelf that fills a fifth of the wall must not bend it.
    const double scale = std::max(1.0, 2.0 * wall.roughness);
    for (std::size_t i = 0; i < cells.size(); ++i)
      weight[i] = 1 / (1 + (miss[i] * miss[i]) / (scale * scale));
  }

  // The residual: known where the cell follows the polynomial, spread from there. On a scene almost nothing
  // does; then all cells speak, the field is a blurred picture of the scene and `spread` says how little it
  // is worth.
  const double limit = std::max(kMinOutlier, 4.0 * wall.roughness);
  std::size_t follows = 0;
  for (double m : miss) follows += m <= limit;
  wall.plain_share = wall.roughness > kMinOutlier ? 0 : double(follows) / double(cells.size());
  const bool all = wall.plain_share < 0.6;

  cv::Mat residual = cv::Mat::zeros(grid, CV_32FC3);
  cv::Mat trusted = cv::Mat::zeros(grid, CV_32F);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!all && miss[i] > limit) continue;
    residual.at<cv::Vec3f>(cells[i].y, cells[i].x) =
        cells[i].colour - cv::Vec3f(value_of(polynomial, basis[i]));
    trusted.at<float>(cells[i].y, cells[i].x) = 1;
  }
  // Means over 5 x 5 cells keep a strand that crosses single cells out of the field.
  cv::Mat sum, total;
  cv::boxFilter(residual, sum, -1, {5, 5}, {-1, -1}, false, cv::BORDER_CONSTANT);
  cv::boxFilter(trusted, total, -1, {5, 5}, {-1, -1}, false, cv::BORDER_CONSTANT);
  cv::Mat weight_of = cv::Mat::zeros(grid, CV_32F);
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x) {
      const float n = total.at<float>(y, x);
      const float w = std::min(1.0F, n / 5.0F);
      weight_of.at<float>(y, x) = n > 0 ? w : 0;
      sum.at<cv::Vec3f>(y, x) *= n > 0 ? w / n : 0;
    }
  wall.field = push_pull(sum, weight_of);
  wall.base.create(grid, CV_32FC3);
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x)
      wall.base.at<cv::Vec3f>(y, x) =
          value_of(polynomial, terms(2.0 * x / grid.width - 1, 2.0 * y / grid.height - 1));
  wall.field += wall.base;

  cv::Mat square = cv::Mat::zeros(grid, CV_32F);
  for (const Cell& c : cells) {
    const cv::Vec3f d = c.colour - wall.field.at<cv::Vec3f>(c.y, c.x);
    const float m = d.dot(d) / 3;
    // A single foreign cell on a plain wall is a thing on the wall, not the wall's roughness.
    square.at<float>(c.y, c.x) = all ? m : std::min(m, float(limit * limit));
  }
  cv::boxFilter(square, sum, -1, {9, 9}, {-1, -1}, false, cv::BORDER_CONSTANT);
  cv::boxFilter(known, total, -1, {9, 9}, {-1, -1}, false, cv::BORDER_CONSTANT);
  cv::Mat seen = cv::min(total / 9, 1.0);
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x) {
      const float n = total.at<float>(y, x);
      sum.at<float>(y, x) *= n > 0 ? seen.at<float>(y, x) / n : 0;
    }
  cv::sqrt(push_pull(sum, seen), wall.spread);
  return wall;
}

}  // namespace background
