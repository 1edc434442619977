// Simulated photos of people, of screens that show their photos, and of prints (halftone, ink-jet), with
// known truth.
//
//   gen-recapture train|test plain|screen|print|inkjet COUNT SEED OUT PHOTO.jpg…
//
// Writes OUT/KIND_NNNN.jpg and lines "file,kind,source,parameters" to standard output. `train` and `test`
// draw from different ranges and kinds; give them photos of different people. All kinds go through the same
// camera, so that nothing but the screen or the print tells them apart.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "scenes.h"

namespace certphoto::generators {
namespace {

constexpr int kWidth = 660, kHeight = 880;

struct Ranges {
  double pixel_low, pixel_high;  // sensor px a screen pixel
  double cell_low, cell_high;    // sensor px a halftone cell
  double dot_low, dot_high;      // sensor px an ink-jet dot
  double turn, tilt;             // at most, radians and share
  double blur_low, blur_high, noise_high, sharpen_high;
  int quality_low, quality_high;
};

constexpr Ranges kTrain{1.3, 3.2, 2.4, 5.0, 0.8, 1.6, 0.06, 0.05, 0.45, 0.9, 0.020, 0.8, 78, 96};
constexpr Ranges kTest{1.0, 3.8, 2.1, 6.5, 0.7, 1.5, 0.10, 0.08, 0.40, 1.0, 0.026, 1.0, 72, 97};

struct Maker {
  bool train;
  Random random;
  [[nodiscard]] const Ranges& ranges() const { return train ? kTrain : kTest; }

  // The kinds differ between the draws as well: test has BGR and pentile cells and rotated screens of cells.
  Picture look(const std::string& kind, const Picture& photo, Pose pose, std::string& words) {
    const auto& r = ranges();
    char text[160];
    // The middle of the photo, whole width in view, in sensor pixels times `scale`.
    const double photo_px = double(photo.width) / kWidth * draw(random, 0.75, 1.0);
    const auto centre = [&](double unit) {  // unit: photo px a scene unit
      pose.scene_x = photo.width / 2.0 / unit;
      pose.scene_y = photo.height / 2.0 / unit;
    };
    if (kind == "plain") {
      pose.scale = 1;
      centre(photo_px);
      words = "";
      return expose(person(photo, photo_px), pose);
    }
    if (kind == "screen") {
      const double pixel = draw(random, r.pixel_low, r.pixel_high);
      ScreenSettings s;
      const double which = draw(random, 0, 1);
      s.cells = train || which < 0.4 ? Cells::kStripesRgb
                : which < 0.7        ? Cells::kStripesBgr
                                     : Cells::kPentile;
      s.dark = draw(random, 0.03, train ? 0.08 : 0.10);
      s.unit = photo_px * pixel;
      pose.scale = 1 / pixel;
      centre(s.unit);
      std::snprintf(text, sizeof text, "pixel %.2f cells %d", pixel, int(s.cells));
      words = text;
      return expose(screen(photo, s), pose);
    }
    if (kind == "print") {
      HalftoneSettings s;
      s.cell = draw(random, r.cell_low, r.cell_high);
      s.unit = photo_px;
      if (!train) s.angles = {105, 75, 90, 45};
      pose.scale = 1;
      centre(photo_px);
      std::snprintf(text, sizeof text, "halftone %.2f", s.cell);
      words = text;
      return expose(halftone(photo, s), pose);
    }
    const double dot = draw(random, r.dot_low, r.dot_high), unit = photo_px * dot;
    const auto raster = ink_jet(photo, int(photo.width / unit), int(photo.height / unit), unit);
    pose.scale = 1 / dot;
    centre(unit);
    std::snprintf(text, sizeof text, "ink-jet %.2f", dot);
    words = text;
    return expose(dots(raster), pose);
  }

  void make(const std::string& kind, const Picture& photo, const std::string& file, std::string& words) {
    const auto& r = ranges();
    Pose pose;
    pose.width = kWidth;
    pose.height = kHeight;
    pose.turn = draw(random, -r.turn, r.turn);
    pose.tilt_x = draw(random, -r.tilt, r.tilt);
    pose.tilt_y = draw(random, -r.tilt, r.tilt);
    CameraSettings camera;
    camera.blur_px = draw(random, r.blur_low, r.blur_high);
    camera.noise = draw(random, 0.002, r.noise_high);
    camera.sharpen = draw(random, 0, r.sharpen_high);
    camera.white = {float(draw(random, 0.93, 1.05)), 1.0F, float(draw(random, 0.92, 1.1))};
    camera.gain = draw(random, 0.75, 1.15);
    camera.lift = kind == "plain" ? 0 : draw(random, 0, 0.03);
    camera.quality = int(draw(random, r.quality_low, r.quality_high));
    const auto rgb = develop(look(kind, photo, pose, words), camera, random);
    write_jpeg(file, rgb, kWidth, kHeight, camera.quality);
  }
};

}  // namespace
}  // namespace certphoto::generators

int main(int argc, char** argv) {
  using namespace certphoto::generators;
  if (argc < 7) {
    std::fprintf(stderr, "gen-recapture train|test plain|screen|print|inkjet COUNT SEED OUT PHOTO.jpg…\n");
    return 2;
  }
  const std::string kind = argv[2], folder = argv[5];
  std::filesystem::create_directories(folder);
  Maker maker{std::string(argv[1]) == "train", Random(unsigned(std::atoi(argv[4])))};
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    const std::string source = argv[6 + i % (argc - 6)];
    char name[64];
    std::snprintf(name, sizeof name, "%s_%04d.jpg", kind.c_str(), i);
    std::string words;
    maker.make(kind, read_picture(source), folder + "/" + name, words);
    std::printf("%s,%s,%s,%s\n", name, kind.c_str(), std::filesystem::path(source).filename().c_str(),
                words.c_str());
    std::fflush(stdout);
  }
  return 0;
}
