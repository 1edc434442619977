#include "convex_region.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace certphoto::geometry {
namespace {

// Coordinates are page pixels: a millionth of one is far below anything that can be seen or measured.
constexpr double kTolerance_px = 1e-6;

double Sum(const std::vector<SquaredTerm>& terms, Vec p) {
  double sum = 0;
  for (const auto& t : terms) sum += t.value(p);
  return sum;
}

// The minimum of a convex quadratic on the segment from p to q.
Vec OnSegment(const std::vector<SquaredTerm>& terms, Vec p, Vec q) {
  const Vec d{q.u - p.u, q.k - p.k};
  double slope = 0, curvature = 0;
  for (const auto& t : terms) {
    const double along = t.a * d.u + t.b * d.k;
    slope += along * (t.a * p.u + t.b * p.k + t.c);
    curvature += along * along;
  }
  const double at = curvature > 0 ? std::clamp(-slope / curvature, 0.0, 1.0) : 0.0;
  return {p.u + at * d.u, p.k + at * d.k};
}

}  // namespace

ConvexRegion::ConvexRegion(double u0, double u1, double k0, double k1) {
  if (u0 > u1 || k0 > k1) return;
  vertices_ = {{u0, k0}, {u1, k0}, {u1, k1}, {u0, k1}};
}

void ConvexRegion::Cut(const HalfPlane& plane) {
  const double length = std::hypot(plane.a, plane.b);
  if (length == 0) {
    if (plane.c < -kTolerance_px) vertices_.clear();
    return;
  }
  const double tolerance = kTolerance_px * length;
  std::vector<Vec> kept;
  kept.reserve(vertices_.size() + 1);
  for (std::size_t i = 0; i < vertices_.size(); ++i) {
    const Vec p = vertices_[i], q = vertices_[(i + 1) % vertices_.size()];
    const double ep = plane.excess(p), eq = plane.excess(q);
    if (ep <= tolerance) kept.push_back(p);
    if ((ep > tolerance) != (eq > tolerance)) {
      const double at = std::clamp(ep / (ep - eq), 0.0, 1.0);
      kept.push_back({p.u + at * (q.u - p.u), p.k + at * (q.k - p.k)});
    }
  }
  // Vertices that fall together are one: a region of a single point must not pass for one with an inside.
  const auto same = [](Vec p, Vec q) { return std::hypot(p.u - q.u, p.k - q.k) <= kTolerance_px; };
  kept.erase(std::unique(kept.begin(), kept.end(), same), kept.end());
  while (kept.size() > 1 && same(kept.front(), kept.back())) kept.pop_back();
  vertices_ = std::move(kept);
}

void ConvexRegion::Cut(const std::vector<HalfPlane>& planes) {
  for (const auto& plane : planes) Cut(plane);
}

bool ConvexRegion::Contains(Vec p) const {
  for (std::size_t i = 0; i < vertices_.size(); ++i) {
    const Vec a = vertices_[i], b = vertices_[(i + 1) % vertices_.size()];
    const double cross = (b.u - a.u) * (p.k - a.k) - (b.k - a.k) * (p.u - a.u);
    if (cross < -kTolerance_px * std::hypot(b.u - a.u, b.k - a.k)) return false;
  }
  return vertices_.size() > 2;
}

Vec ConvexRegion::Minimise(const std::vector<SquaredTerm>& terms) const {
  Vec middle;
  for (const auto& v : vertices_) {
    middle.u += v.u / static_cast<double>(vertices_.size());
    middle.k += v.k / static_cast<double>(vertices_.size());
  }
  // The pull to the middle decides only what the terms leave open: theirs are thousands of times as stiff.
  constexpr double kPull = 1e-4;
  std::vector<SquaredTerm> all = terms;
  all.push_back({kPull, 0, -kPull * middle.u});
  all.push_back({0, kPull, -kPull * middle.k});

  double uu = 0, uk = 0, kk = 0, u = 0, k = 0;
  for (const auto& t : all) {
    uu += t.a * t.a;
    uk += t.a * t.b;
    kk += t.b * t.b;
    u -= t.a * t.c;
    k -= t.b * t.c;
  }
  const double det = uu * kk - uk * uk;
  const Vec free{(u * kk - k * uk) / det, (k * uu - u * uk) / det};
  if (Contains(free)) return free;

  Vec best = vertices_.front();
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < vertices_.size(); ++i) {
    const Vec p = OnSegment(all, vertices_[i], vertices_[(i + 1) % vertices_.size()]);
    if (const double sum = Sum(all, p); sum < least) {
      least = sum;
      best = p;
    }
  }
  return best;
}

}  // namespace certphoto::geometry
