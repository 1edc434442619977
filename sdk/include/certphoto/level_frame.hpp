// The face's own ruler: level with the eyes, in units of the distance between them; and what a small network
// says of a square laid by it. Header-only.
//
//   const auto frame = cph::LevelFrame::of(mesh);
//   const auto square = frame.square(frame.units_of(chin) + cph::Point{0, 0.75}, 2.4, 96);
//   const double p = cph::ask<1>(call, model_, photo, square, 96)[0];
#ifndef CERTPHOTO_LEVEL_FRAME_HPP
#define CERTPHOTO_LEVEL_FRAME_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "certphoto/mesh_points.hpp"
#include "certphoto/plugin.hpp"
#include "certphoto/sampling.hpp"

namespace cph {

struct LevelFrame {
  Point middle;      // of the eyes, source px
  double unit = 0;   // source px; 0: the mesh has no size
  double angle = 0;  // of the eye line, radians, positive clockwise

  // Seen from the side the eyes come together and the head does not: a unit is at least this part of the way
  // from eyes to chin, which no frontal face of london, canada and congress (521 photos) falls below by more
  // than 0.006.
  static constexpr double kMinEyeDistanceOfChin = 0.48;

  // `mesh`: face.mesh/1.
  [[nodiscard]] static LevelFrame of(std::span<const float> mesh) {
    return {mesh::eye_middle(mesh),
            std::max(mesh::inter_eye(mesh), kMinEyeDistanceOfChin * mesh::eye_to_chin(mesh)),
            mesh::eye_line(mesh)};
  }
  // Units from the middle of the eyes, x along the eye line, y towards the chin.
  [[nodiscard]] Point units_of(Point source) const {
    const Point d = (source - middle) * (1 / unit);
    return {d.x * std::cos(angle) + d.y * std::sin(angle), d.y * std::cos(angle) - d.x * std::sin(angle)};
  }
  [[nodiscard]] Point source_of(Point units) const {
    return middle + Point{units.x * std::cos(angle) - units.y * std::sin(angle),
                          units.x * std::sin(angle) + units.y * std::cos(angle)} *
                        unit;
  }
  // From the pixels of a level square, `side` units wide and `size` px, to source px. `mirrored`: its left is
  // the picture's right.
  [[nodiscard]] Affine square(Point centre, double side, int size, bool mirrored = false) const {
    return mirrored ? mirrored_square_at(source_of(centre), side * unit, angle, size)
                    : square_at(source_of(centre), side * unit, angle, size);
  }
};

// How patches are laid before our small networks: NCHW, x / 255 - 0.5. What lies beyond the photo repeats its
// edge.
[[nodiscard]] inline Sampling patch_sampling() {
  Sampling how;
  how.layout = Layout::kNchw;
  how.gain.fill(1 / 255.0F);
  how.offset.fill(-0.5F);
  return how;
}

// The N numbers that a network gives for `input`. Throws CPH_E_INVALID when its output has another size or is
// not finite.
template <std::size_t N>
[[nodiscard]] std::array<double, N> numbers_of(Call& call, const Model& model, const Tensor& input) {
  const auto [result] = model.template run<1>(call, input);
  const auto values = result.view().template values<float>();
  if (values.size() != N) throw Error(CPH_E_INVALID, "a patch network's output has another size");
  std::array<double, N> out{};
  for (std::size_t i = 0; i < N; ++i) {
    if (!std::isfinite(values[i])) throw Error(CPH_E_INVALID, "a patch network's output is not finite");
    out[i] = double(values[i]);
  }
  return out;
}

// The same for a patch of `photo`: R, G, B.
template <std::size_t N>
[[nodiscard]] std::array<double, N> ask(Call& call, const Model& model, const ImageView& photo,
                                        const Affine& to_source, int size) {
  auto input = call.make_tensor<float>({1, 3, size, size});
  sample(photo, compose(to_source, source_to_image(photo)), size, size, patch_sampling(),
         input.template values<float>());
  return numbers_of<N>(call, model, input);
}

}  // namespace cph

#endif
