#include "run_networks.h"

#include "refine.h"
#include "segment.h"

namespace background {

void run_segmentation(cph::Call& call, const cph::Model& segmentation, const Working& working,
                      cv::Mat& mask) {
  auto input = call.make_tensor<float>({1, kSegmentSide, kSegmentSide, 3});
  fill_segment_input(working.picture, working.extent, input.values<float>());
  call.throw_if_cancelled();
  const auto [probability] = segmentation.run<1>(call, input);
  const auto values = probability.view().values<float>();
  if (values.size() != std::size_t(kSegmentSide) * kSegmentSide)
    throw cph::Error(CPH_E_INTERNAL, "person.segmentation gave an output of the wrong size");
  read_segment_output(values, mask);
}

cv::Mat run_refiner(cph::Call& call, const cph::Model& refiner, const cv::Mat& picture, const cv::Mat& mask) {
  auto folded = call.make_tensor<float>({1, kRefinerInputs, kRefinerHalf, kRefinerHalf});
  const cv::Mat logit = fold(picture, mask, folded.values<float>());
  call.throw_if_cancelled();
  const auto [delta] = refiner.run<1>(call, folded);
  const auto values = delta.view().values<float>();
  if (values.size() != std::size_t(kRefinerOutputs) * kRefinerHalf * kRefinerHalf)
    throw cph::Error(CPH_E_INTERNAL, "person.refiner gave an output of the wrong size");
  return unfold(logit, values);
}

}  // namespace background
