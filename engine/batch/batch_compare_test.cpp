#include "engine/batch/batch_compare.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace certphoto {
namespace {

class BatchCompareTest : public testing::Test {
 protected:
  BatchCompareTest() : compare_(*BatchCompare::Create(Rules())) {}
  ~BatchCompareTest() override { std::filesystem::remove_all(folder_); }

  static const RuleCatalogue& Rules() {
    static const auto rules = [] {
      Diagnostics problems;
      return RuleCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/rules", problems);
    }();
    return rules;
  }

  // `bits`: how many of the hash are set; `angle`: of a two-dimensional embedding.
  PhotoResult Seen(int bits, double angle) {
    PhotoResult result;
    std::vector<double> hash(32);
    for (int i = 0; i < bits; ++i) hash[std::size_t(i / 8)] += 1 << i % 8;
    result.facts.push_back({"photo.hash/1", {32}, hash});
    result.facts.push_back({"face.embedding/1", {2}, {std::cos(angle), std::sin(angle)}});
    return result;
  }
  void Take(const std::string& photo, PhotoResult result) { compare_.Take(photo, result); }
  std::filesystem::path Write(const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories(folder_);
    const auto file = folder_ / name;
    if (auto* out = std::fopen(file.c_str(), "w")) {
      std::fputs(bytes.c_str(), out);
      std::fclose(out);
    }
    return file;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("batch_compare_" + std::to_string(::getpid()));
  BatchCompare compare_;
};

TEST_F(BatchCompareTest, PhotosWithoutFactsAreComparedWithNothing) {
  Take("a.jpg", {});
  Take("b.jpg", {});
  PhotoResult odd;
  odd.facts.push_back({"photo.hash/1", {3}, {1, 2, 3}});
  Take("c.jpg", odd);
  EXPECT_TRUE(compare_.Compare().empty());
}

TEST_F(BatchCompareTest, TakesTheFactsOutOfTheResult) {
  auto result = Seen(0, 0);
  compare_.Take("a.jpg", result);
  EXPECT_TRUE(result.facts.empty());
}

TEST_F(BatchCompareTest, UnlikePhotosOfDifferentPeopleAreNoFinding) {
  Take("a.jpg", Seen(0, 0));
  Take("b.jpg", Seen(120, 1.5));
  EXPECT_TRUE(compare_.Compare().empty());
}

TEST_F(BatchCompareTest, CopiesAndNearCopies) {
  const auto one = Write("1.jpg", "bytes"), two = Write("2.jpg", "bytes"), other = Write("3.jpg", "bytez");
  for (const auto& [file, angle] : {std::pair(one, 0.0), {two, 2.0}, {other, 4.0}})
    Take(file, Seen(40, angle));
  const auto found = compare_.Compare();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].note, "same_file");
  EXPECT_EQ(found[0].verdict, Verdict::kFail);
  EXPECT_EQ(found[0].photos, (std::vector{one, two}));
  EXPECT_EQ(found[1].note, "same_picture");
  EXPECT_EQ(found[1].photos, (std::vector{one, two, other}));
  EXPECT_EQ(found[1].rule, "source.not_reused");
}

TEST_F(BatchCompareTest, ManyCopiesAreOneFinding) {
  for (int i = 0; i < 10; ++i) Take("copy" + std::to_string(i) + ".jpg", Seen(40 + i % 2, 0.6 * i));
  const auto found = compare_.Compare();
  const auto is_copy = [](const BatchFinding& f) { return f.note == "same_picture"; };
  ASSERT_EQ(std::count_if(found.begin(), found.end(), is_copy), 1);
  const auto& copies = *std::find_if(found.begin(), found.end(), is_copy);
  EXPECT_EQ(copies.photos.size(), 10U);
  EXPECT_EQ(copies.value, 0);
}

TEST_F(BatchCompareTest, OneFaceUnderManyNamesIsOneFinding) {
  Take("in/a.jpg", Seen(0, 0));
  Take("in/b.jpg", Seen(100, 0.1));
  Take("in/c.jpg", Seen(200, 0.2));
  Take("in/d.jpg", Seen(250, 3));
  const auto found = compare_.Compare();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].note, "one_face_two_names");
  EXPECT_EQ(found[0].photos.size(), 3U);
  EXPECT_NEAR(found[0].value, std::cos(0.1), 1e-6);
}

TEST_F(BatchCompareTest, TwoFacesUnderOneName) {
  Take("x/a.jpg", Seen(0, 0));
  Take("y/a.png", Seen(200, 2));
  Take("z/a.jpg", Seen(100, 0.1));  // the same person again is none
  const auto found = compare_.Compare();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].note, "two_faces_one_name");
  EXPECT_EQ(found[0].rule, "match.identity");
  const auto json = nlohmann::json::parse(BatchJson({found[0]}));
  EXPECT_EQ(json["photos"].size(), 2U);
  EXPECT_FALSE(json["text"]["zh"].get<std::string>().empty());
}

}  // namespace
}  // namespace certphoto
