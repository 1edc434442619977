// The geometry bands of a spec, and what a head measures against them on a finished page. Planning a crop and
// checking the finished file use the same definitions, so that neither can be right by its own ruler.
//
//   cph::Bands bands = cph::spec_bands(call);
//   cph::BandValues at = cph::band_values(outline_in_page_px, 640);
//   bool good = bands[cph::kCrownTop].contains(at[cph::kCrownTop]);
//
// All values are pixels of the finished page, y from its top, x from its left.
#ifndef CERTPHOTO_BANDS_HPP
#define CERTPHOTO_BANDS_HPP

#include <string>

#include "certphoto/facts.hpp"

namespace cph {

// What a spec may bound. Names in a spec file are those of kBandNames.
enum BandId : std::size_t {
  kCrownTop,    // top of the hair below the upper edge
  kEyeTop,      // eye line below the upper edge
  kEyeBottom,   // eye line above the lower edge
  kChinBottom,  // chin above the lower edge
  kFaceWidth,   // cheek to cheek
  kHeadWidth,   // ear to ear, ears included, see kEarsOverCheeks
  kHeadHeight,  // crown to chin
  kCentreX,     // middle of the head from the left edge
  kBandCount
};
inline constexpr std::array<const char*, kBandCount> kBandNames{"crown_top",   "eye_top",    "eye_bottom",
                                                                "chin_bottom", "face_width", "head_width",
                                                                "head_height", "centre_x"};

// The same for people, in the sentence "{…} is 312 px".
struct BandWords {
  const char* zh;
  const char* en;
};
inline constexpr std::array<BandWords, kBandCount> kBandWords{{
    {"头顶距上边", "the gap above the head"},
    {"眼睛距上边", "the eye line from the top"},
    {"眼睛距下边", "the eye line from the bottom"},
    {"下巴距下边", "the chin from the bottom"},
    {"脸宽", "the face width"},
    {"头宽", "the head width"},
    {"头高", "the head height"},
    {"头部中心距左边", "the middle of the head from the left"},
}};

// The head's width over the face's. Ears are often under hair, so the width is taken from the cheeks; the
// ratio is the mean of the 40 neutral photos of the London set by their hand-set points (1.10 to 1.31): outer
// edges of the ears over the distance of their roots.
inline constexpr double kEarsOverCheeks = 1.20;

struct SpecBand {
  std::optional<double> min, max, target;

  [[nodiscard]] bool stated() const { return min || max; }
  [[nodiscard]] bool contains(double value) const {
    return (!min || value >= *min) && (!max || value <= *max);
  }
  // "180–300", "≥ 207"
  [[nodiscard]] std::string text() const {
    const auto whole = [](double v) { return std::to_string(std::llround(v)); };
    if (min && max) return whole(*min) + "–" + whole(*max);
    return min ? "≥ " + whole(*min) : max ? "≤ " + whole(*max) : "";
  }
  // Where to aim: the spec's target, else the middle, else the only limit.
  [[nodiscard]] std::optional<double> aim() const {
    if (target) return target;
    if (min && max) return (*min + *max) / 2;
    return min ? min : max;
  }
};
using Bands = std::array<SpecBand, kBandCount>;
using BandValues = std::array<double, kBandCount>;

// The bands of the spec in force.
[[nodiscard]] inline Bands spec_bands(const Call& call) {
  Bands bands;
  for (std::size_t i = 0; i < kBandCount; ++i) {
    const std::string path = std::string("geometry.") + kBandNames[i];
    bands[i] = {call.spec((path + ".min").c_str()), call.spec((path + ".max").c_str()),
                call.spec((path + ".target").c_str())};
  }
  return bands;
}

// The middle of the head: half-way between the eyes' middle (ICAO's face centre M) and the cheeks' middle.
// When a head turns a little the two move apart on either side of its axis, so their mean stays on the head.
[[nodiscard]] inline double head_centre_x(const HeadOutline& head) {
  return (head.eye_centre.x + (head.left_cheek.x + head.right_cheek.x) / 2) / 2;
}

// `head` in pixels of a page of this height.
[[nodiscard]] inline BandValues band_values(const HeadOutline& head, double page_height) {
  BandValues v{};
  v[kCrownTop] = head.crown.y;
  v[kEyeTop] = head.eye_centre.y;
  v[kEyeBottom] = page_height - head.eye_centre.y;
  v[kChinBottom] = page_height - head.chin.y;
  v[kFaceWidth] = head.face_width();
  v[kHeadWidth] = kEarsOverCheeks * v[kFaceWidth];
  v[kHeadHeight] = head.chin.y - head.crown.y;
  v[kCentreX] = head_centre_x(head);
  return v;
}

// photo.geometry/1: where the finished page lies on the source.
struct PageGeometry {
  double x = 0, y = 0, width = 0, height = 0;  // source px
  double scale = 0;                            // finished px per source px, the same in x and y
  int page_width = 0, page_height = 0;         // finished px
  bool beyond_photo = false;                   // part of the page lies outside the photo

  static PageGeometry of(const TensorView& tensor) {
    const auto v = tensor.values<double>();
    return {v[0], v[1], v[2], v[3], v[4], static_cast<int>(v[5]), static_cast<int>(v[6]), v[7] != 0};
  }
  [[nodiscard]] std::array<double, 8> values() const {
    return {x, y, width, height, scale, double(page_width), double(page_height), beyond_photo ? 1.0 : 0.0};
  }
  [[nodiscard]] Point to_page(Point source) const { return {(source.x - x) * scale, (source.y - y) * scale}; }
  [[nodiscard]] Point to_source(Point page) const { return {page.x / scale + x, page.y / scale + y}; }
  [[nodiscard]] HeadOutline to_page(const HeadOutline& h) const {
    return {to_page(h.crown), to_page(h.chin), to_page(h.left_cheek), to_page(h.right_cheek),
            to_page(h.eye_centre)};
  }
};

}  // namespace cph

#endif
