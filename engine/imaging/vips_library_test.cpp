#include "engine/imaging/vips_library.h"

#include <gtest/gtest.h>

// clang-format off
#include <vips/vips.h>
#include <vips/vector.h>  // needs vips.h before it
// clang-format on

namespace certphoto {
namespace {

// A bug's name: batches of two workers died of it, one run in some hundreds, with a broken heap. liborc gives
// one piece of its table to two threads that compile at once.
TEST(VipsLibrary, TwoWorkersDiedInCodeCompiledAtRunTime) {
  ASSERT_TRUE(StartVips());
  EXPECT_FALSE(vips_vector_isenabled());
}

TEST(VipsLibrary, ReadsNoFileButThoseOfItsFourLoaders) {
  ASSERT_TRUE(StartVips());
  VipsImage* image = nullptr;
  const char gif[] = "GIF89a\1\0\1\0\0\0\0;";
  EXPECT_NE(vips_gifload_buffer(const_cast<char*>(gif), sizeof gif, &image, nullptr), 0);
  EXPECT_NE(TakeVipsComplaint(), "");
  EXPECT_EQ(TakeVipsComplaint(), "");
}

}  // namespace
}  // namespace certphoto
