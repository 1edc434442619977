// Sheets converted to a printer's profile, patch by patch against Little CMS's own program.
#include "certphoto/colour.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vips/vips.h>

#include <sstream>

#include "printer_profiles.h"
#include "sheet_fixture.h"
#include "tools.h"

namespace certphoto::print_test {
namespace {

using ::testing::HasSubstr;

// What portraits are made of, and the backgrounds of specs.
constexpr std::array<std::array<int, 3>, 10> kPatches{{{255, 255, 255},
                                                       {99, 197, 255},
                                                       {67, 142, 219},
                                                       {217, 32, 34},
                                                       {128, 128, 128},
                                                       {30, 28, 27},
                                                       {233, 195, 172},
                                                       {141, 96, 74},
                                                       {60, 90, 50},
                                                       {10, 10, 12}}};

struct Tiff {
  int width = 0, height = 0, bands = 0;
  Bytes samples;
  bool has_profile = false;
  [[nodiscard]] std::vector<int> Centre() const {
    const auto* p = samples.data() + (std::size_t(height / 2) * std::size_t(width) + std::size_t(width / 2)) *
                                         std::size_t(bands);
    return {p, p + bands};
  }
};

Tiff ReadTiff(const Bytes& file) {
  Tiff out;
  VipsImage* image = vips_image_new_from_buffer(file.data(), file.size(), "", nullptr);
  if (image == nullptr) {
    ADD_FAILURE() << vips_error_buffer();
    return out;
  }
  std::size_t size = 0;
  auto* samples = static_cast<std::uint8_t*>(vips_image_write_to_memory(image, &size));
  out.samples.assign(samples, samples + size);
  out.width = vips_image_get_width(image);
  out.height = vips_image_get_height(image);
  out.bands = vips_image_get_bands(image);
  out.has_profile = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
  g_free(samples);
  g_object_unref(image);
  return out;
}

// The numbers that transicc prints for `values`.
std::vector<double> TransIcc(const std::string& from, const std::string& to,
                             const std::vector<double>& values, const std::string& more) {
  std::ostringstream command;
  command << "(printf '";
  for (const double v : values) command << v << ' ';
  command << "\\n' | transicc -n " << more << " -i" << from << " -o" << to << " 2>/dev/null)";
  std::istringstream in(Tell(command.str()).text);
  std::vector<double> out;
  for (double v = 0; in >> v;) out.push_back(v);
  return out;
}

class SheetColour : public SheetTest {
 protected:
  void SetUp() override { CERTPHOTO_NEED_TOOL("transicc", "liblcms2-utils"); }
  Folder folder;
};

TEST_F(SheetColour, PatchesAreWithinOneDeltaEOfLittleCmsOwnProgram) {
  double worst = 0;
  for (const bool cmyk : {false, true}) {
    const auto profile = cmyk ? CmykPrinter() : RgbPrinter();
    job.attachments["printer_profile"] = profile;
    const auto icc = WriteFile(folder / "printer.icc", profile).string();
    for (const auto& patch : kPatches) {
      SCOPED_TRACE(testing::Message()
                   << (cmyk ? "press, " : "dye-sub, ") << patch[0] << " " << patch[1] << " " << patch[2]);
      job.items.all = {
          {Share(testing_pictures::Save(
               testing_pictures::Paint(330, 480, 3, [&](int, int, int c) { return patch[std::size_t(c)]; }),
               FileFormat::kPng)),
           {}}};
      job.shelf.Clear();
      Render(
          "{photo_width_mm: 33, photo_height_mm: 48, paper_width_mm: 40, paper_height_mm: 60, margin_mm: 3, "
          "copies: 1, "
          "marks: none, format: tiff}");
      const auto sheet = ReadTiff(job.shelf.files.at("sheet.tif"));
      ASSERT_EQ(sheet.bands, cmyk ? 4 : 3);
      EXPECT_TRUE(sheet.has_profile);
      // transicc says inks in per cent.
      std::vector<double> ours;
      for (const int v : sheet.Centre()) ours.push_back(cmyk ? v / 2.55 : v);
      const auto theirs = TransIcc("'*sRGB'", icc, {double(patch[0]), double(patch[1]), double(patch[2])},
                                   cmyk ? "-t1 -b" : "-t1 -b -s");  // bounded; inks are by themselves
      ASSERT_EQ(theirs.size(), ours.size());
      const auto lab = [&](const std::vector<double>& device) {
        const auto v = TransIcc(icc, "'*Lab4'", device, "-t1");
        EXPECT_EQ(v.size(), 3u);
        return v.size() == 3 ? cph::Lab{v[0], v[1], v[2]} : cph::Lab{};
      };
      const double off = cph::ciede2000(lab(ours), lab(theirs));
      EXPECT_LE(off, 1);
      worst = std::max(worst, off);
    }
  }
  std::printf("%zu patches on two printers: within %.2f of transicc (CIEDE2000)\n", kPatches.size(), worst);
}

// The directory once had an entry fewer than it counted: libtiff refused every TIFF sheet.
TEST_F(SheetColour, TiffSheetsAreReadByLibtiffWithoutAWarning) {
  CERTPHOTO_NEED_TOOL("tiffinfo", "libtiff-tools");
  for (const bool cmyk : {false, true}) {
    if (cmyk) job.attachments["printer_profile"] = CmykPrinter();
    job.items.all = {{Portrait(1), {}}};
    job.shelf.Clear();
    Render("{copies: 2, format: tiff, dpi: 254}");
    const auto told =
        Tell("tiffinfo " + WriteFile(folder / "sheet.tif", job.shelf.files.at("sheet.tif")).string());
    EXPECT_EQ(told.exit, 0);
    EXPECT_THAT(told.text, testing::Not(HasSubstr("Warning")));
    EXPECT_THAT(told.text, testing::Not(HasSubstr("rror")));
    EXPECT_THAT(told.text, HasSubstr("Resolution: 254, 254 pixels/inch"));
    EXPECT_THAT(told.text, HasSubstr(cmyk ? "separated" : "RGB color"));
    EXPECT_THAT(told.text, HasSubstr("ICC Profile: <present>"));
  }
}

}  // namespace
}  // namespace certphoto::print_test
