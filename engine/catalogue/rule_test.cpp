#include "engine/catalogue/rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace certphoto {
namespace {

using ::testing::HasSubstr;

class RuleFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              (std::string("rules_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  std::filesystem::path folder_;
};

constexpr auto kGood = R"(  - id: a.b
    row: R01
    kind: pixel
    severity: review
    severity_source: W
    text: {zh: 一, en: One}
    advice: {zh: 二, en: Two}
    criterion: c
    thresholds: {x_max: {value: 0.5, unit: share, basis: Eng, source: s}}
    basis: b
)";

TEST_F(RuleFolder, MissingFolderIsAProblem) {
  Diagnostics problems;
  EXPECT_TRUE(RuleCatalogue::Load(folder_ / "none", problems).all().empty());
  EXPECT_THAT(problems.ToString(), HasSubstr("the folder cannot be read"));
}

TEST_F(RuleFolder, EveryProblemOfEveryFileAtOnce) {
  Write("a.yaml", std::string("schema: certphoto/rules/2\nrules:\n") + kGood);
  Write("b.yaml", std::string("schema: certphoto/rules/1\nrules:\n") + kGood + R"(  - id: c.d
    row: 7
    kind: pixles
    severity: reject
    text: {zh: 一}
    advice: {zh: 二, en: Two}
    criterion: c
    thresholds: {x: {value: much, unit: share, basis: Eng, source: s}}
    basis: b
    extra_key: 1
)");
  Diagnostics problems;
  const auto rules = RuleCatalogue::Load(folder_, problems);
  const std::string all = problems.ToString();
  for (const char* expected :
       {"a.yaml:1:9: schema: must be 'certphoto/rules/1'",
        "b.yaml:3:5: rules[0]: rule 'a.b' is defined twice; the first is at",
        "b.yaml:14:10: rules[1].row: must be a row of the notice", "rules[1].kind: must be pixel, file",
        "b.yaml:17:11: rules[1].text: key 'en' is missing",
        "rules[1].thresholds.x.value: must be a number, is 'much'",
        "b.yaml:22:5: rules[1]: unknown key 'extra_key'"}) {
    EXPECT_THAT(all, HasSubstr(expected));
  }
  EXPECT_EQ(problems.size(), 7U) << all;
  EXPECT_EQ(rules.all().size(), 1U);
}

TEST_F(RuleFolder, SourcesAreNoRules) {
  Write("rules.yaml", std::string("schema: certphoto/rules/1\nrules:\n") + kGood);
  Write("sources.yaml", "schema: certphoto/sources/1\nsources: []\n");
  Diagnostics problems;
  const auto rules = RuleCatalogue::Load(folder_, problems);
  EXPECT_TRUE(problems.empty()) << problems.ToString();
  ASSERT_NE(rules.Find("a.b"), nullptr);
  EXPECT_EQ(rules.Find("a.b")->thresholds.at("x_max").value, 0.5);
  EXPECT_EQ(rules.Find("a.c"), nullptr);
}

TEST(RuleCatalogue, OurRules) {
  Diagnostics problems;
  const auto rules =
      RuleCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/rules", problems);
  ASSERT_TRUE(problems.empty()) << problems.ToString();
  ASSERT_GE(rules.all().size(), 54U);  // the 52 rows of the notice, and ours behind them

  std::set<std::string> rows;
  for (const Rule& rule : rules.all()) {
    rows.insert(rule.row);
    EXPECT_FALSE(rule.text.zh.empty()) << rule.id;
    EXPECT_FALSE(rule.text.en.empty()) << rule.id;
    EXPECT_FALSE(rule.advice.zh.empty()) << rule.id;
    EXPECT_FALSE(rule.advice.en.empty()) << rule.id;
  }
  EXPECT_EQ(rows.size(), 53U);
  EXPECT_EQ(rules.all().front().id, "process.window");  // R01
  EXPECT_EQ(rules.all()[51].row, "R52");
  EXPECT_EQ(rules.all()[52].row, "");  // ours
  EXPECT_NE(rules.Find("glasses.present"), nullptr);
  EXPECT_NE(rules.Find("source.readable"), nullptr);
  EXPECT_EQ(rules.Ids()[36], "face.single");  // R37

  const Rule* pose = rules.Find("pose.upright");
  ASSERT_NE(pose, nullptr);
  EXPECT_EQ(pose->row, "R35");
  EXPECT_EQ(pose->severity, Severity::kReject);
  EXPECT_EQ(pose->kind, RuleKind::kPixel);
  EXPECT_EQ(pose->thresholds.at("roll_review_deg").value, 5);
  EXPECT_EQ(pose->thresholds.at("roll_review_deg").unit, "deg");
  EXPECT_EQ(pose->thresholds.at("roll_max_deg").value, 8);
  EXPECT_EQ(pose->thresholds.at("roll_max_deg").basis, "Std");
  EXPECT_EQ(rules.Find("eyes.contact_lenses")->kind, RuleKind::kAttested);
  EXPECT_EQ(rules.Find("glasses.present")->severity, Severity::kInfo);
  EXPECT_STREQ(ToString(Severity::kReview), "review");
  EXPECT_STREQ(ToString(RuleKind::kOutput), "output");
}

}  // namespace
}  // namespace certphoto
