#include "engine/catalogue/spec_numbers.h"

namespace certphoto {
namespace {

void Put(std::map<std::string, double>& numbers, const std::string& path, double value) {
  if (value > 0) numbers[path] = value;  // in every member this is used for, 0 means not stated
}

void PutColour(std::map<std::string, double>& numbers, const std::string& path, const Rgb& colour) {
  numbers[path + ".r"] = colour[0];
  numbers[path + ".g"] = colour[1];
  numbers[path + ".b"] = colour[2];
}

void PutPolicies(std::map<std::string, double>& numbers, const std::string& path,
                 const std::map<std::string, Policy>& policies) {
  for (const auto& [name, policy] : policies) {
    if (policy != Policy::kUnknown) numbers[path + name] = policy == Policy::kAllow ? 1 : 0;
  }
}

}  // namespace

void FillDottedPaths(Spec& spec) {
  std::map<std::string, double> n;
  Put(n, "output.width_px", spec.width_px);
  Put(n, "output.height_px", spec.height_px);
  Put(n, "output.dpi", spec.dpi);
  Put(n, "accepted.width_min_px", spec.width_min_px);
  Put(n, "accepted.height_min_px", spec.height_min_px);
  Put(n, "accepted.width_max_px", spec.width_max_px);
  Put(n, "accepted.height_max_px", spec.height_max_px);
  Put(n, "bytes.min", static_cast<double>(spec.bytes_min));
  Put(n, "bytes.max", static_cast<double>(spec.bytes_max));
  Put(n, "bytes.target_min", static_cast<double>(spec.bytes_target_min));
  Put(n, "jpeg.quality_min", spec.jpeg_quality_min);
  Put(n, "print.width_mm", spec.print_width_mm);
  Put(n, "print.height_mm", spec.print_height_mm);
  Put(n, "print.window_width_mm", spec.window_width_mm);
  Put(n, "print.window_height_mm", spec.window_height_mm);
  PutColour(n, "background", spec.background);
  n["background.any"] = spec.background_any ? 1 : 0;
  n["background.allowed.count"] = static_cast<double>(spec.background_allowed.size());
  for (std::size_t i = 0; i < spec.background_allowed.size(); ++i) {
    PutColour(n, "background.allowed." + std::to_string(i), spec.background_allowed[i]);
  }
  for (const auto& [name, band] : spec.geometry) {
    const std::string path = "geometry." + name;
    if (band.min) n[path + ".min"] = *band.min;
    if (band.max) n[path + ".max"] = *band.max;
    if (band.target) n[path + ".target"] = *band.target;
  }
  PutPolicies(n, "edit.", spec.edit_policy);
  PutPolicies(n, "requirement.", spec.requirements);
  spec.numbers = std::move(n);
  spec.texts = {{"id", spec.id},
                {"name.zh", spec.name.zh},
                {"name.en", spec.name.en},
                {"source", spec.source},
                {"aspect", spec.aspect}};
}

}  // namespace certphoto
