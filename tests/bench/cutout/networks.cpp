#include "networks.h"

#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "certphoto/sampling.hpp"
#include "engine/config/yaml.h"
#include "mats.h"
#include "refine.h"
#include "segment.h"

namespace bench {

namespace {

constexpr int kSide = background::kSegmentSide;

template <class T>
T need(certphoto::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

cph_image image_over(const cv::Mat& photo) {
  cph_image image{};
  image.struct_size = sizeof image;
  image.format = CPH_FORMAT_RGB8;
  image.width = photo.cols;
  image.height = photo.rows;
  image.stride_bytes = static_cast<std::int64_t>(photo.step);
  image.pixels = photo.data;
  image.placement = {0, 0, 1};
  return image;
}

}  // namespace

Networks::Networks(const std::filesystem::path& list, const std::filesystem::path& folder)
    : allocator_(std::make_shared<certphoto::BufferPool>()) {
  certphoto::Diagnostics problems;
  inference_ = need(certphoto::Inference::Create(certphoto::ModelList::Load(list, folder, problems)));
  segmentation_ = need(inference_->Open("person.segmentation"));
  refiner_ = need(inference_->Open("person.refiner"));
}

Networks::~Networks() = default;

cv::Mat Networks::segment(const background::Working& working, Fit fit) const {
  const cv::Mat& picture = working.picture;
  const std::int64_t shape[] = {1, kSide, kSide, 3};
  auto input = need(allocator_.NewTensor(CPH_TYPE_F32, shape));
  const std::span<float> values(static_cast<float*>(input->data), std::size_t(kSide) * kSide * 3);
  const double scale = double(std::max(picture.cols, picture.rows)) / kSide;
  if (fit == Fit::kStretch) {
    background::fill_segment_input(picture, working.extent, values);
  } else {
    cph::Affine map;
    map.xx = map.yy = scale;
    map.dx = (picture.cols - scale * kSide) / 2;
    map.dy = (picture.rows - scale * kSide) / 2;
    cph::Sampling how;
    how.gain = {1 / 255.0F, 1 / 255.0F, 1 / 255.0F};
    how.border = cph::Border::kConstant;
    const cph_image image = image_over(picture);
    cph::sample(cph::ImageView(&image), map, kSide, kSide, how, values);
  }
  const cph_tensor* in = input.get();
  certphoto::TensorRef out;
  if (auto status = segmentation_->Run({&in, 1}, {&out, 1}, allocator_); !status)
    throw std::runtime_error(status.error().message);
  cv::Mat mask(kSide, kSide, CV_8U);
  background::read_segment_output({static_cast<const float*>(out->data), std::size_t(kSide) * kSide}, mask);
  if (fit == Fit::kStretch) return mask;
  // Back to the picture's own frame.
  const int w = int(std::lround(picture.cols / scale)), h = int(std::lround(picture.rows / scale));
  return mask(cv::Rect((kSide - w) / 2, (kSide - h) / 2, w, h)).clone();
}

cv::Mat Networks::refine(const cv::Mat& picture, const cv::Mat& mask) const {
  const std::int64_t shape[] = {1, background::kRefinerInputs, background::kRefinerHalf,
                                background::kRefinerHalf};
  constexpr std::size_t kPlane = std::size_t(background::kRefinerHalf) * background::kRefinerHalf;
  auto input = need(allocator_.NewTensor(CPH_TYPE_F32, shape));
  const cv::Mat logit = background::fold(
      picture, mask, {static_cast<float*>(input->data), background::kRefinerInputs * kPlane});
  const cph_tensor* in = input.get();
  certphoto::TensorRef out;
  if (auto status = refiner_->Run({&in, 1}, {&out, 1}, allocator_); !status)
    throw std::runtime_error(status.error().message);
  return background::unfold(logit,
                            {static_cast<const float*>(out->data), background::kRefinerOutputs * kPlane});
}

}  // namespace bench
