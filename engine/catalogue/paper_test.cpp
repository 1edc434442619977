#include "engine/catalogue/paper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace certphoto {
namespace {

using ::testing::HasSubstr;

constexpr auto kGood = R"(schema: certphoto/paper/1
id: dev-4x6
name: {zh: 机, en: Device}
category: dyesub
devices: ["A", "B"]
width_mm: 101.6
height_mm: 152.4
dpi: 300
raster_px: {width: 1240, height: 1920}
visible_px: {width: 1240, height: 1844}
pad_px: {left: 0, right: 0, top: 38, bottom: 38}
overscan_mm: {left_right: 1.69, top_bottom: 1.86}
calibration: {scale_x: 1.004, offset_y_mm: -0.3}
confidence: H
source: s
)";

std::optional<Paper> Load(const std::string& text, Diagnostics& problems) {
  const auto file =
      std::filesystem::path(::testing::TempDir()) / ("paper_test_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << text;
  auto paper = LoadPaper(file, problems);
  std::filesystem::remove(file);
  return paper;
}

TEST(Paper, EachWrongValueIsReported) {
  const struct {
    const char *from, *to, *expected;
  } table[] = {
      {"paper/1", "paper/2", "schema"},
      {"id: dev-4x6", "id: ../etc", "must be lower-case letters, digits"},
      {"category: dyesub", "category: dyesup", "dyesub"},
      {"width_mm: 101.6", "width_mm: 1e9", "width_mm"},
      {"raster_px: {width: 1240, height: 1920}", "raster_px: {width: 1240, height: 4000000}",
       "raster_px.height"},
      {"{width: 1240, height: 1844}", "{width: 1240, height: 1800}", "raster_px less pad_px is 1240×1844"},
      {"left_right: 1.69", "left_right: 1.2", "reaches 1.69 mm"},
      {"scale_x: 1.004", "scale_x: 1.4", "scale_x"},
      {"source: s", "sourze: s", "source"},
      {"dpi: 300\n", "", "dpi"},
  };
  for (const auto& row : table) {
    std::string text = kGood;
    const auto at = text.find(row.from);
    ASSERT_NE(at, std::string::npos) << row.from;
    Diagnostics problems;
    EXPECT_FALSE(Load(text.replace(at, std::string(row.from).size(), row.to), problems)) << row.to;
    EXPECT_THAT(problems.ToString(), HasSubstr(row.expected));
  }
}

TEST(Paper, ReadsEveryField) {
  Diagnostics problems;
  const auto paper = Load(kGood, problems);
  ASSERT_TRUE(paper) << problems.ToString();
  EXPECT_EQ(paper->category, PaperCategory::kDyeSub);
  EXPECT_EQ(paper->devices, (std::vector<std::string>{"A", "B"}));
  EXPECT_DOUBLE_EQ(paper->width_mm, 101.6);
  ASSERT_TRUE(paper->raster);
  EXPECT_EQ(paper->raster->height_px, 1920);
  EXPECT_EQ(paper->raster->pad_top_px, 38);
  EXPECT_DOUBLE_EQ(paper->calibration.scale_x, 1.004);
  EXPECT_DOUBLE_EQ(paper->calibration.scale_y, 1);
  EXPECT_DOUBLE_EQ(paper->calibration.offset_y_mm, -0.3);
}

TEST(Paper, ShippedPapersLoad) {
  Diagnostics problems;
  const auto papers =
      PaperCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/papers", problems);
  EXPECT_TRUE(problems.empty()) << problems.ToString();
  for (const char* id : {"5in", "6in", "7in", "8in", "a4", "a5", "a6", "3r", "4r", "5r", "6r"}) {
    const auto* paper = papers.Find(id);
    ASSERT_NE(paper, nullptr) << id;
    EXPECT_FALSE(paper->raster);
  }
  EXPECT_EQ(papers.Find("13x18"), nullptr);
  EXPECT_GE(papers.all().size(), 48u);
}

}  // namespace
}  // namespace certphoto
