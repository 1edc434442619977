#include "iso_op.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "certphoto/colour.hpp"
#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"
#include "components.h"

namespace certphoto::iso_quality {

namespace {

constexpr int kFaceSamples = 96;  // across the square that holds the face's oval
constexpr int kCheekSamples = 32;
constexpr double kCheekSide =
    0.3;  // of the zone on a cheek, in inter-eye distances (ICAO TR Portrait Quality)

struct Skin {
  std::vector<float> levels;  // luma inside the oval
  double a = 0, b = 0;        // mean CIE a*, b* there
};

Skin skin_of(const cph::ImageView& photo, std::span<const float> mesh) {
  const auto oval = cph::mesh::all(mesh, cph::mesh::kOval);
  const auto box = cph::bounds_of(oval);
  const auto to_source = cph::square_at(box.centre(), std::max(box.width, box.height), 0, kFaceSamples);
  std::vector<float> rgb(std::size_t(kFaceSamples) * kFaceSamples * 3);
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kFaceSamples, kFaceSamples, {},
              rgb);
  Skin out;
  double r = 0, g = 0, b = 0;
  for (int y = 0; y < kFaceSamples; ++y)
    for (int x = 0; x < kFaceSamples; ++x) {
      if (!cph::polygon_contains(oval, to_source({x + 0.5, y + 0.5}))) continue;
      const float* p = &rgb[std::size_t(y * kFaceSamples + x) * 3];
      out.levels.push_back(0.299F * p[0] + 0.587F * p[1] + 0.114F * p[2]);
      r += p[0];
      g += p[1];
      b += p[2];
    }
  const double n = double(std::max<std::size_t>(1, out.levels.size()));
  const auto lab = cph::lab_of_mean(r / n, g / n, b / n);
  out.a = lab.a;
  out.b = lab.b;
  return out;
}

std::vector<float> cheek_of(const cph::ImageView& photo, std::span<const float> mesh, std::size_t point) {
  const auto to_source = cph::square_at(cph::mesh::at(mesh, point), kCheekSide * cph::mesh::inter_eye(mesh),
                                        cph::mesh::eye_line(mesh), kCheekSamples);
  std::vector<float> out(std::size_t(kCheekSamples) * kCheekSamples);
  cph::Sampling how;
  how.channels = 1;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kCheekSamples, kCheekSamples, how,
              out);
  return out;
}

}  // namespace

void IsoQuality::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto info = cph::SourceInfo::of(call);
  const auto pose = call.tensor(cph::fact::kFacePose).values<float>();
  const auto boxes = cph::face_boxes(call.tensor(cph::fact::kFaceBoxes));
  std::vector<float> scores;
  const auto report = [&](double score) { scores.push_back(float(score)); };

  const auto skin = skin_of(photo, mesh);
  const auto light = luma_statistics(skin.levels);
  report(illumination_uniformity(histogram_overlap(cheek_of(photo, mesh, cph::mesh::kCheekLeft),
                                                   cheek_of(photo, mesh, cph::mesh::kCheekRight))));
  report(luminance_mean(light.mean));
  report(luminance_variance(light.variance));
  report(under_exposure_prevention(light.dark));
  report(over_exposure_prevention(light.bright));
  report(dynamic_range(light.entropy));
  report(natural_colour(skin.a, skin.b));

  const auto area = [&](std::size_t i) { return boxes[i].box.width * boxes[i].box.height; };
  report(single_face(boxes.size() > 1 && area(0) > 0 ? std::min(1.0, area(1) / area(0)) : 0));
  const double t = cph::mesh::eye_to_chin(mesh), ied = cph::mesh::inter_eye(mesh);
  if (!(t > 0) || !(ied > 0)) throw cph::Error(CPH_E_INVALID, "quality.iso: the mesh has no extent");
  const auto eyes = call.find_tensor(cph::fact::kEyesState);
  report(eyes ? eyes_open(std::min(eyes.values<float>()[0], eyes.values<float>()[4])) : cph::kNone);
  report(mouth_closed(cph::distance(cph::mesh::at(mesh, cph::mesh::kUpperLipInner),
                                    cph::mesh::at(mesh, cph::mesh::kLowerLipInner)) /
                      t));

  const auto left = cph::mesh::centre(mesh, cph::mesh::kLeftEye),
             right = cph::mesh::centre(mesh, cph::mesh::kRightEye);
  const auto middle = cph::mesh::eye_middle(mesh);
  report(inter_eye_distance(ied, pose[0]));
  report(head_size(t / info.height_px));
  report(side_crop(left.x / ied));
  report(side_crop((info.width_px - right.x) / ied));
  report(margin_above(middle.y / t));
  report(margin_below((info.height_px - middle.y) / t));
  report(angle(pose[0]));
  report(angle(pose[1]));
  report(angle(pose[2]));
  call.put_values<float>(kIsoQuality, {std::int64_t(kComponents)}, scores);
}

}  // namespace certphoto::iso_quality
