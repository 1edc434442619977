#include "small_op.h"

#include <algorithm>
#include <cmath>

#include "mats.h"

namespace background {

void Small::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto [picture, factor] = working_picture(as_mat(photo));
  cph::Image small = call.make_image(CPH_FORMAT_RGB8, picture.cols, picture.rows);
  cph_placement placement = photo.placement();
  placement.scale /= factor;
  small.set_placement(placement);
  picture.copyTo(as_mat(small));
  call.put(kPhotoSmall, std::move(small));
}

Working working_of(const cph::ImageView& photo, const cph::ImageView& small) {
  return {as_mat(small), std::max(1, static_cast<int>(std::lround(photo.scale() / small.scale())))};
}

}  // namespace background
