#include "engine/batch/roster/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/batch/roster/id_number.h"
#include "engine/batch/roster/masking.h"
#include "engine/batch/roster/table_file.h"
#include "engine/batch/test_workbook.h"

namespace certphoto {
namespace {

using testing::HasSubstr;

TEST(IdNumber, GB11643) {
  // The standard's own example, and ones that break it in one place each.
  const std::pair<const char*, const char*> cases[] = {
      {"11010519491231002X", ""},
      {"11010519491231002x", ""},
      {"440524188001010014", "birth date"},  // the standard's second example, born 1880
      {"110105194912310021", "check digit"},
      {"110105194902300020", "birth date"},
      {"1101051949123100", "18 characters"},
      {"11010519491231O02X", "no digit"},
      {"11010519491231002Y", "neither"},
      {"", "18 characters"}};
  for (const auto& [number, problem] : cases) {
    const auto found = ProblemOfIdNumber(number);
    EXPECT_EQ(found.has_value(), *problem != '\0') << number;
    EXPECT_THAT(found.value_or(""), HasSubstr(problem));
  }
  EXPECT_EQ(CanonicalIdNumber("11010519491231002x"), "11010519491231002X");
}

TEST(Masking, FirstAndLastOnly) {
  EXPECT_EQ(MaskName("张三"), "张*");
  EXPECT_EQ(MaskName("张三丰"), "张*丰");
  EXPECT_EQ(MaskName("欧阳娜娜"), "欧**娜");
  EXPECT_EQ(MaskNumber("010123404021"), "****4021");
  EXPECT_EQ(MaskNumber("12"), "****2");
  EXPECT_EQ(MaskFileName("专科/11010519491231002X_张三丰.jpg"), "专*/****002X_张*丰.jpg");
  EXPECT_EQ(MaskFileName("IMG_0042.JPG"), "IMG_0042.JPG");
}

TEST(Masking, NamesAgreeHoweverTheyAreTyped) {
  for (const auto& [a, b] : {std::pair{"张三丰", "张 三丰"},
                             {"阿依古丽·买买提", "阿依古丽•买买提"},
                             {"张*丰", "张三丰"},
                             {"欧**娜", "欧阳娜娜"},
                             {"Li Lei", "li lei"},
                             {"e\xCC\x81lise", "élise"}})
    EXPECT_TRUE(NamesAgree(a, b)) << a << ' ' << b;
  for (const auto& [a, b] : {std::pair{"张三", "张三丰"}, {"张*丰", "张丰"}, {"", ""}, {"张三", "李四"}})
    EXPECT_FALSE(NamesAgree(a, b)) << a << ' ' << b;
  EXPECT_TRUE(TextHasName("张三丰", "姓 名: 张三丰\n准考证号 0101"));
  EXPECT_FALSE(TextHasName("张三丰", "姓名: 张三\n准考证号 0101"));
}

class RosterTest : public testing::Test {
 protected:
  RosterTest() {
    job_.tenant = "北京市高等教育自学考试";
    job_.levels = {"专科", "本科"};
    job_.roster.columns = {{"exam_no", "准考证号"}, {"name", "姓名"}, {"level", "层次"}};
  }
  std::optional<Roster> Read(std::string_view bytes, TextEncoding encoding = TextEncoding::kDetect) {
    problems_ = {};
    auto table = ParseTable(bytes, "", encoding, "r", problems_);
    return table ? Roster::FromTable(job_, std::move(*table), problems_) : std::nullopt;
  }

  JobFile job_;
  Diagnostics problems_;
};

TEST_F(RosterTest, SaysWhatIsWrongInWhichRow) {
  job_.roster.columns.insert(
      {{"id_no", "身份证号"}, {"tenant", "学校"}, {"submitted_at", "时间"}, {"paid", "缴费"}});
  const auto roster = Read(
      "准考证号,姓名,层次,身份证号,学校,时间,缴费\n"
      "01,张三,专科,11010519491231002x,北京市高等教育自学考试,2025-06-12 09:30,是\n"
      "02,李四,博士,,北京市高等教育自学考试,,\n"
      "03,王五,本科,110105194912310021,北京市高等教育自学考试,,\n"
      ",赵六,本科,,北京市高等教育自学考试,,\n"
      "05,,本科,,北京市高等教育自学考试,,\n"
      "06,钱七,本科,,北京大学,,\n"
      "07,孙八,本科,,北京市高等教育自学考试,昨天,也许\n"
      "08,周九,本科,,北京市高等教育自学考试,,\n"
      "08,吴十,本科,,北京市高等教育自学考试,,\n"
      "../x,郑一,本科,,北京市高等教育自学考试,,\n");
  ASSERT_TRUE(roster);
  const auto text = problems_.ToString();
  for (const char* part : {"r:3:0: the level '博士'", "r:4:0: the check digit",
                           "r:5:0: the exam number is missing", "r:6:0: the name is missing",
                           "r:7:0: the tenant is", "r:8:0: the time of submission", "r:8:0: paid is neither",
                           "r:10:0: the same exam_no as row 9", "r:11:0: the exam number has characters"})
    EXPECT_THAT(text, HasSubstr(part));
  // Of two rows with one number nobody here can know which is right: neither stays.
  ASSERT_EQ(roster->all().size(), 1u);
  EXPECT_EQ(*roster->Value(roster->all()[0], "id_no"), "11010519491231002X");
  EXPECT_EQ(roster->rows_left_out(), 9u);
}

TEST_F(RosterTest, GbkIsFoundOut) {
  const std::string gbk =
      "\xD7\xBC\xBF\xBC\xD6\xA4\xBA\xC5,\xD0\xD5\xC3\xFB,\xB2\xE3\xB4\xCE\r\n01,\xD5\xC5\xC8\xFD,"
      "\xB1\xBE\xBF\xC6\r\n";
  for (const auto encoding : {TextEncoding::kDetect, TextEncoding::kGbk}) {
    const auto roster = Read(gbk, encoding);
    ASSERT_TRUE(roster) << problems_.ToString();
    EXPECT_EQ(roster->all().at(0).name, "张三");
  }
  EXPECT_FALSE(Read(gbk, TextEncoding::kUtf8));
}

TEST_F(RosterTest, MissingColumnHasANearMiss) {
  EXPECT_FALSE(Read("准考证,姓名,层次\n01,张三,本科\n"));
  EXPECT_THAT(problems_.ToString(), HasSubstr("did you mean '准考证'"));
}

TEST_F(RosterTest, Workbook) {
  using testing_workbook::Workbook;
  using testing_workbook::Zip;
  const std::string shared =
      "<si><t>准考证号</t></si><si><r><t>姓</t></r><r><t>名</t></r><rPh><t>xm</t></rPh></si><si><t>层次</t></"
      "si><si><t>张三</t></si>";
  const auto cell = [](const char* place, const char* type, const std::string& value) {
    return std::string("<c r=\"") + place + "\"" + (*type ? std::string(" t=\"") + type + "\"" : "") +
           "><v>" + value + "</v></c>";
  };
  const auto header =
      "<row r=\"2\">" + cell("A2", "s", "0") + cell("B2", "s", "1") + cell("C2", "s", "2") + "</row>";
  auto good = Read(Zip(Workbook(header + "<row r=\"4\">" + cell("A4", "", "12345") + cell("B4", "s", "3") +
                                    "<c r=\"C4\" t=\"inlineStr\"><is><t>本科</t></is></c></row>",
                                shared)));
  ASSERT_TRUE(good) << problems_.ToString();
  ASSERT_EQ(good->all().size(), 1u);
  EXPECT_EQ(good->all()[0].exam_no, "12345");
  EXPECT_EQ(good->all()[0].level, "本科");
  EXPECT_EQ(good->all()[0].row, 4);

  (void)Read(Zip(Workbook(header + "<row r=\"3\">" + cell("A3", "", "1.1010519491231E+17") +
                              cell("B3", "s", "99") + cell("C3", "e", "#REF!") + "</row>",
                          shared)));
  EXPECT_THAT(problems_.ToString(), HasSubstr("over 15 digits"));
  EXPECT_THAT(problems_.ToString(), HasSubstr("not in the workbook"));
  EXPECT_THAT(problems_.ToString(), HasSubstr("#REF!"));

  auto bomb = Workbook("");
  bomb[3].second = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet/>";
  EXPECT_FALSE(Read(Zip(bomb)));
  EXPECT_THAT(problems_.ToString(), HasSubstr("document type"));
  EXPECT_FALSE(Read("PK\x03\x04 no archive"));
  EXPECT_FALSE(Read("\xD0\xCF\x11\xE0old"));
  EXPECT_THAT(problems_.ToString(), HasSubstr("save it as .xlsx"));
}

}  // namespace
}  // namespace certphoto
