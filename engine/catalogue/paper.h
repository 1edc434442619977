// Papers as data: configs/papers/*.yaml. What a sheet is printed on: its size and, for a dye-sublimation
// print, the raster that the printer wants. docs/specs.md, section Papers, describes the fields.
#ifndef CERTPHOTO_ENGINE_CATALOGUE_PAPER_H
#define CERTPHOTO_ENGINE_CATALOGUE_PAPER_H

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bilingual.h"
#include "engine/base/result.h"
#include "engine/config/diagnostics.h"

namespace certphoto {

enum class PaperCategory { kPhoto, kOffice, kDyeSub };
[[nodiscard]] const char* ToString(PaperCategory category);

// The raster of a device that prints beyond the edges of the paper. Pads are sent but never printed; what is
// left is centred on the paper and reaches over it by the overscan.
struct DeviceRaster {
  double dpi = 0;
  int width_px = 0, height_px = 0;  // what has to be sent, pads included
  int pad_left_px = 0, pad_right_px = 0, pad_top_px = 0, pad_bottom_px = 0;
  double overscan_x_mm = 0, overscan_y_mm = 0;  // at each of the sides
};

// What a ruler target printed on the device measured: nominal length / printed length, and how far the centre
// has to move to the right and down. docs/print.md says how to measure.
struct PaperCalibration {
  double scale_x = 1, scale_y = 1;
  double offset_x_mm = 0, offset_y_mm = 0;
};

struct Paper {
  std::string id;
  Bilingual name;
  PaperCategory category = PaperCategory::kPhoto;
  std::vector<std::string> devices;
  double width_mm = 0, height_mm = 0;
  std::optional<DeviceRaster> raster;  // dye-sublimation only
  PaperCalibration calibration;
  std::string confidence;  // H, M, L: how well the source is known
  std::string source;
  std::string notes;
};

// All papers by id. Immutable once loaded.
class PaperCatalogue {
 public:
  // Reads every *.yaml of the folder; all problems at once.
  [[nodiscard]] static PaperCatalogue Load(const std::filesystem::path& folder, Diagnostics& problems);
  [[nodiscard]] const Paper* Find(std::string_view id) const;
  [[nodiscard]] const std::vector<Paper>& all() const { return papers_; }
  [[nodiscard]] std::vector<std::string> Ids() const;

 private:
  std::vector<Paper> papers_;
};

// One paper file; it may lie anywhere (a user's own). Empty when `problems` grew.
[[nodiscard]] std::optional<Paper> LoadPaper(const std::filesystem::path& file, Diagnostics& problems);

}  // namespace certphoto

#endif
