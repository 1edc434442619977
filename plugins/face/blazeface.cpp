#include "blazeface.h"

#include <algorithm>
#include <cmath>

namespace certphoto::face {

using cph::FaceBox;
using cph::Point;
using cph::Rect;

namespace {

double sigmoid(double v) {
  return 1 / (1 + std::exp(-v));
}

FaceBox face_at(Point cell, std::span<const float> n, double score) {
  FaceBox f;
  const double w = n[2], h = n[3];
  f.box = {cell.x + n[0] - w / 2, cell.y + n[1] - h / 2, w, h};
  f.score = score;
  for (std::size_t k = 0; k < f.keypoints.size(); ++k)
    f.keypoints[k] = {cell.x + n[4 + 2 * k], cell.y + n[5 + 2 * k]};
  return f;
}

bool usable(std::span<const float> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](float v) { return std::isfinite(v); }) &&
         numbers[2] > 0 && numbers[3] > 0;
}

FaceBox weighted_mean(std::span<const FaceBox> group) {
  FaceBox mean;
  double total = 0;
  for (const auto& f : group) {
    total += f.score;
    mean.score = std::max(mean.score, f.score);
    mean.box = {mean.box.x + f.box.x * f.score, mean.box.y + f.box.y * f.score,
                mean.box.width + f.box.width * f.score, mean.box.height + f.box.height * f.score};
    for (std::size_t k = 0; k < f.keypoints.size(); ++k)
      mean.keypoints[k] = mean.keypoints[k] + f.keypoints[k] * f.score;
  }
  mean.box = {mean.box.x / total, mean.box.y / total, mean.box.width / total, mean.box.height / total};
  for (auto& p : mean.keypoints) p = p * (1 / total);
  return mean;
}

}  // namespace

void decode(const Grid& grid, std::span<const float> scores, std::span<const float> boxes, double min_score,
            std::vector<FaceBox>& out) {
  const std::size_t count = std::size_t(grid.cells) * std::size_t(grid.cells) * std::size_t(grid.anchors);
  if (scores.size() != count || boxes.size() != count * kNumbersPerAnchor)
    throw cph::Error(CPH_E_INVALID, "face detector: output has an unexpected size");
  const double step = double(kDetectorSize) / grid.cells;
  for (std::size_t i = 0; i < count; ++i) {
    const double score = sigmoid(scores[i]);
    if (!(score >= min_score)) continue;
    const auto numbers = boxes.subspan(i * kNumbersPerAnchor, kNumbersPerAnchor);
    if (!usable(numbers)) continue;
    const int cell = static_cast<int>(i) / grid.anchors;
    out.push_back(
        face_at({(cell % grid.cells + 0.5) * step, (cell / grid.cells + 0.5) * step}, numbers, score));
  }
}

std::vector<FaceBox> merge(std::vector<FaceBox> faces, double min_overlap) {
  std::stable_sort(faces.begin(), faces.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  std::vector<FaceBox> out, group, rest;
  while (!faces.empty()) {
    group.clear();
    rest.clear();
    for (const auto& f : faces)
      (cph::overlap(faces.front().box, f.box) > min_overlap || &f == &faces.front() ? group : rest)
          .push_back(f);
    out.push_back(weighted_mean(group));
    faces.swap(rest);
  }
  return out;
}

FaceBox mapped(const FaceBox& face, const cph::Affine& map) {
  const Rect& r = face.box;
  const std::array<Point, 4> corners{map({r.x, r.y}), map({r.right(), r.y}), map({r.right(), r.bottom()}),
                                     map({r.x, r.bottom()})};
  FaceBox out = face;
  out.box = cph::bounds_of(corners);
  for (auto& p : out.keypoints) p = map(p);
  return out;
}

void sort_by_prominence(std::vector<FaceBox>& faces, const Rect& photo) {
  const auto prominence = [&](const FaceBox& f) {
    // 1 in the middle, 0.5 at a distance of half the photo's shorter side.
    const double reach = std::min(photo.width, photo.height) / 2;
    const double away = cph::distance(f.box.centre(), photo.centre()) / std::max(reach, 1.0);
    return f.score * cph::area(f.box) / (1 + away * away);
  };
  std::stable_sort(faces.begin(), faces.end(),
                   [&](const auto& a, const auto& b) { return prominence(a) > prominence(b); });
}

}  // namespace certphoto::face
