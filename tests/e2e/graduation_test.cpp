// The promise of the graduation pipeline, kept on photos of real people: what comes out is in every band of
// the spec, measured again on the finished file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "certphoto/colour.hpp"
#include "engine/batch/runner.h"
#include "engine/engine.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

fs::path DataFolder() {
  const char* folder = std::getenv("CERTPHOTO_DATA");
  return folder != nullptr ? fs::path(folder) : fs::path(CERTPHOTO_SOURCE_DIR) / "../shared/data";
}

const Engine& TheEngine() {
  static const auto engine = Engine::Open(Installation::Find(), [](int, const std::string&) {});
  if (!engine) ADD_FAILURE() << engine.error().message;
  return **engine;
}

// The neutral photos of the Face Research Lab London Set: NNN_03.jpg.
std::vector<fs::path> NeutralLondon() {
  std::vector<fs::path> files;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(DataFolder() / "london", absent))
    if (entry.path().filename().string().ends_with("_03.jpg")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// Rules that fail on the finished file.
std::set<std::string> BrokenOnProduct(const PhotoResult& result) {
  std::set<std::string> rules;
  for (const auto& f : result.findings)
    if (f.on_product && f.verdict != Verdict::kPass && f.verdict != Verdict::kNotApplicable)
      rules.insert(f.rule);
  return rules;
}

// Mean CIEDE2000 to the spec's colour over the two upper corners, where nobody is.
double CornerDeltaE(const std::vector<std::uint8_t>& file, const Rgb& colour) {
  const Allocator allocator(std::make_shared<BufferPool>());
  const auto photo = IngestPhoto(file, {}, IngestRequest{0}, allocator);
  if (!photo) return 1e9;
  const auto want = cph::lab_of(colour[0], colour[1], colour[2]);
  const auto& image = *photo->image;
  double sum = 0;
  int count = 0;
  for (int y = 4; y < 40; ++y)
    for (const int x0 : {4, image.width - 44})
      for (int x = x0; x < x0 + 40; ++x, ++count) {
        const auto* p = image.pixels + y * image.stride_bytes + 3 * x;
        sum += cph::ciede2000(cph::lab_of(p[0], p[1], p[2]), want);
      }
  return sum / count;
}

// The graduation pipeline with earrings for a person to decide: one of the forty wears some, and comes out
// all the same.
fs::path GradWithEarrings() {
  const auto grad = ReadFileBytes(fs::path(CERTPHOTO_SOURCE_DIR) / "configs/pipelines/grad.yaml", 1 << 20);
  EXPECT_TRUE(grad);
  std::string text(grad->begin(), grad->end());
  const std::string step = "- use: jewellery.earrings\n";
  const auto at = text.find(step);
  EXPECT_NE(at, std::string::npos);
  text.insert(at + step.size(), "    rules: {jewellery.earrings: {severity: review}}\n");
  const fs::path file = fs::path(::testing::TempDir()) / "grad_with_earrings.yaml";
  std::ofstream(file) << text;
  return file;
}

TEST(Graduation, NeutralStudioPortraitsComeOutWithinEveryBand) {
  const auto files = NeutralLondon();
  if (files.empty())
    GTEST_SKIP() << "no photos in " << DataFolder() / "london"
                 << " (set CERTPHOTO_DATA)";
  const auto plan = TheEngine().Compile(GradWithEarrings().string(), {});
  ASSERT_TRUE(plan) << plan.error().message;
  const auto& spec = *(*plan)->spec();
  std::size_t good = 0;
  RunnerOptions options;
  const auto status = RunPhotos(*plan, files, options, [&](RunnerResult result) {
    const auto& photo = result.photo;
    SCOPED_TRACE(files[result.index].filename());
    ASSERT_FALSE(photo.error) << photo.error->message;
    if (photo.file.empty()) {
      // Who does not come out is told why.
      const bool told = std::any_of(photo.findings.begin(), photo.findings.end(), [](const auto& f) {
        return f.verdict == Verdict::kFail && !f.text.en.empty() && !f.text.zh.empty();
      });
      EXPECT_TRUE(told);
      return;
    }
    EXPECT_GE(photo.file.size(), spec.bytes_target_min);
    EXPECT_LE(photo.file.size(), spec.bytes_max);
    EXPECT_LE(CornerDeltaE(photo.file, spec.background), 1.0);
    const auto broken = BrokenOnProduct(photo);
    EXPECT_THAT(broken, ::testing::IsEmpty());
    if (broken.empty() && photo.outcome != Outcome::kRejected) ++good;
  });
  ASSERT_TRUE(status);
  EXPECT_EQ(files.size(), 40u);
  EXPECT_GE(good, 39u);
  RecordProperty("good", static_cast<int>(good));
}

// labels.csv of london: 123 wears earrings; 007, 004 and most others have none to be seen.
TEST(Graduation, WhoWearsEarringsIsToldSo) {
  const auto photo = DataFolder() / "london/123_03.jpg";
  if (!fs::exists(photo)) GTEST_SKIP() << "no photo " << photo << " (set CERTPHOTO_DATA)";
  const auto plan = TheEngine().Compile("grad", {});
  ASSERT_TRUE(plan) << plan.error().message;
  auto executor = Executor::Create(*plan);
  ASSERT_TRUE(executor);
  const auto bytes = ReadFileBytes(photo, 1 << 24);
  ASSERT_TRUE(bytes);
  const auto result = (*executor)->Run(*bytes, {});
  EXPECT_EQ(result.outcome, Outcome::kRejected);
  for (const auto& f : result.findings) {
    if (f.verdict == Verdict::kFail) {
      EXPECT_EQ(f.rule, "jewellery.earrings");
    }
  }
}

TEST(Graduation, ThePortraitOfTheDemoIsRefusedForItsReasons) {
  const fs::path portrait = fs::path(CERTPHOTO_DEPS) / "portrait/astronaut.png";
  if (!fs::exists(portrait)) GTEST_SKIP() << "no portrait " << portrait << "; scripts/test fetches it";
  const auto plan = TheEngine().Compile("grad", {});
  ASSERT_TRUE(plan) << plan.error().message;
  auto executor = Executor::Create(*plan);
  ASSERT_TRUE(executor);
  const auto bytes = ReadFileBytes(portrait, 1 << 24);
  ASSERT_TRUE(bytes);
  const auto result = (*executor)->Run(*bytes, {});
  EXPECT_EQ(result.outcome, Outcome::kRejected);
  std::set<std::string> failed;
  for (const auto& f : result.findings)
    if (f.verdict == Verdict::kFail) failed.insert(f.rule);
  EXPECT_THAT(failed, ::testing::IsSupersetOf({"mouth.closed", "image.sharp", "head.in_frame"}));
  EXPECT_TRUE(result.file.empty());
}

// Every part of a file may be missing; none of it stops the run, and no half of a picture is called a photo.
TEST(Graduation, ATruncatedPhotoIsRefusedWhereverItEnds) {
  const auto files = NeutralLondon();
  if (files.empty())
    GTEST_SKIP() << "no photos in " << DataFolder() / "london"
                 << " (set CERTPHOTO_DATA)";
  const auto plan = TheEngine().Compile("grad", {});
  ASSERT_TRUE(plan);
  auto executor = Executor::Create(*plan);
  ASSERT_TRUE(executor);
  const auto bytes = ReadFileBytes(files.front(), 1 << 24);
  ASSERT_TRUE(bytes);
  for (const double part : {0.0, 0.0001, 0.01, 0.3, 0.7, 0.95}) {
    const auto end = static_cast<std::size_t>(part * static_cast<double>(bytes->size()));
    const auto result = (*executor)->Run(std::span(*bytes).first(end), {});
    EXPECT_EQ(result.outcome, Outcome::kRejected) << "cut at " << end;
    EXPECT_FALSE(result.error);
  }
}

}  // namespace
}  // namespace certphoto
