#include "engine/batch/run_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "engine/base/test_folder.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

class RunFolderTest : public testing::Test {
 protected:
  static RunnerResult Result(std::size_t index, Outcome outcome) {
    RunnerResult result;
    result.index = index;
    result.photo.outcome = outcome;
    result.photo.file = {1, 2, 3};
    result.photo.file_extension = "jpg";
    return result;
  }
  std::string Read(const char* name) const {
    std::ifstream in(root_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // The photos of report.jsonl, in its order.
  std::string Photos() const {
    std::string out;
    for (const char c : std::string("abcd"))
      if (Read("report.jsonl").find(std::string("\"") + c + ".jpg\"") != std::string::npos) out += c;
    return out;
  }

  TestFolder folder_;
  fs::path root_ = folder_.path();
  RuleCatalogue rules_;
  std::vector<RunItem> items_ = {{"a.jpg", "a"}, {"b.jpg", "b"}, {"c.jpg", "c"}, {"d.jpg", "x.y/d.e"}};
};

TEST_F(RunFolderTest, SaysWhenTheFolderCannotBeMade) {
  std::ofstream(root_ / "file") << "x";
  const auto folder = RunFolder::Open(root_ / "file/out", items_, rules_);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, ErrorCode::kIo);
}

TEST_F(RunFolderTest, APhotoThatCannotBeWrittenHasFailed) {
  auto folder = RunFolder::Open(root_, items_, rules_);
  ASSERT_TRUE(folder);
  std::ofstream(root_ / "x.y") << "in the way";
  auto result = Result(3, Outcome::kAccepted);
  ASSERT_TRUE(folder->Add(result));
  EXPECT_EQ(result.photo.outcome, Outcome::kFailed);
  ASSERT_TRUE(result.photo.error);
  ASSERT_TRUE(folder->Finish());
  EXPECT_NE(Read("report.jsonl").find("\"failed\""), std::string::npos);
  EXPECT_EQ(Read("report.jsonl").find("\"output\""), std::string::npos);
}

TEST_F(RunFolderTest, TheReportIsInTheOrderOfTheInput) {
  auto folder = RunFolder::Open(root_, items_, rules_, {.html = true});
  ASSERT_TRUE(folder);
  for (const std::size_t index : {2, 0, 3}) {  // 1 was never done
    auto result = Result(index, Outcome::kAccepted);
    folder->Prepare(result);
    ASSERT_TRUE(folder->Add(result));
  }
  EXPECT_FALSE(fs::exists(root_ / "report.jsonl"));  // whole or not at all
  ASSERT_TRUE(folder->Finish());
  const auto json = Read("report.jsonl"), csv = Read("report.csv"), html = Read("report.html");
  for (const auto& text : {json, csv, html}) {
    EXPECT_LT(text.find("a.jpg"), text.find("c.jpg"));
    EXPECT_LT(text.find("c.jpg"), text.find("d.jpg"));
    EXPECT_EQ(text.find("b.jpg"), std::string::npos);
  }
}

TEST_F(RunFolderTest, PhotosGoWhereTheirOutcomeSays) {
  auto folder = RunFolder::Open(root_, items_, rules_);
  ASSERT_TRUE(folder);
  const Outcome outcomes[] = {Outcome::kAccepted, Outcome::kReview, Outcome::kRejected, Outcome::kAccepted};
  for (std::size_t i = 0; i < 4; ++i) {
    auto result = Result(i, outcomes[i]);
    ASSERT_TRUE(folder->Add(result));
  }
  ASSERT_TRUE(folder->Finish());
  EXPECT_EQ(Read("a.jpg"), "\1\2\3");
  EXPECT_EQ(Read("review/b.jpg"), "\1\2\3");
  EXPECT_FALSE(fs::exists(root_ / "c.jpg"));
  EXPECT_EQ(Read("x.y/d.e.jpg"), "\1\2\3");  // dots of a name are not its extension
  EXPECT_EQ(Photos(), "abcd");
}

TEST_F(RunFolderTest, WithoutFinishNothingIsReported) {
  {
    auto folder = RunFolder::Open(root_, items_, rules_);
    ASSERT_TRUE(folder);
  }
  EXPECT_TRUE(fs::is_empty(root_));
}

}  // namespace
}  // namespace certphoto
