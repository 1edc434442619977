#include "engine/catalogue/spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace certphoto {
namespace {

using ::testing::HasSubstr;

constexpr auto kGood = R"(schema: certphoto/spec/1
id: t.a
name: {zh: 一, en: One}
confidence: H
source: s
date: 2026-11-22
pixels: {width: 300, height: 400}
aspect: "3:4"
print_mm: {width: 33, height: 48, window_width: 30, window_height: 40}
dpi: 254
bytes: {min: 1000, max: 2000, target_min: 1500}
jpeg_quality_min: 60
background:
  output: [255, 255, 255]
  allowed:
    - [255, 255, 255]
geometry:
  crown_top: {min: "3mm", max: "10%", target: 35}
  face_width: {min: "50%", max: "21mm"}
edit_policy: {crop: allow, rotate: forbid, colour: unknown}
requirements: {glasses: forbid}
)";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::optional<Spec> Load(const std::string& text, Diagnostics& problems) {
  const auto file = std::filesystem::path(::testing::TempDir()) /
                    ("certphoto_spec_test_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << text;
  auto spec = LoadSpec(file, problems);
  std::filesystem::remove(file);
  return spec;
}

struct Wrong {
  const char* from;
  const char* to;
  const char* expected;
};

TEST(Spec, EachWrongValueIsOneMessage) {
  const Wrong table[] = {
      {"spec/1", "spec/2", ":1:9: schema: must be 'certphoto/spec/1', is 'certphoto/spec/2'"},
      {"id: t.a", "id: T/A", "id: must be an id"},
      {", en: One", "", "name: key 'en' is missing"},
      {"confidence: H", "confidence: high", "confidence: must be H, M or L, is 'high'"},
      {"2026-11-22", "yesterday", "date: must be a date"},
      {"width: 300, ", "width: 0, ", "pixels.width: is 0, must be from 1 to 10000"},
      {"height: 400}", "height: 400, width_min: 301}", "pixels: width is not from width_min to width_max"},
      {"height: 400}", "height: 400, height_max: 399}",
       "pixels: height is not from height_min to height_max"},
      {"height: 400}", "hieght: 400}", "pixels: unknown key 'hieght'; did you mean 'height'?"},
      {"\"3:4\"", "\"3/4\"", "aspect: must be width:height"},
      {"window_width: 30", "window_width: 34", "print_mm: the window is larger than the print"},
      {", window_height: 40", "", "print_mm: key 'window_height' is missing"},
      {"dpi: 254", "dpi: 0", "dpi: is 0, must be from 1 to 2400"},
      {"min: 1000, max: 2000", "min: 1000, max: 900", "bytes: min is above max"},
      {"target_min: 1500", "target_min: 500", "bytes: target_min is below min"},
      {"target_min: 1500", "target_min: 2001", "bytes: target_min is above max"},
      {"quality_min: 60", "quality_min: 101", "jpeg_quality_min: is 101, must be from 1 to 100"},
      {"output: [255, 255, 255]", "output: [255, 255, 256]",
       "background.output[2]: is 256, must be from 0 to 255"},
      {"output: [255, 255, 255]", "output: [255, 255]", "background.output: must be a colour"},
      {"output: [255, 255, 255]", "output: white", "background.output: must be a colour"},
      {"output: [255, 255, 255]", "output: [0, 255, 255]",
       "background.output: is not one of the allowed colours"},
      {"\"3mm\"", "\"3cm\"",
       "geometry.crown_top.min: must be pixels (250), a share (\"30%\") or millimetres (\"3mm\"), is '3cm'"},
      {"\"3mm\"", "\"41mm\"", "geometry.crown_top.min: '41mm' lies outside the picture"},
      {"target: 35", "target: 401", "geometry.crown_top.target: is 401, must be from 0 to 400"},
      {"target: 35", "target: 29", "geometry.crown_top: target is below min"},
      {"target: 35", "target: 41", "geometry.crown_top: target is above max"},
      {"max: \"10%\", target: 35", "max: \"7%\"", "geometry.crown_top: min is above max"},
      {"face_width: {min: \"50%\", max: \"21mm\"}", "face_width: {}",
       "geometry.face_width: states none of min, max and target"},
      {"face_width:", "face_widht:", "geometry: unknown key 'face_widht'; did you mean 'face_width'?"},
      {"rotate: forbid", "rotate: never", "edit_policy.rotate: must be allow, forbid or unknown, is 'never'"},
      {"glasses: forbid", "hat: forbid", "requirements: unknown key 'hat'"},
  };
  for (const Wrong& row : table) {
    Diagnostics problems;
    EXPECT_FALSE(Load(Replaced(kGood, row.from, row.to), problems)) << row.to;
    EXPECT_THAT(problems.ToString(), HasSubstr(row.expected)) << row.to;
    EXPECT_EQ(problems.size(), 1U) << row.to << " " << problems.ToString();
  }
}

TEST(Spec, MillimetresNeedAPrintSize) {
  Diagnostics problems;
  EXPECT_FALSE(
      Load(Replaced(kGood, "print_mm: {width: 33, height: 48, window_width: 30, window_height: 40}\n", ""),
           problems));
  EXPECT_EQ(problems.size(), 2U);
  EXPECT_THAT(problems.ToString(), HasSubstr("millimetres need print_mm"));
}

TEST(Spec, LengthsBecomePixels) {
  Diagnostics problems;
  const auto spec = Load(kGood, problems);
  ASSERT_TRUE(spec) << problems.ToString();
  const Band& crown = spec->geometry.at("crown_top");
  EXPECT_DOUBLE_EQ(*crown.min, 30);  // the picture fills the 40 mm window: 10 px a millimetre
  EXPECT_DOUBLE_EQ(*crown.max, 40);  // percent of the height
  EXPECT_DOUBLE_EQ(*crown.target, 35);
  const Band& face = spec->geometry.at("face_width");
  EXPECT_DOUBLE_EQ(*face.min, 150);  // percent of the width
  EXPECT_DOUBLE_EQ(*face.max, 210);
  EXPECT_FALSE(face.target);
  EXPECT_EQ(spec->width_min_px, 300);
  EXPECT_EQ(spec->width_max_px, 300);
}

TEST(Spec, DottedPathsHoldOnlyWhatIsStated) {
  Diagnostics problems;
  const auto spec = Load(kGood, problems);
  ASSERT_TRUE(spec) << problems.ToString();
  const auto& n = spec->numbers;
  EXPECT_EQ(n.at("output.width_px"), 300);
  EXPECT_EQ(n.at("bytes.target_min"), 1500);
  EXPECT_EQ(n.at("background.any"), 0);
  EXPECT_EQ(n.at("background.allowed.count"), 1);
  EXPECT_EQ(n.at("background.allowed.0.b"), 255);
  EXPECT_EQ(n.at("geometry.crown_top.target"), 35);
  EXPECT_EQ(n.count("geometry.face_width.target"), 0U);
  EXPECT_EQ(n.count("geometry.eye_top.min"), 0U);
  EXPECT_EQ(n.at("edit.crop"), 1);
  EXPECT_EQ(n.at("edit.rotate"), 0);
  EXPECT_EQ(n.count("edit.colour"), 0U);  // unknown
  EXPECT_EQ(n.count("edit.resize"), 0U);  // not stated
  EXPECT_EQ(n.at("requirement.glasses"), 0);
  EXPECT_EQ(spec->texts.at("name.zh"), "一");
}

TEST(SpecCatalogue, TheFileNameIsTheId) {
  const auto folder = std::filesystem::path(::testing::TempDir()) /
                      ("certphoto_spec_catalogue_test_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "other.yaml") << kGood;
  Diagnostics problems;
  EXPECT_TRUE(SpecCatalogue::Load(folder, problems).all().empty());
  EXPECT_THAT(problems.ToString(), HasSubstr("id 't.a' needs the file name t.a.yaml"));
  std::filesystem::remove_all(folder);
}

// Values are those of the tables in the sources that each file names.
TEST(SpecCatalogue, OurSpecs) {
  Diagnostics problems;
  const auto specs =
      SpecCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/specs", problems);
  ASSERT_TRUE(problems.empty()) << problems.ToString();
  ASSERT_EQ(specs.all().size(), 43U);

  const Spec* grad = specs.Find("cn.edu.grad");
  ASSERT_NE(grad, nullptr);
  EXPECT_EQ(grad->width_px, 480);
  EXPECT_EQ(grad->height_px, 640);
  EXPECT_EQ(grad->dpi, 300);
  EXPECT_EQ(grad->bytes_min, 20480U);
  EXPECT_EQ(grad->bytes_max, 40000U);
  EXPECT_EQ(grad->bytes_target_min, 30720U);
  EXPECT_EQ(grad->jpeg_quality_min, 60);
  EXPECT_EQ(grad->background, (Rgb{100, 197, 255}));
  EXPECT_EQ(grad->background_allowed.size(), 3U);
  EXPECT_EQ(grad->numbers.at("geometry.crown_top.min"), 50);
  EXPECT_EQ(grad->numbers.at("geometry.crown_top.max"), 110);
  EXPECT_EQ(grad->numbers.at("geometry.eye_top.min"), 200);
  EXPECT_EQ(grad->numbers.at("geometry.eye_top.max"), 300);
  EXPECT_EQ(grad->numbers.at("geometry.face_width.min"), 180);
  EXPECT_EQ(grad->numbers.at("geometry.face_width.max"), 300);
  EXPECT_EQ(grad->numbers.at("geometry.centre_x.min"), 216);  // 45 % of 480
  EXPECT_EQ(grad->numbers.at("geometry.centre_x.max"), 264);
  EXPECT_EQ(grad->numbers.at("edit.rotate"), 0);
  EXPECT_EQ(grad->numbers.at("requirement.glasses"), 1);

  // 472 px in the 40 mm window: 11.8 px a millimetre; the head is 28 to 33 mm.
  const Spec* nia = specs.Find("cn.nia");
  ASSERT_NE(nia, nullptr);
  EXPECT_NEAR(*nia->geometry.at("head_height").min, 330.4, 1e-9);
  EXPECT_NEAR(*nia->geometry.at("head_height").max, 389.4, 1e-9);
  EXPECT_EQ(nia->width_min_px, 354);
  EXPECT_EQ(nia->width_max_px, 480);

  // 567 px on 48 mm of paper; the width of the head by 390 px on 33 mm.
  const Spec* mfa = specs.Find("cn.passport.mfa");
  ASSERT_NE(mfa, nullptr);
  EXPECT_NEAR(*mfa->geometry.at("crown_top").min, 3 * 567 / 48.0, 1e-9);
  EXPECT_NEAR(*mfa->geometry.at("head_width").max, 22 * 390 / 33.0, 1e-9);

  const Spec* visa = specs.Find("us.visa");
  ASSERT_NE(visa, nullptr);
  EXPECT_NEAR(*visa->geometry.at("eye_bottom").min, 336, 1e-9);  // 56 % of 600
  EXPECT_EQ(visa->numbers.at("requirement.glasses"), 0);
  EXPECT_EQ(visa->numbers.at("edit.background"), 0);

  const Spec* japan = specs.Find("jp.passport");
  ASSERT_NE(japan, nullptr);
  EXPECT_EQ(japan->width_min_px, 413);
  EXPECT_EQ(japan->width_max_px, 0);  // no upper limit is stated
  EXPECT_EQ(japan->bytes_max, 0U);
  EXPECT_EQ(japan->numbers.count("bytes.max"), 0U);

  EXPECT_TRUE(specs.Find("studio.1s")->background_any);
  EXPECT_TRUE(specs.Find("studio.1s")->geometry_default);
  EXPECT_TRUE(specs.Find("cn.edu.yankao")->pixels_computed);
  EXPECT_EQ(specs.Find("cn.edu"), nullptr);
}

}  // namespace
}  // namespace certphoto
