#include "segment_op.h"

#include <algorithm>

#include "mats.h"
#include "run_networks.h"
#include "segment.h"
#include "small_op.h"

namespace background {

void Segment::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto small = call.image(kPhotoSmall);
  cph::Image mask = call.make_image(CPH_FORMAT_GRAY8, kSegmentSide, kSegmentSide);
  // One scale has to do for both axes (abi/image.h); readers take the mask as covering the whole photo.
  cph_placement placement = photo.placement();
  placement.scale *= double(kSegmentSide) / std::max(photo.width(), photo.height());
  mask.set_placement(placement);
  cv::Mat pixels = as_mat(mask);
  run_segmentation(call, network_, working_of(photo, small), pixels);
  call.put(cph::fact::kPersonMask, std::move(mask));
}

}  // namespace background
