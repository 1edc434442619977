#include "engine/imaging/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <ostream>
#include <thread>

namespace certphoto {
namespace {

using testing::HasSubstr;

std::shared_ptr<BufferPool> NewPool(std::size_t keep_bytes = 96u << 20) {
  return std::make_shared<BufferPool>(keep_bytes);
}

struct BadImage {
  const char* name;
  std::int32_t format;
  std::int64_t width, height;
  ErrorCode code;
  const char* says;
};
void PrintTo(const BadImage& row, std::ostream* out) {
  *out << row.name;
}

class BadImageTest : public testing::TestWithParam<BadImage> {};

TEST_P(BadImageTest, IsRefusedByNameAndValue) {
  const auto image = Allocator(NewPool()).NewImage(GetParam().format, GetParam().width, GetParam().height);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, GetParam().code);
  EXPECT_THAT(image.error().message, HasSubstr(GetParam().says));
  EXPECT_EQ(LiveReferences(), 0);
}

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
INSTANTIATE_TEST_SUITE_P(
    All, BadImageTest,
    testing::Values(BadImage{"NoFormat", 0, 10, 10, ErrorCode::kInvalid, "format 0"},
                    BadImage{"UnknownFormat", 5, 10, 10, ErrorCode::kInvalid, "format 5"},
                    BadImage{"NoWidth", CPH_FORMAT_RGB8, 0, 10, ErrorCode::kInvalid, "0x10"},
                    BadImage{"NegativeHeight", CPH_FORMAT_RGB8, 10, -1, ErrorCode::kInvalid, "10x-1"},
                    BadImage{"OnePixelOver", CPH_FORMAT_GRAY8, 20001, 20000, ErrorCode::kLimit, "400000000"},
                    BadImage{"Overflow", CPH_FORMAT_RGBA8, kMax, kMax, ErrorCode::kLimit, "400000000"},
                    BadImage{"LongLine", CPH_FORMAT_GRAY8, kMax, 1, ErrorCode::kLimit, "400000000"}),
    [](const auto& info) { return info.param.name; });

TEST(AllocatorTest, TensorsOfBadShapeAreRefused) {
  const Allocator allocator(NewPool());
  using Shape = std::vector<std::int64_t>;
  EXPECT_EQ(allocator.NewTensor(9, Shape{1}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(allocator.NewTensor(CPH_TYPE_F32, Shape{2, -1}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(allocator.NewTensor(CPH_TYPE_U8, Shape(7, 1)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(allocator.NewTensor(CPH_TYPE_F64, Shape{kMaxTensorBytes / 8 + 1}).error().code,
            ErrorCode::kLimit);
  EXPECT_EQ(allocator.NewTensor(CPH_TYPE_U8, Shape{kMax, kMax, 0}).error().code, ErrorCode::kLimit);
  EXPECT_EQ(LiveReferences(), 0);
}

TEST(AllocatorTest, RowsArePackedAndAligned) {
  const Allocator allocator(NewPool());
  const struct {
    std::int32_t format;
    int bytes;
  } cases[] = {{CPH_FORMAT_GRAY8, 1}, {CPH_FORMAT_LABEL8, 1}, {CPH_FORMAT_RGB8, 3}, {CPH_FORMAT_RGBA8, 4}};
  for (const auto& c : cases) {
    const auto image = allocator.NewImage(c.format, 33, 7);
    ASSERT_TRUE(image);
    EXPECT_EQ((*image)->struct_size, sizeof(cph_image));
    EXPECT_EQ((*image)->stride_bytes, 33 * c.bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>((*image)->pixels) % 64, 0u);
    EXPECT_EQ((*image)->placement.scale, 1.0);
    EXPECT_EQ((*image)->icc, nullptr);
    std::memset((*image)->pixels, 1, 33u * 7u * static_cast<unsigned>(c.bytes));
  }
  EXPECT_EQ(LiveReferences(), 0);
}

TEST(AllocatorTest, EmptyTensorsAndScalarsHaveAnAddress) {
  const Allocator allocator(NewPool());
  const auto scalar = allocator.NewTensor(CPH_TYPE_F64, {});
  const auto empty = allocator.NewTensor(CPH_TYPE_F32, std::vector<std::int64_t>{0, 4});
  const auto nothing = allocator.NewBytes({});
  ASSERT_TRUE(scalar && empty && nothing);
  EXPECT_EQ((*scalar)->rank, 0);
  EXPECT_EQ((*empty)->shape[0], 0);
  EXPECT_EQ((*empty)->shape[1], 4);
  for (const auto* t : {&*scalar, &*empty, &*nothing}) EXPECT_NE((*t)->data, nullptr);
}

TEST(AllocatorTest, BytesAreCopied) {
  const std::vector<std::uint8_t> bytes{3, 1, 4, 1, 5};
  const auto tensor = Allocator(NewPool()).NewBytes(bytes);
  ASSERT_TRUE(tensor);
  EXPECT_EQ((*tensor)->shape[0], 5);
  EXPECT_EQ(std::memcmp((*tensor)->data, bytes.data(), bytes.size()), 0);
}

TEST(CountedTest, TheLastReferenceGivesTheBlockBack) {
  auto pool = NewPool();
  auto image = Allocator(pool).NewImage(CPH_FORMAT_RGB8, 1000, 1000);
  ASSERT_TRUE(image);
  {
    ImageRef a = *image;
    ImageRef b = std::move(*image);
    a = a;
    a = b;
    EXPECT_EQ(LiveReferences(), 2);
    ImageRef c(b.Release());
    EXPECT_FALSE(b);
    EXPECT_EQ(pool->IdleBytes(), 0u);
  }
  EXPECT_EQ(LiveReferences(), 0);
  EXPECT_GE(pool->IdleBytes(), 3'000'000u);
}

TEST(CountedTest, AnImageOutlivesTheAllocatorAndOwnersOfThePool) {
  ImageRef image;
  {
    auto made = Allocator(NewPool()).NewImage(CPH_FORMAT_GRAY8, 640, 480);
    ASSERT_TRUE(made);
    image = *made;
  }
  std::memset(image->pixels, 7, 640 * 480);
}

TEST(BufferPoolTest, ABlockIsReusedForItsSizeButNotForAMuchSmallerOne) {
  BufferPool pool;
  std::size_t capacity = 0, again = 0;
  void* first = pool.Take(9'000'000, &capacity);
  ASSERT_NE(first, nullptr);
  EXPECT_GE(capacity, 9'000'000u);
  pool.Give(first, capacity);

  void* small = pool.Take(1'000'000, &again);
  EXPECT_NE(small, first);
  void* same = pool.Take(8'500'000, &again);
  EXPECT_EQ(same, first);
  EXPECT_EQ(again, capacity);
  EXPECT_EQ(pool.IdleBytes(), 0u);
  pool.Give(same, again);
  pool.Give(small, 1'048'576);
}

TEST(BufferPoolTest, OverItsLimitTheLongestIdleGoesFirst) {
  BufferPool pool(3u << 20);
  std::size_t capacity = 0;
  void* blocks[3];
  for (auto& block : blocks) block = pool.Take(1u << 20, &capacity);
  void* large = pool.Take(4u << 20, &capacity);
  pool.Give(large, capacity);
  EXPECT_EQ(pool.IdleBytes(), 0u) << "a block over the limit is not kept";
  for (auto* block : blocks) pool.Give(block, 1u << 20);
  void* two = pool.Take(2u << 20, &capacity);
  EXPECT_EQ(pool.IdleBytes(), 3u << 20);
  pool.Give(two, capacity);
  EXPECT_EQ(pool.IdleBytes(), 3u << 20);
  void* newest = pool.Take(1u << 20, &capacity);
  EXPECT_EQ(newest, blocks[2]);
  pool.Give(newest, capacity);
}

TEST(BufferPoolTest, NoMemoryIsNullNotACrash) {
  BufferPool pool;
  std::size_t capacity = 1;
  EXPECT_EQ(pool.Take(std::numeric_limits<std::size_t>::max(), &capacity), nullptr);
  EXPECT_EQ(capacity, 0u);
}

TEST(AllocatorTest, WorkersShareOnePool) {
  const Allocator allocator(NewPool(8u << 20));
  std::vector<std::thread> workers;
  for (int w = 0; w < 4; ++w) {
    workers.emplace_back([&allocator, w] {
      for (int i = 0; i < 200; ++i) {
        auto image = allocator.NewImage(CPH_FORMAT_RGB8, 300 + 50 * (i % 7), 400);
        ASSERT_TRUE(image);
        ImageRef copy = *image;
        std::memset(copy->pixels, w, static_cast<std::size_t>(copy->stride_bytes) * 400);
        ASSERT_EQ(copy->pixels[1000], w);
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(LiveReferences(), 0);
}

}  // namespace
}  // namespace certphoto
