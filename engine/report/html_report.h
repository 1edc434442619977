// The report of a run for the people who look at photos: one self-contained HTML page, no script, nothing
// fetched.
//
//   page << HtmlHead("Graduation 2026");
//   for (each photo) page << HtmlPhoto(report, rules, pictures);
//   page << HtmlFoot(counts);                       // shown on top
#ifndef CERTPHOTO_ENGINE_REPORT_HTML_REPORT_H
#define CERTPHOTO_ENGINE_REPORT_HTML_REPORT_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/report/photo_report.h"

namespace certphoto {

// A thumbnail (JPEG), and the size of the picture it shows in the pixels that regions are given in. Empty
// bytes: none.
struct HtmlPicture {
  std::span<const std::uint8_t> jpeg;
  double width_px = 0, height_px = 0;
};

struct HtmlPictures {
  HtmlPicture source;   // the photo, upright; source px
  HtmlPicture product;  // the finished photo; its own px
};

struct HtmlCounts {
  std::size_t accepted = 0, review = 0, rejected = 0, failed = 0;
};

// Each part is valid UTF-8, whatever names, texts and numbers hold; text cannot become markup. A page of N
// photos is as large as their thumbnails and about 12 kB each.
[[nodiscard]] std::string HtmlHead(std::string_view title);
[[nodiscard]] std::string HtmlPhoto(const PhotoReport& report, const RuleCatalogue& rules,
                                    const HtmlPictures& pictures);
[[nodiscard]] std::string HtmlFoot(const HtmlCounts& counts);

}  // namespace certphoto

#endif
