#include "detect.h"

#include "blazeface.h"
#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::face {

using cph::Affine;
using cph::FaceBox;
using cph::Point;
using cph::Rect;

namespace {

// Detections of one face in neighbouring cells overlap by more than this; MediaPipe's value.
constexpr double kSameFace = 0.3;

// The detector takes upside-down faces for upright ones, at 0.35 to 0.86 (london, congress, canada turned by
// half a turn; upright the same photos score 0.77 to 0.96). Above this nothing else is looked at.
constexpr double kSure = 0.86;
// Faces lying on their side are found in an upright look, mostly above this, with the right roll.
constexpr double kSureOfItsSide = 0.70;
// An orientation whose best face scores less than the best of all by more than this is out.
constexpr double kInTheRunning = 0.10;
// The mesh of a face seen the right way round stays where it is when it is fitted again: it moves by 0.002 to
// 0.011 of the box's side on the same photos, upside down by 0.011 to 0.15. Closer than this, two
// orientations are alike and the upright one wins.
constexpr double kSteadier = 0.002;
// Steadier than this only upright faces are: the other three looks, a detector run each, are spared for two
// fits of the mesh.
constexpr double kSurelyUpright = 0.008;
constexpr double kMeshNeeded = 0.5;

// With several candidates: sure of the detector, a face whatever the mesh says (a profile has no mesh); else
// the mesh network must see one too. Clusters of small objects score up to 0.71 on cmu_faces and get less
// than 0.1 from the mesh.
constexpr double kSureWithoutMesh = 0.75;
constexpr double kMeshSeesNone = 0.3;

// The photo's rectangle, in source px.
Rect extent(const cph::ImageView& photo) {
  const Point from = photo.to_source({0, 0});
  const Point to = photo.to_source({double(photo.width()), double(photo.height())});
  return {from.x, from.y, to.x - from.x, to.y - from.y};
}

// The network's square around a rectangle, turned by quarter turns; all of the rectangle is inside.
Affine around(const Rect& r, int quarter_turns) {
  return cph::square_at(r.centre(), std::max(r.width, r.height), cph::to_radians(90.0 * quarter_turns),
                        kDetectorSize);
}

// Five overlapping parts, 60 % a side: the middle first, then the corners.
std::array<Rect, 5> parts(const Rect& r) {
  constexpr double kShare = 0.6;
  const double w = r.width * kShare;
  const double h = r.height * kShare;
  const double x = r.right() - w;
  const double y = r.bottom() - h;
  return {Rect{(r.x + x) / 2, (r.y + y) / 2, w, h}, Rect{r.x, r.y, w, h}, Rect{x, r.y, w, h},
          Rect{r.x, y, w, h}, Rect{x, y, w, h}};
}

// The same detection, not only the same face.
bool is_same(const FaceBox& a, const FaceBox& b) {
  return a.score == b.score && a.box.x == b.box.x && a.box.y == b.box.y;
}

double best_score(const std::vector<FaceBox>& faces) {
  double best = 0;
  for (const auto& f : faces) best = std::max(best, f.score);
  return best;
}

}  // namespace

FaceDetect::FaceDetect(cph::Setup& setup)
    : min_score_(setup.number("min_score")),
      max_faces_(static_cast<std::size_t>(setup.integer("max_faces"))),
      search_harder_(setup.flag("search_harder")),
      model_(setup.model("face.detector")),
      mesh_(setup) {}

void FaceDetect::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const Rect whole = extent(photo);
  std::optional<Fits> fits;
  Faces faces = search(call, photo, whole, fits);
  sort_by_prominence(faces, whole);
  if (faces.size() > max_faces_) faces.resize(max_faces_);
  if (faces.size() > 1) {
    verify(call, photo, faces);
    sort_by_prominence(faces, whole);
  }

  std::vector<float> rows;
  rows.reserve(faces.size() * 17);
  for (const auto& f : faces) {
    for (const double v : {f.box.x, f.box.y, f.box.width, f.box.height, f.score}) rows.push_back(float(v));
    for (const auto& p : f.keypoints) rows.insert(rows.end(), {float(p.x), float(p.y)});
  }
  call.put_values<float>(cph::fact::kFaceBoxes, {static_cast<std::int64_t>(faces.size()), 17}, rows);
  if (fits && !faces.empty() && is_same(faces.front(), fits->face)) publish(call, *fits);
}

FaceDetect::Faces FaceDetect::search(cph::Call& call, const cph::ImageView& photo, const Rect& whole,
                                     std::optional<Fits>& fits) const {
  std::vector<Faces> looks{look(call, photo, around(whole, 0))};
  double best = best_score(looks[0]);
  if (!search_harder_ || best >= kSure) return looks[0];
  if (!looks[0].empty() && call.find_tensor(kCaptureGeometry)) return looks[0];
  if (!looks[0].empty()) {
    sort_by_prominence(looks[0], whole);
    fits = fit_twice(call, photo, looks[0].front());
    if (fits->moved < kSurelyUpright) return looks[0];
  }
  const auto look_turned = [&](int quarter_turns) {
    looks.push_back(look(call, photo, around(whole, quarter_turns)));
    best = std::max(best, best_score(looks.back()));
  };
  look_turned(2);
  if (best < kSureOfItsSide) {
    look_turned(1);
    look_turned(3);
  }
  std::erase_if(
      looks, [&](const Faces& faces) { return faces.empty() || best_score(faces) < best - kInTheRunning; });
  if (looks.empty()) return look_closer(call, photo, whole);
  if (looks.size() == 1) return looks[0];
  std::size_t chosen = 0;
  double steadiest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < looks.size(); ++i) {
    sort_by_prominence(looks[i], whole);
    const FaceBox& face = looks[i].front();
    Fits these = fits && is_same(fits->face, face) ? *fits : fit_twice(call, photo, face);
    if (these.moved < steadiest - kSteadier) {
      steadiest = these.moved;
      chosen = i;
      fits = std::move(these);
    }
  }
  return looks[chosen];
}

FaceDetect::Faces FaceDetect::look_closer(cph::Call& call, const cph::ImageView& photo,
                                          const Rect& whole) const {
  Faces faces;
  for (const Rect& part : parts(whole))
    for (const auto& f : look(call, photo, around(part, 0))) faces.push_back(f);
  return merge(std::move(faces), kSameFace);
}

FaceDetect::Fits FaceDetect::fit_twice(cph::Call& call, const cph::ImageView& photo,
                                       const FaceBox& face) const {
  Fits fits{face, mesh_.fit(call, photo, square_for(face)), {}, std::numeric_limits<double>::infinity()};
  if (fits.once.score < kMeshNeeded) return fits;
  fits.twice = mesh_.fit(call, photo, square_for(fits.once.points));
  if (fits.twice.score < kMeshNeeded) return fits;
  double sum = 0;
  for (std::size_t i = 0; i < cph::mesh::kPoints; ++i)
    sum += cph::distance(cph::mesh::at(fits.once.points, i), cph::mesh::at(fits.twice.points, i));
  fits.moved = sum / double(cph::mesh::kPoints) / std::max(face.box.width, 1.0);
  return fits;
}

void FaceDetect::publish(cph::Call& call, const Fits& fits) {
  if (fits.twice.points.empty()) return;
  std::vector<float> rows;
  for (const auto* fit : {&fits.once, &fits.twice}) {
    rows.push_back(float(fit->score));
    rows.insert(rows.end(), fit->points.begin(), fit->points.end());
  }
  call.put_values<float>(kFirstMeshFits, {2, std::int64_t(rows.size() / 2)}, rows);
}

void FaceDetect::verify(cph::Call& call, const cph::ImageView& photo, Faces& faces) const {
  Faces seen;
  for (const auto& f : faces)
    if (f.score >= kSureWithoutMesh || mesh_.fit(call, photo, square_for(f)).score >= kMeshSeesNone)
      seen.push_back(f);
  if (!seen.empty()) faces = std::move(seen);
}

FaceDetect::Faces FaceDetect::look(cph::Call& call, const cph::ImageView& photo,
                                   const Affine& to_source) const {
  call.throw_if_cancelled();
  auto input = call.make_tensor<float>({1, kDetectorSize, kDetectorSize, 3});
  cph::Sampling sampling;
  sampling.gain.fill(1 / 127.5F);
  sampling.offset.fill(-1);
  sampling.border = cph::Border::kConstant;
  sampling.max_taps = 3;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kDetectorSize, kDetectorSize,
              sampling, input.values<float>());
  const auto result = model_.run<4>(call, input);
  Faces found;
  for (std::size_t g = 0; g < kGrids.size(); ++g)
    decode(kGrids[g], result[g].view().values<float>(), result[g + kGrids.size()].view().values<float>(),
           min_score_, found);
  found = merge(std::move(found), kSameFace);
  for (auto& f : found) f = mapped(f, to_source);
  return found;
}

}  // namespace certphoto::face
