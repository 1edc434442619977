// Every paper we ship × every printed size of the specs we ship: the layout reaches the geometric maximum,
// found here in another way.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "engine/catalogue/paper.h"
#include "engine/catalogue/spec.h"
#include "layout/cut_plan.h"
#include "layout/one_size.h"

namespace certphoto {
namespace {

std::filesystem::path Configs() {
  return std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs";
}

std::set<std::pair<double, double>> PrintedSizes() {
  Diagnostics problems;
  const auto specs = SpecCatalogue::Load(Configs() / "specs", problems);
  std::set<std::pair<double, double>> sizes;
  for (const auto& spec : specs.all())
    if (spec.print_width_mm > 0) sizes.emplace(spec.print_width_mm, spec.print_height_mm);
  EXPECT_TRUE(problems.empty()) << problems.ToString();
  return sizes;
}

// Tries every cut of every rectangle on a grid of `unit` mm, which the cells must be multiples of; a sheet is
// worth no more than its part that the grid covers, since cells can be pushed to the left and up.
int MostByBruteForce(double cell_width, double cell_height, double width, double height, double unit) {
  const int w = static_cast<int>(std::lround(cell_width / unit)),
            h = static_cast<int>(std::lround(cell_height / unit));
  const int columns = static_cast<int>(std::floor(width / unit + 1e-6)),
            rows = static_cast<int>(std::floor(height / unit + 1e-6));
  std::vector<std::vector<int>> most(static_cast<std::size_t>(columns) + 1,
                                     std::vector<int>(static_cast<std::size_t>(rows) + 1, 0));
  for (int x = 0; x <= columns; ++x)
    for (int y = 0; y <= rows; ++y) {
      int best = (x >= w && y >= h) || (x >= h && y >= w) ? 1 : 0;
      for (int cut = 1; cut <= x / 2; ++cut)
        best = std::max(best,
                        most[std::size_t(cut)][std::size_t(y)] + most[std::size_t(x - cut)][std::size_t(y)]);
      for (int cut = 1; cut <= y / 2; ++cut)
        best = std::max(best,
                        most[std::size_t(x)][std::size_t(cut)] + most[std::size_t(x)][std::size_t(y - cut)]);
      most[std::size_t(x)][std::size_t(y)] = best;
    }
  return most[std::size_t(columns)][std::size_t(rows)];
}

TEST(GeometricMaximum, ReachedOnEveryPaperForEverySize) {
  Diagnostics problems;
  const auto papers = PaperCatalogue::Load(Configs() / "papers", problems);
  ASSERT_TRUE(problems.empty()) << problems.ToString();
  const auto sizes = PrintedSizes();
  ASSERT_GE(sizes.size(), 10u);
  std::set<std::pair<double, double>> tried;  // papers of the same size are one case
  int mixed = 0;
  for (const auto& paper : papers.all()) {
    if (!tried.emplace(paper.width_mm, paper.height_mm).second) continue;
    for (const auto& [width, height] : sizes)
      for (const auto& [gap, margin] : {std::pair{0.0, 0.0}, std::pair{2.0, 2.0}, std::pair{2.0, 3.0}}) {
        using print::FromMm;
        print::OneSizeRequest request;
        request.cell = {FromMm(width), FromMm(height)};
        request.area =
            print::Rect{0, 0, FromMm(paper.width_mm), FromMm(paper.height_mm)}.Grown(-FromMm(margin));
        request.gap = FromMm(gap);
        const auto cells = print::LayOutOneSize(request);
        // 50.8 mm is 127 steps of 0.4 mm and 2 mm are 5.
        const double unit = width == std::floor(width) ? 1 : 0.4;
        const int most = MostByBruteForce(width + gap, height + gap, paper.width_mm - 2 * margin + gap,
                                          paper.height_mm - 2 * margin + gap, unit);
        EXPECT_EQ(static_cast<int>(cells.size()), most)
            << width << "x" << height << " on " << paper.id << ", gap " << gap << ", margin " << margin;
        std::vector<print::Rect> trims;
        for (const auto& c : cells) trims.push_back(c.trim);
        EXPECT_TRUE(
            print::PlanCuts({0, 0, FromMm(paper.width_mm), FromMm(paper.height_mm)}, trims).guillotine);
        request.turning = print::Turning::kUniform;
        mixed += print::LayOutOneSize(request).size() < cells.size() ? 1 : 0;
      }
  }
  RecordProperty("layouts_where_mixing_orientations_holds_more", mixed);
  EXPECT_GT(mixed, 0);
}

}  // namespace
}  // namespace certphoto
