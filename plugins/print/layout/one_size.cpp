#include "layout/one_size.h"

#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "layout/cut_plan.h"

namespace certphoto::print {
namespace {

// A gap follows every cell and the area is one gap larger: cells with gaps become bare rectangles.
struct Problem {
  Size cell;
  Size area;
};

Micrometres Count(Micrometres length, Micrometres step) {
  return length / step;
}

// ---- the exact maximum
// ------------------------------------------------------------------------------------------

class GuillotineSearch {
 public:
  explicit GuillotineSearch(const Problem& problem)
      : cell_(problem.cell),
        xs_(NormalPatterns(problem.area.width)),
        ys_(NormalPatterns(problem.area.height)),
        best_(xs_.size() * ys_.size()) {
    for (std::size_t ix = 0; ix < xs_.size(); ++ix)
      for (std::size_t iy = 0; iy < ys_.size(); ++iy) best_[Index(ix, iy)] = Best(ix, iy);
  }

  std::vector<Cell> Cells() const {
    std::vector<Cell> out;
    Emit(xs_.size() - 1, ys_.size() - 1, 0, 0, out);
    return out;
  }

 private:
  enum class Kind : std::uint8_t { kNothing, kUpright, kTurned, kSplitX, kSplitY };
  struct Choice {
    int count = 0;
    int blocks = 0;  // uniform blocks it is made of: fewer blocks, fewer cuts
    Kind kind = Kind::kNothing;
    std::uint32_t first = 0;  // of a split: index of the first part's extent
    [[nodiscard]] bool BetterThan(const Choice& o) const {
      return count != o.count ? count > o.count : blocks < o.blocks;
    }
  };

  // Every extent that a row of cells can have, in either orientation, up to `limit`.
  std::vector<Micrometres> NormalPatterns(Micrometres limit) const {
    std::vector<Micrometres> out;
    for (Micrometres a = 0; a <= limit; a += cell_.width)
      for (Micrometres b = a; b <= limit; b += cell_.height) out.push_back(b);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  [[nodiscard]] std::size_t Index(std::size_t ix, std::size_t iy) const { return ix * ys_.size() + iy; }
  // The largest pattern that is not above `extent`.
  static std::size_t Floor(const std::vector<Micrometres>& patterns, Micrometres extent) {
    return static_cast<std::size_t>(std::upper_bound(patterns.begin(), patterns.end(), extent) -
                                    patterns.begin()) -
           1;
  }

  Choice Best(std::size_t ix, std::size_t iy) const {
    const auto x = xs_[ix], y = ys_[iy];
    Choice best = Uniform(x, y, Kind::kUpright);
    if (const auto turned = Uniform(x, y, Kind::kTurned); turned.BetterThan(best)) best = turned;
    for (std::size_t i = 1; i < ix && xs_[i] * 2 <= x; ++i)
      Join(best, Index(i, iy), Index(Floor(xs_, x - xs_[i]), iy), Kind::kSplitX, i);
    for (std::size_t i = 1; i < iy && ys_[i] * 2 <= y; ++i)
      Join(best, Index(ix, i), Index(ix, Floor(ys_, y - ys_[i])), Kind::kSplitY, i);
    return best;
  }

  Choice Uniform(Micrometres x, Micrometres y, Kind kind) const {
    const auto cell = kind == Kind::kTurned ? cell_.Turned() : cell_;
    const auto count = static_cast<int>(Count(x, cell.width) * Count(y, cell.height));
    return {count, count > 0 ? 1 : 0, count > 0 ? kind : Kind::kNothing, 0};
  }

  void Join(Choice& best, std::size_t first, std::size_t second, Kind kind, std::size_t at) const {
    const Choice joined{best_[first].count + best_[second].count, best_[first].blocks + best_[second].blocks,
                        kind, static_cast<std::uint32_t>(at)};
    if (joined.BetterThan(best)) best = joined;
  }

  void Emit(std::size_t ix, std::size_t iy, Micrometres x, Micrometres y, std::vector<Cell>& out) const {
    const auto& choice = best_[Index(ix, iy)];
    switch (choice.kind) {
      case Kind::kNothing:
        return;
      case Kind::kSplitX: {
        const auto first = xs_[choice.first];
        // The wider part lies left, so that the large block is the one along the sheet's edge.
        const auto rest = Floor(xs_, xs_[ix] - first);
        Emit(rest, iy, x, y, out);
        Emit(choice.first, iy, x + xs_[rest], y, out);
        return;
      }
      case Kind::kSplitY: {
        const auto first = ys_[choice.first];
        const auto rest = Floor(ys_, ys_[iy] - first);
        Emit(ix, rest, x, y, out);
        Emit(ix, choice.first, x, y + ys_[rest], out);
        return;
      }
      case Kind::kUpright:
      case Kind::kTurned: {
        const bool turned = choice.kind == Kind::kTurned;
        const auto cell = turned ? cell_.Turned() : cell_;
        for (Micrometres row = 0; row < Count(ys_[iy], cell.height); ++row)
          for (Micrometres column = 0; column < Count(xs_[ix], cell.width); ++column)
            out.push_back(
                {{x + column * cell.width, y + row * cell.height, cell.width, cell.height}, turned, 0});
        return;
      }
    }
  }

  Size cell_;
  std::vector<Micrometres> xs_, ys_;
  std::vector<Choice> best_;
};

// ---- plain grids
// ------------------------------------------------------------------------------------------------

std::vector<Cell> Grid(const Size& cell, bool turned, Micrometres columns, Micrometres rows, int copies) {
  const auto step = turned ? cell.Turned() : cell;
  std::vector<Cell> out;
  for (Micrometres row = 0; row < rows; ++row)
    for (Micrometres column = 0; column < columns && static_cast<int>(out.size()) < copies; ++column)
      out.push_back({{column * step.width, row * step.height, step.width, step.height}, turned, 0});
  return out;
}

// Keeps the arrangement with more cells, then fewer blade settings; the first offered wins a tie.
class Contest {
 public:
  explicit Contest(const OneSizeRequest& request) : request_(request) {}

  void Offer(std::vector<Cell> bare) {
    if (bare.empty() || bare.size() < cells_.size()) return;
    auto cells = CentreCells(std::move(bare), request_.area, request_.gap);
    std::vector<Rect> trims;
    for (const auto& c : cells) trims.push_back(c.trim);
    // The cuts are those of the sheet, whose edge the cells never touch.
    const int settings = PlanCuts(request_.area.Grown(1), trims).blade_settings;
    if (cells.size() == cells_.size() && settings >= settings_) return;
    cells_ = std::move(cells);
    settings_ = settings;
  }
  std::vector<Cell> Take() { return std::move(cells_); }

 private:
  const OneSizeRequest& request_;
  std::vector<Cell> cells_;
  int settings_ = std::numeric_limits<int>::max();
};

}  // namespace

std::vector<Cell> CentreCells(std::vector<Cell> cells, const Rect& area, Micrometres gap) {
  Micrometres right = 0, bottom = 0;
  for (auto& c : cells) {
    c.trim.width -= gap;
    c.trim.height -= gap;
    right = std::max(right, c.trim.right());
    bottom = std::max(bottom, c.trim.bottom());
  }
  const auto dx = area.x + (area.width - right) / 2, dy = area.y + (area.height - bottom) / 2;
  for (auto& c : cells) c.trim = c.trim.Moved(dx, dy);
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return a.trim.y != b.trim.y ? a.trim.y < b.trim.y : a.trim.x < b.trim.x;
  });
  return cells;
}

std::vector<Cell> LayOutOneSize(const OneSizeRequest& request) {
  const Problem problem{{request.cell.width + request.gap, request.cell.height + request.gap},
                        {request.area.width + request.gap, request.area.height + request.gap}};
  if (request.cell.width <= 0 || request.cell.height <= 0 || request.area.width <= 0 ||
      request.area.height <= 0)
    return {};
  // Each factor bounded before they are multiplied: the product of hostile sizes would not fit.
  const auto side = std::min(problem.cell.width, problem.cell.height);
  const auto most_along = [&](Micrometres length) { return length / side + 1; };
  constexpr Micrometres kMost = 4 * kMaxCells;
  const auto across = most_along(problem.area.width), down = most_along(problem.area.height);
  if (across > kMost || down > kMost || across * down > kMost)
    throw std::length_error("photos this small against the sheet would give more than " +
                            std::to_string(kMaxCells) + " to a sheet");

  Contest contest(request);
  const bool upright = request.turning != Turning::kTurned, turned = request.turning != Turning::kUpright;
  const int wanted = request.copies > 0 ? request.copies : kMaxCells;
  for (const bool turn : {false, true}) {
    if (!(turn ? turned : upright)) continue;
    const auto step = turn ? problem.cell.Turned() : problem.cell;
    const auto columns = Count(problem.area.width, step.width),
               rows = Count(problem.area.height, step.height);
    if (columns * rows == 0) continue;
    if (request.copies == 0) {
      contest.Offer(Grid(problem.cell, turn, columns, rows, wanted));
      continue;
    }
    for (Micrometres c = columns; c >= 1; --c)
      contest.Offer(Grid(problem.cell, turn, c, std::min(rows, (wanted + c - 1) / c), wanted));
  }
  if (request.turning == Turning::kAuto) {
    auto most_cells = GuillotineSearch(problem).Cells();
    if (static_cast<int>(most_cells.size()) > wanted) most_cells.resize(static_cast<std::size_t>(wanted));
    contest.Offer(std::move(most_cells));
  }
  return contest.Take();
}

}  // namespace certphoto::print
