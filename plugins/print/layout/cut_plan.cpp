#include "layout/cut_plan.h"

#include <map>
#include <set>

namespace certphoto::print {
namespace {

// A piece with its top left corner at the origin, so that equal pieces compare equal wherever they came from.
struct Piece {
  Size size;
  std::vector<Rect> cells;  // sorted
  auto operator<=>(const Piece&) const = default;
};

struct Solution {
  bool guillotine = true;
  int settings = 0;
  bool vertical = false;                             // direction of this level's cuts
  std::vector<Micrometres> lines;                    // of this level
  std::vector<std::pair<Micrometres, Piece>> parts;  // offset along the direction of advance, and the part
};

struct Span {
  Micrometres from, to;
};

// The extents of the cells along one axis, merged where they overlap. Touching ones stay apart: a cut fits
// between.
std::vector<Span> Shadows(const Piece& piece, bool along_x) {
  std::vector<Span> all;
  for (const auto& c : piece.cells) all.push_back(along_x ? Span{c.x, c.right()} : Span{c.y, c.bottom()});
  std::sort(all.begin(), all.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  std::vector<Span> merged;
  for (const auto& s : all) {
    if (!merged.empty() && s.from < merged.back().to) {
      merged.back().to = std::max(merged.back().to, s.to);
    } else {
      merged.push_back(s);
    }
  }
  return merged;
}

class Planner {
 public:
  const Solution& Solve(const Piece& piece) {
    if (const auto known = solved_.find(piece); known != solved_.end()) return known->second;
    Solution rows = Try(piece, false);
    Solution columns = Try(piece, true);
    const bool take_columns = columns.guillotine && (!rows.guillotine || columns.settings < rows.settings);
    return solved_.emplace(piece, take_columns ? std::move(columns) : std::move(rows)).first->second;
  }

  void Emit(const Piece& piece, Micrometres x, Micrometres y, int depth, std::vector<Cut>& out) {
    const Solution& solution = Solve(piece);
    for (const auto line : solution.lines) {
      if (solution.vertical) {
        out.push_back({true, x + line, y, y + piece.size.height, depth});
      } else {
        out.push_back({false, y + line, x, x + piece.size.width, depth});
      }
    }
    for (const auto& [offset, part] : solution.parts)
      Emit(part, solution.vertical ? x + offset : x, solution.vertical ? y : y + offset, depth + 1, out);
  }

 private:
  // Cuts along every line of one direction that touches no cell, then solves what falls off.
  Solution Try(const Piece& piece, bool vertical) {
    Solution solution;
    solution.vertical = vertical;
    if (piece.cells.size() == 1 && piece.cells[0] == Rect{0, 0, piece.size.width, piece.size.height})
      return solution;  // a finished photo
    const auto end = vertical ? piece.size.width : piece.size.height;
    const auto spans = Shadows(piece, vertical);
    std::set<Micrometres> lines;
    for (const auto& s : spans) lines.insert({s.from, s.to});
    lines.erase(0);
    lines.erase(end);
    if (lines.empty()) {
      solution.guillotine = false;  // nothing falls off in this direction
      return solution;
    }
    solution.lines.assign(lines.begin(), lines.end());
    solution.settings = static_cast<int>(lines.size());
    std::set<Piece> distinct;
    for (const auto& s : spans) {
      Piece part = Part(piece, s, vertical);
      const auto& below = Solve(part);
      if (!below.guillotine) {
        solution.guillotine = false;
        return solution;
      }
      if (distinct.insert(part).second) solution.settings += below.settings;
      solution.parts.emplace_back(s.from, std::move(part));
    }
    return solution;
  }

  static Piece Part(const Piece& piece, const Span& span, bool vertical) {
    Piece part;
    part.size =
        vertical ? Size{span.to - span.from, piece.size.height} : Size{piece.size.width, span.to - span.from};
    for (const auto& c : piece.cells) {
      const auto from = vertical ? c.x : c.y;
      if (from >= span.from && from < span.to)
        part.cells.push_back(vertical ? c.Moved(-span.from, 0) : c.Moved(0, -span.from));
    }
    std::sort(part.cells.begin(), part.cells.end());
    return part;
  }

  std::map<Piece, Solution> solved_;
};

}  // namespace

CutPlan PlanCuts(const Rect& piece, std::span<const Rect> cells) {
  CutPlan plan;
  if (cells.empty()) return plan;
  Piece whole{piece.size(), {}};
  for (const auto& c : cells) whole.cells.push_back(c.Moved(-piece.x, -piece.y));
  std::sort(whole.cells.begin(), whole.cells.end());
  Planner planner;
  const auto& solution = planner.Solve(whole);
  plan.guillotine = solution.guillotine;
  if (!plan.guillotine) return plan;
  plan.blade_settings = solution.settings;
  planner.Emit(whole, piece.x, piece.y, 0, plan.cuts);
  std::stable_sort(plan.cuts.begin(), plan.cuts.end(),
                   [](const Cut& a, const Cut& b) { return a.depth < b.depth; });
  return plan;
}

}  // namespace certphoto::print
