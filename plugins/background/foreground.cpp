#include "foreground.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "between.h"
#include "lanes.h"
#include "mats.h"

namespace background {

namespace {

// Cells of the coarse colours: about 160 along the longer side, so that a cell is as wide as the band of a
// short-haired head and its neighbours hold core on one side and wall on the other.
constexpr int kCellsAcross = 160;
constexpr int kRowsOfCell = 5;
// From here on a pixel counts as pure. Leaves 2 % for the matte's own noise.
constexpr int kPure = 250;
constexpr int kEmpty = 5;
// Standard deviations, 8-bit levels: of F about F0 (hair and skin side by side), and of the pixel's noise
// with alpha's error in it.
constexpr float kSpreadF = 24.0F;
constexpr float kNoise = 6.0F;

// Core and wall colours of the cells near the band.
struct Coarse {
  int cell = 4;
  cv::Mat kind;  // CV_8U, what the matte has in each cell: flags below
  cv::Mat near;  // CV_8U, the cells that the colours are good for
  cv::Mat both;  // CV_32FC(8): the person's R, G, B and nothing, the wall's R, G, B and nothing
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

std::uint8_t kind_of(const std::uint8_t* m, int count) {
  std::uint64_t any = 0, every = ~std::uint64_t{0};
  const auto look = [&](std::uint64_t v) { any |= v, every &= v; };
  if (count >= 8) {
    for (int x = 0; x + 8 <= count; x += 8) look(eight(m + x));
    look(eight(m + count - 8));
  } else {
    for (int x = 0; x < count; ++x) look(m[x] * 0x0101010101010101U);
  }
  return any == 0 ? kAllWall : every == ~std::uint64_t{0} ? kAllPerson : kMixed;
}

cv::Mat classify(const cv::Mat& matte, int cell) {
  cv::Mat out((matte.rows + cell - 1) / cell, (matte.cols + cell - 1) / cell, CV_8U, cv::Scalar(0));
  for (int y = 0; y < matte.rows; ++y) {
    const auto* m = matte.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y / cell);
    for (int gx = 0; gx < out.cols; ++gx)
      if (o[gx] != kMixed) o[gx] |= kind_of(m + gx * cell, std::min(cell, matte.cols - gx * cell));
  }
  return out;
}

// Sum of colours and number of pixels.
struct Sum {
  std::uint32_t r = 0, g = 0, b = 0, n = 0;
};

// Adds the pixels of 16 that `mask` (0 or 255 each) names: byte sums are one instruction.
void add(const cv::v_uint8x16& r, const cv::v_uint8x16& g, const cv::v_uint8x16& b,
         const cv::v_uint8x16& mask, Sum& to) {
  to.r += cv::v_reduce_sum(r & mask);
  to.g += cv::v_reduce_sum(g & mask);
  to.b += cv::v_reduce_sum(b & mask);
  to.n += cv::v_reduce_sum(mask & cv::v_setall_u8(1));
}

// Adds `count` pixels to the sums of what `kind` says may be among them. `readable` pixels follow `p` and
// `m`.
void add_pixels(const std::uint8_t* p, const std::uint8_t* m, int count, int readable, std::uint8_t kind,
                Sum& person, Sum& wall) {
  static constexpr auto kLanes = [] {
    std::array<std::uint8_t, 32> lanes{};
    for (std::size_t i = 0; i < 16; ++i) lanes[i] = 255;
    return lanes;
  }();
  int x = 0;
  for (; x < count && x + 16 <= readable; x += 16) {
    const auto counted = cv::v_load(kLanes.data() + 16 - std::min(16, count - x));
    const auto alpha = cv::v_load(m + x);
    cv::v_uint8x16 r, g, b;
    cv::v_load_deinterleave(p + 3 * x, r, g, b);
    if (kind != kAllWall) add(r, g, b, counted & (alpha >= cv::v_setall_u8(kPure)), person);
    if (kind != kAllPerson) add(r, g, b, counted & (alpha <= cv::v_setall_u8(kEmpty)), wall);
  }
  for (; x < count; ++x) {
    if (m[x] < kPure && m[x] > kEmpty) continue;
    Sum& to = m[x] >= kPure ? person : wall;
    to.r += p[3 * x], to.g += p[3 * x + 1], to.b += p[3 * x + 2], ++to.n;
  }
}

// Mean colours of cells times `weight`, the share of the cell that has them.
struct Layer {
  explicit Layer(cv::Size grid)
      : colour(cv::Mat::zeros(grid, CV_32FC3)), weight(cv::Mat::zeros(grid, CV_32F)) {}
  void set(int y, int x, const Sum& sum, float area) {
    colour.at<cv::Vec3f>(y, x) = cv::Vec3f(float(sum.r), float(sum.g), float(sum.b)) / area;
    weight.at<float>(y, x) = float(sum.n) / area;
  }
  cv::Mat colour, weight;
};

Coarse coarse_colours(const cv::Mat& photo, const cv::Mat& matte) {
  Coarse c;
  c.cell = std::max(2, std::max(photo.cols, photo.rows) / kCellsAcross);
  c.kind = classify(matte, c.cell);
  cv::dilate(c.kind == kMixed, c.near, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  Layer person(c.kind.size()), wall(c.kind.size());
  // Of large cells some rows are enough for a mean.
  const int step = std::max(1, c.cell / kRowsOfCell);
  const float area = float(c.cell * ((c.cell + step - 1) / step));
  for (int gy = 0; gy < c.kind.rows; ++gy) {
    for (int gx = 0; gx < c.kind.cols; ++gx) {
      if (c.near.at<std::uint8_t>(gy, gx) == 0) continue;
      const int x = gx * c.cell, readable = photo.cols - x;
      Sum of_person, of_wall;
      for (int y = gy * c.cell; y < std::min(photo.rows, (gy + 1) * c.cell); y += step)
        add_pixels(photo.ptr<std::uint8_t>(y) + 3 * x, matte.ptr<std::uint8_t>(y) + x,
                   std::min(c.cell, readable), readable, c.kind.at<std::uint8_t>(gy, gx), of_person, of_wall);
      person.set(gy, gx, of_person, area);
      wall.set(gy, gx, of_wall, area);
    }
  }
  const cv::Mat layers[] = {push_pull(person.colour, person.weight), push_pull(wall.colour, wall.weight)};
  c.both = cv::Mat::zeros(c.kind.size(), CV_32FC(8));
  const int place[] = {0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6};
  cv::mixChannels(layers, 2, &c.both, 1, place, 6);
  return c;
}

// Both coarse colours at a pixel, bilinear between cells. One row at a time.
class Sampler {
 public:
  Sampler(const Coarse& coarse, int rows, int columns)
      : c_(coarse), across_(between(columns, 1, coarse.cell)), down_(between(rows, 1, coarse.cell)) {}

  void at_row(int y) { row_between(c_.both, down_[static_cast<std::size_t>(y)], row_); }

  void at(int x, Lanes& person, Lanes& wall) const {
    const Between& u = across_[static_cast<std::size_t>(x)];
    const float* left = &row_[static_cast<std::size_t>(u.first) * 8];
    const Lanes share = cv::v_setall_f32(u.share), p = cv::v_load(left), w = cv::v_load(left + 4);
    person = p + share * (cv::v_load(left + 8) - p);
    wall = w + share * (cv::v_load(left + 12) - w);
  }

 private:
  const Coarse& c_;
  std::vector<float> row_;
  std::vector<Between> across_, down_;
};

// F of band pixels by their opacity, 1..254.
class Foreground {
 public:
  Foreground() {
    for (std::size_t m = 0; m < gain_.size(); ++m) {
      const float alpha = float(m) / 255;
      gain_[m] = alpha * kSpreadF * kSpreadF / (alpha * alpha * kSpreadF * kSpreadF + kNoise * kNoise);
    }
  }
  [[nodiscard]] Lanes operator()(const Lanes& pixel, std::uint8_t m, const Lanes& person,
                                 const Lanes& wall) const {
    const float alpha = float(m) / 255;
    const Lanes miss = pixel - cv::v_setall_f32(alpha) * person - cv::v_setall_f32(1 - alpha) * wall;
    const Lanes f = person + cv::v_setall_f32(gain_[m]) * miss;
    return cv::v_min(cv::v_max(f, cv::v_setzero_f32()), cv::v_setall_f32(255));
  }

 private:
  std::array<float, 256> gain_;
};

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
  Sampler sampler(coarse, photo.rows, photo.cols);
  const Foreground foreground;
  const Lanes ground{float(paint.r), float(paint.g), float(paint.b), 0};
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
          Lanes person, wall;
          sampler.at(end, person, wall);
          const Lanes f = foreground(lanes_of(p + 3 * end), m[end], person, wall);
          const float alpha = float(m[end]) / 255;
          store_bytes(cv::v_setall_f32(alpha) * f + cv::v_setall_f32(1 - alpha) * ground, 3, o + 3 * end);
        }
      }
      x = end;
    }
  }
}

void cut_out(const cv::Mat& photo, const cv::Mat& matte, cv::Mat& out) {
  const Coarse coarse = coarse_colours(photo, matte);
  Sampler sampler(coarse, photo.rows, photo.cols);
  const Foreground foreground;
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
      Lanes person, wall;
      sampler.at(x, person, wall);
      store_bytes(m[x] == 0 ? person : foreground(lanes_of(p + 3 * x), m[x], person, wall), 3, o);
    }
  }
}

}  // namespace background
