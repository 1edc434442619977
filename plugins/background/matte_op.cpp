#include "matte_op.h"

#include "mats.h"
#include "matte.h"
#include "painted.h"
#include "run_networks.h"
#include "segment.h"
#include "small_op.h"

namespace background {

namespace {

void put_wall(cph::Call& call, const Wall& wall) {
  auto tensor = call.make_tensor<float>({wall.field.rows, wall.field.cols, 4});
  auto to = tensor.values<float>();
  std::size_t i = 0;
  for (int y = 0; y < wall.field.rows; ++y)
    for (int x = 0; x < wall.field.cols; ++x) {
      const auto& c = wall.field.at<cv::Vec3f>(y, x);
      for (int k = 0; k < 3; ++k) to[i++] = c[k];
      to[i++] = wall.spread.at<float>(y, x);
    }
  call.put(kWallModel, std::move(tensor));
}

void put_doubts(cph::Call& call, const cph::ImageView& photo, const std::vector<Doubt>& doubts) {
  auto tensor = call.make_tensor<float>({static_cast<std::int64_t>(doubts.size()), 5});
  auto to = tensor.values<float>();
  std::size_t i = 0;
  for (const auto& d : doubts) {
    const cph::Point corner = photo.to_source({double(d.box.x), double(d.box.y)});
    to[i++] = float(corner.x);
    to[i++] = float(corner.y);
    to[i++] = float(d.box.width / photo.scale());
    to[i++] = float(d.box.height / photo.scale());
    to[i++] = float(d.kind);
  }
  call.put(kMatteDoubts, std::move(tensor));
}

// The colour that the spec has painted behind the person, when it states one.
std::optional<Paint> paint_of_spec(const cph::Call& call) {
  const auto r = call.spec("background.r"), g = call.spec("background.g"), b = call.spec("background.b");
  if (!r || !g || !b) return std::nullopt;
  const auto level = [](double v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0, 255.0)); };
  return Paint{level(*r), level(*g), level(*b)};
}

void put_painted(cph::Call& call, const cph::ImageView& photo, const cv::Mat& mask, const Paint& paint) {
  cph::Image matte = call.make_like(photo, CPH_FORMAT_GRAY8);
  cv::Mat pixels = as_mat(matte);
  painted_matte(as_mat(photo), mask, paint, pixels);
  call.put(cph::fact::kPersonMatte, std::move(matte));
  const float sure = 1;
  call.put_values<float>(cph::fact::kMatteConfidence, {1}, std::span(&sure, 1));
  const std::array<float, 4> wall{float(paint.r), float(paint.g), float(paint.b), 0};
  call.put_values<float>(kWallModel, {1, 1, 4}, wall);
  put_doubts(call, photo, {});
}

}  // namespace

void Matte::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mask = call.image(cph::fact::kPersonMask);
  if (const auto paint = paint_of_spec(call); paint && is_painted(as_mat(photo), as_mat(mask), *paint))
    return put_painted(call, photo, as_mat(mask), *paint);
  MatteInput input;
  input.photo = as_mat(photo);
  const auto small = call.image(kPhotoSmall);
  input.working = working_of(photo, small);

  input.network = as_mat(mask);
  input.mask = run_refiner(call, refiner_, input.working.picture, input.network);
  input.look_closer = [&](const cv::Rect& part) {
    const Working working = working_picture(input.photo(part));
    cv::Mat person(kSegmentSide, kSegmentSide, CV_8U);
    run_segmentation(call, segmentation_, working, person);
    return run_refiner(call, refiner_, working.picture, person);
  };

  const auto faces = cph::face_boxes(call.find_tensor(cph::fact::kFaceBoxes));
  if (!faces.empty()) {
    const auto& box = faces.front().box;
    const cph::Point corner = photo.to_image({box.x, box.y});
    input.face = Face{cv::Rect2d(corner.x, corner.y, box.width * photo.scale(), box.height * photo.scale())};
  }
  cph::Image matte = call.make_like(photo, CPH_FORMAT_GRAY8);
  cv::Mat pixels = as_mat(matte);
  call.throw_if_cancelled();
  const MatteReport report = solve_matte(input, pixels);
  call.put(cph::fact::kPersonMatte, std::move(matte));
  const float confidence = float(report.confidence);
  call.put_values<float>(cph::fact::kMatteConfidence, {1}, std::span(&confidence, 1));
  put_wall(call, report.wall);
  put_doubts(call, photo, report.doubts);
}

}  // namespace background
