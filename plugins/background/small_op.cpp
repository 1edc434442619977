#include "small_op.h"

#include <algorithm>
#include <cmath>

#include "mats.h"

namespace background {

void Small::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const Working working = working_picture(as_mat(photo));
  cph::Image small = call.make_image(CPH_FORMAT_RGB8, working.picture.cols, working.picture.rows);
  cph_placement placement = photo.placement();
  placement.scale /= working.factor;
  small.set_placement(placement);
  working.picture.copyTo(as_mat(small));
  call.put(kPhotoSmall, std::move(small));
}

Working working_of(const cph::ImageView& photo, const cph::ImageView& small) {
  const int factor = std::max(1, static_cast<int>(std::lround(photo.scale() / small.scale())));
  return working_picture(as_mat(small), factor, {photo.width(), photo.height()});
}

}  // namespace background
