#include "foreground.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "mats.h"

namespace background {

namespace {

// Cells of the coarse colours: about 160 along the longer side, so that a cell is as wide as the band of a
// short-haired head and its neighbours hold core on one side and wall on the other.
constexpr int kCellsAcross = 160;
// From here on a pixel counts as pure. Leaves 2 % for the matte's own noise.
constexpr int kPure = 250;
constexpr int kEmpty = 5;
// Standard deviations, 8-bit levels: of F about F0 (hair and skin side by side), and of the pixel's noise
// with alpha's error in it.
constexpr float kSpreadF = 24.0F;
constexpr float kNoise = 6.0F;

// Core and wall colours of the cells near the band; each is CV_32FC3, and `near` marks the cells they are
// good for.
struct Coarse {
  int cell = 4;
  cv::Mat person, wall;
  cv::Mat near;  // CV_8U
};

enum : std::uint8_t { kAllWall = 1, kAllPerson = 2, kMixed = 3 };

// Eight pixels of a matte at once.
std::uint64_t eight(const std::uint8_t* m) {
  std::uint64_t v;
  std::memcpy(&v, m, sizeof v);
  return v;
}

// End of the run of `value` (0 or 255) that begins at `x`.
int run_end(const std::uint8_t* m, int x, int columns, std::uint8_t value) {
  const std::uint64_t all = value == 0 ? 0 : ~std::uint64_t{0};
  while (x + 8 <= columns && eight(m + x) == all) x += 8;
  while (x < columns && m[x] == value) ++x;
  return x;
}

cv::Mat classify(const cv::Mat& matte, int cell) {
  cv::Mat out((matte.rows + cell - 1) / cell, (matte.cols + cell - 1) / cell, CV_8U, cv::Scalar(0));
  for (int y = 0; y < matte.rows; ++y) {
    const auto* m = matte.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y / cell);
    for (int gx = 0; gx < out.cols; ++gx) {
      const int x0 = gx * cell, x1 = std::min(matte.cols, x0 + cell);
      if (x1 - x0 >= 8 && x1 - x0 <= 16) {  // usual: two looks see the whole row of the cell
        const std::uint64_t first = eight(m + x0), last = eight(m + x1 - 8);
        if ((first | last) == 0 || (first & last) == ~std::uint64_t{0}) {
          o[gx] |= first == 0 ? kAllWall : kAllPerson;
          continue;
        }
      }
      std::uint8_t low = 255, high = 0;
      for (int x = x0; x < x1; ++x) {
        low = std::min(low, m[x]);
        high = std::max(high, m[x]);
      }
      o[gx] |= high == 0 ? kAllWall : low == 255 ? kAllPerson : kMixed;
    }
  }
  return out;
}

Coarse coarse_colours(const cv::Mat& photo, const cv::Mat& matte) {
  Coarse c;
  c.cell = std::max(2, std::max(photo.cols, photo.rows) / kCellsAcross);
  const cv::Mat kind = classify(matte, c.cell);
  cv::dilate(kind == kMixed, c.near, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  cv::Mat person = cv::Mat::zeros(kind.size(), CV_32FC3), wall = person.clone();
  cv::Mat person_weight = cv::Mat::zeros(kind.size(), CV_32F), wall_weight = person_weight.clone();
  for (int gy = 0; gy < kind.rows; ++gy) {
    for (int gx = 0; gx < kind.cols; ++gx) {
      if (c.near.at<std::uint8_t>(gy, gx) == 0) continue;
      cv::Vec3i sum_person, sum_wall;
      int n_person = 0, n_wall = 0;
      for (int y = gy * c.cell; y < std::min(photo.rows, (gy + 1) * c.cell); ++y) {
        const auto* p = photo.ptr<cv::Vec3b>(y);
        const auto* m = matte.ptr<std::uint8_t>(y);
        for (int x = gx * c.cell; x < std::min(photo.cols, (gx + 1) * c.cell); ++x) {
          if (m[x] >= kPure) {
            sum_person += cv::Vec3i(p[x]);
            ++n_person;
          } else if (m[x] <= kEmpty) {
            sum_wall += cv::Vec3i(p[x]);
            ++n_wall;
          }
        }
      }
      const float area = float(c.cell * c.cell);
      person.at<cv::Vec3f>(gy, gx) = cv::Vec3f(sum_person) / area;
      wall.at<cv::Vec3f>(gy, gx) = cv::Vec3f(sum_wall) / area;
      person_weight.at<float>(gy, gx) = float(n_person) / area;
      wall_weight.at<float>(gy, gx) = float(n_wall) / area;
    }
  }
  c.person = push_pull(person, person_weight);
  c.wall = push_pull(wall, wall_weight);
  return c;
}

// Both coarse colours at a pixel, bilinear between cells. One row at a time.
class Sampler {
 public:
  explicit Sampler(const Coarse& coarse)
      : c_(coarse), row_(static_cast<std::size_t>(coarse.person.cols) * 6) {}

  void at_row(int y) {
    const float v = (float(y) + 0.5F) / float(c_.cell) - 0.5F;
    const int rows = c_.person.rows;
    const int top = std::clamp(int(std::floor(v)), 0, rows - 1), bottom = std::min(rows - 1, top + 1);
    const float down = std::clamp(v - float(top), 0.0F, 1.0F);
    const auto* p0 = c_.person.ptr<float>(top);
    const auto* p1 = c_.person.ptr<float>(bottom);
    const auto* w0 = c_.wall.ptr<float>(top);
    const auto* w1 = c_.wall.ptr<float>(bottom);
    for (int x = 0; x < c_.person.cols; ++x)
      for (int i = 0; i < 3; ++i) {
        row_[std::size_t(x) * 6 + i] = p0[x * 3 + i] + down * (p1[x * 3 + i] - p0[x * 3 + i]);
        row_[std::size_t(x) * 6 + 3 + i] = w0[x * 3 + i] + down * (w1[x * 3 + i] - w0[x * 3 + i]);
      }
  }
  // Person R G B, wall R G B.
  void at(int x, float* out) const {
    const float u = (float(x) + 0.5F) / float(c_.cell) - 0.5F;
    const int left = std::clamp(int(std::floor(u)), 0, c_.person.cols - 1);
    const int right = std::min(c_.person.cols - 1, left + 1);
    const float over = std::clamp(u - float(left), 0.0F, 1.0F);
    const float* a = &row_[std::size_t(left) * 6];
    const float* b = &row_[std::size_t(right) * 6];
    for (int i = 0; i < 6; ++i) out[i] = a[i] + over * (b[i] - a[i]);
  }

 private:
  const Coarse& c_;
  std::vector<float> row_;
};

// F of one band pixel; 0 < alpha < 1.
void foreground(const std::uint8_t* pixel, float alpha, const float* both, float* f) {
  const float k = alpha * kSpreadF * kSpreadF / (alpha * alpha * kSpreadF * kSpreadF + kNoise * kNoise);
  for (int i = 0; i < 3; ++i) {
    const float miss = float(pixel[i]) - alpha * both[i] - (1 - alpha) * both[3 + i];
    f[i] = std::clamp(both[i] + k * miss, 0.0F, 255.0F);
  }
}

std::uint8_t to_byte(float v) {
  return static_cast<std::uint8_t>(v + 0.5F);
}

}  // namespace

std::optional<Paint> parse_paint(const std::string& text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  int value = 0;
  for (const char c : text.substr(1)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + digit;
  }
  return Paint{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8 & 255),
               static_cast<std::uint8_t>(value & 255)};
}

void recolour(const cv::Mat& photo, const cv::Mat& matte, const Paint& paint, cv::Mat& out) {
  const Coarse coarse = coarse_colours(photo, matte);
  Sampler sampler(coarse);
  const float ground[3] = {float(paint.r), float(paint.g), float(paint.b)};
  std::vector<std::uint8_t> painted(static_cast<std::size_t>(photo.cols) * 3);
  for (std::size_t i = 0; i < painted.size(); i += 3)
    painted[i] = paint.r, painted[i + 1] = paint.g, painted[i + 2] = paint.b;
  for (int y = 0; y < photo.rows; ++y) {
    const auto* p = photo.ptr<std::uint8_t>(y);
    const auto* m = matte.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    bool row_ready = false;
    for (int x = 0; x < photo.cols;) {
      // Runs of person are copied, runs of wall painted; only the band is computed.
      int end = x;
      if (m[x] == 255) {
        end = run_end(m, x, photo.cols, 255);
        std::memcpy(o + 3 * x, p + 3 * x, static_cast<std::size_t>(end - x) * 3);
      } else if (m[x] == 0) {
        end = run_end(m, x, photo.cols, 0);
        std::memcpy(o + 3 * x, painted.data(), static_cast<std::size_t>(end - x) * 3);
      } else {
        if (!row_ready) sampler.at_row(y);
        row_ready = true;
        for (; end < photo.cols && m[end] != 0 && m[end] != 255; ++end) {
          float both[6], f[3];
          const float alpha = float(m[end]) / 255;
          sampler.at(end, both);
          foreground(p + 3 * end, alpha, both, f);
          for (int c = 0; c < 3; ++c) o[3 * end + c] = to_byte(alpha * f[c] + (1 - alpha) * ground[c]);
        }
      }
      x = end;
    }
  }
}

void cut_out(const cv::Mat& photo, const cv::Mat& matte, cv::Mat& out) {
  const Coarse coarse = coarse_colours(photo, matte);
  Sampler sampler(coarse);
  for (int y = 0; y < photo.rows; ++y) {
    const auto* p = photo.ptr<std::uint8_t>(y);
    const auto* m = matte.ptr<std::uint8_t>(y);
    const auto* near = coarse.near.ptr<std::uint8_t>(y / coarse.cell);
    auto* o = out.ptr<std::uint8_t>(y);
    bool row_ready = false;
    for (int x = 0; x < photo.cols; ++x, o += 4) {
      o[3] = m[x];
      if (m[x] == 255) {
        std::memcpy(o, p + 3 * x, 3);
        continue;
      }
      if (m[x] == 0 && near[x / coarse.cell] == 0) {
        o[0] = o[1] = o[2] = 0;
        continue;
      }
      if (!row_ready) sampler.at_row(y);
      row_ready = true;
      float both[6], f[3];
      sampler.at(x, both);
      if (m[x] == 0)
        std::copy(both, both + 3, f);
      else
        foreground(p + 3 * x, float(m[x]) / 255, both, f);
      for (int c = 0; c < 3; ++c) o[c] = to_byte(f[c]);
    }
  }
}

}  // namespace background
