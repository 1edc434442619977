#include "blazeface.h"

#include <gtest/gtest.h>

#include <limits>

namespace certphoto::face {
namespace {

using cph::FaceBox;
using cph::Point;
using cph::Rect;

constexpr Grid kSmall{2, 2};  // cells of 128 px; 8 anchors

struct Raw {
  std::vector<float> scores = std::vector<float>(8, -20.0F);
  std::vector<float> boxes = std::vector<float>(8 * kNumbersPerAnchor, 0.0F);
  void face(std::size_t anchor, float logit, float dx, float dy, float w, float h) {
    scores[anchor] = logit;
    float* b = boxes.data() + anchor * kNumbersPerAnchor;
    b[0] = dx;
    b[1] = dy;
    b[2] = w;
    b[3] = h;
    b[4] = -10;  // first key point
    b[5] = -5;
  }
};

FaceBox face(Rect box, double score) {
  FaceBox f;
  f.box = box;
  f.score = score;
  return f;
}

TEST(Decode, RefusesOutputOfAnotherSize) {
  Raw raw;
  std::vector<FaceBox> out;
  EXPECT_THROW(decode(kSmall, std::span(raw.scores).first(7), raw.boxes, 0.5, out), cph::Error);
  EXPECT_THROW(decode(kSmall, raw.scores, std::span(raw.boxes).first(100), 0.5, out), cph::Error);
}

TEST(Decode, DropsWhatIsNotANumberOrHasNoSize) {
  Raw raw;
  raw.face(0, std::numeric_limits<float>::quiet_NaN(), 0, 0, 10, 10);
  raw.face(1, 3, std::numeric_limits<float>::infinity(), 0, 10, 10);
  raw.face(2, 3, 0, 0, -10, 10);
  raw.face(3, 3, 0, 0, 10, 0);
  std::vector<FaceBox> out;
  decode(kSmall, raw.scores, raw.boxes, 0.5, out);
  EXPECT_TRUE(out.empty());
}

TEST(Decode, PutsBoxesAroundTheirCells) {
  Raw raw;
  raw.face(5, 2, 4, -6, 40, 50);  // cell 2: the lower left
  raw.face(7, -1, 0, 0, 40, 50);  // 0.27: too little
  std::vector<FaceBox> out;
  decode(kSmall, raw.scores, raw.boxes, 0.5, out);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_NEAR(out[0].score, 1 / (1 + std::exp(-2.0)), 1e-6);
  EXPECT_DOUBLE_EQ(out[0].box.centre().x, 64 + 4);
  EXPECT_DOUBLE_EQ(out[0].box.centre().y, 192 - 6);
  EXPECT_DOUBLE_EQ(out[0].box.width, 40);
  EXPECT_DOUBLE_EQ(out[0].keypoints[0].x, 54);
  EXPECT_DOUBLE_EQ(out[0].keypoints[0].y, 187);
}

TEST(Merge, OneFaceOutOfNeighboursTwoOutOfStrangers) {
  EXPECT_TRUE(merge({}, 0.3).empty());
  const auto merged =
      merge({face({0, 0, 100, 100}, 0.6), face({300, 0, 50, 50}, 0.7), face({10, 0, 100, 100}, 0.9)}, 0.3);
  ASSERT_EQ(merged.size(), 2U);
  EXPECT_DOUBLE_EQ(merged[0].score, 0.9);
  EXPECT_NEAR(merged[0].box.x, 10 * 0.9 / 1.5, 1e-9);
  EXPECT_DOUBLE_EQ(merged[1].box.x, 300);
}

TEST(Mapped, FollowsATurn) {
  FaceBox f = face({10, 20, 30, 40}, 0.5);
  f.keypoints[2] = {25, 40};
  const FaceBox turned = mapped(f, cph::square_at({0, 0}, 1, cph::to_radians(90), 1));
  EXPECT_NEAR(turned.box.width, 40, 1e-9);
  EXPECT_NEAR(turned.box.height, 30, 1e-9);
  EXPECT_NEAR(turned.keypoints[2].x, -(40 - 0.5), 1e-9);
}

TEST(Prominence, TheSubjectComesFirst) {
  const Rect photo{0, 0, 1000, 1000};
  struct Row {
    const char* why;
    FaceBox subject, other;
  };
  for (const auto& row : {
           Row{"larger", face({400, 400, 200, 200}, 0.8), face({400, 100, 100, 100}, 0.9)},
           Row{"in the middle", face({400, 400, 200, 200}, 0.8), face({0, 0, 200, 200}, 0.8)},
           Row{"surer", face({300, 400, 200, 200}, 0.9), face({500, 400, 200, 200}, 0.6)},
       }) {
    SCOPED_TRACE(row.why);
    std::vector<FaceBox> faces{row.other, row.subject};
    sort_by_prominence(faces, photo);
    EXPECT_DOUBLE_EQ(faces[0].box.x, row.subject.box.x);
  }
}

}  // namespace
}  // namespace certphoto::face
