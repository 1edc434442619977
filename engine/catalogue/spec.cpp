#include "engine/catalogue/spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "engine/catalogue/spec_numbers.h"
#include "engine/config/fields.h"

namespace certphoto {
namespace {

constexpr auto kSchema = "certphoto/spec/1";
const std::vector<std::string> kPolicies{"allow", "forbid", "unknown"};
constexpr std::int64_t kMaxSidePx =
    10'000;  // the largest size asked for anywhere is 3000x4000; bounds the output's memory
constexpr double kMaxPrintMm = 1000;  // beyond every sheet we print
constexpr double kMaxDpi = 2400;      // the finest printers
constexpr std::int64_t kMaxBytes = 1'000'000'000;

const std::array<std::string_view, 5> kVertical{"crown_top", "eye_top", "eye_bottom", "chin_bottom",
                                                "head_height"};
const std::array<std::string_view, 3> kHorizontal{"face_width", "head_width", "centre_x"};

// ---- geometry: "250", "30%" and "3mm" to pixels
// -----------------------------------------------------------------

// The side that a band is measured along.
struct Side {
  double px = 0;
  double mm = 0;  // 0: no print size is stated
  bool known = true;
};

std::optional<double> ReadLength(const YamlValue& value, const Side& side) {
  const auto text = value.Text();
  if (!text) return {};
  if (!value.IsQuoted() && !text->ends_with('%') && !text->ends_with("mm")) return value.Number(0, side.px);
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text->data() + text->size() - end));
  if (error != std::errc{} || !std::isfinite(number) || (unit != "%" && unit != "mm")) {
    value.Problem("must be pixels (250), a share (\"30%\") or millimetres (\"3mm\"), is " + Quoted(*text));
    return {};
  }
  if (unit == "mm" && side.mm <= 0) {
    value.Problem("millimetres need print_mm: state it, or give pixels or a percentage");
    return {};
  }
  const double px = unit == "%" ? number / 100 * side.px : number * side.px / side.mm;
  if (px < 0 || px > side.px) {
    value.Problem(Quoted(*text) + " lies outside the picture");
    return {};
  }
  return px;
}

Band ReadBand(const YamlValue& value, const Side& side) {
  Band band;
  auto map = value.Map();
  if (!map) return band;
  const auto read = [&](std::string_view key) -> std::optional<double> {
    const auto length = map->Find(key);
    return length ? ReadLength(*length, side) : std::nullopt;
  };
  band.min = read("min");
  band.max = read("max");
  band.target = read("target");
  if (!map->Has("min") && !map->Has("max") && !map->Has("target"))
    map->Problem("states none of min, max and target");
  map->FinishKeys();
  if (!side.known) return band;
  if (band.min && band.max && *band.min > *band.max) map->Problem("min is above max");
  if (band.target && band.min && *band.target < *band.min) map->Problem("target is below min");
  if (band.target && band.max && *band.target > *band.max) map->Problem("target is above max");
  return band;
}

void ReadGeometry(YamlMap& root, Spec& spec) {
  spec.geometry_default = root.OptionalChoice("geometry_source", {"stated", "default"}) == "default";
  auto map = root.RequiredMap("geometry");
  if (!map) return;
  const bool window = spec.window_height_mm > 0;
  // A size that could not be read is reported already; its bands cannot be compared with each other then.
  const auto side = [](int px, double mm) {
    return px > 0 ? Side{static_cast<double>(px), mm} : Side{static_cast<double>(kMaxSidePx), mm, false};
  };
  const Side height = side(spec.height_px, window ? spec.window_height_mm : spec.print_height_mm);
  const Side width = side(spec.width_px, window ? spec.window_width_mm : spec.print_width_mm);
  for (const std::string_view name : kVertical) {
    if (const auto band = map->Find(name)) spec.geometry[std::string(name)] = ReadBand(*band, height);
  }
  for (const std::string_view name : kHorizontal) {
    if (const auto band = map->Find(name)) spec.geometry[std::string(name)] = ReadBand(*band, width);
  }
  map->FinishKeys();
}

// ---- sizes
// ------------------------------------------------------------------------------------------------------

int AsInt(std::optional<std::int64_t> value) {
  return static_cast<int>(value.value_or(0));
}

void ReadPixels(YamlMap& root, Spec& spec) {
  auto map = root.RequiredMap("pixels");
  if (!map) return;
  spec.width_px = AsInt(map->RequiredInteger("width", 1, kMaxSidePx));
  spec.height_px = AsInt(map->RequiredInteger("height", 1, kMaxSidePx));
  const bool exact =
      !map->Has("width_min") && !map->Has("height_min") && !map->Has("width_max") && !map->Has("height_max");
  const auto read = [&](std::string_view key) { return AsInt(map->OptionalInteger(key, 1, kMaxSidePx)); };
  spec.width_min_px = read("width_min");
  spec.height_min_px = read("height_min");
  spec.width_max_px = read("width_max");
  spec.height_max_px = read("height_max");
  if (exact) {
    spec.width_min_px = spec.width_max_px = spec.width_px;
    spec.height_min_px = spec.height_max_px = spec.height_px;
  }
  const auto inside = [](int value, int min, int max) { return value >= min && (max == 0 || value <= max); };
  if (spec.width_px > 0 && !inside(spec.width_px, spec.width_min_px, spec.width_max_px)) {
    map->Problem("width is not from width_min to width_max");
  }
  if (spec.height_px > 0 && !inside(spec.height_px, spec.height_min_px, spec.height_max_px)) {
    map->Problem("height is not from height_min to height_max");
  }
  map->FinishKeys();
  spec.pixels_computed = root.OptionalChoice("pixels_source", {"stated", "computed"}) == "computed";
}

void ReadPrint(YamlMap& root, Spec& spec) {
  auto map = root.OptionalMap("print_mm");
  if (!map) return;
  const auto required = [&](std::string_view key) {
    const auto value = map->Require(key);
    return value ? value->Number(1, kMaxPrintMm).value_or(0) : 0.0;
  };
  spec.print_width_mm = required("width");
  spec.print_height_mm = required("height");
  if (map->Has("window_width") || map->Has("window_height")) {
    spec.window_width_mm = required("window_width");
    spec.window_height_mm = required("window_height");
    if (spec.window_width_mm > spec.print_width_mm || spec.window_height_mm > spec.print_height_mm) {
      map->Problem("the window is larger than the print");
    }
  }
  map->FinishKeys();
}

// "3:4".
void ReadAspect(YamlMap& root, Spec& spec) {
  const auto value = root.Require("aspect");
  if (!value) return;
  spec.aspect = value->Text().value_or("");
  int w = 0, h = 0;
  const char* end = spec.aspect.data() + spec.aspect.size();
  const auto first = std::from_chars(spec.aspect.data(), end, w);
  const bool colon = first.ec == std::errc{} && first.ptr != end && *first.ptr == ':';
  const bool good = colon && std::from_chars(first.ptr + 1, end, h).ptr == end && w > 0 && h > 0;
  if (!good) value->Problem("must be width:height in quotes such as \"3:4\", is " + Quoted(spec.aspect));
}

void ReadBytes(YamlMap& root, Spec& spec) {
  if (auto map = root.OptionalMap("bytes")) {
    const auto read = [&](std::string_view key) {
      return static_cast<std::uint64_t>(map->OptionalInteger(key, 1, kMaxBytes).value_or(0));
    };
    spec.bytes_min = read("min");
    spec.bytes_max = read("max");
    spec.bytes_target_min = read("target_min");
    if (spec.bytes_max > 0 && spec.bytes_min > spec.bytes_max) {
      map->Problem("min is above max");
    } else if (spec.bytes_target_min > 0) {
      if (spec.bytes_target_min < spec.bytes_min) map->Problem("target_min is below min");
      if (spec.bytes_max > 0 && spec.bytes_target_min > spec.bytes_max)
        map->Problem("target_min is above max");
    }
    map->FinishKeys();
  }
  spec.jpeg_quality_min = AsInt(root.OptionalInteger("jpeg_quality_min", 1, 100));
}

// ---- colours and policies
// -----------------------------------------------------------------------------------------

std::optional<Rgb> ReadColour(const YamlValue& value) {
  if (!value.IsList() || value.List().size() != 3) {
    value.Problem("must be a colour [red, green, blue], each from 0 to 255");
    return {};
  }
  Rgb colour{};
  bool good = true;
  const auto parts = value.List();
  for (std::size_t i = 0; i < colour.size(); ++i) {
    const auto part = parts[i].Integer(0, 255);
    good = good && part.has_value();
    colour[i] = static_cast<std::uint8_t>(part.value_or(0));
  }
  return good ? std::optional(colour) : std::nullopt;
}

void ReadBackground(YamlMap& root, Spec& spec) {
  auto map = root.RequiredMap("background");
  if (!map) return;
  spec.background_any = map->OptionalBoolean("any").value_or(false);
  for (const YamlValue& item : map->OptionalList("allowed")) {
    if (const auto colour = ReadColour(item)) spec.background_allowed.push_back(*colour);
  }
  if (const auto output = map->Require("output")) {
    if (const auto colour = ReadColour(*output)) {
      spec.background = *colour;
      const auto& allowed = spec.background_allowed;
      if (!spec.background_any && std::find(allowed.begin(), allowed.end(), *colour) == allowed.end()) {
        output->Problem("is not one of the allowed colours");
      }
    }
  }
  map->FinishKeys();
}

void ReadPolicies(YamlMap& map, const std::vector<std::string>& names,
                  std::map<std::string, Policy>& policies) {
  for (const std::string& name : names) {
    if (const auto choice = map.OptionalChoice(name, kPolicies)) {
      policies[name] =
          static_cast<Policy>(std::find(kPolicies.begin(), kPolicies.end(), *choice) - kPolicies.begin());
    }
  }
  map.FinishKeys();
}

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) == 8;
}

Spec ReadSpec(YamlMap& root) {
  Spec spec;
  root.ExpectSchema(kSchema);
  spec.id = RequiredId(root, "id").value_or("");
  spec.name = RequiredBilingual(root, "name");
  spec.confidence = root.RequiredChoice("confidence", {"H", "M", "L"}).value_or("");
  spec.source = root.RequiredText("source").value_or("");
  if (const auto date = root.Require("date")) {
    spec.date = date->Text().value_or("");
    if (!IsDate(spec.date)) date->Problem("must be a date such as 2026-11-22, is " + Quoted(spec.date));
  }
  spec.notes = root.OptionalText("notes").value_or("");
  ReadPixels(root, spec);
  ReadAspect(root, spec);
  ReadPrint(root, spec);
  if (const auto dpi = root.Require("dpi")) spec.dpi = dpi->Number(1, kMaxDpi).value_or(0);
  ReadBytes(root, spec);
  ReadBackground(root, spec);
  ReadGeometry(root, spec);
  if (auto map = root.RequiredMap("edit_policy")) {
    ReadPolicies(*map, {"crop", "resize", "rotate", "background", "colour"}, spec.edit_policy);
  }
  if (auto map = root.OptionalMap("requirements")) ReadPolicies(*map, {"glasses"}, spec.requirements);
  root.FinishKeys();
  return spec;
}

}  // namespace

const char* ToString(Policy policy) {
  return kPolicies[static_cast<std::size_t>(policy)].c_str();
}

std::optional<Spec> LoadSpec(const std::filesystem::path& file, Diagnostics& problems) {
  const std::size_t problems_before = problems.size();
  auto root = LoadYamlFile(file, problems);
  if (!root) return {};
  Spec spec = ReadSpec(*root);
  if (problems.size() != problems_before) return {};
  FillDottedPaths(spec);
  return spec;
}

SpecCatalogue SpecCatalogue::Load(const std::filesystem::path& folder, Diagnostics& problems) {
  SpecCatalogue catalogue;
  for (const auto& file : ListYamlFiles(folder, {}, problems)) {
    auto spec = LoadSpec(file, problems);
    if (!spec) continue;
    if (file.stem().string() != spec->id) {  // also keeps ids apart: a folder has no two files of one name
      problems.Add({file.string(), 0, 0}, "id '" + spec->id + "' needs the file name " + spec->id + ".yaml");
      continue;
    }
    catalogue.specs_.push_back(std::move(*spec));
  }
  std::sort(catalogue.specs_.begin(), catalogue.specs_.end(),
            [](const Spec& a, const Spec& b) { return a.id < b.id; });
  return catalogue;
}

const Spec* SpecCatalogue::Find(std::string_view id) const {
  const auto it = std::find_if(specs_.begin(), specs_.end(), [&](const Spec& spec) { return spec.id == id; });
  return it == specs_.end() ? nullptr : &*it;
}

std::vector<std::string> SpecCatalogue::Ids() const {
  std::vector<std::string> ids;
  ids.reserve(specs_.size());
  for (const Spec& spec : specs_) ids.push_back(spec.id);
  return ids;
}

}  // namespace certphoto
