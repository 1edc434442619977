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

#include "engine/base/bilingual.h"
#include "engine/config/yaml.h"

namespace certphoto {

using Rgb = std::array<std::uint8_t, 3>;

// Pixels of the finished photo. The file may say 250, "30%" or "3mm"; all are resolved when it is read:
// percent of the height (of the width for face_width, head_width and centre_x), millimetres of the print, or
// of its window where one is stated, which is what the picture fills.
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
  std::string date;  // YYYY-MM-DD: when the source was read
  std::string notes;
  bool pixels_computed = false;             // the size is ours, from the aspect or the millimetres
  bool geometry_default = false;            // the bands are ours: the source states none
  int width_px = 0, height_px = 0;          // the size we produce
  int width_min_px = 0, height_min_px = 0;  // what the receiver accepts; equal to width_px when it is exact
  int width_max_px = 0, height_max_px = 0;  // 0: no upper limit
  std::string aspect;
  double print_width_mm = 0, print_height_mm = 0;  // 0: none stated
  double window_width_mm = 0,
         window_height_mm = 0;  // the part of the print that the picture fills; 0: the whole print
  double dpi = 0;
  std::uint64_t bytes_min = 0, bytes_max = 0, bytes_target_min = 0;  // 0: no limit
  int jpeg_quality_min = 0;                                          // 0: no limit
  Rgb background{255, 255, 255};                                     // what we paint
  std::vector<Rgb> background_allowed;
  bool background_any = false;
  // crown_top, eye_top: from the top edge; eye_bottom, chin_bottom: from the bottom edge; face_width,
  // head_width, head_height; centre_x: of the face, from the left edge.
  std::map<std::string, Band> geometry;
  std::map<std::string, Policy> edit_policy;   // crop, resize, rotate, background, colour
  std::map<std::string, Policy> requirements;  // glasses

  // The same as dotted paths, for plugins; only what the spec states is there:
  //   output.width_px, output.height_px, output.dpi, accepted.width_min_px, accepted.height_min_px,
  //   accepted.width_max_px, accepted.height_max_px, bytes.min, bytes.max, bytes.target_min,
  //   jpeg.quality_min, print.width_mm, print.height_mm, print.window_width_mm, print.window_height_mm,
  //   background.r|g|b, background.any (0 or 1), background.allowed.count, background.allowed.N.r|g|b (N from
  //   0), geometry.NAME.min|max|target (px), edit.NAME and requirement.NAME (1 allow, 0 forbid; absent when
  //   unknown).
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> texts;  // id, name.zh, name.en, source, aspect
};

// All specs by id. Immutable once loaded; safe from every thread.
class SpecCatalogue {
 public:
  // Reads every *.yaml of the folder; each is named after the id in it. All problems at once; a spec with a
  // problem is left out.
  [[nodiscard]] static SpecCatalogue Load(const std::filesystem::path& folder, Diagnostics& problems);
  [[nodiscard]] const Spec* Find(std::string_view id) const;
  [[nodiscard]] const std::vector<Spec>& all() const { return specs_; }
  [[nodiscard]] std::vector<std::string> Ids() const;

 private:
  std::vector<Spec> specs_;
};

[[nodiscard]] const char* ToString(Policy policy);

// One spec file; it may lie anywhere and have any name (a user's own). Empty when `problems` grew.
[[nodiscard]] std::optional<Spec> LoadSpec(const std::filesystem::path& file, Diagnostics& problems);

}  // namespace certphoto

#endif
