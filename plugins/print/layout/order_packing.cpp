#include "layout/order_packing.h"

#include <cstdio>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

#include "layout/cut_plan.h"

namespace certphoto::print {
namespace {

// Wide enough for the best of the orders in order_packing_test.cpp; twice as wide changes none of them.
constexpr std::size_t kBeamWidth = 24;

// A strip's column: pieces of one size and orientation below one another.
struct Column {
  int size = 0;
  bool turned = false;
  int pieces = 0;
};

struct Strip {
  Micrometres height = 0;
  std::int64_t area = 0;  // of the pieces
  std::vector<Column> columns;
};

struct Stack {  // of strips
  Micrometres height = 0;
  std::int64_t area = 0;
  std::vector<int> left;  // demand not yet placed
  std::vector<Strip> strips;
};

// Packs one sheet with rows of cells. Columns are rows on the transposed sheet.
class SheetPacker {
 public:
  // Sizes and area carry the gap already.
  SheetPacker(std::vector<Size> sizes, Size area, Turning turning, bool transposed)
      : sizes_(std::move(sizes)), area_(area), turning_(turning), transposed_(transposed) {
    if (!transposed_) return;
    area_ = area_.Turned();
  }

  // Candidate sheets, bare rectangles from the origin.
  std::vector<std::vector<Cell>> Pack(const std::vector<int>& demand) const {
    std::vector<Stack> beam{{0, 0, demand, {}}}, finished;
    while (!beam.empty()) {
      std::vector<Stack> next;
      for (const auto& stack : beam) {
        bool grown = false;
        for (const auto height : StripHeights(stack)) {
          auto strip = FillStrip(height, stack.left);
          if (strip.columns.empty()) continue;
          grown = true;
          next.push_back(Put(stack, std::move(strip)));
        }
        if (!grown) finished.push_back(stack);
      }
      KeepDensest(next);
      beam = std::move(next);
    }
    KeepFullest(finished);
    std::vector<std::vector<Cell>> out;
    for (const auto& stack : finished) out.push_back(Cells(stack));
    return out;
  }

 private:
  [[nodiscard]] Size Extent(int size, bool turned) const {
    return turned != transposed_ ? sizes_[static_cast<std::size_t>(size)].Turned()
                                 : sizes_[static_cast<std::size_t>(size)];
  }

  [[nodiscard]] bool Allowed(bool turned) const {
    return turned ? turning_ != Turning::kUpright : turning_ != Turning::kTurned;
  }

  // Heights worth a strip on this stack: of pieces still wanted, not above the strip before (order does not
  // matter, so only falling heights are tried).
  [[nodiscard]] std::vector<Micrometres> StripHeights(const Stack& stack) const {
    const auto limit = std::min(area_.height - stack.height,
                                stack.strips.empty() ? area_.height : stack.strips.back().height);
    std::vector<Micrometres> heights;
    for (int k = 0; k < static_cast<int>(sizes_.size()); ++k)
      for (const bool turned : {false, true})
        if (stack.left[static_cast<std::size_t>(k)] > 0 && Allowed(turned) &&
            Extent(k, turned).height <= limit)
          heights.push_back(Extent(k, turned).height);
    std::sort(heights.begin(), heights.end(), std::greater<>());
    heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
    return heights;
  }

  // The most area a strip of this height can hold: a knapsack over its width, bounded by the demand.
  [[nodiscard]] Strip FillStrip(Micrometres height, const std::vector<int>& left) const {
    struct State {
      std::int64_t area = 0;
      std::vector<Column> columns;
      std::vector<int> left;
    };
    std::map<Micrometres, State> states;  // by width used; area rises with width
    states.emplace(0, State{0, {}, left});
    for (int k = 0; k < static_cast<int>(sizes_.size()); ++k)
      for (const bool turned : {false, true}) {
        const auto cell = Extent(k, turned);
        if (!Allowed(turned) || left[static_cast<std::size_t>(k)] == 0 || cell.height > height ||
            cell.width > area_.width)
          continue;
        const auto deep = static_cast<int>(height / cell.height);
        // In rising order a state made of this very kind of column is extended again.
        for (auto it = states.begin(); it != states.end(); ++it) {
          const auto width = it->first + cell.width;
          const auto pieces = std::min(deep, it->second.left[static_cast<std::size_t>(k)]);
          if (width > area_.width || pieces == 0) continue;
          const auto area = it->second.area + pieces * cell.width * cell.height;
          const auto better = std::prev(states.upper_bound(width));
          if (better->second.area >= area) continue;
          State grown = it->second;
          grown.area = area;
          grown.left[static_cast<std::size_t>(k)] -= pieces;
          grown.columns.push_back({k, turned, pieces});
          states.insert_or_assign(width, std::move(grown));
          for (auto worse = states.upper_bound(width); worse != states.end() && worse->second.area <= area;)
            worse = states.erase(worse);
        }
      }
    auto& best = states.rbegin()->second;
    return {height, best.area, std::move(best.columns)};
  }

  static Stack Put(const Stack& stack, Strip strip) {
    Stack grown = stack;
    grown.height += strip.height;
    grown.area += strip.area;
    for (const auto& c : strip.columns) grown.left[static_cast<std::size_t>(c.size)] -= c.pieces;
    grown.strips.push_back(std::move(strip));
    return grown;
  }

  // Keeps the unfinished stacks that waste least of the height they use.
  static void KeepDensest(std::vector<Stack>& stacks) {
    std::stable_sort(stacks.begin(), stacks.end(), [](const Stack& a, const Stack& b) {
      return double(a.area) * double(b.height) > double(b.area) * double(a.height);
    });
    if (stacks.size() > kBeamWidth) stacks.resize(kBeamWidth);
  }
  static void KeepFullest(std::vector<Stack>& stacks) {
    std::stable_sort(stacks.begin(), stacks.end(),
                     [](const Stack& a, const Stack& b) { return a.area > b.area; });
    if (stacks.size() > kBeamWidth) stacks.resize(kBeamWidth);
  }

  [[nodiscard]] std::vector<Cell> Cells(const Stack& stack) const {
    std::vector<Cell> out;
    Micrometres y = 0;
    for (const auto& strip : stack.strips) {
      Micrometres x = 0;
      for (const auto& column : strip.columns) {
        const auto cell = Extent(column.size, column.turned);
        for (int i = 0; i < column.pieces; ++i) {
          const Rect r{x, y + i * cell.height, cell.width, cell.height};
          out.push_back({transposed_ ? Rect{r.y, r.x, r.height, r.width} : r, column.turned, column.size});
        }
        x += cell.width;
      }
      y += strip.height;
    }
    return out;
  }

  std::vector<Size> sizes_;
  Size area_;
  Turning turning_;
  bool transposed_;
};

struct Candidate {
  std::vector<Cell> cells;
  std::int64_t area = 0;
  int settings = 0;
};

Candidate Finish(std::vector<Cell> bare, const PackRequest& request) {
  Candidate out{CentreCells(std::move(bare), request.area, request.gap), 0, 0};
  std::vector<Rect> trims;
  for (const auto& c : out.cells) {
    trims.push_back(c.trim);
    out.area += c.trim.width * c.trim.height;
  }
  out.settings = PlanCuts(request.area.Grown(1), trims).blade_settings;
  return out;
}

std::vector<Cell> BestSheet(const PackRequest& request, const std::vector<int>& left) {
  std::vector<Size> sizes;
  for (const auto& s : request.sizes) sizes.push_back({s.width + request.gap, s.height + request.gap});
  const Size area{request.area.width + request.gap, request.area.height + request.gap};
  Candidate best;
  const auto turnings = request.turning == Turning::kUniform
                            ? std::vector{Turning::kUpright, Turning::kTurned}
                            : std::vector{request.turning};
  for (const auto turning : turnings)
    for (const bool transposed : {false, true})
      for (auto& cells : SheetPacker(sizes, area, turning, transposed).Pack(left)) {
        auto candidate = Finish(std::move(cells), request);
        const bool better =
            candidate.area > best.area || (candidate.area == best.area && candidate.settings < best.settings);
        if (better) best = std::move(candidate);
      }
  return std::move(best.cells);
}

std::string Name(const Size& s) {
  char text[64];
  std::snprintf(text, sizeof text, "%gx%g mm", ToMm(s.width), ToMm(s.height));
  return text;
}

std::vector<SheetRun> PackOneSize(const PackRequest& request, int size, int demand) {
  OneSizeRequest one{request.sizes[static_cast<std::size_t>(size)], request.area, request.gap,
                     request.turning, 0};
  auto cells = LayOutOneSize(one);
  if (cells.empty())
    throw std::invalid_argument("a photo of " + Name(one.cell) +
                                " does not fit on the sheet inside its margins");
  auto full = static_cast<int>(cells.size());
  if (demand < full) {
    one.copies = demand;
    cells = LayOutOneSize(one);
    full = demand;
  }
  for (auto& c : cells) c.size = size;
  return {{std::move(cells), (demand + full - 1) / full}};
}

// How often a sheet can be printed before one of its sizes is no longer wanted in that number.
int Repeats(const std::vector<Cell>& cells, const std::vector<int>& left) {
  std::vector<int> on_sheet(left.size(), 0);
  for (const auto& c : cells) ++on_sheet[static_cast<std::size_t>(c.size)];
  int repeats = std::numeric_limits<int>::max();
  for (std::size_t k = 0; k < left.size(); ++k)
    if (on_sheet[k] > 0) repeats = std::min(repeats, left[k] / on_sheet[k]);
  return repeats;
}

}  // namespace

std::vector<SheetRun> PackOrder(const PackRequest& request) {
  if (request.sizes.size() != request.demand.size() || request.sizes.size() > kMaxSizes)
    throw std::invalid_argument("an order has at most " + std::to_string(kMaxSizes) +
                                " sizes, each with a number of copies");
  auto left = request.demand;
  std::vector<SheetRun> runs;
  for (;;) {
    const auto wanted = std::count_if(left.begin(), left.end(), [](int n) { return n > 0; });
    if (wanted == 0) return runs;
    if (wanted == 1) {
      const auto k = static_cast<std::size_t>(
          std::find_if(left.begin(), left.end(), [](int n) { return n > 0; }) - left.begin());
      for (auto& run : PackOneSize(request, static_cast<int>(k), left[k])) runs.push_back(std::move(run));
      return runs;
    }
    for (std::size_t k = 0; k < left.size(); ++k)  // finds a size that never fits before anything is packed
      if (left[k] > 0) (void)PackOneSize(request, static_cast<int>(k), 1);
    auto cells = BestSheet(request, left);
    const int repeats = Repeats(cells, left);
    for (const auto& c : cells) left[static_cast<std::size_t>(c.size)] -= repeats;
    runs.push_back({std::move(cells), repeats});
  }
}

}  // namespace certphoto::print
