#include "rigid_fit.h"

#include <cmath>
#include <cstddef>

namespace certphoto::face {

namespace {

using Matrix4 = std::array<std::array<double, 4>, 4>;
using Quaternion = std::array<double, 4>;  // w, x, y, z

// The eigenvector of the largest eigenvalue of a symmetric matrix, by Jacobi rotations.
Quaternion largest_eigenvector(Matrix4 a) {
  Matrix4 v{};
  for (std::size_t i = 0; i < 4; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < 50; ++sweep) {
    double off = 0, all = 0;
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 4; ++j) (i == j ? all : off) += a[i][j] * a[i][j];
    if (off <= 1e-30 * (all + off)) break;
    for (std::size_t p = 0; p < 3; ++p)
      for (std::size_t q = p + 1; q < 4; ++q) {
        if (a[p][q] == 0) continue;
        const double angle = 0.5 * std::atan2(2 * a[p][q], a[q][q] - a[p][p]);
        const double c = std::cos(angle), s = std::sin(angle);
        for (std::size_t k = 0; k < 4; ++k) {
          const double x = a[k][p], y = a[k][q];
          a[k][p] = c * x - s * y;
          a[k][q] = s * x + c * y;
        }
        for (std::size_t k = 0; k < 4; ++k) {
          const double x = a[p][k], y = a[q][k];
          a[p][k] = c * x - s * y;
          a[q][k] = s * x + c * y;
        }
        for (std::size_t k = 0; k < 4; ++k) {
          const double x = v[k][p], y = v[k][q];
          v[k][p] = c * x - s * y;
          v[k][q] = s * x + c * y;
        }
      }
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < 4; ++i)
    if (a[i][i] > a[best][best]) best = i;
  return {v[0][best], v[1][best], v[2][best], v[3][best]};
}

Matrix3 rotation_of(const Quaternion& q) {
  const auto [w, x, y, z] = q;
  return {Vector3{w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)},
          Vector3{2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)},
          Vector3{2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z}};
}

Vector3 weighted_mean(std::span<const Vector3> points, std::span<const double> weights) {
  Vector3 sum{};
  double total = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t k = 0; k < 3; ++k) sum[k] += weights[i] * points[i][k];
    total += weights[i];
  }
  for (auto& v : sum) v /= total;
  return sum;
}

}  // namespace

Matrix3 fit_rotation(std::span<const Vector3> from, std::span<const Vector3> to,
                     std::span<const double> weights) {
  const Vector3 mf = weighted_mean(from, weights);
  const Vector3 mt = weighted_mean(to, weights);
  Matrix3 s{};
  for (std::size_t i = 0; i < from.size(); ++i)
    for (std::size_t r = 0; r < 3; ++r)
      for (std::size_t c = 0; c < 3; ++c) s[r][c] += weights[i] * (from[i][r] - mf[r]) * (to[i][c] - mt[c]);
  const Matrix4 n{{{s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2], s[0][1] - s[1][0]},
                   {s[1][2] - s[2][1], s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2]},
                   {s[2][0] - s[0][2], s[0][1] + s[1][0], -s[0][0] + s[1][1] - s[2][2], s[1][2] + s[2][1]},
                   {s[0][1] - s[1][0], s[2][0] + s[0][2], s[1][2] + s[2][1], -s[0][0] - s[1][1] + s[2][2]}}};
  return rotation_of(largest_eigenvector(n));
}

}  // namespace certphoto::face
