// The photo as captured, seen through the page's frame: what the finished file is compared with.
#ifndef CERTPHOTO_OUTPUT_PAGE_REFERENCE_H
#define CERTPHOTO_OUTPUT_PAGE_REFERENCE_H

#include <opencv2/core.hpp>

#include "certphoto/bands.hpp"

namespace certphoto::output {

// A picture as a matrix over the same memory; lives as long as the view.
[[nodiscard]] cv::Mat Wrap(const cph::ImageView& image);

// The part of `capture` that lies under `area` of the page (page px), scaled to width x height with the
// kernel that the crop uses. Outside the capture: zero. As many channels as the capture.
[[nodiscard]] cv::Mat UnderPage(const cph::ImageView& capture, const cph::PageGeometry& page,
                                const cv::Rect& area, int width, int height);

// Throws CPH_E_ABSENT when the finished picture is not the planned page, so that nothing can be compared.
void RequireSamePage(const cph::ImageView& finished, const cph::PageGeometry& page);

}  // namespace certphoto::output

#endif
