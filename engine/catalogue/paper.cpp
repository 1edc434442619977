#include "engine/catalogue/paper.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/config/fields.h"

namespace certphoto {
namespace {

constexpr auto kSchema = "certphoto/paper/1";
const std::vector<std::string> kCategories{"photo", "office", "dyesub"};
constexpr double kMinSideMm = 20,
                 kMaxSideMm = 1000;  // a photo strip to beyond A0's width: bounds the output's memory
constexpr double kMinDpi = 72, kMaxDpi = 2400;
constexpr std::int64_t kMaxRasterPx = 30'000;
// A hundredth of a millimetre is what the files are rounded to.
constexpr double kOverscanToleranceMm = 0.011;
// A device that is off by more than this is broken or was measured wrongly.
constexpr double kMinScale = 0.9, kMaxScale = 1.1, kMaxOffsetMm = 20;

// Letters, digits, '-', '.': "dnp-ds620-3.5x5".
bool IsPaperId(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= 64 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), allowed);
}

double Required(YamlMap& map, std::string_view key, double min, double max) {
  const auto value = map.Require(key);
  return value ? value->Number(min, max).value_or(0) : 0;
}

int RequiredPx(YamlMap& map, std::string_view key, std::int64_t min) {
  return static_cast<int>(map.RequiredInteger(key, min, kMaxRasterPx).value_or(0));
}

// The visible raster must be the raster less its pads, and must reach over the paper as far as the file says.
void CheckVisible(YamlMap& root, const Paper& paper, const DeviceRaster& raster) {
  const int width = raster.width_px - raster.pad_left_px - raster.pad_right_px;
  const int height = raster.height_px - raster.pad_top_px - raster.pad_bottom_px;
  if (auto map = root.RequiredMap("visible_px")) {
    const int stated_width = RequiredPx(*map, "width", 1), stated_height = RequiredPx(*map, "height", 1);
    if (stated_width > 0 && stated_height > 0 && (stated_width != width || stated_height != height))
      map->Problem("is " + std::to_string(stated_width) + "×" + std::to_string(stated_height) +
                   ", but raster_px less pad_px is " + std::to_string(width) + "×" + std::to_string(height));
    map->FinishKeys();
  }
  const auto check = [&](const char* side, double stated, int px, double paper_mm) {
    const double found = (px * 25.4 / raster.dpi - paper_mm) / 2;
    if (std::abs(found - stated) <= kOverscanToleranceMm) return;
    char text[160];
    std::snprintf(text, sizeof text,
                  "overscan_mm.%s is %.2f, but the visible raster reaches %.2f mm over the paper", side,
                  stated, found);
    root.Problem(text);
  };
  if (raster.dpi <= 0 || paper.width_mm <= 0 || paper.height_mm <= 0 || width <= 0 || height <= 0) return;
  check("left_right", raster.overscan_x_mm, width, paper.width_mm);
  check("top_bottom", raster.overscan_y_mm, height, paper.height_mm);
}

DeviceRaster ReadRaster(YamlMap& root, const Paper& paper) {
  DeviceRaster raster;
  raster.dpi = Required(root, "dpi", kMinDpi, kMaxDpi);
  if (auto map = root.RequiredMap("raster_px")) {
    raster.width_px = RequiredPx(*map, "width", 1);
    raster.height_px = RequiredPx(*map, "height", 1);
    map->FinishKeys();
  }
  if (auto map = root.RequiredMap("pad_px")) {
    raster.pad_left_px = RequiredPx(*map, "left", 0);
    raster.pad_right_px = RequiredPx(*map, "right", 0);
    raster.pad_top_px = RequiredPx(*map, "top", 0);
    raster.pad_bottom_px = RequiredPx(*map, "bottom", 0);
    map->FinishKeys();
  }
  if (auto map = root.RequiredMap("overscan_mm")) {
    raster.overscan_x_mm = Required(*map, "left_right", 0, 50);
    raster.overscan_y_mm = Required(*map, "top_bottom", 0, 50);
    map->FinishKeys();
  }
  CheckVisible(root, paper, raster);
  return raster;
}

PaperCalibration ReadCalibration(YamlMap& root) {
  PaperCalibration calibration;
  auto map = root.OptionalMap("calibration");
  if (!map) return calibration;
  calibration.scale_x = map->OptionalNumber("scale_x", kMinScale, kMaxScale).value_or(1);
  calibration.scale_y = map->OptionalNumber("scale_y", kMinScale, kMaxScale).value_or(1);
  calibration.offset_x_mm = map->OptionalNumber("offset_x_mm", -kMaxOffsetMm, kMaxOffsetMm).value_or(0);
  calibration.offset_y_mm = map->OptionalNumber("offset_y_mm", -kMaxOffsetMm, kMaxOffsetMm).value_or(0);
  map->FinishKeys();
  return calibration;
}

Paper ReadPaper(YamlMap& root) {
  Paper paper;
  root.ExpectSchema(kSchema);
  if (const auto id = root.Require("id")) {
    paper.id = id->Text().value_or("");
    if (!paper.id.empty() && !IsPaperId(paper.id))
      id->Problem("must be lower-case letters, digits, '-' and '.', is '" + paper.id + "'");
  }
  paper.name = RequiredBilingual(root, "name");
  const auto category = root.RequiredChoice("category", kCategories).value_or("photo");
  paper.category = static_cast<PaperCategory>(std::find(kCategories.begin(), kCategories.end(), category) -
                                              kCategories.begin());
  for (const YamlValue& device : root.OptionalList("devices"))
    if (auto text = device.Text()) paper.devices.push_back(std::move(*text));
  paper.width_mm = Required(root, "width_mm", kMinSideMm, kMaxSideMm);
  paper.height_mm = Required(root, "height_mm", kMinSideMm, kMaxSideMm);
  // Any of its keys makes it a device raster: a forgotten one is reported rather than ignored.
  if (paper.category == PaperCategory::kDyeSub || root.Has("raster_px"))
    paper.raster = ReadRaster(root, paper);
  paper.calibration = ReadCalibration(root);
  paper.confidence = root.RequiredChoice("confidence", {"H", "M", "L"}).value_or("");
  paper.source = root.RequiredText("source").value_or("");
  paper.notes = root.OptionalText("notes").value_or("");
  root.FinishKeys();
  return paper;
}

}  // namespace

const char* ToString(PaperCategory category) {
  return kCategories[static_cast<std::size_t>(category)].c_str();
}

std::optional<Paper> LoadPaper(const std::filesystem::path& file, Diagnostics& problems) {
  const auto problems_before = problems.size();
  auto root = LoadYamlFile(file, problems);
  if (!root) return {};
  Paper paper = ReadPaper(*root);
  if (problems.size() != problems_before) return {};
  return paper;
}

PaperCatalogue PaperCatalogue::Load(const std::filesystem::path& folder, Diagnostics& problems) {
  PaperCatalogue catalogue;
  for (const auto& file : ListYamlFiles(folder, {}, problems)) {
    auto paper = LoadPaper(file, problems);
    if (!paper) continue;
    if (file.stem().string() != paper->id) {
      problems.Add({file.string(), 0, 0},
                   "id '" + paper->id + "' needs the file name " + paper->id + ".yaml");
      continue;
    }
    catalogue.papers_.push_back(std::move(*paper));
  }
  std::sort(catalogue.papers_.begin(), catalogue.papers_.end(),
            [](const Paper& a, const Paper& b) { return a.id < b.id; });
  return catalogue;
}

const Paper* PaperCatalogue::Find(std::string_view id) const {
  const auto it = std::find_if(papers_.begin(), papers_.end(), [&](const Paper& p) { return p.id == id; });
  return it == papers_.end() ? nullptr : &*it;
}

std::vector<std::string> PaperCatalogue::Ids() const {
  std::vector<std::string> ids;
  for (const auto& p : papers_) ids.push_back(p.id);
  return ids;
}

}  // namespace certphoto
