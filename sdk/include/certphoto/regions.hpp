// person.regions/1: what each place around the head is, as probabilities on a small levelled map.
// Header-only.
//
//   const auto map = cph::RegionMap::of(call);
//   const double hidden = map.mean(brow, cph::region_bit(cph::kHair) | cph::region_bit(cph::kCover));
#ifndef CERTPHOTO_REGIONS_HPP
#define CERTPHOTO_REGIONS_HPP

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "certphoto/call.hpp"
#include "certphoto/geometry.hpp"

namespace cph {

namespace fact {

// f32 [9, 56, 56]: probabilities of the classes below, in their order, summing to 1 in every cell.
inline constexpr auto kPersonRegions = "person.regions/1";

// f64 [6]: from cells of the map (centres at +0.5) to source px: x' = v0 x + v1 y + v2, y' = v3 x + v4 y +
// v5. The map is level with the eyes; 11.2 cells are one unit, see kRegionsReach.
inline constexpr auto kPersonRegionsFrame = "person.regions_frame/1";

}  // namespace fact

enum RegionClass : std::size_t {
  kBackground,
  kSkin,  // face with its beard, ears, neck, arms
  kHair,
  kClothes,
  kBrow,
  kEye,
  kLips,
  kCover,    // hat, scarf, face mask, headphones, anything else over head or face
  kGlasses,  // frame, dark lens; a clear lens is what lies behind it
  kRegionClasses
};

[[nodiscard]] constexpr unsigned region_bit(RegionClass c) {
  return 1U << c;
}

inline constexpr int kRegionsSide = 56;       // cells of the map in x and y
inline constexpr double kRegionsReach = 5.0;  // side of the map, in units: the distance between the eyes

class RegionMap {
 public:
  // `probabilities`: person.regions/1, must outlive the map. Throws CPH_E_INVALID when it has another size.
  RegionMap(std::span<const float> probabilities, const Affine& to_source)
      : values_(probabilities), to_source_(to_source), to_map_(to_source.inverse()) {
    if (values_.size() != kRegionClasses * kCells)
      throw Error(CPH_E_INVALID, "person.regions has another size");
  }
  [[nodiscard]] static RegionMap of(const Call& call) {
    const auto v = call.tensor(fact::kPersonRegionsFrame).values<double>();
    return {call.tensor(fact::kPersonRegions).values<float>(), Affine{v[0], v[1], v[2], v[3], v[4], v[5]}};
  }

  [[nodiscard]] const Affine& to_source() const { return to_source_; }
  [[nodiscard]] double cells_per_unit() const { return kRegionsSide / kRegionsReach; }

  // Probability, 0..1, that a cell is of one of `classes` (bits). Cells outside count as the nearest inside.
  [[nodiscard]] double at(int x, int y, unsigned classes) const {
    const std::size_t cell = std::size_t(std::clamp(y, 0, kRegionsSide - 1)) * kRegionsSide +
                             std::size_t(std::clamp(x, 0, kRegionsSide - 1));
    double sum = 0;
    for (std::size_t c = 0; c < kRegionClasses; ++c)
      if ((classes & region_bit(RegionClass(c))) != 0) sum += double(values_[c * kCells + cell]);
    return sum;
  }

  // Mean probability of `classes` over a polygon in source px: each of the map's quarter cells (half a cell
  // in x and y) whose centre lies in it counts once. 0 for a polygon without any.
  [[nodiscard]] double mean(std::span<const Point> polygon, unsigned classes) const {
    double sum = 0;
    int count = 0;
    for_each(polygon, [&](int x, int y) {
      sum += at(x, y, classes);
      ++count;
    });
    return count > 0 ? sum / count : 0;
  }

  // Share of `classes` among `among`, both as summed probabilities; 0 where `among` is hardly there.
  [[nodiscard]] double share(std::span<const Point> polygon, unsigned classes, unsigned among) const {
    double part = 0, whole = 0;
    int count = 0;
    for_each(polygon, [&](int x, int y) {
      part += at(x, y, classes);
      whole += at(x, y, among);
      ++count;
    });
    return whole > 0.02 * count && whole > 0 ? part / whole : 0;
  }

  // Source-px rectangle around the cells of a polygon where `classes` are more likely than not; empty without
  // any.
  [[nodiscard]] std::vector<Point> where(std::span<const Point> polygon, unsigned classes) const {
    std::vector<Point> found;
    for_each(polygon, [&](int x, int y) {
      if (at(x, y, classes) > 0.5) found.push_back({x + 0.5, y + 0.5});
    });
    if (found.empty()) return {};
    const Rect box = bounds_of(found);
    std::vector<Point> out;
    for (const Point p :
         {Point{box.x - 0.5, box.y - 0.5}, Point{box.right() + 0.5, box.y - 0.5},
          Point{box.right() + 0.5, box.bottom() + 0.5}, Point{box.x - 0.5, box.bottom() + 0.5}})
      out.push_back(to_source_(p));
    return out;
  }

  // A point of the levelled frame to source px: units right of and below the middle of the eyes.
  [[nodiscard]] Point source_of(Point units) const {
    const double c = cells_per_unit();
    return to_source_({kRegionsSide / 2.0 + units.x * c, kRegionsSide / 2.0 + (units.y - kBelow) * c});
  }
  [[nodiscard]] Point units_of(Point source) const {
    const Point p = to_map_(source);
    const double c = cells_per_unit();
    return {(p.x - kRegionsSide / 2.0) / c, (p.y - kRegionsSide / 2.0) / c + kBelow};
  }

  static constexpr double kBelow = 0.5;  // the map's centre under the eyes, units

 private:
  static constexpr std::size_t kCells = std::size_t(kRegionsSide) * kRegionsSide;

  template <class Use>
  void for_each(std::span<const Point> polygon, Use&& use) const {
    std::vector<Point> here;
    here.reserve(polygon.size());
    for (const Point p : polygon) here.push_back(to_map_(p));
    if (here.size() < 3) return;
    const Rect box = bounds_of(here);
    const auto first = [](double v) {
      return static_cast<int>(std::clamp(std::floor(v), 0.0, double(kRegionsSide)));
    };
    const auto last = [](double v) {
      return static_cast<int>(std::clamp(std::ceil(v), 0.0, double(kRegionsSide)));
    };
    for (int y = first(box.y); y < last(box.bottom()); ++y)
      for (int x = first(box.x); x < last(box.right()); ++x)
        for (const Point q : {Point{0.25, 0.25}, Point{0.75, 0.25}, Point{0.25, 0.75}, Point{0.75, 0.75}})
          if (polygon_contains(here, {x + q.x, y + q.y})) use(x, y);
  }

  std::span<const float> values_;
  Affine to_source_, to_map_;
};

}  // namespace cph

#endif
