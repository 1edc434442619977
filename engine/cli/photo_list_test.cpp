#include "engine/cli/photo_list.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "engine/base/test_folder.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

class PhotoListTest : public testing::Test {
 protected:
  fs::path Make(const std::string& name) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "x";
    return root_ / name;
  }
  std::vector<std::string> NamesIn(const PhotoList& list) const {
    std::vector<std::string> out;
    for (const auto& photo : list.photos) out.push_back(photo.name.string());
    return out;
  }

  TestFolder folder_;
  fs::path root_ = folder_.path();
};

using Names = std::vector<std::string>;

TEST_F(PhotoListTest, TellsWhatIsNotThere) {
  const auto list = CollectPhotos({(root_ / "gone.jpg").string(), Make("a.jpg").string()});
  EXPECT_EQ(NamesIn(list), (Names{"gone.jpg", "a.jpg"}));  // it is reported like a photo that cannot be read
  EXPECT_EQ(list.absent, (std::vector{root_ / "gone.jpg"}));
}

TEST_F(PhotoListTest, FindsNothingInAnEmptyFolder) {
  EXPECT_TRUE(CollectPhotos({root_.string()}).photos.empty());
}

TEST_F(PhotoListTest, TakesPhotosByExtensionInOrderWithSubfolders) {
  for (const char* name :
       {"b.JPG", "a.jpeg", "c.heic", "class 2/x.png", "class 1/y.TIFF", "z.webp", "q.heif", "t.tif"})
    Make(name);
  for (const char* name : {"notes.txt", "roster.csv", ".hidden.jpg", "._a.jpg", "noextension", ".git/x.jpg"})
    Make(name);
  const auto list = CollectPhotos({root_.string()});
  EXPECT_EQ(NamesIn(list), (Names{"a.jpeg", "b.JPG", "c.heic", "class 1/y.TIFF", "class 2/x.png", "q.heif",
                                  "t.tif", "z.webp"}));
  EXPECT_EQ(list.skipped.size(), 5u);  // what a hidden folder holds is not counted
  EXPECT_NE(SkippedText(list).find("5 files skipped"), std::string::npos);
}

TEST_F(PhotoListTest, TakesANamedFileWhateverItsName) {
  EXPECT_EQ(NamesIn(CollectPhotos({Make("portrait").string(), Make(".x.txt").string()})),
            (Names{"portrait", ".x.txt"}));
}

TEST_F(PhotoListTest, TakesAFileMetTwiceOnce) {
  const auto a = Make("a.jpg");
  EXPECT_EQ(NamesIn(CollectPhotos({root_.string(), a.string(), (root_ / "./a.jpg").string()})),
            (Names{"a.jpg"}));
}

TEST_F(PhotoListTest, DoesNotReadItsOwnOutput) {
  Make("a.jpg");
  Make("out/a.jpg");
  EXPECT_EQ(NamesIn(CollectPhotos({root_.string()}, root_ / "out/")), (Names{"a.jpg"}));
}

TEST_F(PhotoListTest, DoesNotFollowLinksToFoldersButToFiles) {
  Make("in/a.jpg");
  fs::create_directory_symlink(root_, root_ / "in/loop");
  fs::create_symlink(Make("other/b.jpg"), root_ / "in/link.jpg");
  EXPECT_EQ(NamesIn(CollectPhotos({(root_ / "in").string()})), (Names{"a.jpg", "link.jpg"}));
}

TEST_F(PhotoListTest, KeepsNamesThatAreNoUtf8) {
  Make("\xB0\xA1.jpg");
  EXPECT_EQ(NamesIn(CollectPhotos({root_.string()})), (Names{"\xB0\xA1.jpg"}));
}

TEST_F(PhotoListTest, TellsOfFoldersItCannotList) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may list every folder";
  Make("a.jpg");
  Make("closed/b.jpg");
  ::chmod((root_ / "closed").c_str(), 0);
  const auto list = CollectPhotos({root_.string()});
  ::chmod((root_ / "closed").c_str(), 0700);
  EXPECT_EQ(NamesIn(list), (Names{"a.jpg"}));
  ASSERT_EQ(list.unreadable.size(), 1u);
  EXPECT_NE(list.unreadable[0].message.find("closed"), std::string::npos);
}

struct NameCase {
  Names in, out;
};

TEST(OutputNames, NeverGiveTwoPhotosOneName) {
  const NameCase cases[] = {
      {{"a.jpg", "b.png"}, {"a", "b"}},
      {{"a.png", "a.jpg"}, {"a-png", "a"}},  // the .jpg keeps the plain name
      {{"a.png", "a.tif"}, {"a", "a-tif"}},  // else the first
      {{"a.jpg", "A.JPG"}, {"a", "A-jpg"}},  // on a stick from a camera these are one
      {{"a.jpg", "a.jpg"}, {"a", "a-jpg"}},  // from two folders
      {{"a.jpg", "a.jpg", "a.jpg"}, {"a", "a-jpg", "a-2"}},
      {{"a.png", "a.jpg", "a-png.jpg"}, {"a-2", "a", "a-png"}},  // a photo that has such a name keeps it
      {{"a", "a.jpg"}, {"a-2", "a"}},
      {{"zhang.san.jpg"}, {"zhang.san"}},
      {{"1/a.jpg", "2/a.jpg"}, {"1/a", "2/a"}},
      {{"review/a.jpg", "Review/b.jpg", "review.jpg", "x/review/a.jpg"},
       {"review_/a", "Review_/b", "review", "x/review/a"}},
  };
  for (const auto& [in, out] : cases) {
    std::vector<PhotoInput> photos;
    for (const auto& name : in) photos.push_back({name, name});
    Names names;
    for (const auto& name : OutputNames(photos, "review")) names.push_back(name.string());
    EXPECT_EQ(names, out);
  }
}

}  // namespace
}  // namespace certphoto::cli
