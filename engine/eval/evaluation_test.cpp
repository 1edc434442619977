#include "engine/eval/evaluation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/eval/eval_report.h"

namespace certphoto {
namespace {

Finding Said(const char* rule, Verdict verdict, std::optional<double> value = {},
             std::optional<double> max = {}) {
  Finding finding;
  finding.rule = rule;
  finding.verdict = verdict;
  finding.value = value;
  finding.limit_max = max;
  finding.operation = "op";
  finding.text = {"<b>字", "a <b>word"};
  return finding;
}

PhotoResult With(std::vector<Finding> findings, Outcome outcome = Outcome::kAccepted) {
  PhotoResult result;
  result.findings = std::move(findings);
  result.outcome = outcome;
  return result;
}

class EvaluationTest : public testing::Test {
 protected:
  static RuleCatalogue LoadRules() {
    Diagnostics problems;
    return RuleCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/rules", problems);
  }
  const RuleCatalogue& rules() {
    static const auto all = LoadRules();
    return all;
  }
  LabelMap Map(const std::string& body) {
    Diagnostics problems;
    auto map = LoadLabelMapText("schema: certphoto/eval-map/1\nid: t\n" + body, "t.yaml", rules(), problems);
    EXPECT_TRUE(problems.empty()) << problems.ToString();
    return *map;
  }
};

LabelledPhoto Photo(const char* name, std::vector<Truth> truths, const char* person = "p") {
  return {name, name, person, std::move(truths)};
}

constexpr auto kMouth = "rules:\n  - {rule: mouth.closed, column: t, broken: [a], holds: [b]}\n";

TEST_F(EvaluationTest, ARuleNobodyAssessesIsNotCounted) {
  const auto map = Map(kMouth);
  Evaluation evaluation(map, rules());
  auto nobody = Said("mouth.closed", Verdict::kInconclusive);
  nobody.note = "not_assessed";
  nobody.operation = "engine";
  EXPECT_TRUE(evaluation.Add(Photo("a", {Truth::kBroken}), With({nobody})).empty());
  const auto report = evaluation.Finish();
  EXPECT_EQ(report.rules[0].found.of, 0U);
  EXPECT_EQ(report.photos, 1U);
}

TEST_F(EvaluationTest, ScoresOfUnlikeFindingsAreNoScore) {
  auto turned = Said("pose.upright", Verdict::kPass, 3, 5),
       tilted = Said("pose.upright", Verdict::kPass, 0.1, 1);
  turned.unit = "deg";
  tilted.unit = "share";
  EXPECT_FALSE(Judge(With({turned, tilted}), "pose.upright", nullptr).score);
  tilted.unit = "deg";
  EXPECT_EQ(Judge(With({turned, tilted}), "pose.upright", nullptr).score, 3);
  auto low = Said("image.sharp", Verdict::kFail, 0.2);
  low.limit_min = 0.5;
  const auto judged = Judge(With({low}), "image.sharp", nullptr);
  EXPECT_EQ(judged.score, -0.2);
  EXPECT_TRUE(judged.lower);
}

TEST_F(EvaluationTest, CountsHitsFalseAlarmsAndTheUndecided) {
  const auto map = Map(kMouth);
  Evaluation evaluation(map, rules());
  const auto add = [&](const char* name, Truth truth, Verdict verdict, double value) {
    return evaluation.Add(Photo(name, {truth}), With({Said("mouth.closed", verdict, value, 0.5)}));
  };
  EXPECT_TRUE(add("a", Truth::kBroken, Verdict::kFail, 0.9).empty());
  EXPECT_TRUE(add("b", Truth::kBroken, Verdict::kReview, 0.6).empty());
  EXPECT_EQ(add("c", Truth::kBroken, Verdict::kInconclusive, 0.2).size(), 1U);
  EXPECT_EQ(add("d", Truth::kHolds, Verdict::kFail, 0.8).size(), 1U);
  EXPECT_TRUE(add("e", Truth::kHolds, Verdict::kPass, 0.1).empty());
  EXPECT_TRUE(add("f", Truth::kUnknown, Verdict::kFail, 1).empty());
  const auto report = evaluation.Finish();
  const auto& rates = report.rules[0];
  EXPECT_EQ(rates.found.hits, 2U);
  EXPECT_EQ(rates.found.of, 3U);
  EXPECT_EQ(rates.false_alarms.hits, 1U);
  EXPECT_EQ(rates.false_alarms.of, 2U);
  EXPECT_EQ(rates.found_failed, 1U);
  EXPECT_EQ(rates.undecided, 1U);
  EXPECT_EQ(rates.accuracy().hits, 3U);
  EXPECT_EQ(rates.failed_accuracy().hits, 2U);
  EXPECT_EQ(rates.limit, 0.5);
  ASSERT_EQ(report.mistakes.size(), 2U);
  EXPECT_TRUE(report.mistakes[0].missed);
  EXPECT_FALSE(report.mistakes[1].missed);
}

TEST_F(EvaluationTest, AFactWithALimitDecides) {
  const auto map =
      Map("rules:\n  - {rule: pose.upright, column: t, broken: [a], holds: [b], score: {fact: f/1, absolute: "
          "true, limit: 15}}\n");
  Evaluation evaluation(map, rules());
  EXPECT_EQ(evaluation.NeededFacts(), std::vector<std::string>{"f/1"});
  auto turned = With({Said("pose.upright", Verdict::kPass)});
  turned.facts.push_back({"f/1", {1}, {-20}});
  EXPECT_TRUE(evaluation.Add(Photo("a", {Truth::kBroken}), turned).empty());
  EXPECT_EQ(evaluation.Add(Photo("b", {Truth::kHolds}), turned).size(), 1U);
  EXPECT_EQ(evaluation.Add(Photo("c", {Truth::kBroken}), With({})).size(), 1U);  // no fact: missed
}

TEST_F(EvaluationTest, UnlabelledRulesAreExpectedToPassAndRejectionsExplained) {
  const auto map = Map(std::string(kMouth) + "unlabelled: expected_pass\nunlabelled_but: [eyes.open]\n");
  Evaluation evaluation(map, rules());
  (void)evaluation.Add(
      Photo("a", {Truth::kBroken}),
      With({Said("mouth.closed", Verdict::kFail), Said("eyes.open", Verdict::kReview)}, Outcome::kRejected));
  (void)evaluation.Add(Photo("b", {Truth::kHolds}),
                       With({Said("head.in_frame", Verdict::kFail)}, Outcome::kRejected));
  const auto report = evaluation.Finish();
  ASSERT_EQ(report.rules.size(), 2U);
  EXPECT_EQ(report.rules[1].rule, "head.in_frame");
  EXPECT_EQ(report.rejected_unexplained.hits, 1U);
  EXPECT_EQ(report.unexplained_rules.at("head.in_frame"), 1U);
}

TEST_F(EvaluationTest, ComparesEverybodyWithEverybody) {
  const auto map = Map("person: p\nidentity_pairs: true\n");
  Evaluation evaluation(map, rules());
  const auto add = [&](const char* name, const char* person, std::vector<double> embedding) {
    PhotoResult result;
    if (!embedding.empty()) result.facts.push_back({"face.embedding/1", {2}, std::move(embedding)});
    (void)evaluation.Add(Photo(name, {}, person), result);
  };
  add("a", "1", {1, 0});
  add("b", "1", {0.8, 0.6});
  add("c", "2", {0, 1});
  add("d", "3", {});
  const auto report = evaluation.Finish();
  ASSERT_TRUE(report.identity);
  EXPECT_EQ(report.identity->same_below_pass.of, 1U);
  EXPECT_EQ(report.identity->same_below_pass.hits, 0U);
  EXPECT_EQ(report.identity->different_from_pass.of, 2U);
  EXPECT_EQ(report.identity->different_from_pass.hits, 1U);  // b and c: 0.6
  EXPECT_EQ(report.identity->without_face, 1U);
}

TEST_F(EvaluationTest, ReportsCannotBecomeMarkupAndAreJson) {
  const auto map = Map(kMouth);
  Evaluation evaluation(map, rules());
  (void)evaluation.Add(Photo("<img src=x>\xff", {Truth::kBroken}),
                       With({Said("mouth.closed", Verdict::kPass)}));
  const auto report = evaluation.Finish();
  const auto page = EvalHtml(report, {});
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  const auto json = nlohmann::json::parse(EvalJson(report));
  EXPECT_EQ(json["mistakes"][0]["photo"], "<img src=x>\\xFF");
  EXPECT_EQ(json["rules"][0]["found"]["of"], 1);
}

}  // namespace
}  // namespace certphoto
