#include "distortion.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"

namespace certphoto::quality {

namespace {

constexpr auto kRule = "image.sharp";
// Between the pupils of adults: mean 63 mm, nine in ten within 57 to 69 (Dodgson, "Variation and extrema of
// human interpupillary distance", SPIE 5291, 2004).
constexpr double kInterEyeM = 0.063;
// What that spread and a focal length rounded to millimetres leave open: nearer than this share of the limit
// is too near for everybody.
constexpr double kCertain = 0.85;
constexpr double kDiagonalOf35mmFilm = 43.27;  // mm, CIPA DCG-001: equivalence is by the diagonal
constexpr std::array kSensors{4.0 / 3, 3.0 / 2, 16.0 / 9};
constexpr double kProportion = 0.01;

std::optional<double> focal_length_35mm(std::string_view exif) {
  constexpr std::string_view kName = "FocalLengthIn35mmFilm=";
  const auto at = exif.find(kName);
  if (at == std::string_view::npos || (at > 0 && exif[at - 1] != '\n')) return std::nullopt;
  double mm = 0;
  const auto* from = exif.data() + at + kName.size();
  if (std::from_chars(from, exif.data() + exif.size(), mm).ec != std::errc() || !(mm > 0))
    return std::nullopt;
  return mm;
}

}  // namespace

std::optional<double> camera_distance_m(std::string_view exif, double width_px, double height_px,
                                        double eyes_px) {
  const auto mm = focal_length_35mm(exif);
  if (!mm || !(eyes_px > 0) || !(std::min(width_px, height_px) > 0)) return std::nullopt;
  const double proportion = std::max(width_px, height_px) / std::min(width_px, height_px);
  if (std::none_of(kSensors.begin(), kSensors.end(),
                   [&](double s) { return std::abs(proportion / s - 1) < kProportion; }))
    return std::nullopt;
  return *mm / kDiagonalOf35mmFilm * std::hypot(width_px, height_px) * kInterEyeM / eyes_px;
}

double oval_ratio(std::span<const float> mesh) {
  using namespace cph::mesh;
  const double width = cph::distance(at(mesh, kSideLeft), at(mesh, kSideRight));
  return width > 0 ? cph::distance(at(mesh, kForeheadTop), at(mesh, kChin)) / width : 0;
}

void ImageUndistorted::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto source = cph::SourceInfo::of(call);
  const auto exif = call.find_tensor(cph::fact::kSourceExif);
  std::string_view lines;
  if (exif) {
    const auto bytes = exif.values<std::uint8_t>();
    lines = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  cph::Finding f;
  f.rule = kRule;
  f.verdict = CPH_VERDICT_REVIEW;
  f.regions.push_back({"face", cph::mesh::all(mesh, cph::mesh::kOval)});

  const double limit_m = call.threshold(kRule, "distance_min_m");
  const auto from_m = camera_distance_m(lines, source.width_px, source.height_px, cph::mesh::inter_eye(mesh));
  if (from_m && *from_m < kCertain * limit_m) {
    f.value = std::round(*from_m * 100) / 100;
    f.unit = "m";
    f.limit_min = limit_m;
    f.note = "too_close";
    call.report(f);
  }
  const double ratio = oval_ratio(mesh);
  const double low = call.threshold(kRule, "oval_ratio_review_min");
  const double high = call.threshold(kRule, "oval_ratio_review_max");
  if (ratio < low || ratio > high) {
    f.value = ratio;
    f.unit = "ratio";
    f.limit_min = low;
    f.limit_max = high;
    f.note = "stretched";
    call.report(f);
  }
}

}  // namespace certphoto::quality
