#include "raster/photo_patch.h"

#include <cmath>

#include "certphoto/resample.hpp"

namespace certphoto::print {
namespace {

// The picture as it lies on the sheet: turned clockwise when its frame is, and mirrored outwards by `pad`
// pixels.
class Laid {
 public:
  Laid(const Pixels& picture, bool turned, int pad) {
    const int w = turned ? picture.height : picture.width, h = turned ? picture.width : picture.height;
    width = w + 2 * pad;
    height = h + 2 * pad;
    rgb.resize(std::size_t(width) * std::size_t(height) * 3);
    auto* out = rgb.data();
    for (int y = -pad; y < h + pad; ++y)
      for (int x = -pad; x < w + pad; ++x, out += 3) {
        const int mx = Mirror(x, w), my = Mirror(y, h);
        // Clockwise: the picture's left column becomes the top row, its bottom the left.
        const int px = turned ? my : mx, py = turned ? picture.height - 1 - mx : my;
        const auto* from =
            picture.rgb.data() + (std::size_t(py) * std::size_t(picture.width) + std::size_t(px)) * 3;
        out[0] = from[0];
        out[1] = from[1];
        out[2] = from[2];
      }
  }
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;

 private:
  // The edge pixel is repeated, as in a mirror laid along the picture's edge.
  static int Mirror(int i, int size) {
    const int period = 2 * size;
    const int m = ((i % period) + period) % period;
    return m < size ? m : period - 1 - m;
  }
};

}  // namespace

std::vector<std::uint8_t> ResamplePhoto(const Pixels& picture, const Photo& photo, const RasterGrid& grid,
                                        const PatchPlace& place) {
  const auto& fit = photo.fit;
  // How far the paint reaches beyond the picture, and a margin for the kernel.
  const double beyond =
      std::max({fit.picture_x - double(photo.paint.x), fit.picture_y - double(photo.paint.y),
                double(photo.paint.right()) - (fit.picture_x + fit.um_per_px * picture.width),
                double(photo.paint.bottom()) - (fit.picture_y + fit.um_per_px * picture.height), 0.0});
  const int pad = beyond > 0 ? static_cast<int>(std::ceil(beyond / fit.um_per_px)) + 4 : 0;
  const Laid laid(picture, photo.frame.turned, pad);

  // The laid picture's own origin on the sheet, um.
  const Point corner =
      photo.frame.turned
          ? photo.frame.Map(Point{fit.picture_x, fit.picture_y + fit.um_per_px * picture.height})
          : photo.frame.Map(Point{fit.picture_x, fit.picture_y});
  const auto source_x = [&](double px) {
    return ((px - grid.x_origin) / grid.x_per_um - corner.x) / fit.um_per_px + pad;
  };
  const auto source_y = [&](double px) {
    return ((px - grid.y_origin) / grid.y_per_um - corner.y) / fit.um_per_px + pad;
  };
  const cph::Rect window{source_x(place.x), source_y(place.y),
                         source_x(place.x + place.width) - source_x(place.x),
                         source_y(place.y + place.height) - source_y(place.y)};
  std::vector<std::uint8_t> rgb(std::size_t(place.width) * std::size_t(place.height) * 3);
  cph::resample({laid.rgb.data(), std::int64_t{laid.width} * 3, laid.width, laid.height, 3}, window,
                {255, 255, 255, 255},
                {rgb.data(), std::int64_t{place.width} * 3, place.width, place.height, 3});
  return rgb;
}

}  // namespace certphoto::print
