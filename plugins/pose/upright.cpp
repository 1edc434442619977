#include "upright.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "certphoto/geometry.hpp"
#include "certphoto/verdict.hpp"
#include "shoulders.h"

namespace certphoto::pose {

namespace {

constexpr auto kRule = "pose.upright";

// Nobody holds the head like this: the photo itself is turned.
constexpr double kLyingDeg = 50;

struct Measure {
  double angle_deg;  // signed
  cph::Limits limits;
  const char* note_minus;
  const char* note_plus;
  cph::Region region;

  [[nodiscard]] double nearness() const { return std::abs(angle_deg) / limits.review; }
};

cph::Finding finding_of(const Measure& m) {
  cph::Finding f;
  f.rule = kRule;
  f.unit = "deg";
  m.limits.apply(f, std::abs(m.angle_deg));
  f.note = m.angle_deg < 0 ? m.note_minus : m.note_plus;
  if (!m.region.points.empty()) f.regions.push_back(m.region);
  return f;
}

cph::Region region_of(const Shoulders& s) {
  cph::Region out{"shoulders", {}};
  out.points.assign(s.left.rbegin(), s.left.rend());
  out.points.insert(out.points.end(), s.right.begin(), s.right.end());
  return out;
}

// The line from the picture's left pupil to the right one; empty without irises, and where they are too near
// each other.
std::optional<cph::Region> pupils_of(const cph::Call& call) {
  const auto eyes = call.find_tensor(cph::fact::kFaceEyes);
  if (!eyes) return std::nullopt;
  const auto points = eyes.values<float>();
  constexpr double kLeastPx = 48;  // of the photo, as for eyes.gaze: nearer, a pixel is more than a degree
  constexpr std::size_t kPointsPerEye = 76, kIris = 71;  // face.eyes/1
  if (points.size() != 2 * kPointsPerEye * 3) return std::nullopt;
  const auto left = cph::point3(points, kIris), right = cph::point3(points, kPointsPerEye + kIris);
  if (!(cph::distance(left, right) > kLeastPx)) return std::nullopt;
  return cph::Region{"pupils", {left, right}};
}

}  // namespace

void PoseUpright::run(cph::Call& call) const {
  const auto pose = call.tensor(cph::fact::kFacePose).values<float>();
  const auto faces = cph::face_boxes(call.tensor(cph::fact::kFaceBoxes));
  const auto face = faces.empty() ? cph::Region{} : cph::region("face", faces[0].box);
  const auto limits = [&](const char* review, const char* reject) {
    return cph::Limits::at_most(call, kRule, review, reject);
  };
  const double roll = pose[2];
  const bool lying = std::abs(roll) > kLyingDeg;
  std::vector<Measure> measures{{roll, limits("roll_review_deg", "roll_max_deg"),
                                 lying ? "lying" : "tilted_left", lying ? "lying" : "tilted_right", face}};
  if (!lying) {
    measures.push_back(
        {pose[0], limits("yaw_review_deg", "yaw_max_deg"), "turned_left", "turned_right", face});
    measures.push_back({pose[1], limits("pitch_review_deg", "pitch_max_deg"), "chin_down", "chin_up", face});
  }
  const auto pupils = pupils_of(call);
  // A head that is tilted or turned slopes the pupils with it, and that has been said.
  const auto holds = [](const Measure& m) {
    return m.limits.judge(std::abs(m.angle_deg)) == CPH_VERDICT_PASS;
  };
  if (pupils && std::all_of(measures.begin(), measures.end(), holds))
    measures.push_back({cph::to_degrees(cph::direction(pupils->points[0], pupils->points[1])),
                        limits("pupil_tilt_review_deg", "pupil_tilt_max_deg"), "pupils", "pupils", *pupils});
  std::optional<Shoulders> shoulders;
  const auto matte = call.find_image(cph::fact::kPersonMatte);
  const auto outline = call.find_tensor(cph::fact::kHeadOutline);
  if (matte && outline && !lying) shoulders = find_shoulders(matte, cph::HeadOutline::of(outline));
  if (shoulders)
    measures.push_back({shoulders->tilt_deg, limits("shoulder_tilt_review_deg", "shoulder_tilt_max_deg"),
                        "shoulders", "shoulders", region_of(*shoulders)});

  std::vector<cph::NoteArg> args{{"yaw", {}, pose[0]}, {"pitch", {}, pose[1]}, {"roll", {}, roll}};
  if (pupils)
    args.push_back({"pupil_tilt", {}, cph::to_degrees(cph::direction(pupils->points[0], pupils->points[1]))});
  if (shoulders) args.push_back({"shoulder_tilt", {}, shoulders->tilt_deg});
  bool broken = false;
  const Measure* nearest = &measures.front();
  for (const auto& m : measures) {
    if (m.nearness() > nearest->nearness()) nearest = &m;
    cph::Finding f = finding_of(m);
    if (f.verdict == CPH_VERDICT_PASS) continue;
    broken = true;
    f.args = args;
    call.report(f);
  }
  if (broken) return;
  cph::Finding f = finding_of(*nearest);
  f.note = "level";
  f.args = args;
  call.report(f);
}

}  // namespace certphoto::pose
