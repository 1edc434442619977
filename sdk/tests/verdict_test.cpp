#include "certphoto/verdict.hpp"

#include <gtest/gtest.h>

namespace cph {
namespace {

TEST(Limits, Judge) {
  const struct {
    const char* why;
    Limits limits;
    double value;
    int32_t verdict;
    double in_question;
  } rows[] = {
      {"no number", {5, 10, true}, kNone, CPH_VERDICT_INCONCLUSIVE, 5},
      {"well below", {5, 10, true}, 3, CPH_VERDICT_PASS, 5},
      {"on the review limit", {5, 10, true}, 5, CPH_VERDICT_PASS, 5},
      {"between", {5, 10, true}, 7, CPH_VERDICT_REVIEW, 5},
      {"above both", {5, 10, true}, 11, CPH_VERDICT_FAIL, 10},
      {"lower limits, above both", {0.6, 0.5, false}, 0.7, CPH_VERDICT_PASS, 0.6},
      {"lower limits, between", {0.6, 0.5, false}, 0.55, CPH_VERDICT_REVIEW, 0.6},
      {"lower limits, below both", {0.6, 0.5, false}, 0.4, CPH_VERDICT_FAIL, 0.5},
      {"only a hard limit", {kNone, 10, true}, 7, CPH_VERDICT_PASS, 10},
      {"only a review limit", {5, kNone, true}, 70, CPH_VERDICT_REVIEW, 5},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(row.limits.judge(row.value), row.verdict);
    EXPECT_EQ(row.limits.in_question(row.value), row.in_question);
    Finding f;
    row.limits.apply(f, row.value);
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_EQ(row.limits.upper ? f.limit_max : f.limit_min, row.in_question);
    EXPECT_TRUE(std::isnan(row.limits.upper ? f.limit_min : f.limit_max));
  }
}

TEST(Worse, FailCountsMost) {
  const int32_t order[] = {CPH_VERDICT_NOT_APPLICABLE, CPH_VERDICT_PASS, CPH_VERDICT_INCONCLUSIVE,
                           CPH_VERDICT_REVIEW, CPH_VERDICT_FAIL};
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j) EXPECT_EQ(worse(order[i], order[j]), order[std::max(i, j)]);
}

}  // namespace
}  // namespace cph
