// Specs as data: configs/specs/*.yaml. What a receiver accepts: size, bytes, colours, geometry, edit policy.
#ifndef CERTPHOTO_ENGINE_CATALOGUE_SPEC_H
#define CERTPHOTO_ENGINE_CATALOGUE_SPEC_H

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalogue/rule.h"
#include "engine/config/yaml.h"

namespace certphoto {

using Rgb = std::array<std::uint8_t, 3>;

// Pixels of the finished photo; percentages and millimetres of the file are resolved when it is read.
struct Band {
  std::optional<double> min, max;
  std::optional<double> target;
};

enum class Policy { kAllow, kForbid, kUnknown };

struct Spec {
  std::string id;
  Bilingual name;
  std::string confidence;  // H, M, L: how well the source is known
  std::string source;
  std::string date;
  int width_px = 0, height_px = 0;              // the size we produce
  int width_min_px = 0, height_min_px = 0;      // what the receiver accepts
  int width_max_px = 0, height_max_px = 0;
  std::string aspect;
  double print_width_mm = 0, print_height_mm = 0;      // 0: none stated
  double window_width_mm = 0, window_height_mm = 0;    // 0: the whole print
  double dpi = 0;
  std::uint64_t bytes_min = 0, bytes_max = 0, bytes_target_min = 0;  // 0: no limit
  int jpeg_quality_min = 0;
  Rgb background{255, 255, 255};
  std::vector<Rgb> background_allowed;
  bool background_any = false;
  std::map<std::string, Band> geometry;  // crown_top, eye_top, eye_bottom, chin_bottom, face_width, head_width, head_height, centre_x
  std::map<std::string, Policy> edit_policy;   // crop, resize, rotate, background, colour
  std::map<std::string, Policy> requirements;  // glasses

  // The same as dotted paths, for plugins: output.width_px, output.height_px, output.dpi, bytes.min, bytes.max,
  // bytes.target_min, jpeg.quality_min, print.width_mm, print.height_mm, background.r|g|b, background.any,
  // background.allowed.count, background.allowed.N.r|g|b, geometry.NAME.min|max|target (px), edit.NAME and
  // requirement.NAME (1 allow, 0 forbid; absent when unknown). Only what the spec states is there.
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> texts;  // id, name.zh, name.en, source, aspect
};

class SpecCatalogue {
 public:
  [[nodiscard]] static SpecCatalogue Load(const std::filesystem::path& folder, Diagnostics& problems);
  [[nodiscard]] const Spec* Find(std::string_view id) const;
  [[nodiscard]] const std::vector<Spec>& all() const { return specs_; }
  [[nodiscard]] std::vector<std::string> Ids() const;

 private:
  std::vector<Spec> specs_;
};

// One spec file; the file may lie anywhere (a user's own). Empty when `problems` grew.
[[nodiscard]] std::optional<Spec> LoadSpec(const std::filesystem::path& file, Diagnostics& problems);

}  // namespace certphoto

#endif
