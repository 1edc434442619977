// For tests: the size and bands of a spec file, in pixels of the finished page. The engine has its own strict
// reader.
#ifndef CERTPHOTO_GEOMETRY_SPEC_FILE_H
#define CERTPHOTO_GEOMETRY_SPEC_FILE_H

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>
#include <vector>

#include "certphoto/bands.hpp"

namespace certphoto::geometry {

struct SpecFile {
  std::string id;
  int width = 0, height = 0;
  cph::Bands bands;
};

inline std::vector<SpecFile> ReadSpecFiles(const std::filesystem::path& folder) {
  std::vector<SpecFile> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    const YAML::Node file = YAML::LoadFile(entry.path().string());
    SpecFile spec{file["id"].as<std::string>(),
                  file["pixels"]["width"].as<int>(),
                  file["pixels"]["height"].as<int>(),
                  {}};
    for (std::size_t i = 0; i < cph::kBandCount; ++i) {
      const auto node = file["geometry"][cph::kBandNames[i]];
      if (!node) continue;
      const bool across = i == cph::kFaceWidth || i == cph::kHeadWidth || i == cph::kCentreX;
      const double side = across ? spec.width : spec.height;
      const auto number = [&](const char* key) -> std::optional<double> {
        if (!node[key]) return std::nullopt;
        const auto text = node[key].as<std::string>();
        const double value = std::stod(text);
        if (text.ends_with('%')) return value / 100 * side;
        if (!text.ends_with("mm")) return value;
        return value * side / file["print_mm"][across ? "width" : "height"].as<double>();
      };
      spec.bands[i] = {number("min"), number("max"), number("target")};
    }
    out.push_back(spec);
  }
  return out;
}

}  // namespace certphoto::geometry

#endif
