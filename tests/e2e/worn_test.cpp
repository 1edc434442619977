// What people wear and how they look on real photos, through the graduation pipeline; and that no rule which
// a picture or a file can prove is left out.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "engine/batch/runner.h"
#include "engine/engine.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

class Worn : public testing::Test {
 protected:
  static fs::path data() {
    const char* folder = std::getenv("CERTPHOTO_DATA");
    return folder != nullptr ? fs::path(folder) : fs::path(CERTPHOTO_SOURCE_DIR) / "../shared/data";
  }
  void SetUp() override {
    if (!fs::exists(data() / "london") || !fs::exists(data() / "canada"))
      GTEST_SKIP() << "no photos in " << data() << " (set CERTPHOTO_DATA)";
    auto engine = Engine::Open(Installation::Find(), [](int, const std::string&) {});
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
    auto plan = engine_->Compile("grad", {});
    ASSERT_TRUE(plan) << plan.error().message;
    plan_ = *plan;
  }
  std::vector<Finding> judge(const char* photo) {
    auto executor = Executor::Create(plan_);
    if (!executor) return {};
    const auto bytes = ReadFileBytes(data() / photo, 1 << 24);
    if (!bytes) return {};
    return (*executor)->Run(*bytes, {}).findings;
  }
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<const Plan> plan_;
};

TEST_F(Worn, NoRuleOfPictureOrFileIsLeftOut) {
  const auto findings = judge("london/004_03.jpg");
  ASSERT_FALSE(findings.empty());
  for (const auto& f : findings) {
    const auto* rule = plan_->rules().Find(f.rule);
    ASSERT_NE(rule, nullptr) << f.rule;
    if (rule->kind == RuleKind::kPixel || rule->kind == RuleKind::kFile) {
      EXPECT_NE(f.note, "not_assessed") << f.rule;
    }
    if (rule->kind == RuleKind::kAttested) {
      EXPECT_EQ(f.note, "attested") << f.rule;
      EXPECT_NE(f.verdict, Verdict::kPass) << f.rule;
    }
  }
}

TEST_F(Worn, OnRealPhotos) {
  const struct {
    const char* photo;
    const char* rule;
    Verdict verdict;
  } rows[] = {{"london/004_03.jpg", "jewellery.earrings", Verdict::kPass},
              {"london/004_03.jpg", "jewellery.necklace", Verdict::kPass},
              {"london/004_03.jpg", "clothes.style", Verdict::kPass},
              {"london/004_03.jpg", "clothes.pattern", Verdict::kPass},
              {"london/004_03.jpg", "expression.neutral", Verdict::kPass},
              {"london/004_03.jpg", "eyes.red", Verdict::kPass},
              {"london/004_03.jpg", "face.makeup", Verdict::kPass},
              {"london/004_03.jpg", "glasses.frame", Verdict::kNotApplicable},
              {"london/004_03.jpg", "match.identity", Verdict::kNotApplicable},
              {"london/004_08.jpg", "expression.neutral", Verdict::kReview},  // smiles
              {"london/123_03.jpg", "jewellery.earrings", Verdict::kFail},    // studs
              {"canada/065f.jpg", "jewellery.earrings", Verdict::kFail},      // hoops and drops
              {"canada/053f.jpg", "clothes.style", Verdict::kReview}};        // bare shoulders
  std::map<std::string, std::vector<Finding>> seen;
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.photo) + " " + row.rule);
    auto& findings = seen[row.photo];
    if (findings.empty()) findings = judge(row.photo);
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule == row.rule; });
    ASSERT_NE(found, findings.end());
    EXPECT_EQ(found->verdict, row.verdict) << found->note;
    if (row.verdict == Verdict::kFail || row.verdict == Verdict::kReview) {
      EXPECT_FALSE(found->regions.empty());
    }
  }
}

}  // namespace
}  // namespace certphoto
