#include "engine/match/face_matcher.h"

#include <gtest/gtest.h>

#include "engine/match/face_cache.h"

namespace certphoto {
namespace {

TEST(FaceMatcher, VerdictsBeginAtTheirThresholds) {
  const MatchThresholds thresholds{0.42, 0.34, 20, 12, 20, ""};
  const std::pair<double, Verdict> cases[] = {{-1, Verdict::kFail},     {0.3399, Verdict::kFail},
                                              {0.34, Verdict::kReview}, {0.4199, Verdict::kReview},
                                              {0.42, Verdict::kPass},   {1, Verdict::kPass}};
  for (const auto& [similarity, verdict] : cases)
    EXPECT_EQ(FaceMatcher::VerdictOf(similarity, thresholds), verdict) << similarity;
}

TEST(FaceCache, ForgetsTheLongestUnused) {
  FaceCache cache(2);
  cache.Put("a", {{1}, "", false});
  cache.Put("b", {{2}, "", false});
  cache.Put("c", {{3}, "", false});
  ASSERT_NE(cache.Find("a"), nullptr);  // over the capacity until Shrink, and used now
  cache.Shrink();
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_NE(cache.Find("c"), nullptr);
}

TEST(FaceCache, ReplacesWhatIsKnown) {
  FaceCache cache(2);
  cache.Put("a", {{1}, "", false});
  cache.Put("a", {{}, "no face", false});
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(cache.Find("a")->reason, "no face");
}

}  // namespace
}  // namespace certphoto
