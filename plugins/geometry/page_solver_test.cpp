#include "page_solver.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "convex_region.h"
#include "fit.h"
#include "spec_file.h"

namespace certphoto::geometry {
namespace {

// A head by its height, hair included. In the 40 neutral photos of the London set the eyes lie at 0.43 to
// 0.57 of it (mean 0.50) and the face is 0.51 to 0.70 of it wide (mean 0.60).
struct Head {
  double centre_x, crown_y, height, eye_share = 0.5, face_share = 0.72;
  [[nodiscard]] cph::HeadOutline outline() const {
    const double half = face_share * height / 2, cheek_y = crown_y + height * (eye_share + 1.5);
    return {{centre_x, crown_y},
            {centre_x, crown_y + height},
            {centre_x - half, cheek_y},
            {centre_x + half, cheek_y},
            {centre_x, crown_y + height * eye_share}};
  }
};

cph::Bands GradBands() {
  cph::Bands b;
  b[cph::kCrownTop] = {50, 110, 80};
  b[cph::kEyeTop] = {200, 300, 250};
  b[cph::kFaceWidth] = {180, 300, 240};
  b[cph::kCentreX] = {216, 264, 240};
  return b;
}

PhotoFrame Frame(double width, double height) {
  PhotoFrame f;
  f.width_px = width;
  f.height_px = height;
  return f;
}

bool Meets(const cph::BandValues& values, const cph::Bands& bands, double tolerance = 1e-3) {
  for (std::size_t i = 0; i < cph::kBandCount; ++i) {
    if (bands[i].min && values[i] < *bands[i].min - tolerance) return false;
    if (bands[i].max && values[i] > *bands[i].max + tolerance) return false;
  }
  return true;
}

void ExpectOnPhotoAndUndistorted(const cph::PageGeometry& p, const PhotoFrame& f, int width, int height) {
  EXPECT_EQ(p.page_width, width);
  EXPECT_EQ(p.page_height, height);
  EXPECT_NEAR(p.width * p.scale, width, 1e-6) << "stretched";
  EXPECT_NEAR(p.height * p.scale, height, 1e-6) << "stretched";
  EXPECT_LE(p.y + p.height, f.height_px + 0.01) << "beyond the lower edge";
  if (!f.open_above) {
    EXPECT_GE(p.y, -0.01);
  }
  const auto side = [&](bool crossed, double open_to_y) {
    if (crossed) {
      EXPECT_LE(p.y + p.height, open_to_y + 0.01) << "shows a cut shoulder";
    }
  };
  side(p.x < -0.01, f.open_left_to_y);
  side(p.x + p.width > f.width_px + 0.01, f.open_right_to_y);
}

// Every crop of a grid that respects the frame: true if one meets the bands moved inwards by `inset` px.
bool GridFinds(const cph::HeadOutline& head, const cph::Bands& bands, int width, int height,
               const PhotoFrame& f, double inset) {
  cph::Bands inner = bands;
  for (auto& b : inner) {
    if (b.min) b.min = *b.min + inset;
    if (b.max) b.max = *b.max - inset;
  }
  const double head_px = head.chin.y - head.crown.y;
  for (double u = 0.2 * height; u <= 0.95 * height; u += 4) {
    const double scale = u / head_px;
    if (scale > f.max_scale) break;
    for (double k = 0; k <= 0.5 * height; k += 4) {
      for (double centre = 0.4 * width; centre <= 0.6 * width; centre += 4) {
        cph::PageGeometry p{cph::head_centre_x(head) - centre / scale,
                            head.crown.y - k / scale,
                            width / scale,
                            height / scale,
                            scale,
                            width,
                            height,
                            false};
        if (p.y + p.height > f.height_px || (!f.open_above && p.y < 0)) continue;
        if (p.x < 0 && p.y + p.height > f.open_left_to_y) continue;
        if (p.x + p.width > f.width_px && p.y + p.height > f.open_right_to_y) continue;
        if (Meets(cph::band_values(p.to_page(head), height), inner, 0)) return true;
      }
    }
  }
  return false;
}

TEST(PageSolver, RoomyPhotoMeetsTheTargetsAsNearlyAsTheHeadAllows) {
  const Head head{1000, 500, 700};
  const auto plan = SolvePage(head.outline(), GradBands(), 480, 640, Frame(2000, 3000), 1.5);
  EXPECT_LE(plan.worst, 0);
  EXPECT_FALSE(plan.needs_enlarging);
  EXPECT_FALSE(plan.page.beyond_photo);
  EXPECT_TRUE(Meets(plan.values, GradBands()));
  EXPECT_NEAR(plan.values[cph::kCrownTop], 80, 5);
  EXPECT_NEAR(plan.values[cph::kCentreX], 240, 1e-6);
}

TEST(PageSolver, KeepsRoomForTheErrorOfMeasuringAgainWhereThereIsRoom) {
  // London 092_03: curly hair, and the photo ends below the chest. Measured again its crown came out 6 px
  // higher.
  const Head head{675, 209, 820, 0.561, 0.545};
  const auto plan = SolvePage(head.outline(), GradBands(), 480, 640, Frame(1350, 1350), 1.5);
  EXPECT_LE(plan.worst, -1.4);
  EXPECT_GE(plan.values[cph::kCrownTop], 50 + 1.4 * 9);
  EXPECT_LE(plan.values[cph::kEyeTop], 300 - 1.4 * 1.92);
}

TEST(PageSolver, HalvingTheSourceHalvesNothingOnThePage) {
  const Head head{1000, 500, 700};
  const auto one = SolvePage(head.outline(), GradBands(), 480, 640, Frame(2000, 3000), 1.5);
  const Head half{500, 250, 350};
  auto frame = Frame(1000, 1500);
  frame.max_scale = 2;
  const auto two = SolvePage(half.outline(), GradBands(), 480, 640, frame, 1.5);
  for (std::size_t i = 0; i < cph::kBandCount; ++i)
    EXPECT_NEAR(one.values[i], two.values[i], 1e-6) << cph::kBandNames[i];
  EXPECT_NEAR(two.page.scale, 2 * one.page.scale, 1e-9);
}

struct Tight {
  const char* name;
  Head head;
  PhotoFrame frame;
  std::size_t missed;
  const char* reason;
};

PhotoFrame Open(PhotoFrame f, bool above, double left, double right) {
  f.open_above = above;
  f.open_left_to_y = left;
  f.open_right_to_y = right;
  return f;
}

TEST(PageSolver, OneBandGivesWayAndTheReasonIsNamed) {
  const Tight cases[] = {
      {"face too few pixels wide", {500, 300, 230}, Frame(1000, 1500), cph::kFaceWidth, "head_small"},
      {"crown at the upper edge", {500, 4, 600}, Frame(1000, 1500), cph::kCrownTop, "no_room_above"},
      {"little below the chin", {500, 726, 600}, Frame(1000, 1500), cph::kFaceWidth, "head_large"},
      {"low in a small photo",
       {500, 520, 330, 0.4, 0.72},
       Frame(1000, 1000),
       cph::kCrownTop,
       "no_room_below"},
      {"head at the left edge", {230, 300, 600}, Frame(1000, 1500), cph::kCentreX, "no_room_beside"},
      {"very tall hair", {500, 100, 600, 0.68, 0.42}, Frame(1400, 1800), cph::kFaceWidth, "proportions"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto plan = SolvePage(c.head.outline(), GradBands(), 480, 640, c.frame, 1.5);
    EXPECT_GT(plan.worst, 0);
    ExpectOnPhotoAndUndistorted(plan.page, c.frame, 480, 640);
    for (std::size_t i = 0; i < cph::kBandCount; ++i) {
      if (!GradBands()[i].stated()) continue;
      cph::Bands only;
      only[i] = GradBands()[i];
      EXPECT_EQ(Meets(plan.values, only), i != c.missed) << cph::kBandNames[i] << " = " << plan.values[i];
    }
    EXPECT_STREQ(ReasonOfMiss(c.missed, plan.values[c.missed], GradBands()[c.missed], plan.page,
                              c.frame.width_px, c.frame.height_px, c.frame.max_scale),
                 c.reason);
  }
}

TEST(PageSolver, PaintedBackgroundHelpsAboveAndBesideUntilTheShoulder) {
  const Head near_top{500, 4, 600};
  const auto above = SolvePage(near_top.outline(), GradBands(), 480, 640,
                               Open(Frame(1000, 1500), true, kNowhere, kNowhere), 1.5);
  EXPECT_LE(above.worst, 0);
  EXPECT_LT(above.page.y, 0);
  EXPECT_TRUE(above.page.beyond_photo);

  const Head near_left{230, 300, 600};
  const auto beside = [&](double shoulder_y) {
    return SolvePage(near_left.outline(), GradBands(), 480, 640,
                     Open(Frame(1000, 1500), true, shoulder_y, shoulder_y), 1.5);
  };
  EXPECT_LE(beside(kEverywhere).worst, 0);
  EXPECT_LT(beside(kEverywhere).page.x, 0);
  EXPECT_GT(beside(700).worst, 0) << "a shoulder cut by the edge must not be shown";
  EXPECT_GE(beside(700).page.x, -0.01);
}

TEST(PageSolver, PhotoSmallerThanThePageAsksForTheLeastEnlargement) {
  const Head head{112, 60, 120};
  const auto plan = SolvePage(head.outline(), GradBands(), 480, 640, Frame(225, 275), 1.5);
  EXPECT_TRUE(plan.needs_enlarging);
  EXPECT_NEAR(plan.page.scale, 640.0 / 275, 0.01);
  ExpectOnPhotoAndUndistorted(plan.page, Frame(225, 275), 480, 640);
}

TEST(PageSolver, NonsenseHeadsGiveAPageAnyway) {
  for (const Head head :
       {Head{0, 0, 1}, Head{-500, -500, 3000}, Head{5000, 9000, 10}, Head{500, 700, 0.001}}) {
    const auto plan = SolvePage(head.outline(), GradBands(), 480, 640, Frame(1000, 1500), 1.5);
    EXPECT_TRUE(std::isfinite(plan.page.scale) && plan.page.scale > 0);
    EXPECT_TRUE(std::isfinite(plan.page.x) && std::isfinite(plan.page.y));
  }
}

TEST(PageSolver, WithoutBandsThePageIsStillAPage) {
  const Head head{500, 300, 400};
  const auto plan = SolvePage(head.outline(), {}, 480, 640, Frame(1000, 1500), 1.5);
  ExpectOnPhotoAndUndistorted(plan.page, Frame(1000, 1500), 480, 640);
}

// For every spec we ship: random heads in random frames. Whatever a grid search can meet, the solver meets.
TEST(PageSolver, FindsACropForEverySpecWheneverThereIsOne) {
  const auto specs = ReadSpecFiles(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/specs");
  ASSERT_FALSE(specs.empty());
  std::mt19937 random(20260111);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<>(low, high)(random);
  };
  int met = 0, missed = 0;
  for (const auto& spec : specs) {
    SCOPED_TRACE(spec.id);
    for (int i = 0; i < 40; ++i) {
      PhotoFrame frame = Frame(between(500, 3000), between(600, 4000));
      if (i % 2 == 1)
        frame = Open(frame, i % 4 == 1, i % 3 == 0 ? kEverywhere : between(0.5, 1) * frame.height_px,
                     i % 5 == 0 ? kNowhere : between(0.5, 1) * frame.height_px);
      Head head{between(0.3, 0.7) * frame.width_px, between(0.0, 0.4) * frame.height_px,
                between(0.15, 0.6) * frame.height_px, between(0.44, 0.58), between(0.55, 0.85)};
      const auto outline = head.outline();
      const auto plan = SolvePage(outline, spec.bands, spec.width, spec.height, frame, 1.5);
      if (!plan.needs_enlarging) ExpectOnPhotoAndUndistorted(plan.page, frame, spec.width, spec.height);
      EXPECT_EQ(plan.worst <= 0, Meets(plan.values, spec.bands)) << i;
      if (plan.worst <= 0) {
        ++met;
      } else {
        ++missed;
        EXPECT_FALSE(GridFinds(outline, spec.bands, spec.width, spec.height, frame, 0)) << i;
      }
    }
  }
  // Both must have been tried, or the property above says nothing.
  EXPECT_GT(met, 300);
  EXPECT_GT(missed, 300);
  RecordProperty("met", met);
  RecordProperty("missed", missed);
}

// Every spec must be possible at all: an average head in a roomy, fine photo. 0.5 and 0.68 are the means of
// the London set's crown-eye-chin and face-width shares.
TEST(PageSolver, EverySpecFitsAnAverageHeadOnARoomyPhoto) {
  for (const auto& spec : ReadSpecFiles(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/specs")) {
    const Head head{3000, 2000, 2500, 0.5, 0.6};
    const auto plan = SolvePage(head.outline(), spec.bands, spec.width, spec.height, Frame(6000, 8000), 1.5);
    EXPECT_LE(plan.worst, 0) << spec.id;
  }
}

TEST(ConvexRegion, KeepsAPointAndALine) {
  ConvexRegion region(0, 10, 0, 10);
  region.Cut(HalfPlane{1, 0, 4});
  region.Cut(HalfPlane{-1, 0, -4});
  ASSERT_FALSE(region.empty()) << "a line is not empty";
  const auto p = region.Minimise({{0, 1, -3}});
  EXPECT_NEAR(p.u, 4, 1e-6);
  EXPECT_NEAR(p.k, 3, 1e-3);
  region.Cut(HalfPlane{0, 1, 2});
  region.Cut(HalfPlane{0, -1, -2});
  const auto corner = region.Minimise({{0, 1, -3}, {1, 0, 0}});
  EXPECT_NEAR(corner.u, 4, 1e-5) << "a region of one point has no inside";
  EXPECT_NEAR(corner.k, 2, 1e-5);
  region.Cut(HalfPlane{1, 0, 3});
  EXPECT_TRUE(region.empty());
}

}  // namespace
}  // namespace certphoto::geometry
