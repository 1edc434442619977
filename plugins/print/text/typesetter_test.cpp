#include "text/typesetter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/clean_text.h"

namespace certphoto::print {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

constexpr auto kFamily = "Noto Sans CJK SC";

class TypesetterTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!type.FamilyInstalled()) GTEST_SKIP() << "the Debian package fonts-noto-cjk is not installed";
  }
  Typesetter type{kFamily};
};

std::size_t Glyphs(const ShapedLine& line) {
  std::size_t count = 0;
  for (const auto& run : line.runs) count += run.glyphs.size();
  return count;
}

TEST_F(TypesetterTest, MissingCharactersAreNamedAndMarked) {
  // A private use character, and one no font can have: a noncharacter.
  const auto line = type.Set("王\xEE\x80\x80小\xEF\xBF\xBE", 7);
  EXPECT_THAT(line->missing, ElementsAre(0xE000, 0xFFFE));
  EXPECT_EQ(Glyphs(*line), 4u) << "a mark stands in the place of each";
}

TEST_F(TypesetterTest, RareCharactersOfNamesHaveGlyphs) {
  // Plane 2, extension A, the surname 㛃, combining marks over Latin and over a Chinese character.
  for (const char* name : {"𠮷田", "㛃", "㐂",
                           "e\xCC\x81"
                           "ric",
                           "Z\xCC\x8C"
                           "banek",
                           "Ǆ·Ł", "ﾀﾛｳ", "阿·卜杜拉"}) {
    const auto line = type.Set(name, 7);
    EXPECT_THAT(line->missing, IsEmpty()) << name;
    EXPECT_GT(line->width, 0) << name;
  }
}

TEST_F(TypesetterTest, OneEmIsTheSizeOfTheType) {
  const auto line = type.Set("王小明", 7.2);
  EXPECT_NEAR(line->width, 3 * 7.2 * 25400 / 72, 1);
  EXPECT_EQ(Glyphs(*line), 3u);
}

TEST_F(TypesetterTest, WideTextShrinksThenIsCut) {
  const double em7 = 7 * 25400.0 / 72;
  const auto fits = type.Fit("欧阳上官司马", 7, 5, 6.01 * em7);
  EXPECT_EQ(fits->size_pt, 7);
  const auto shrunk = type.Fit("欧阳上官司马", 7, 5, 5 * em7);
  EXPECT_LT(shrunk->size_pt, 7);
  EXPECT_GE(shrunk->size_pt, 5);
  EXPECT_FALSE(shrunk->ellipsized);
  EXPECT_LE(shrunk->width, 5 * em7);
  const auto cut = type.Fit("欧阳上官司马诸葛夏侯尉迟公孙慕容令狐", 7, 5, 5 * em7);
  EXPECT_EQ(cut->size_pt, 5);
  EXPECT_TRUE(cut->ellipsized);
  EXPECT_LE(cut->width, 5 * em7);
  EXPECT_EQ(cut->runs.back().glyphs.back().text, "…");
}

TEST_F(TypesetterTest, ClustersAreNeverCutApart) {
  std::string name;
  for (int i = 0; i < 40; ++i) name += "a\xCC\x88";
  const auto cut = type.Fit(name, 7, 7, 20000);
  ASSERT_TRUE(cut->ellipsized);
  std::string set;
  for (const auto& run : cut->runs)
    for (const auto& glyph : run.glyphs) set += glyph.text;
  EXPECT_THAT(set, EndsWith("a\xCC\x88…"));
}

TEST_F(TypesetterTest, NothingSetsNothing) {
  EXPECT_EQ(type.Set("", 7)->width, 0);
}

struct Clean {
  std::string from, to;
};

TEST(CleanText, LeavesOneLineOfValidText) {
  const Clean table[] = {
      {"王小明", "王小明"},
      {"  王\n小\t明  ", "王 小 明"},
      {"a\xFFz", "a\xEF\xBF\xBDz"},
      {"evil\xE2\x80\xAEtxt", "evil txt"},  // right-to-left override
      {std::string("nul\0byte", 8), "nul byte"},
      {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"", ""},
  };
  for (const auto& row : table) EXPECT_EQ(CleanText(row.from), row.to);
  EXPECT_EQ(ToCodePoints(CleanText(std::string(100000, 'x'))).size(), kMaxTextLength);
}

TEST(Mask, ShowsWhatTheCollectionCodeShows) {
  const Clean names[] = {{"王小明", "王*明"},       {"王明", "王*"}, {"王", "王"},
                         {"欧阳上官明", "欧***明"}, {"", ""},        {"𠮷田太", "𠮷*太"}};
  for (const auto& row : names) EXPECT_EQ(MaskName(row.from), row.to);
  const Clean numbers[] = {{"110101199003078515", "**************8515"}, {"8515", "****"}, {"", ""}};
  for (const auto& row : numbers) EXPECT_EQ(MaskNumber(row.from), row.to);
}

}  // namespace
}  // namespace certphoto::print
