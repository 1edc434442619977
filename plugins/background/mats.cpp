#include "mats.h"

#include <opencv2/imgproc.hpp>
#include <vector>

namespace background {

namespace {

template <int kChannels>
void shrink_rows(const cv::Mat& image, int factor, cv::Mat& out) {
  const int columns = image.cols;
  const int whole = columns / factor;
  std::vector<std::uint32_t> sum(static_cast<std::size_t>(columns) * kChannels);
  for (int y = 0; y < out.rows; ++y) {
    const int y0 = y * factor;
    const int y1 = std::min(image.rows, y0 + factor);
    std::fill(sum.begin(), sum.end(), 0U);
    for (int sy = y0; sy < y1; ++sy) {
      const auto* row = image.ptr<std::uint8_t>(sy);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += row[i];
    }
    auto* to = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < out.cols; ++x) {
      const int span = x < whole ? factor : columns - whole * factor;
      const auto* from = sum.data() + static_cast<std::ptrdiff_t>(x) * factor * kChannels;
      std::uint32_t total[kChannels] = {};
      for (int i = 0; i < span; ++i)
        for (int c = 0; c < kChannels; ++c) total[c] += from[i * kChannels + c];
      const auto count = static_cast<std::uint32_t>(span * (y1 - y0));
      for (int c = 0; c < kChannels; ++c)
        to[x * kChannels + c] = static_cast<std::uint8_t>((total[c] + count / 2) / count);
    }
  }
}

}  // namespace

cv::Mat shrink(const cv::Mat& image, int factor) {
  if (factor == 1) return image;
  cv::Mat out((image.rows + factor - 1) / factor, (image.cols + factor - 1) / factor, image.type());
  if (image.channels() == 1)
    shrink_rows<1>(image, factor, out);
  else
    shrink_rows<3>(image, factor, out);
  return out;
}

cv::Mat push_pull(const cv::Mat& value, const cv::Mat& weight) {
  std::vector<cv::Mat> values{value};
  std::vector<cv::Mat> weights{weight};
  while (values.back().cols > 1 || values.back().rows > 1) {
    const cv::Size half((values.back().cols + 1) / 2, (values.back().rows + 1) / 2);
    cv::Mat v, w;
    cv::resize(values.back(), v, half, 0, 0, cv::INTER_AREA);
    cv::resize(weights.back(), w, half, 0, 0, cv::INTER_AREA);
    values.push_back(v);
    weights.push_back(w);
  }
  // From the coarsest level down: known values win in the measure of their weight.
  cv::Mat filled;
  for (std::size_t level = values.size(); level-- > 0;) {
    cv::Mat coarse;
    if (filled.empty())
      coarse = cv::Mat::zeros(values[level].size(), values[level].type());
    else
      cv::resize(filled, coarse, values[level].size(), 0, 0, cv::INTER_LINEAR);
    const int channels = value.channels();
    for (int y = 0; y < coarse.rows; ++y) {
      auto* to = coarse.ptr<float>(y);
      const auto* v = values[level].ptr<float>(y);
      const auto* w = weights[level].ptr<float>(y);
      for (int x = 0; x < coarse.cols; ++x) {
        if (w[x] <= 1e-6F) continue;
        // A cell a quarter known speaks for itself; less than that leans on its surroundings.
        const float share = std::min(1.0F, 4.0F * w[x]);
        for (int c = 0; c < channels; ++c) {
          const int i = x * channels + c;
          const float own = v[i] / w[x];
          to[i] = filled.empty() ? own : to[i] + share * (own - to[i]);
        }
      }
    }
    filled = coarse;
  }
  return filled;
}

}  // namespace background
