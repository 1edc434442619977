#include "band.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "between.h"
#include "lanes.h"

namespace background {

namespace {

// A matte's ends are pulled in so that sensor and JPEG noise (about 2 % of alpha at the usual contrast)
// leaves neither a veil on the new background nor pinholes in the person.
constexpr float kFloor = 0.06F;
constexpr float kCeiling = 0.94F;

float snap(float alpha) {
  return std::clamp((alpha - kFloor) / (kCeiling - kFloor), 0.0F, 1.0F);
}

Lanes snap(const Lanes& alpha) {
  const Lanes wide = (alpha - cv::v_setall_f32(kFloor)) * cv::v_setall_f32(1 / (kCeiling - kFloor));
  return cv::v_min(cv::v_max(wide, cv::v_setzero_f32()), cv::v_setall_f32(1));
}

// The alpha that `layers` give for the colour (R, G, B of 0..255) at `p`, in parts to be added up; may lie
// outside 0..1.
Lanes parts_of(const Lanes& layers, const std::uint8_t* p) {
  return layers * lanes_of(p, 1);
}

// Part of a photo's row that is wall, or person, or neither throughout.
struct Span {
  int from, to;     // columns of the photo
  int first, last;  // working columns round it
  int sides;        // sum of the four working pixels round each of its pixels
  [[nodiscard]] bool open() const { return sides != 0 && sides != 4 * kPersonSide; }
};

// Spans of the photo's rows between the working rows `top` and `bottom`.
void find_spans(const cv::Mat& side, int top, int bottom, int factor, int photo_columns,
                std::vector<Span>& spans) {
  const auto* s0 = side.ptr<std::uint8_t>(top);
  const auto* s1 = side.ptr<std::uint8_t>(bottom);
  const int columns = side.cols;
  spans.clear();
  for (int left = -1; left < columns; ++left) {
    const int a = std::max(0, left), b = std::min(columns - 1, left + 1);
    const int from = std::clamp((2 * left + 1) * factor / 2, 0, photo_columns);
    const int to = std::clamp((2 * left + 3) * factor / 2, 0, photo_columns);
    const Span span{from, to, a, b, s0[a] + s0[b] + s1[a] + s1[b]};
    if (!spans.empty() && (spans.back().sides == span.sides || (spans.back().open() && span.open())))
      spans.back().to = to, spans.back().last = b;
    else
      spans.push_back(span);
  }
}

}  // namespace

void solve_working(const cv::Mat& picture, const Band& band, cv::Mat& alpha) {
  alpha.create(picture.size(), CV_32F);
  for (int y = 0; y < picture.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* side = band.side.ptr<std::uint8_t>(y);
    const auto* layers = band.layers.ptr<float>(y);
    auto* out = alpha.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      if (side[x] != kUnknown)
        out[x] = side[x] == kPersonSide ? 1.0F : 0.0F;
      else
        out[x] = snap(cv::v_reduce_sum(parts_of(cv::v_load(layers + x * kLayers), p + 3 * x)));
    }
  }
}

void solve_full(const cv::Mat& photo, int factor, const Band& band, cv::Mat& matte) {
  const int columns = band.side.cols, rows = band.side.rows;
  const auto across = between(photo.cols, 1, factor), down = between(photo.rows, 1, factor);
  // Layers of the working columns between two working rows; the last twice, beyond the edge.
  std::vector<float> mixed(static_cast<std::size_t>(columns + 1) * kLayers);
  std::vector<Span> spans;
  int spans_of = -1;
  for (int y = 0; y < photo.rows; ++y) {
    const auto [top, lower] = down[std::size_t(y)];
    const int bottom = std::min(rows - 1, top + 1);
    if (spans_of != top) find_spans(band.side, top, bottom, factor, photo.cols, spans);
    spans_of = top;
    const auto* l0 = band.layers.ptr<float>(top);
    const auto* l1 = band.layers.ptr<float>(bottom);
    const auto* p = photo.ptr<std::uint8_t>(y);
    auto* out = matte.ptr<std::uint8_t>(y);
    for (const Span& span : spans) {
      if (!span.open()) {
        std::memset(out + span.from, span.sides == 0 ? 0 : 255, std::size_t(span.to - span.from));
        continue;
      }
      for (int i = span.first * kLayers; i < (span.last + 1) * kLayers; ++i)
        mixed[std::size_t(i)] = l0[i] + lower * (l1[i] - l0[i]);
      if (span.last == columns - 1) std::copy_n(mixed.end() - 2 * kLayers, kLayers, mixed.end() - kLayers);
      const auto parts_at = [&](int x) {
        const Between& at = across[std::size_t(x)];
        const float* left = &mixed[std::size_t(at.first) * kLayers];
        const Lanes a = cv::v_load(left), b = cv::v_load(left + kLayers);
        return parts_of(a + cv::v_setall_f32(at.share) * (b - a), p + 3 * x);
      };
      int x = span.from;
      for (; x + 4 <= span.to; x += 4)
        store_bytes(snap(cv::v_reduce_sum4(parts_at(x), parts_at(x + 1), parts_at(x + 2), parts_at(x + 3))) *
                        cv::v_setall_f32(255),
                    4, out + x);
      for (; x < span.to; ++x)
        out[x] = static_cast<std::uint8_t>(snap(cv::v_reduce_sum(parts_at(x))) * 255 + 0.5F);
    }
  }
}

}  // namespace background
