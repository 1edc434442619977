#include "recolour_op.h"

#include <cmath>

#include "mats.h"
#include "resample.h"

namespace background {

namespace {

std::uint8_t level(std::optional<double> value, const char* path) {
  if (!value)
    throw cph::Error(CPH_E_INVALID, std::string("background.recolour: the spec states no ") + path +
                                        "; give the parameter colour as #RRGGBB");
  if (!(*value >= 0 && *value <= 255))
    throw cph::Error(CPH_E_INVALID, std::string("background.recolour: ") + path + " is not within 0..255");
  return static_cast<std::uint8_t>(std::lround(*value));
}

cph::ImageView rgb_photo(const cph::Call& call, const char* who) {
  const auto photo = call.image(cph::fact::kPhotoImage);
  if (photo.format() != CPH_FORMAT_RGB8)
    throw cph::Error(CPH_E_UNSUPPORTED,
                     std::string(who) + ": photo.image/1 has to be RGB8; cut out or recolour once only");
  return photo;
}

cv::Mat matte_for(const cph::Call& call, const cph::ImageView& photo) {
  return matte_in_frame(call.image(cph::fact::kPersonMatte), {photo.width(), photo.height()},
                        photo.placement());
}

}  // namespace

Recolour::Recolour(cph::Setup& setup) {
  const std::string colour = setup.text("colour");
  if (colour == "spec") {
    paint_ = {level(setup.spec("background.r"), "background.r"),
              level(setup.spec("background.g"), "background.g"),
              level(setup.spec("background.b"), "background.b")};
    return;
  }
  const auto paint = parse_paint(colour);
  if (!paint)
    throw cph::Error(CPH_E_INVALID,
                     "background.recolour: colour is \"" + colour + "\"; write spec or #RRGGBB");
  paint_ = *paint;
}

void Recolour::run(cph::Call& call) const {
  const auto photo = rgb_photo(call, id);
  cph::Image out = call.make_like(photo, CPH_FORMAT_RGB8);
  cv::Mat pixels = as_mat(out);
  recolour(as_mat(photo), matte_for(call, photo), paint_, pixels);
  call.put(cph::fact::kPhotoImage, std::move(out));
}

void Cutout::run(cph::Call& call) const {
  const auto photo = rgb_photo(call, id);
  cph::Image out = call.make_like(photo, CPH_FORMAT_RGBA8);
  cv::Mat pixels = as_mat(out);
  cut_out(as_mat(photo), matte_for(call, photo), pixels);
  call.put(cph::fact::kPhotoImage, std::move(out));
}

}  // namespace background
