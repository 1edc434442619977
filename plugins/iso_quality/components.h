// Quality components of ISO/IEC 29794-5:2025: from what is measured to 0..100, as the open reference
// implementation (OFIQ 1.0.3, ofiq_config and its measures) maps it. Information: the standard sets no
// limits.
#ifndef CERTPHOTO_PLUGINS_ISO_QUALITY_COMPONENTS_H
#define CERTPHOTO_PLUGINS_ISO_QUALITY_COMPONENTS_H

#include <span>

namespace certphoto::iso_quality {

// 1 / (1 + exp((middle - x) / width)).
[[nodiscard]] double sigmoid(double x, double middle, double width);

// Luma levels 0..255 of the face.
struct LumaStatistics {
  double mean = 0;      // 0..1
  double variance = 0;  // of 0..1
  double dark = 0;      // share of levels 0 to 25
  double bright = 0;    // share of levels 247 to 255
  double entropy = 0;   // bits
};
[[nodiscard]] LumaStatistics luma_statistics(std::span<const float> levels);

// Sum over levels of the smaller of two normalised histograms, 0..1.
[[nodiscard]] double histogram_overlap(std::span<const float> left, std::span<const float> right);

// Each returns 0..100. Codes are the standard's.
[[nodiscard]] double illumination_uniformity(double overlap);        // 0x43
[[nodiscard]] double luminance_mean(double mean);                    // 0x44
[[nodiscard]] double luminance_variance(double variance);            // 0x45
[[nodiscard]] double under_exposure_prevention(double dark);         // 0x46
[[nodiscard]] double over_exposure_prevention(double bright);        // 0x47
[[nodiscard]] double dynamic_range(double entropy_bits);             // 0x48
[[nodiscard]] double natural_colour(double a, double b);             // 0x4B; mean CIE a*, b* of the skin
[[nodiscard]] double single_face(double second_over_first_area);     // 0x4C
[[nodiscard]] double eyes_open(double opening_over_t);               // 0x4D
[[nodiscard]] double mouth_closed(double gap_over_t);                // 0x4E
[[nodiscard]] double inter_eye_distance(double px, double yaw_deg);  // 0x52
[[nodiscard]] double head_size(double t_over_height);                // 0x53
[[nodiscard]] double side_crop(double eye_to_edge_over_ied);         // 0x54, 0x55
[[nodiscard]] double margin_above(double eye_height_over_t);         // 0x56
[[nodiscard]] double margin_below(double below_eyes_over_t);         // 0x57
[[nodiscard]] double angle(double degrees);                          // 0x58, 0x59, 0x5A

}  // namespace certphoto::iso_quality

#endif
