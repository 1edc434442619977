#include "engine/report/reported_facts.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace certphoto {
namespace {

using Json = nlohmann::ordered_json;
using Values = std::vector<double>;

// A hundredth of a pixel or degree is far below what any of these is known to.
double Rounded(double value) {
  return std::round(value * 100) / 100;
}

Json Number(double value) {
  return Rounded(value);
}
Json PointAt(const Values& v, std::size_t row, std::size_t columns = 2) {
  return Json::array({Rounded(v[row * columns]), Rounded(v[row * columns + 1])});
}

// face.boxes/1: [n, 17], best first.
void AddBoxes(const ReportedFact& fact, Json& out) {
  const auto& v = fact.values;
  out["faces"] = v.size() / 17;
  if (v.size() < 17) return;
  out["face_box"] = Json::array({Rounded(v[0]), Rounded(v[1]), Rounded(v[2]), Rounded(v[3])});
  out["face_score"] = std::round(v[4] * 1e4) / 1e4;
}

// face.points/1: [5, 2]; left and right of the picture.
void AddPoints(const ReportedFact& fact, Json& out) {
  if (fact.values.size() < 10) return;
  auto& points = out["points"];
  std::size_t row = 0;
  for (const char* name : {"left_eye", "right_eye", "nose", "left_mouth", "right_mouth"})
    points[name] = PointAt(fact.values, row++);
}

// face.pose/1: [3] degrees.
void AddPose(const ReportedFact& fact, Json& out) {
  if (fact.values.size() < 3) return;
  out["pose"] = {
      {"yaw", Number(fact.values[0])}, {"pitch", Number(fact.values[1])}, {"roll", Number(fact.values[2])}};
}

// head.outline/1: [5, 2].
void AddOutline(const ReportedFact& fact, Json& out) {
  const auto& v = fact.values;
  if (v.size() < 10) return;
  std::size_t row = 0;
  for (const char* name : {"crown", "chin", "left_cheek", "right_cheek", "eye_line"})
    out[name] = PointAt(v, row++);
  out["face_width"] = Number(std::hypot(v[6] - v[4], v[7] - v[5]));
}

// face.mesh/1: [468, 3].
void AddMesh(const ReportedFact& fact, Json& out) {
  auto& mesh = out["mesh"] = Json::array();
  for (std::size_t i = 0; i + 3 <= fact.values.size(); i += 3)
    mesh.push_back({Rounded(fact.values[i]), Rounded(fact.values[i + 1]), Rounded(fact.values[i + 2])});
}

// quality.iso/1: [19] scores of ISO/IEC 29794-5, in the order of the standard's codes; what could not be
// measured is null.
void AddIsoQuality(const ReportedFact& fact, Json& out) {
  constexpr const char* kNames[] = {"illumination_uniformity",
                                    "luminance_mean",
                                    "luminance_variance",
                                    "under_exposure_prevention",
                                    "over_exposure_prevention",
                                    "dynamic_range",
                                    "natural_colour",
                                    "single_face_present",
                                    "eyes_open",
                                    "mouth_closed",
                                    "inter_eye_distance",
                                    "head_size",
                                    "leftward_crop",
                                    "rightward_crop",
                                    "margin_above",
                                    "margin_below",
                                    "yaw",
                                    "pitch",
                                    "roll"};
  if (fact.values.size() != std::size(kNames)) return;
  auto& scores = out["iso_quality"];
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    scores[kNames[i]] = std::isfinite(fact.values[i]) ? Json(std::round(fact.values[i] * 10) / 10) : Json();
}

// Everything else that scripts/train reads: plain lists under the ids of the facts.
void AddRaw(const ReportedFact& fact, Json& out) {
  auto& raw = out["raw"][fact.name] = Json::array();
  for (const double value : fact.values) raw.push_back(std::round(value * 1e5) / 1e5);
}

struct Row {
  const char* fact;
  bool only_with_all;
  void (*add)(const ReportedFact& fact, Json& out);
};

constexpr Row kTable[] = {
    {"face.boxes/1", false, AddBoxes},       {"face.points/1", false, AddPoints},
    {"face.pose/1", false, AddPose},         {"head.outline/1", false, AddOutline},
    {"quality.iso/1", false, AddIsoQuality}, {"face.mesh/1", true, AddMesh},
    {"face.boxes/1", true, AddRaw},          {"face.mesh_score/1", true, AddRaw},
    {"face.eyes/1", true, AddRaw},           {"eyes.state/1", true, AddRaw},
    {"mouth.patch/1", true, AddRaw},
};

}  // namespace

std::vector<std::string> ReportableFacts(bool all) {
  std::vector<std::string> ids;
  for (const auto& row : kTable)
    if (all || !row.only_with_all) ids.emplace_back(row.fact);
  return ids;
}

Json FactsToJson(std::span<const ReportedFact> facts) {
  Json out = Json::object();
  // The mesh is there only when everything was asked for.
  const bool all =
      std::any_of(facts.begin(), facts.end(), [](const auto& f) { return f.name == "face.mesh/1"; });
  for (const auto& row : kTable) {
    if (row.only_with_all && !all) continue;
    const auto fact =
        std::find_if(facts.begin(), facts.end(), [&](const auto& f) { return f.name == row.fact; });
    if (fact != facts.end()) row.add(*fact, out);
  }
  return out;
}

}  // namespace certphoto
