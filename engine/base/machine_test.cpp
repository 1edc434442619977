#include "engine/base/machine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/base/test_folder.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

class Cgroup : public ::testing::Test {
 protected:
  Cgroup() { fs::create_directories(root_ / "a/b"); }
  void Write(const char* file, const char* text) const { std::ofstream(root_ / file) << text; }
  TestFolder folder_;
  fs::path root_ = folder_.path();
};

TEST_F(Cgroup, WithoutFilesThereIsNoLimit) {
  EXPECT_EQ(CgroupCores(root_, "/a/b"), 0);
  EXPECT_EQ(CgroupMemoryBytes(root_, "/nowhere"), 0u);
}

TEST_F(Cgroup, NonsenseIsNoLimit) {
  Write("a/b/cpu.max", "lots");
  Write("a/b/memory.max", "max\n");
  EXPECT_EQ(CgroupCores(root_, "/a/b"), 0);
  EXPECT_EQ(CgroupMemoryBytes(root_, "/a/b"), 0u);
}

TEST_F(Cgroup, TheLeastOfTheGroupAndThoseAboveItBinds) {
  Write("a/cpu.max", "150000 100000\n");
  Write("a/b/cpu.max", "max 100000\n");
  Write("a/memory.max", "1000\n");
  Write("a/b/memory.max", "2000\n");
  Write("memory.max", "3000\n");
  EXPECT_DOUBLE_EQ(CgroupCores(root_, "/a/b"), 1.5);
  EXPECT_EQ(CgroupMemoryBytes(root_, "/a/b"), 1000u);
  EXPECT_EQ(CgroupMemoryBytes(root_, "/"), 3000u);
}

TEST(Machine, HasACoreAndMemory) {
  EXPECT_GE(UsableCores(), 1);
  EXPECT_GT(UsableMemoryBytes(), 1u << 20);
}

}  // namespace
}  // namespace certphoto
