// A pipeline file with many mistakes gets a message for each, with its line, in one run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "engine/engine.h"

namespace certphoto {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

const Engine& TheEngine() {
  static const auto engine = Engine::Open(Installation::Find(), [](int, const std::string&) {});
  if (!engine) ADD_FAILURE() << engine.error().message;
  return **engine;
}

std::vector<std::string> MessagesFor(const std::string& text) {
  const auto plan = TheEngine().CompileText(text, "p.yaml", {});
  if (plan) return {};
  std::vector<std::string> lines;
  std::istringstream all(plan.error().message);
  for (std::string line; std::getline(all, line);) lines.push_back(line);
  return lines;
}

TEST(PipelineMistakes, SixMistakesSixMessagesWithLinesAndAHint) {
  const auto messages = MessagesFor(R"(schema: certphoto/pipeline/1
id: six
name: {zh: 六, en: Six}
description: six mistakes
spec: cn.edu.gard
ingest: {min_short_side_pix: 1200}
checks:
  - use: face.sinlge
  - use: pose.upright
    rules: {pose.upright: {thresholds: {yaw_max_degrees: 8}}}
transforms:
  - use: background.recolour
    with: {color: "#FF0000"}
  - use: pose.upright
)");
  EXPECT_THAT(messages, SizeIs(6)) << ::testing::PrintToString(messages);
  EXPECT_THAT(messages, Contains(AllOf(StartsWith("p.yaml:5:"), HasSubstr("did you mean 'cn.edu.grad'"))));
  EXPECT_THAT(messages,
              Contains(AllOf(StartsWith("p.yaml:6:"), HasSubstr("did you mean 'min_short_side_px'"))));
  EXPECT_THAT(messages, Contains(AllOf(StartsWith("p.yaml:8:"), HasSubstr("did you mean 'face.single'"))));
  EXPECT_THAT(messages, Contains(AllOf(StartsWith("p.yaml:10:"), HasSubstr("yaw_max_degrees"))));
  EXPECT_THAT(messages, Contains(AllOf(StartsWith("p.yaml:13:"), HasSubstr("did you mean 'colour'"))));
  EXPECT_THAT(messages, Contains(AllOf(StartsWith("p.yaml:14:"), HasSubstr("takes a transform"))));
}

TEST(PipelineMistakes, WhatNobodyReadsIsUnreachable) {
  EXPECT_THAT(MessagesFor(R"(schema: certphoto/pipeline/1
id: unreachable
name: {zh: 无, en: Unreachable}
description: an analyzer for nothing
analyzers:
  - use: face.eyes
checks:
  - use: face.single
)"),
              Contains(AllOf(StartsWith("p.yaml:6:"), HasSubstr("never reached"))));
}

TEST(PipelineMistakes, AParameterOfTheWrongTypeOrOutOfRange) {
  const auto messages = MessagesFor(R"(schema: certphoto/pipeline/1
id: range
name: {zh: 范, en: Range}
description: bad values
spec: cn.edu.grad
analyzers:
  - use: face.detect
    with: {min_score: 7}
  - use: geometry.plan
    with: {max_upscale: much}
checks:
  - use: face.single
  - use: geometry.fit
)");
  EXPECT_THAT(messages, Contains(AllOf(StartsWith("p.yaml:8:"), HasSubstr("must be 0"))));
  EXPECT_THAT(messages, Contains(StartsWith("p.yaml:10:")));
}

TEST(Pipelines, EveryInstalledOneCompiles) {
  for (const auto& name : TheEngine().PipelineNames()) {
    const auto plan = TheEngine().Compile(name, {});
    EXPECT_TRUE(plan) << plan.error().message;
  }
}

TEST(Pipelines, TheDigestTellsPlansApart) {
  const auto plain = TheEngine().Compile("grad", {});
  PlanOptions white;
  white.spec = "cn.edu.grad.xj";
  const auto other = TheEngine().Compile("grad", white);
  ASSERT_TRUE(plain && other);
  EXPECT_NE((*plain)->digest(), (*other)->digest());
  EXPECT_EQ((*plain)->digest(), (*TheEngine().Compile("grad", {}))->digest());
}

}  // namespace
}  // namespace certphoto
