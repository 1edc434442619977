#include "engine/sheet/sheet_parameters.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

namespace certphoto {
namespace {

// The shortest text that reads back as the same number.
std::string Plain(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

bool LooksLikeNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string::npos;
}

const Param* FindParam(const Operation& operation, const std::string& name) {
  const auto it = std::find_if(operation.params.begin(), operation.params.end(),
                               [&](const Param& p) { return p.name == name; });
  return it == operation.params.end() ? nullptr : &*it;
}

// As the strict reader of YAML takes it: numbers and true/false bare, texts in quotes.
std::string Scalar(const Param* param, const std::string& value) {
  const bool text = param == nullptr || param->type == ParamType::kText || param->type == ParamType::kChoice;
  if (!text && (LooksLikeNumber(value) || value == "true" || value == "false")) return value;
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void AddPaper(const Paper& paper, Parameters& parameters) {
  const auto add = [&](const char* name, double value) { parameters.emplace_back(name, Plain(value)); };
  add("paper_width_mm", paper.width_mm);
  add("paper_height_mm", paper.height_mm);
  if (const auto& raster = paper.raster) {
    add("dpi", raster->dpi);
    add("raster_dpi", raster->dpi);
    add("raster_width_px", raster->width_px);
    add("raster_height_px", raster->height_px);
    add("pad_left_px", raster->pad_left_px);
    add("pad_right_px", raster->pad_right_px);
    add("pad_top_px", raster->pad_top_px);
    add("pad_bottom_px", raster->pad_bottom_px);
    add("overscan_x_mm", raster->overscan_x_mm);
    add("overscan_y_mm", raster->overscan_y_mm);
  }
  add("scale_x", paper.calibration.scale_x);
  add("scale_y", paper.calibration.scale_y);
  add("offset_x_mm", paper.calibration.offset_x_mm);
  add("offset_y_mm", paper.calibration.offset_y_mm);
}

void AddSpec(const Spec& spec, Parameters& parameters) {
  const auto add = [&](const char* name, double value) { parameters.emplace_back(name, Plain(value)); };
  if (spec.print_width_mm > 0) {
    add("photo_width_mm", spec.print_width_mm);
    add("photo_height_mm", spec.print_height_mm);
  }
  if (spec.window_width_mm > 0) {
    add("window_width_mm", spec.window_width_mm);
    add("window_height_mm", spec.window_height_mm);
  }
}

Result<std::vector<PipelineParam>> TypedParameters(const Operation& operation, const Parameters& parameters,
                                                   Diagnostics& problems) {
  std::map<std::string, std::string> last;
  for (const auto& [name, value] : parameters) last[name] = value;
  std::string text;
  for (const auto& [name, value] : last) {
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
      return Error{ErrorCode::kUsage, "a parameter is named in lower-case letters, not " + Quoted(name)};
    text += name + ": " + Scalar(FindParam(operation, name), value) + "\n";
  }
  std::vector<PipelineParam> typed;
  if (text.empty()) return typed;
  auto map = LoadYamlText(text, "options", problems);
  if (!map) return problems.ToError();
  for (const auto& entry : map->Entries()) typed.push_back({entry.key, entry.key_place, entry.value});
  return typed;
}

}  // namespace certphoto
