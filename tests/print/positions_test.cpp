// Every paper we ship x every printed size: where photos and crop marks lie on the raster and in the PDF
// (drawn by poppler), measured in pixels and compared with the plan, which the picking list tells in
// millimetres.
//
// By default each paper takes a part of the sizes, at the resolutions in turn; CERTPHOTO_WHOLE_MATRIX=1 takes
// all.
#include <gtest/gtest.h>
#include <vips/vips.h>

#include <cmath>
#include <cstring>
#include <set>
#include <sstream>

#include "engine/catalogue/paper.h"
#include "engine/catalogue/spec.h"
#include "engine/sheet/sheet_parameters.h"
#include "sheet_fixture.h"
#include "tools.h"

namespace certphoto::print_test {
namespace {

constexpr double kToleranceMm = 0.1;
constexpr double kMarginMm = 5, kGapMm = 3;
constexpr double kPdfDpi = 500;

struct Cell {
  double x, y, width, height;  // mm on the paper
};

// Millimetres of the paper to pixels of a picture of it.
struct Scale {
  double per_mm, x0, y0;
  [[nodiscard]] double X(double mm) const { return x0 + mm * per_mm; }
  [[nodiscard]] double Y(double mm) const { return y0 + mm * per_mm; }
};

class Grey {
 public:
  // Any picture file, as one channel.
  static Grey Read(const Bytes& file) {
    Grey out;
    VipsImage* image = vips_image_new_from_buffer(file.data(), file.size(), "", nullptr);
    VipsImage* grey = nullptr;
    if (image == nullptr || vips_colourspace(image, &grey, VIPS_INTERPRETATION_B_W, nullptr) != 0) {
      ADD_FAILURE() << vips_error_buffer();
      return out;
    }
    std::size_t size = 0;
    auto* pixels = static_cast<std::uint8_t*>(vips_image_write_to_memory(grey, &size));
    out.width = vips_image_get_width(grey);
    out.height = vips_image_get_height(grey);
    const int bands = vips_image_get_bands(grey);
    out.pixels_.resize(std::size_t(out.width) * std::size_t(out.height));
    for (std::size_t i = 0; i < out.pixels_.size(); ++i) out.pixels_[i] = pixels[i * std::size_t(bands)];
    g_free(pixels);
    g_object_unref(grey);
    g_object_unref(image);
    return out;
  }
  [[nodiscard]] bool Dark(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < height &&
           pixels_[std::size_t(y) * std::size_t(width) + std::size_t(x)] < 128;
  }
  int width = 0, height = 0;

 private:
  Bytes pixels_;
};

// The dark stretches [first, second) of a row, or of a column when `down`.
using Runs = std::vector<std::pair<int, int>>;
Runs DarkRuns(const Grey& picture, int line, bool down) {
  Runs runs;
  const int length = down ? picture.height : picture.width;
  for (int i = 0, start = -1; i <= length; ++i) {
    const bool dark = i < length && (down ? picture.Dark(line, i) : picture.Dark(i, line));
    if (dark && start < 0) start = i;
    if (!dark && start >= 0) runs.emplace_back(std::exchange(start, -1), i);
  }
  return runs;
}

// The edge of `runs` next to `px`, of those that begin (or end) there.
double NearestEdge(const Runs& runs, double px, bool begins) {
  double best = std::numeric_limits<double>::infinity();
  for (const auto& [from, to] : runs) {
    const double edge = begins ? from : to;
    if (std::abs(edge - px) < std::abs(best - px)) best = edge;
  }
  return best;
}

std::vector<Cell> CellsOf(const Bytes& list) {
  std::istringstream in(std::string(list.begin(), list.end()));
  std::string line;
  std::getline(in, line);
  EXPECT_NE(line.find("sheet,cell,x_mm,y_mm,photo_mm,turned"), std::string::npos) << line;
  std::vector<Cell> cells;
  while (std::getline(in, line)) {
    int sheet = 0, cell = 0;
    Cell c{};
    char turned[4] = {};
    EXPECT_EQ(std::sscanf(line.c_str(), "%d,%d,%lf,%lf,%lfx%lf,%3[a-z]", &sheet, &cell, &c.x, &c.y, &c.width,
                          &c.height, turned),
              7)
        << line;
    if (std::strcmp(turned, "yes") == 0) std::swap(c.width, c.height);
    if (sheet == 1) cells.push_back(c);
  }
  return cells;
}

class Positions : public SheetTest {
 protected:
  static void SetUpTestSuite() {
    SheetTest::SetUpTestSuite();
    dark_ =
        Share(testing_pictures::Jpeg(testing_pictures::Paint(480, 640, 3, [](int, int, int) { return 30; })));
  }

  void SetUp() override {
    Diagnostics problems;
    const auto configs = std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs";
    const auto specs = SpecCatalogue::Load(configs / "specs", problems);
    std::set<std::pair<double, double>> sizes;
    for (const auto& spec : specs.all())
      if (spec.print_width_mm > 0) sizes.emplace(spec.print_width_mm, spec.print_height_mm);
    sizes_.assign(sizes.begin(), sizes.end());
    // Devices with the same paper and raster are one case.
    std::set<std::string> seen;
    const auto papers = PaperCatalogue::Load(configs / "papers", problems);
    for (const auto& paper : papers.all()) {
      Parameters parameters;
      AddPaper(paper, parameters);
      std::string key;
      for (const auto& [name, value] : parameters) key += name + "=" + value + ";";
      if (seen.insert(key).second) papers_.push_back(paper);
    }
    ASSERT_TRUE(problems.empty()) << problems.ToString();
    ASSERT_GE(sizes_.size(), 10u);
    ASSERT_GE(papers_.size(), 20u);
  }

  // A sheet full of one size; empty where none fits.
  std::vector<Cell> Draw(const Paper& paper, std::pair<double, double> size, const char* format, double dpi) {
    Parameters parameters;
    AddPaper(paper, parameters);
    std::ostringstream yaml;
    yaml << "{photo_width_mm: " << size.first << ", photo_height_mm: " << size.second
         << ", margin_mm: " << kMarginMm << ", gap_mm: " << kGapMm
         << ", bleed_mm: 0, list: true, format: " << format;
    for (const auto& [name, value] : parameters)
      if (name != "dpi") yaml << ", " << name << ": " << value;
    yaml << ", dpi: " << dpi << "}";
    job.items.all = {{dark_, {}}};
    job.shelf.Clear();
    const auto status = job.Run(*engine_, yaml.str());
    if (!status) {
      EXPECT_NE(status.error().message.find("fit"), std::string::npos) << status.error().message;
      return {};
    }
    return CellsOf(job.shelf.files.at("list.csv"));
  }

  // The picture's dark rectangles and marks against the plan.
  void Compare(const Grey& picture, const Scale& scale, const std::vector<Cell>& cells) {
    const auto off = [&](double px, double mm_px) { return std::abs(px - mm_px) / scale.per_mm; };
    for (const auto& c : cells) {
      // Across three lines each way, the middle value: a neighbour's mark in the gap may touch the photo on
      // one.
      std::array<std::array<double, 3>, 4> errors;
      for (const std::size_t i : {0u, 1u, 2u}) {
        const double at = 0.27 + 0.23 * double(i);
        const auto row = DarkRuns(picture, int(scale.Y(c.y + c.height * at)), false);
        const auto column = DarkRuns(picture, int(scale.X(c.x + c.width * at)), true);
        errors[0][i] = off(NearestEdge(row, scale.X(c.x), true), scale.X(c.x));
        errors[1][i] = off(NearestEdge(row, scale.X(c.x + c.width), false), scale.X(c.x + c.width));
        errors[2][i] = off(NearestEdge(column, scale.Y(c.y), true), scale.Y(c.y));
        errors[3][i] = off(NearestEdge(column, scale.Y(c.y + c.height), false), scale.Y(c.y + c.height));
      }
      for (auto& edge : errors) {
        std::sort(edge.begin(), edge.end());
        EXPECT_LE(edge[1], kToleranceMm) << "photo at " << c.x << ", " << c.y;
        worst_photo_mm = std::max(worst_photo_mm, edge[1]);
      }
    }
    CompareMarks(picture, scale, cells, false);
    CompareMarks(picture, scale, cells, true);
  }

  // Marks above the first row (or left of the first column): their inner edges are the trim of the cells
  // there.
  void CompareMarks(const Grey& picture, const Scale& scale, const std::vector<Cell>& cells, bool left) {
    const auto near = [&](const Cell& c) { return left ? c.x : c.y; };
    double first = std::numeric_limits<double>::infinity();
    for (const auto& c : cells) first = std::min(first, near(c));
    // Of the lines across the margin, the one that most marks cross.
    Runs marks;
    for (double mm = 0.3; mm < first - 0.3; mm += 0.3) {
      auto runs = DarkRuns(picture, int(left ? scale.X(mm) : scale.Y(mm)), left);
      if (runs.size() > marks.size()) marks = std::move(runs);
    }
    for (const auto& c : cells) {
      if (near(c) > first + 0.01) continue;
      const double from = left ? scale.Y(c.y) : scale.X(c.x);
      const double to = left ? scale.Y(c.y + c.height) : scale.X(c.x + c.width);
      // A mark ends where the photo begins, and begins where it ends.
      for (const double px : {NearestEdge(marks, from, false) - from, NearestEdge(marks, to, true) - to}) {
        const double error = std::abs(px) / scale.per_mm;
        EXPECT_LE(error, kToleranceMm) << (left ? "mark left of " : "mark above ") << c.x << ", " << c.y;
        worst_mark_mm = std::max(worst_mark_mm, error);
        ++marks_measured;
      }
    }
  }

  static std::shared_ptr<const Bytes> dark_;
  std::vector<Paper> papers_;
  std::vector<std::pair<double, double>> sizes_;
  double worst_photo_mm = 0, worst_mark_mm = 0;
  int marks_measured = 0, sheets = 0;
};
std::shared_ptr<const Bytes> Positions::dark_;

bool WholeMatrix() {
  return std::getenv("CERTPHOTO_WHOLE_MATRIX") != nullptr;
}

TEST_F(Positions, OnEveryPapersRasterAreThePlansToATenthOfAMillimetre) {
  constexpr std::array kDpis{254.0, 300.0, 350.0, 600.0};
  std::size_t turn = 0;
  for (const auto& paper : papers_)
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      // A size in eight, each paper beginning with another.
      if (!WholeMatrix() && (s + turn) % 8 != 0) continue;
      for (std::size_t d = 0; d < kDpis.size(); ++d) {
        if (!WholeMatrix() && d != (turn + s / 4) % kDpis.size()) continue;
        const double dpi = kDpis[d];
        SCOPED_TRACE(paper.id + " with " + std::to_string(sizes_[s].first) + "x" +
                     std::to_string(sizes_[s].second) + " at " + std::to_string(int(dpi)) + " dpi");
        const bool tiff = d % 2 == 0;
        const auto cells = Draw(paper, sizes_[s], tiff ? "tiff" : "png", dpi);
        if (cells.empty()) continue;
        if (job.shelf.files.contains(tiff ? "sheet-2.tif" : "sheet-2.png"))
          ADD_FAILURE() << "one item, two sheets";
        const Grey picture = Grey::Read(job.shelf.files.at(tiff ? "sheet.tif" : "sheet.png"));
        const double per_mm = dpi / 25.4;
        // What the pads leave is centred on the paper; everything is in px of the raster that is sent.
        double x_pads = 0, y_pads = 0;
        if (const auto& r = paper.raster) {
          x_pads = (r->pad_left_px - r->pad_right_px) / 2.0 * dpi / r->dpi;
          y_pads = (r->pad_top_px - r->pad_bottom_px) / 2.0 * dpi / r->dpi;
        }
        Compare(picture,
                {per_mm, (picture.width - paper.width_mm * per_mm) / 2 + x_pads,
                 (picture.height - paper.height_mm * per_mm) / 2 + y_pads},
                cells);
        ++sheets;
        if (HasFailure()) return;
      }
      ++turn;
    }
  EXPECT_GE(sheets, 40);
  EXPECT_GE(marks_measured, 4 * sheets);
  std::printf("%d raster sheets: photos within %.3f mm, %d marks within %.3f mm\n", sheets, worst_photo_mm,
              marks_measured, worst_mark_mm);
}

TEST_F(Positions, InEveryPapersPdfAreThePlansToATenthOfAMillimetre) {
  CERTPHOTO_NEED_TOOL("pdftoppm", "poppler-utils");
  Folder folder;
  std::set<std::pair<double, double>> tried;
  std::size_t turn = 0;
  for (const auto& paper : papers_) {
    if (!tried.emplace(paper.width_mm, paper.height_mm).second) continue;
    for (std::size_t s = 0; s < sizes_.size(); ++s) {
      if (!WholeMatrix() && (s + turn) % 12 != 0) continue;
      SCOPED_TRACE(paper.id + " with " + std::to_string(sizes_[s].first) + "x" +
                   std::to_string(sizes_[s].second));
      const auto cells = Draw(paper, sizes_[s], "pdf", 300);
      if (cells.empty()) continue;
      const auto pdf = WriteFile(folder / "sheet.pdf", job.shelf.files.at("document.pdf"));
      const auto told = Tell("pdftoppm -singlefile -gray -png -r " + std::to_string(int(kPdfDpi)) + " " +
                             pdf.string() + " " + (folder / "sheet").string());
      ASSERT_EQ(told.exit, 0) << told.text;
      // Where printing reaches over the paper the page does as well, equally at both sides; TrimBox is the
      // paper.
      const Grey picture = Grey::Read(ReadFile(folder / "sheet.png"));
      const double per_mm = kPdfDpi / 25.4;
      Compare(picture,
              {per_mm, (picture.width - paper.width_mm * per_mm) / 2,
               (picture.height - paper.height_mm * per_mm) / 2},
              cells);
      ++sheets;
      if (HasFailure()) return;
    }
    ++turn;
  }
  EXPECT_GE(sheets, 8);
  std::printf("%d PDF sheets: photos within %.3f mm, %d marks within %.3f mm\n", sheets, worst_photo_mm,
              marks_measured, worst_mark_mm);
}

}  // namespace
}  // namespace certphoto::print_test
