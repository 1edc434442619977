#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

#include "coding.h"
#include "faithful_check.h"
#include "nothing_added_check.h"

namespace certphoto::output {
namespace {

// A face-like patch: shaded, textured, not symmetric.
cv::Mat Face(int width = 240, int height = 320) {
  cv::Mat noise(height, width, CV_8UC3), out;
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0, 255);
  cv::GaussianBlur(noise, noise, {0, 0}, 1.2);
  cv::Mat shade(height, width, CV_8UC3, cv::Scalar(170, 130, 110));
  cv::circle(shade, {80, 120}, 14, {40, 30, 30}, cv::FILLED);
  cv::circle(shade, {165, 118}, 14, {50, 30, 30}, cv::FILLED);
  cv::circle(shade, {60, 200}, 5, {60, 30, 30}, cv::FILLED);  // a mole
  cv::addWeighted(shade, 0.6, noise, 0.4, 0, out);
  return out;
}
cv::Mat Grey(const cv::Mat& rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return grey;
}
std::optional<FaithfulResult> Compare(const cv::Mat& finished, int opacity = 255) {
  return CompareFaces(Grey(finished), Grey(Face()), cv::Mat(finished.size(), CV_8U, cv::Scalar(opacity)),
                      0.98);
}
double Similar(const cv::Mat& finished) {
  return Compare(finished)->similarity;
}

TEST(OutputFaithful, TheSameFaceIsOne) {
  EXPECT_NEAR(Similar(Face()), 1, 1e-6);
}

TEST(OutputFaithful, CodingIsNoChangeAndChangesShowThroughIt) {
  for (const int quality : {60, 75, 90}) {
    const cv::Mat face = Grey(Face()), opaque(face.size(), CV_8U, cv::Scalar(255));
    const cv::Mat finished = ThroughJpeg(face, quality);
    EXPECT_NEAR(CompareFaces(finished, ThroughJpeg(face, quality), opaque, 0.98)->similarity, 1, 1e-6);
    cv::Mat smoothed;
    cv::bilateralFilter(face, smoothed, 9, 60, 7);
    EXPECT_LT(CompareFaces(ThroughJpeg(smoothed, quality), finished, opaque, 0.98)->similarity, 0.98)
        << quality;
  }
}

TEST(OutputFaithful, CodingSmallAndOddSizes) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(7, 19), cv::Size(64, 8)})
    EXPECT_EQ(ThroughJpeg(cv::Mat(size, CV_8U, cv::Scalar(90)), 80).size(), size);
}

TEST(OutputFaithful, MirroredIsSeenAsMirrored) {
  cv::Mat flipped;
  cv::flip(Face(), flipped, 1);
  const auto r = Compare(flipped);
  EXPECT_LT(r->similarity, 0.98);
  EXPECT_TRUE(r->mirrored);
  EXPECT_FALSE(Compare(Face())->mirrored);
}

TEST(OutputFaithful, TurnedSmoothedStretchedAreNotTheSame) {
  const cv::Mat face = Face();
  const cv::Point2f middle(120, 160);
  cv::Mat turned, smoothed, stretched;
  cv::warpAffine(face, turned, cv::getRotationMatrix2D(middle, 2, 1), face.size(), cv::INTER_CUBIC,
                 cv::BORDER_REFLECT);
  EXPECT_LT(Similar(turned), 0.98) << "2 degrees";
  cv::bilateralFilter(face, smoothed, 9, 60, 7);
  EXPECT_LT(Similar(smoothed), 0.98) << "skin filter";
  cv::resize(face, stretched, {}, 1.03, 1, cv::INTER_CUBIC);
  EXPECT_LT(Similar(stretched(cv::Rect(3, 0, 240, 320)).clone()), 0.98) << "3 % wider";
}

TEST(OutputFaithful, ARemovedMoleIsWhereTheWorstPlaceIs) {
  cv::Mat face = Face();
  face(cv::Rect(80, 190, 20, 20)).copyTo(face(cv::Rect(50, 190, 20, 20)));
  const auto r = Compare(face);
  EXPECT_TRUE((r->least_similar & cv::Rect(50, 190, 20, 20)).area() > 0) << r->least_similar;
}

TEST(OutputFaithful, WithoutAnOpaquePixelNothingIsSaid) {
  EXPECT_FALSE(Compare(Face(), 249));
}

constexpr int kWidth = 480, kHeight = 640;
const cv::Vec3d kBlue(100, 197, 255);

// A person of one colour from the middle of the page to its lower edge.
cv::Mat Page() {
  cv::Mat page(kHeight, kWidth, CV_8UC3, cv::Scalar(100, 197, 255));
  cv::rectangle(page, {140, 80}, {340, kHeight}, {30, 25, 20}, cv::FILLED);
  cv::rectangle(page, {60, 460}, {420, kHeight}, {30, 25, 20}, cv::FILLED);
  return page;
}
Zones PageZones() {
  cv::Mat opacity(kHeight / kCell_px, kWidth / kCell_px, CV_8U, cv::Scalar(0));
  cv::rectangle(opacity, {35, 20}, {85, 160}, 255, cv::FILLED);
  cv::rectangle(opacity, {15, 115}, {105, 160}, 255, cv::FILLED);
  return FindZones(opacity);
}
Addition Find(const cv::Mat& page, const cv::Vec3d& on_photo = {255, 0, 0}) {
  // The photo: dark clothes at the lower edge, something red elsewhere.
  return FindAdditions(
      page, PageZones(), kBlue,
      [&](const cv::Rect& r) {
        return r.y > 460 && r.x > 60 && r.x < 420 ? cv::Vec3d(30, 25, 20) : on_photo;
      },
      5);
}

TEST(OutputNothingAdded, ACleanPage) {
  EXPECT_EQ(Find(Page()).delta_e, 0);
  EXPECT_TRUE(Find(Page()).regions.empty());
}

TEST(OutputNothingAdded, BordersTextAndPatterns) {
  struct {
    const char* name;
    std::function<void(cv::Mat&)> draw;
  } cases[] = {
      {"border of one pixel",
       [](cv::Mat& p) {
         cv::rectangle(p, {0, 0}, {kWidth - 1, kHeight - 1}, {255, 255, 255});
       }},
      {"line at the left edge", [](cv::Mat& p) { p.col(0).setTo(cv::Scalar(0, 0, 0)); }},
      {"line below, over the clothes only",
       [](cv::Mat& p) { p.row(kHeight - 1).colRange(120, 360).setTo(cv::Scalar(255, 255, 255)); }},
      {"date in a corner",
       [](cv::Mat& p) {
         cv::putText(p, "2026-01-11", {10, 30}, cv::FONT_HERSHEY_SIMPLEX, 0.5, {255, 200, 0});
       }},
      {"small faint mark",
       [](cv::Mat& p) {
         cv::rectangle(p, {400, 300}, {407, 307}, {130, 197, 230}, cv::FILLED);
       }},
      {"gradient",
       [](cv::Mat& p) {
         for (int y = 0; y < 400; ++y)
           p.row(y).colRange(0, 100).setTo(cv::Scalar(100, 197 - y / 8, 255 - y / 8));
       }},
  };
  for (auto& c : cases) {
    auto page = Page();
    c.draw(page);
    const auto found = Find(page);
    EXPECT_GT(found.delta_e, 5) << c.name;
    EXPECT_FALSE(found.regions.empty()) << c.name;
  }
}

TEST(OutputNothingAdded, HairAndCodingNoiseAreNotAdditions) {
  auto page = Page();
  cv::RNG random(5);
  for (int i = 0; i < 400; ++i)  // strands around the outline
    page.at<cv::Vec3b>(random.uniform(66, 300), random.uniform(128, 140)) = {30, 25, 20};
  cv::Mat noise(page.size(), CV_16SC3), noisy;
  random.fill(noise, cv::RNG::NORMAL, 0, 1.5);
  page.convertTo(noisy, CV_16SC3);
  noisy += noise;
  noisy.convertTo(page, CV_8UC3);
  EXPECT_TRUE(Find(page).regions.empty()) << Find(page).delta_e;
}

TEST(OutputNothingAdded, AnUnpaintedWallIsWhatThePhotoShows) {
  cv::Mat page = Page();
  page.setTo(cv::Scalar(225, 224, 220));
  EXPECT_FALSE(Find(page).regions.empty());
  EXPECT_TRUE(FindAdditions(
                  page, PageZones(), kBlue, [](const cv::Rect&) { return cv::Vec3d(224, 224, 221); }, 5)
                  .regions.empty());
}

}  // namespace
}  // namespace certphoto::output
