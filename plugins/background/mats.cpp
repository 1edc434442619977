#include "mats.h"

#include <algorithm>
#include <vector>

#include "between.h"
#include "lanes.h"

namespace background {

namespace {

// Of a cell of push_pull: up to here nothing is known there.
constexpr float kUnknownWeight = 1e-6F;
// Sums of a block's columns: 16 bits hold 257 rows.
constexpr int kNarrow = 257;

// Largest factor of which a block's sum fits into 16 bits.
constexpr int kSmallBlock = 16;

// Means of whole blocks of R, G, B from the sums of their columns, a register a pixel; how many were written:
// the last few would be read beyond the end.
int small_blocks(const std::vector<std::uint16_t>& sum, int factor, int pixels, int whole, std::uint8_t* to) {
  const Lanes share = cv::v_setall_f32(1 / float(pixels));
  // Halves are rounded up as by whole numbers: a thousandth is less than any fraction of 256 pixels.
  const Lanes more = cv::v_setall_f32(0.001F);
  const int step = 3 * factor, readable = static_cast<int>(sum.size()) - 8;
  int x = 0;
  for (; x < whole && (x + 1) * step - 3 <= readable; ++x) {
    const std::uint16_t* from = sum.data() + std::ptrdiff_t(x) * step;
    auto total = cv::v_load(from);
    for (int i = 1; i < factor; ++i) total = total + cv::v_load(from + 3 * i);
    const Lanes sums = cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_expand_low(total)));
    store_bytes(sums * share + more, 3, to + 3 * x);
  }
  return x;
}

// `Column`: wide enough for factor rows of 255.
template <class Column, int kChannels>
void shrink_rows(const cv::Mat& image, int factor, cv::Mat& out) {
  const int columns = image.cols, whole = columns / factor;
  const std::size_t count = static_cast<std::size_t>(columns) * kChannels;
  std::vector<Column> sum(count);
  for (int y = 0; y < out.rows; ++y) {
    const int y0 = y * factor, y1 = std::min(image.rows, y0 + factor);
    std::fill(sum.begin(), sum.end(), Column{0});
    for (int sy = y0; sy < y1; ++sy) {
      const auto* row = image.ptr<std::uint8_t>(sy);
      for (std::size_t i = 0; i < count; ++i) sum[i] = static_cast<Column>(sum[i] + row[i]);
    }
    auto* to = out.ptr<std::uint8_t>(y);
    const auto mean = [&](int x, int span) {
      const Column* from = sum.data() + static_cast<std::ptrdiff_t>(x) * factor * kChannels;
      std::uint32_t total[kChannels] = {};
      for (int i = 0; i < span; ++i)
        for (int c = 0; c < kChannels; ++c) total[c] += from[i * kChannels + c];
      const auto pixels = static_cast<std::uint32_t>(span * (y1 - y0));
      for (int c = 0; c < kChannels; ++c)
        to[x * kChannels + c] = static_cast<std::uint8_t>((total[c] + pixels / 2) / pixels);
    };
    int x = 0;
    if constexpr (kChannels == 3 && sizeof(Column) == 2)
      if (factor <= kSmallBlock) x = small_blocks(sum, factor, factor * (y1 - y0), whole, to);
    for (; x < whole; ++x) mean(x, factor);
    if (whole < out.cols) mean(whole, columns - whole * factor);
  }
}

}  // namespace

cv::Mat shrink(const cv::Mat& image, int factor) {
  if (factor == 1) return image;
  cv::Mat out((image.rows + factor - 1) / factor, (image.cols + factor - 1) / factor, image.type());
  const bool grey = image.channels() == 1;
  if (factor <= kNarrow)
    grey ? shrink_rows<std::uint16_t, 1>(image, factor, out)
         : shrink_rows<std::uint16_t, 3>(image, factor, out);
  else
    grey ? shrink_rows<std::uint32_t, 1>(image, factor, out)
         : shrink_rows<std::uint32_t, 3>(image, factor, out);
  return out;
}

namespace {

// Halves both sides: means of 2 x 2 blocks, of what is left of one at the last column and row.
template <int kChannels>
cv::Mat halve(const cv::Mat& in) {
  cv::Mat out((in.rows + 1) / 2, (in.cols + 1) / 2, CV_32FC(kChannels));
  for (int y = 0; y < out.rows; ++y) {
    const auto* a = in.ptr<float>(2 * y);
    const auto* b = in.ptr<float>(std::min(2 * y + 1, in.rows - 1));
    auto* o = out.ptr<float>(y);
    const auto mean = [&](int x, int left, int right) {
      for (int c = 0; c < kChannels; ++c)
        o[x * kChannels + c] = 0.25F * (a[left + c] + a[right + c] + b[left + c] + b[right + c]);
    };
    for (int x = 0; x < in.cols / 2; ++x) mean(x, 2 * x * kChannels, (2 * x + 1) * kChannels);
    if (in.cols % 2 != 0) mean(out.cols - 1, (in.cols - 1) * kChannels, (in.cols - 1) * kChannels);
  }
  return out;
}

// One level of the way back: `coarse` enlarged to the size of `value`, known values win in the measure of
// their weight.
template <int kChannels>
cv::Mat fill_level(const cv::Mat& coarse, const cv::Mat& value, const cv::Mat& weight) {
  cv::Mat out(value.size(), value.type());
  const auto across = between(value.cols, 1, 2), down = between(value.rows, 1, 2);
  std::vector<float> row;
  for (int y = 0; y < out.rows; ++y) {
    row_between(coarse, down[static_cast<std::size_t>(y)], row);
    const auto* v = value.ptr<float>(y);
    const auto* w = weight.ptr<float>(y);
    auto* to = out.ptr<float>(y);
    for (int x = 0; x < out.cols; ++x, v += kChannels, to += kChannels) {
      const auto& [first, right] = across[static_cast<std::size_t>(x)];
      const float* from = &row[static_cast<std::size_t>(first) * kChannels];
      // A cell a quarter known speaks for itself; less than that leans on its surroundings.
      const float share = w[x] <= kUnknownWeight ? 0.0F : std::min(1.0F, 4.0F * w[x]);
      const float own = share == 0 ? 0.0F : share / w[x];
      for (int c = 0; c < kChannels; ++c)
        to[c] = own * v[c] + (1 - share) * (from[c] + right * (from[kChannels + c] - from[c]));
    }
  }
  return out;
}

template <int kChannels>
cv::Mat fill(const cv::Mat& value, const cv::Mat& weight) {
  std::vector<cv::Mat> values{value}, weights{weight};
  while (values.back().cols > 1 || values.back().rows > 1) {
    values.push_back(halve<kChannels>(values.back()));
    weights.push_back(halve<1>(weights.back()));
  }
  const float known = weights.back().at<float>(0, 0);
  cv::Mat filled = values.back() * (known > kUnknownWeight ? 1 / known : 0.0F);
  for (std::size_t level = values.size() - 1; level-- > 0;)
    filled = fill_level<kChannels>(filled, values[level], weights[level]);
  return filled;
}

}  // namespace

cv::Mat push_pull(const cv::Mat& value, const cv::Mat& weight) {
  return value.channels() == 1 ? fill<1>(value, weight) : fill<3>(value, weight);
}

}  // namespace background
