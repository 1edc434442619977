#include "page_reference.h"

#include "certphoto/resample.hpp"

namespace certphoto::output {

cv::Mat Wrap(const cph::ImageView& image) {
  return {image.height(), image.width(), CV_8UC(image.channels()), const_cast<std::uint8_t*>(image.row(0)),
          static_cast<std::size_t>(image.stride_bytes())};
}

cv::Mat UnderPage(const cph::ImageView& capture, const cph::PageGeometry& page, const cv::Rect& area,
                  int width, int height) {
  cv::Mat out(height, width, CV_8UC(capture.channels()));
  const auto corner = capture.to_image(page.to_source({double(area.x), double(area.y)}));
  const double zoom = capture.scale() / page.scale;
  cph::resample(capture, {corner.x, corner.y, area.width * zoom, area.height * zoom}, {},
                {out.data, static_cast<std::int64_t>(out.step), width, height, capture.channels()});
  return out;
}

void RequireSamePage(const cph::ImageView& finished, const cph::PageGeometry& page) {
  if (finished.width() != page.page_width || finished.height() != page.page_height)
    throw cph::Error(CPH_E_ABSENT, "page: the finished file is not of the planned size");
}

}  // namespace certphoto::output
