#include "pieces.h"

#include <numeric>

namespace background {

namespace {

// First run of the piece that run `i` is known to belong to.
std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

void find_runs(const float* row, int columns, float above, int y, std::vector<Pieces::Run>& runs) {
  for (int x = 0; x < columns;) {
    while (x < columns && !(row[x] > above)) ++x;
    if (x == columns) return;
    const int from = x;
    while (x < columns && row[x] > above) ++x;
    runs.push_back({y, from, x, 0});
  }
}

}  // namespace

Pieces find_pieces(const cv::Mat& values, float above) {
  Pieces out;
  std::vector<std::size_t> parent;
  std::size_t upper = 0, upper_end = 0;  // the runs of the row above
  for (int y = 0; y < values.rows; ++y) {
    find_runs(values.ptr<float>(y), values.cols, above, y, out.runs);
    parent.resize(out.runs.size());
    std::iota(parent.begin() + static_cast<std::ptrdiff_t>(upper_end), parent.end(), upper_end);
    for (std::size_t i = upper_end, j = upper; i < out.runs.size() && j < upper_end;) {
      const auto &here = out.runs[i], &there = out.runs[j];
      if (here.from <= there.to && there.from <= here.to) {
        const std::size_t a = root_of(parent, i), b = root_of(parent, j);
        parent[std::max(a, b)] = std::min(a, b);
      }
      if (here.to < there.to)
        ++i;
      else
        ++j;
    }
    upper = upper_end;
    upper_end = out.runs.size();
  }
  for (std::size_t i = 0; i < out.runs.size(); ++i) {
    auto& run = out.runs[i];
    const std::size_t root = root_of(parent, i);
    if (root == i) out.pieces.push_back({});
    run.piece = root == i ? out.pieces.size() - 1 : out.runs[root].piece;
    auto& piece = out.pieces[run.piece];
    piece.box |= cv::Rect(run.from, run.y, run.to - run.from, 1);
    piece.area += run.to - run.from;
  }
  return out;
}

}  // namespace background
