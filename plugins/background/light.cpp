#include "light.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "alike.h"
#include "between.h"
#include "grow.h"
#include "mats.h"

namespace background {

namespace {

// A person's shadow leaves a lit room's wall at least this share of its light.
constexpr float kLeast = 0.4F;
// From this share on it is no shadow but the wall's own unevenness.
constexpr float kUnshaded = 0.985F;
// Half the width up to which something dark beside the person counts as hair, in widths of the network's
// error at the edge.
constexpr double kStrand = 1.5;
// Margin round the mask within which nothing is read, in the same. Beside a round head a shadow is a wedge
// that the outline cuts off: from 0.1 to 0.4 the error of shaded walls is a twelfth less than at 1, which
// left a veil in the wedge (training people of tests/bench/cutout); elsewhere it is the same.
constexpr double kMargin = 0.4;
constexpr float kFull = 255.0F;
constexpr int kCell = 4;  // working px; a shadow's edge is softer

// Light on the wall x 255; full where the picture does not look like wall, and on the person.
cv::Mat light_seen(const cv::Mat& picture, const cv::Mat& person, const cv::Mat& behind) {
  cv::Mat out(picture.size(), CV_8U, cv::Scalar(255));
  for (int y = 0; y < out.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* in = person.ptr<std::uint8_t>(y);
    const auto* b = behind.ptr<float>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < out.cols; ++x, p += 3, b += 4) {
      if (in[x] != 0) continue;
      const float along = float(p[0]) * b[0] + float(p[1]) * b[1] + float(p[2]) * b[2];
      const float lit = std::max(1.0F, b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
      if (along >= kUnshaded * lit || along < kLeast * lit) continue;  // most of the wall: no division
      const float light = along / lit;
      const float dr = float(p[0]) - light * b[0], dg = float(p[1]) - light * b[1],
                  db = float(p[2]) - light * b[2];
      if (dr * dr + dg * dg + db * db < 3 * kAlike * kAlike)
        o[x] = static_cast<std::uint8_t>(light * kFull + 0.5F);
    }
  }
  return out;
}

// Means of the light on what is seen of the wall in each cell, from there on over the rest: 0..1.
cv::Mat light_of_cells(const cv::Mat& light, const cv::Mat& person) {
  const cv::Size cells((light.cols + kCell - 1) / kCell, (light.rows + kCell - 1) / kCell);
  cv::Mat known = cv::Mat::zeros(cells, CV_32F), value = cv::Mat::zeros(cells, CV_32F);
  for (int y = 0; y < light.rows; ++y) {
    const auto* l = light.ptr<std::uint8_t>(y);
    const auto* in = person.ptr<std::uint8_t>(y);
    auto* k = known.ptr<float>(y / kCell);
    auto* v = value.ptr<float>(y / kCell);
    for (int gx = 0; gx < cells.width; ++gx) {
      int count = 0, sum = 0;
      for (int x = gx * kCell; x < std::min(light.cols, (gx + 1) * kCell); ++x)
        if (in[x] == 0) ++count, sum += l[x];
      k[gx] += float(count) / (kCell * kCell);
      v[gx] += float(sum) / (kFull * kCell * kCell);
    }
  }
  return push_pull(value, known);
}

}  // namespace

void dim_wall(const cv::Mat& picture, const cv::Mat& mask, const Reach& reach, cv::Mat& behind) {
  const cv::Mat person = within(mask >= 0.5F, kMargin * reach.edge);
  cv::Mat light = light_seen(picture, person, behind);
  double darkest = 255;
  cv::minMaxLoc(light, &darkest, nullptr);
  if (darkest == 255) return;
  // Fill what is thin: a closing that the person has no part in.
  const cv::Mat strand = square(kStrand * reach.edge);
  light.setTo(0, person);
  cv::dilate(light, light, strand);
  light.setTo(255, person);
  cv::erode(light, light, strand);
  // On under the outline from beside it.
  const cv::Mat field = light_of_cells(light, person);
  const auto across = between(behind.cols, 1, kCell), down = between(behind.rows, 1, kCell);
  std::vector<float> row;
  for (int y = 0; y < behind.rows; ++y) {
    row_between(field, down[static_cast<std::size_t>(y)], row);
    auto* b = behind.ptr<float>(y);
    for (int x = 0; x < behind.cols; ++x, b += 4) {
      const auto& [first, right] = across[static_cast<std::size_t>(x)];
      const float* l = &row[static_cast<std::size_t>(first)];
      const float here = l[0] + right * (l[1] - l[0]);
      if (here < 0.99F)
        for (int c = 0; c < 3; ++c) b[c] *= here;
    }
  }
}

}  // namespace background
