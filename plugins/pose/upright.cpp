#include "upright.h"

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
  std::optional<Shoulders> shoulders;
  const auto matte = call.find_image(cph::fact::kPersonMatte);
  const auto outline = call.find_tensor(cph::fact::kHeadOutline);
  if (matte && outline && !lying) shoulders = find_shoulders(matte, cph::HeadOutline::of(outline));
  if (shoulders)
    measures.push_back({shoulders->tilt_deg, limits("shoulder_tilt_review_deg", "shoulder_tilt_max_deg"),
                        "shoulders", "shoulders", region_of(*shoulders)});

  std::vector<cph::NoteArg> args{{"yaw", {}, pose[0]}, {"pitch", {}, pose[1]}, {"roll", {}, roll}};
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
