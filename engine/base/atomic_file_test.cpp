#include "engine/base/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "engine/base/test_folder.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  static std::string Read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t FilesThere() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root_), fs::directory_iterator()));
  }
  static unsigned ModeOf(const fs::path& file) {
    struct stat info {};
    ::stat(file.c_str(), &info);
    return info.st_mode & 0777;
  }

  TestFolder folder_;
  fs::path root_ = folder_.path();
};

TEST_F(AtomicFileTest, SaysWhatCannotBeWritten) {
  const auto file = AtomicFile::Create(root_ / "no/such/folder/a.jpg");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kIo);
  EXPECT_NE(file.error().message.find("a.jpg"), std::string::npos);
  std::ofstream(root_ / "file") << "x";
  EXPECT_FALSE(MakeFolder(root_ / "file/below"));
  EXPECT_FALSE(MakeFolder(root_ / "file"));
}

TEST_F(AtomicFileTest, LeavesNothingWithoutCommit) {
  {
    auto file = AtomicFile::Create(root_ / "a.jpg");
    ASSERT_TRUE(file && file->Write("half"));
    EXPECT_FALSE(fs::exists(root_ / "a.jpg"));
  }
  EXPECT_EQ(FilesThere(), 0u);
}

TEST_F(AtomicFileTest, KeepsTheOldFileUntilTheNewOneIsWhole) {
  std::ofstream(root_ / "a.jpg") << "old";
  auto file = AtomicFile::Create(root_ / "a.jpg");
  ASSERT_TRUE(file && file->Write("ne") && file->Write("w"));
  EXPECT_EQ(Read(root_ / "a.jpg"), "old");
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(Read(root_ / "a.jpg"), "new");
  EXPECT_EQ(ModeOf(root_ / "a.jpg"), 0600u);
  EXPECT_EQ(FilesThere(), 1u);
}

TEST_F(AtomicFileTest, TakesTheLongestNameAFileSystemAllows) {
  const std::string name = std::string(251, 'x') + ".jpg";
  const std::uint8_t bytes[] = {1, 2};
  ASSERT_TRUE(WriteFileAtomically(root_ / name, bytes));
  EXPECT_TRUE(fs::exists(root_ / name));
}

TEST_F(AtomicFileTest, MakesFoldersForTheirOwnerOnly) {
  ASSERT_TRUE(MakeFolder(root_ / "a/b"));
  ASSERT_TRUE(MakeFolder(root_ / "a/b"));
  EXPECT_EQ(ModeOf(root_ / "a"), 0700u);
  EXPECT_EQ(ModeOf(root_ / "a/b"), 0700u);
}

}  // namespace
}  // namespace certphoto
