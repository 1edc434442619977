#include "engine/batch/work/item_key.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine/base/sha256.h"
#include "engine/base/test_folder.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

class ItemKeysTest : public testing::Test {
 protected:
  ItemKeysTest() {
    Write("card.jpg", "one");
    Write("roster.csv", "no,name,level,card\n010100000001,甲,本科,card.jpg\n010100000002,乙,本科,\n");
    job_.file = folder_.path() / "job.yaml";
    job_.levels = {"本科"};
    job_.roster.file = folder_.path() / "roster.csv";
    job_.roster.columns = {{"exam_no", "no"}, {"name", "name"}, {"level", "level"}, {"portrait", "card"}};
    Diagnostics problems;
    roster_ = Roster::Load(job_, problems);
    EXPECT_TRUE(problems.empty()) << problems.ToError().message;
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  static BoundPhoto Bound(std::size_t candidate) {
    BoundPhoto out;
    out.candidate = candidate;
    return out;
  }

  TestFolder folder_;
  JobFile job_;
  std::optional<Roster> roster_;
};

TEST_F(ItemKeysTest, APortraitThatIsNotThereIsNone) {
  const ItemKeys keys(job_, *roster_, "plan", true);
  fs::remove(folder_.path() / "card.jpg");
  FileSum portrait;
  (void)keys.KeyOf(Bound(0), "photo", portrait);
  EXPECT_EQ(portrait.sha256, "none");
  EXPECT_TRUE(portrait.stamp.empty());
}

TEST_F(ItemKeysTest, DependsOnAllThatTheResultDoes) {
  const ItemKeys keys(job_, *roster_, "plan", true);
  FileSum one, two, three;
  const auto key = keys.KeyOf(Bound(0), "photo", one);
  EXPECT_EQ(keys.KeyOf(Bound(0), "photo", two), key);
  EXPECT_NE(keys.KeyOf(Bound(1), "photo", three), key);
  EXPECT_NE(keys.KeyOf(Bound(0), "another photo", one), key);
  EXPECT_NE(ItemKeys(job_, *roster_, "another plan", true).KeyOf(Bound(0), "photo", one), key);
  EXPECT_NE(ItemKeys(job_, *roster_, "plan", false).KeyOf(Bound(0), "photo", one), key);
  EXPECT_TRUE(three.sha256.empty());  // the roster names none for him
}

TEST_F(ItemKeysTest, ReadsAPortraitOnceUntilItChanges) {
  const ItemKeys keys(job_, *roster_, "plan", true);
  FileSum portrait;
  const auto key = keys.KeyOf(Bound(0), "photo", portrait);
  EXPECT_EQ(portrait.sha256, Sha256OfText("one"));
  FileSum known{portrait.stamp, "what its stamp was remembered with"};
  EXPECT_NE(keys.KeyOf(Bound(0), "photo", known), key);  // the file itself was not read
  Write("card.jpg", "another");
  EXPECT_NE(keys.KeyOf(Bound(0), "photo", portrait), key);
  EXPECT_EQ(portrait.sha256, Sha256OfText("another"));
}

}  // namespace
}  // namespace certphoto
