// output.nothing_added: beside the person the finished file shows the background and nothing else: no border,
// no text, no pattern; and no border over the person either.
#ifndef CERTPHOTO_OUTPUT_NOTHING_ADDED_CHECK_H
#define CERTPHOTO_OUTPUT_NOTHING_ADDED_CHECK_H

#include <functional>
#include <opencv2/core.hpp>
#include <vector>

#include "certphoto/facts.hpp"

namespace certphoto::output {

// Where the person is not, and where nothing but the person is; a page pixel in neither may be hair.
struct Zones {
  cv::Mat wall, person;  // CV_8U of one size, a cell a kCell x kCell block of the page; not zero: in the zone
};
inline constexpr int kCell_px = 4;

// `opacity`: 8-bit opacity of the person, a pixel a cell.
[[nodiscard]] Zones FindZones(const cv::Mat& opacity);

struct Addition {
  double delta_e = 0;             // largest difference found, CIEDE2000
  std::vector<cv::Rect> regions;  // of what differs by more than the limit, page px, largest first
};

using MeanColour = std::function<cv::Vec3d(const cv::Rect& page_area)>;  // RGB 0..255

// `finished`: 8-bit RGB page. A place is clean when it is either the background colour or what the photo
// shows there: `photo` is asked only where the first does not hold.
[[nodiscard]] Addition FindAdditions(const cv::Mat& finished, const Zones& zones, const cv::Vec3d& background,
                                     const MeanColour& photo, double limit_delta_e);

struct OutputNothingAdded {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "output.nothing_added";
  static constexpr auto summary = "No border, text or pattern on the finished file";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, "capture:source.image/1",
                                          "capture:photo.geometry/1", "capture:person.matte/1");
  static constexpr auto kThresholds = cph::list("edge_delta_e_max");
  static constexpr auto rules = std::array{cph::rule("output.nothing_added", kThresholds)};
  static constexpr auto notes = std::array{
      cph::note("added", "人像之外有多余内容（边框、文字或图案，色差 {value}，最多 {limit_max}）",
                "something beside the person: a border, text or a pattern (colour difference {value}, at "
                "most {limit_max})"),
      cph::note("no_background", "画面中没有可检查的背景区域", "the page shows no background to examine"),
  };

  void run(cph::Call& call) const;
};

}  // namespace certphoto::output

#endif
