#include "segment_op.h"

#include <algorithm>

#include "mats.h"
#include "segment.h"
#include "small_op.h"

namespace background {

void Segment::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto small = call.image(kPhotoSmall);
  auto input = call.make_tensor<float>({1, kSegmentSide, kSegmentSide, 3});
  const Working working = working_of(photo, small);
  fill_segment_input(working.picture, working.extent, input.values<float>());
  call.throw_if_cancelled();
  const auto [probability] = network_.run<1>(call, input);
  const auto values = probability.view().values<float>();
  if (values.size() != std::size_t(kSegmentSide) * kSegmentSide)
    throw cph::Error(CPH_E_INTERNAL, "person.segmentation gave an output of the wrong size");

  cph::Image mask = call.make_image(CPH_FORMAT_GRAY8, kSegmentSide, kSegmentSide);
  // One scale has to do for both axes (abi/image.h); readers take the mask as covering the whole photo.
  cph_placement placement = photo.placement();
  placement.scale *= double(kSegmentSide) / std::max(photo.width(), photo.height());
  mask.set_placement(placement);
  cv::Mat pixels = as_mat(mask);
  read_segment_output(values, pixels);
  call.put(cph::fact::kPersonMask, std::move(mask));
}

}  // namespace background
