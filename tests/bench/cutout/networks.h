// The two networks, run as the plugin runs them.
#ifndef CERTPHOTO_BENCH_CUTOUT_NETWORKS_H
#define CERTPHOTO_BENCH_CUTOUT_NETWORKS_H

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>

#include "engine/inference/inference.h"
#include "matte.h"

namespace bench {

class Networks {
 public:
  // `list` is configs/models.yaml, `folder` holds the files. Throws std::runtime_error with the reason.
  Networks(const std::filesystem::path& list, const std::filesystem::path& folder);
  ~Networks();

  // person.segmentation on the working picture: CV_8U 256x256. `fit`: stretched to the square, or letterboxed
  // into it.
  enum class Fit { kStretch, kLetterbox };
  [[nodiscard]] cv::Mat segment(const background::Working& working, Fit fit = Fit::kStretch) const;
  // person.refiner on the working picture: CV_32F 384x384.
  [[nodiscard]] cv::Mat refine(const cv::Mat& picture, const cv::Mat& mask) const;

 private:
  std::unique_ptr<certphoto::Inference> inference_;
  const certphoto::Network* segmentation_ = nullptr;
  const certphoto::Network* refiner_ = nullptr;
  certphoto::Allocator allocator_;
};

}  // namespace bench

#endif
