#include "engine/report/reported_facts.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace certphoto {
namespace {

TEST(ReportedFacts, NeverAsksForTheEmbedding) {
  for (const bool all : {false, true})
    for (const auto& id : ReportableFacts(all)) EXPECT_EQ(id.find("embedding"), std::string::npos);
  const std::vector<ReportedFact> facts = {{"face.embedding/1", {512}, std::vector<double>(512, 0.1)}};
  EXPECT_EQ(FactsToJson(facts).dump(), "{}");
}

TEST(ReportedFacts, ToleratesFactsThatAreEmptyOrShort) {
  const std::vector<ReportedFact> facts = {{"face.boxes/1", {0, 17}, {}},
                                           {"face.points/1", {1}, {1}},
                                           {"face.pose/1", {0}, {}},
                                           {"head.outline/1", {1, 2}, {1, 2}}};
  EXPECT_EQ(FactsToJson(facts).dump(), R"({"faces":0})");
}

TEST(ReportedFacts, NamesTheNumbers) {
  std::vector<double> boxes(34);
  std::copy_n(std::begin({10.004, 20.0, 30.0, 40.0, 0.98765}), 5, boxes.begin());
  const std::vector<ReportedFact> facts = {
      {"head.outline/1", {5, 2}, {50, 5, 50, 90, 20, 60, 80, 60, 50, 45}},
      {"face.pose/1", {3}, {1.234, -2, 0.5}},
      {"face.points/1", {5, 2}, {35, 45, 65, 45, 50, 60, 40, 75, 60, 75}},
      {"face.boxes/1", {2, 17}, boxes}};
  EXPECT_EQ(
      FactsToJson(facts).dump(),
      R"({"faces":2,"face_box":[10.0,20.0,30.0,40.0],"face_score":0.9877,)"
      R"("points":{"left_eye":[35.0,45.0],"right_eye":[65.0,45.0],"nose":[50.0,60.0],"left_mouth":[40.0,75.0],)"
      R"("right_mouth":[60.0,75.0]},"pose":{"yaw":1.23,"pitch":-2.0,"roll":0.5},"crown":[50.0,5.0],)"
      R"("chin":[50.0,90.0],"left_cheek":[20.0,60.0],"right_cheek":[80.0,60.0],"eye_line":[50.0,45.0],)"
      R"("face_width":60.0})");
}

}  // namespace
}  // namespace certphoto
