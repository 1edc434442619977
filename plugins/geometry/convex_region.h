// A convex polygon in the plane, cut by half-planes. With two unknowns this is all the linear programming a
// crop needs: exact, without iteration limits, and the same on every machine.
#ifndef CERTPHOTO_GEOMETRY_CONVEX_REGION_H
#define CERTPHOTO_GEOMETRY_CONVEX_REGION_H

#include <vector>

namespace certphoto::geometry {

struct Vec {
  double u = 0, k = 0;
};

// a·u + b·k <= c
struct HalfPlane {
  double a = 0, b = 0, c = 0;
  [[nodiscard]] double excess(Vec p) const { return a * p.u + b * p.k - c; }
};

// (a·u + b·k + c)², one term of the sum to be minimised.
struct SquaredTerm {
  double a = 0, b = 0, c = 0;
  [[nodiscard]] double value(Vec p) const {
    const double r = a * p.u + b * p.k + c;
    return r * r;
  }
};

class ConvexRegion {
 public:
  // The rectangle [u0, u1] x [k0, k1]; empty when a side is negative.
  ConvexRegion(double u0, double u1, double k0, double k1);

  void Cut(const HalfPlane& plane);
  void Cut(const std::vector<HalfPlane>& planes);

  [[nodiscard]] bool empty() const { return vertices_.empty(); }
  [[nodiscard]] const std::vector<Vec>& vertices() const { return vertices_; }

  // The point of a region that is not empty where the sum of the terms is smallest. Where the terms leave a
  // direction free, the point nearest to the middle of the vertices.
  [[nodiscard]] Vec Minimise(const std::vector<SquaredTerm>& terms) const;

 private:
  [[nodiscard]] bool Contains(Vec p) const;
  std::vector<Vec> vertices_;  // counter-clockwise; one or two of them when the region has no area
};

}  // namespace certphoto::geometry

#endif
