#include "engine/config/pipeline_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace certphoto {
namespace {

using ::testing::HasSubstr;

constexpr auto kHead = "schema: certphoto/pipeline/1\nid: t\nname: {zh: 一, en: One}\ndescription: A test.\n";

TEST(PipelineFile, SixMistakesAreSixMessagesWithLines) {
  Diagnostics problems;
  const auto pipeline = LoadPipelineText(R"(schema: certphoto/pipeline/1
id: grad
name: {zh: 毕业, en: Graduation}
descripton: misspelt key
ingest: {max_file_mb: 0}
checks:
  - use: Pose.Upright
  - with: {min: 1}
  - use: eyes.open
    required: yes
    rules: {eyes.open: {severity: fatal}}
)",
                                         "grad.yaml", problems);
  EXPECT_EQ(
      problems.ToString(),
      "grad.yaml:4:1: unknown key 'descripton'; did you mean 'description'?\n"
      "grad.yaml:5:23: ingest.max_file_mb: is 0, must be from 1 to 1024\n"
      "grad.yaml:7:10: checks[0].use: must be an id such as cn.edu.grad (lower-case letters, digits, '_' and "
      "dots), is "
      "'Pose.Upright'\n"
      "grad.yaml:8:5: checks[1]: key 'use' is missing\n"
      "grad.yaml:10:15: checks[2].required: must be true or false, is 'yes'\n"
      "grad.yaml:11:35: checks[2].rules.eyes.open.severity: must be reject, review or info, is 'fatal'");
  ASSERT_TRUE(pipeline);  // for the plan compiler to go on with
  EXPECT_EQ(pipeline->checks.size(), 3U);
}

struct Wrong {
  const char* text;
  const char* expected;
};

TEST(PipelineFile, WrongStructures) {
  const Wrong table[] = {
      {"checks: pose.upright\n", "f:5:9: checks: must be a list, is 'pose.upright'"},
      {"checks: [pose.upright]\n", "f:5:10: checks[0]: must be a map (key: value), is 'pose.upright'"},
      {"check: []\n", "f:5:1: unknown key 'check'; did you mean 'checks'?"},
      {"export: [{use: a}]\n", "f:5:9: export: must be a map"},
      {"transforms:\n  - use: a.b\n    rules: {}\n", "f:7:5: transforms[0]: unknown key 'rules'"},
      {"checks:\n  - use: a.b\n    with: [1]\n", "checks[0].with: must be a map"},
      {"checks:\n  - use: a.b\n    rules: {a.b: {thresholds: {x: much}}}\n",
       "f:7:35: checks[0].rules.a.b.thresholds.x: must be a number"},
      {"product_checks: [{use: a.b}]\n", "nothing makes one: add export"},
      {"on_reject: maybe\n", "on_reject: must be skip or produce, is 'maybe'"},
      {"spec: [a]\n", "f:5:7: spec: must be text, is a list"},
      {"spec:\n", "f:5:1: spec: must be text, is nothing"},
  };
  for (const Wrong& row : table) {
    Diagnostics problems;
    (void)LoadPipelineText(std::string(kHead) + row.text, "f", problems);
    EXPECT_EQ(problems.size(), 1U) << row.text << problems.ToString();
    EXPECT_THAT(problems.ToString(), HasSubstr(row.expected)) << row.text;
  }
}

TEST(PipelineFile, WhatItSays) {
  Diagnostics problems;
  const auto p = LoadPipelineText(R"(schema: certphoto/pipeline/1
id: grad
name: {zh: 毕业, en: Graduation}
description: Graduation photo.
spec: cn.edu.grad
ingest: {min_short_side_px: 1200, max_pixels_mp: 50}
analyzers:
  - use: face.detect
    with: {min_score: 0.6}
    required: true
checks:
  - use: pose.upright
    with: {a: 1, b: text}
    rules: {pose.upright: {severity: review, thresholds: {yaw_max_deg: 8}}}
transforms:
  - use: background.recolour
  - use: geometry.crop
    required: false
export:
  use: export.jpeg
product_checks:
  - use: output.format
on_reject: produce
)",
                                  "grad.yaml", problems);
  ASSERT_TRUE(problems.empty()) << problems.ToString();
  ASSERT_TRUE(p);
  EXPECT_EQ(p->id, "grad");
  EXPECT_EQ(p->name.zh, "毕业");
  EXPECT_EQ(p->spec, "cn.edu.grad");
  EXPECT_EQ(p->spec_place.line, 5);
  EXPECT_EQ(p->ingest.min_short_side_px, 1200U);
  EXPECT_FALSE(p->ingest.max_file_mb);
  EXPECT_EQ(p->ingest.max_pixels_mp, 50U);
  ASSERT_EQ(p->analyzers.size(), 1U);
  EXPECT_TRUE(p->analyzers[0].required);
  EXPECT_EQ(p->analyzers[0].params[0].value.Number(), 0.6);
  ASSERT_EQ(p->checks.size(), 1U);
  const PipelineStep& pose = p->checks[0];
  EXPECT_FALSE(pose.required);
  EXPECT_EQ(pose.place.ToString(), "grad.yaml:12:10");
  EXPECT_EQ(pose.params[1].name, "b");
  EXPECT_EQ(pose.params[1].place.ToString(), "grad.yaml:13:18");
  EXPECT_EQ(pose.params[1].value.path(), "checks[0].with.b");
  ASSERT_EQ(pose.rules.size(), 1U);
  EXPECT_EQ(pose.rules[0].rule, "pose.upright");
  EXPECT_EQ(pose.rules[0].severity, Severity::kReview);
  EXPECT_EQ(pose.rules[0].thresholds[0].name, "yaw_max_deg");
  EXPECT_EQ(pose.rules[0].thresholds[0].value, 8);
  ASSERT_EQ(p->transforms.size(), 2U);
  EXPECT_TRUE(p->transforms[0].required);
  EXPECT_FALSE(p->transforms[1].required);
  ASSERT_TRUE(p->export_step);
  EXPECT_TRUE(p->export_step->required);
  EXPECT_EQ(p->product_checks[0].use, "output.format");
  EXPECT_TRUE(p->produce_on_reject);
}

TEST(PipelineFile, ChecksAloneAreEnough) {
  Diagnostics problems;
  const auto p = LoadPipelineText(std::string(kHead) + "checks: [{use: a.b}]\n", "f", problems);
  ASSERT_TRUE(problems.empty()) << problems.ToString();
  EXPECT_FALSE(p->spec);
  EXPECT_FALSE(p->export_step);
  EXPECT_FALSE(p->produce_on_reject);
}

}  // namespace
}  // namespace certphoto
