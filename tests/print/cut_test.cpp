// A sheet rendered, "cut" along its own marks by a guillotine that is up to a millimetre off, and compared
// with the photos that were sent: no neighbour, no white sliver, the right picture in the right cell.
#include <gtest/gtest.h>
#include <vips/vips.h>

#include <cmath>

#include "sheet_fixture.h"

namespace certphoto::print_test {
namespace {

constexpr double kDpi = 300, kPxPerMm = kDpi / 25.4;
constexpr int kMarkPx = 2;  // 0.1 mm, rounded up

// Six people whose colours no mixture turns into one another's or paper's: a coat is half as light as its
// ground.
constexpr std::array<std::array<std::uint8_t, 3>, 6> kGrounds{
    {{210, 60, 60}, {60, 190, 60}, {70, 70, 220}, {200, 190, 50}, {50, 190, 200}, {200, 60, 190}}};

testing_pictures::Pixels Draw(int person) {
  const auto form = DrawPortrait(0, 480, 640);
  const auto ground = GroundOf(0);
  return testing_pictures::Paint(form.width, form.height, 3, [&](int x, int y, int c) {
    const int light = kGrounds[std::size_t(person)][std::size_t(c)];
    return form.at(x, y)[0] == ground[0] ? light : light / 2;
  });
}

struct Picture {
  int width = 0, height = 0;
  Bytes rgb;
  [[nodiscard]] const std::uint8_t* at(int x, int y) const {
    return rgb.data() + (std::size_t(y) * std::size_t(width) + std::size_t(x)) * 3;
  }
  [[nodiscard]] bool Black(int x, int y) const {
    return at(x, y)[0] < 60 && at(x, y)[1] < 60 && at(x, y)[2] < 60;
  }
};

Picture Read(const Bytes& png) {
  Picture out;
  VipsImage* image = vips_image_new_from_buffer(png.data(), png.size(), "", nullptr);
  if (image == nullptr || vips_image_get_bands(image) != 3) {
    ADD_FAILURE() << "no RGB picture: " << vips_error_buffer();
    return out;
  }
  std::size_t size = 0;
  auto* samples = static_cast<std::uint8_t*>(vips_image_write_to_memory(image, &size));
  out.rgb.assign(samples, samples + size);
  out.width = vips_image_get_width(image);
  out.height = vips_image_get_height(image);
  g_free(samples);
  g_object_unref(image);
  return out;
}

// Pixel edges to cut at, two for each column (row when `down`) of photos: the inner edges of the marks in the
// margin.
std::vector<int> CutsFromMarks(const Picture& sheet, bool down) {
  std::vector<int> best;
  const int across = int(4 * kPxPerMm);
  for (int line = 2; line < across; ++line) {
    std::vector<std::pair<int, int>> runs;
    const int length = down ? sheet.height : sheet.width;
    for (int i = 0, start = -1; i <= length; ++i) {
      const bool black = i < length && (down ? sheet.Black(line, i) : sheet.Black(i, line));
      if (black && start < 0) start = i;
      if (!black && start >= 0) runs.emplace_back(std::exchange(start, -1), i);
    }
    if (runs.size() <= best.size()) continue;
    best.clear();
    for (std::size_t i = 0; i < runs.size(); ++i) best.push_back(i % 2 == 0 ? runs[i].second : runs[i].first);
  }
  return best;
}

// How far a colour is from the nearest mixture of a person's two: resampling and JPEG blend them at edges.
double OffPerson(const std::uint8_t* rgb, int person) {
  const auto& ground = kGrounds[std::size_t(person)];
  double along = 0, length = 0;
  for (std::size_t c = 0; c < 3; ++c)
    along += rgb[c] * double(ground[c]), length += double(ground[c]) * ground[c];
  const double light = std::clamp(along / length, 0.5, 1.0);
  double off = 0;
  for (std::size_t c = 0; c < 3; ++c) off += std::pow(rgb[c] - light * ground[c], 2);
  return std::sqrt(off);
}

class Cut : public SheetTest {};

TEST_F(Cut, AMillimetreOffShowsNeitherNeighbourNorPaper) {
  // 33x44 is the photos' own shape; six people on one sheet.
  for (int person = 0; person < 6; ++person)
    job.items.all.push_back(
        {Share(testing_pictures::Jpeg(Draw(person), {.quality = 95, .subsample = false})), {}});
  Render(
      "{photo_width_mm: 33, photo_height_mm: 44, paper_width_mm: 115, paper_height_mm: 101, margin_mm: 5, "
      "gap_mm: 3, "
      "bleed_mm: 1.5, copies: 1, grouping: all, turning: upright, format: png, keyline: 'off'}");
  const Picture sheet = Read(job.shelf.files.at("sheet.png"));
  const auto columns = CutsFromMarks(sheet, false), rows = CutsFromMarks(sheet, true);
  ASSERT_EQ(columns.size(), 6u);
  ASSERT_EQ(rows.size(), 4u);
  const int off = int(std::floor(kPxPerMm));  // a millimetre
  double worst = 0, worst_picture = 0;
  for (int person = 0; person < 6; ++person) {
    const int left = columns[std::size_t(person % 3) * 2], right = columns[std::size_t(person % 3) * 2 + 1];
    const int top = rows[std::size_t(person / 3) * 2], bottom = rows[std::size_t(person / 3) * 2 + 1];
    EXPECT_NEAR((right - left) / kPxPerMm, 33, 0.1);
    EXPECT_NEAR((bottom - top) / kPxPerMm, 44, 0.1);
    // Whatever a blade that is a millimetre off leaves on the photo: only this person's colours. Where it
    // strays into the gap it may leave the stub of a hairline mark at a corner, but nothing black on the
    // photo itself.
    for (int y = top - off; y < bottom + off; ++y)
      for (int x = left - off; x < right + off; ++x) {
        const bool outside = x < left || x >= right || y < top || y >= bottom;
        const bool on_a_mark = outside && (std::min(std::abs(x - left), std::abs(x - right)) <= kMarkPx ||
                                           std::min(std::abs(y - top), std::abs(y - bottom)) <= kMarkPx);
        if (!on_a_mark || !sheet.Black(x, y)) worst = std::max(worst, OffPerson(sheet.at(x, y), person));
      }
    // Cut right, it is the photo that was sent: the middle of each of its pixels. Edges of the drawing are
    // left out.
    const auto sent = Draw(person);
    double sum = 0;
    int count = 0;
    for (int y = 0; y < sent.height; y += 4)
      for (int x = 0; x < sent.width; x += 4) {
        const auto* is = sheet.at(int(left + (x + 0.5) * (right - left) / sent.width),
                                  int(top + (y + 0.5) * (bottom - top) / sent.height));
        for (int c = 0; c < 3; ++c) sum += std::abs(int(is[c]) - int(sent.at(x, y)[c])), ++count;
      }
    worst_picture = std::max(worst_picture, sum / count);
  }
  // The nearest that paper or anybody else's ground comes to a person's colours: resampling overshoots by
  // less.
  double nearest = std::numeric_limits<double>::infinity();
  for (int person = 0; person < 6; ++person) {
    constexpr std::array<std::uint8_t, 3> kPaper{255, 255, 255};
    nearest = std::min(nearest, OffPerson(kPaper.data(), person));
    for (int other = 0; other < 6; ++other)
      if (other != person)
        nearest = std::min(nearest, OffPerson(kGrounds[std::size_t(other)].data(), person));
  }
  EXPECT_LT(worst, nearest);
  EXPECT_LE(worst_picture, 2) << "mean difference to the photo that was sent, of 255";
  std::printf(
      "cut 1 mm off: colours within %.1f of the person's own (the nearest foreign one is %.1f away); cut "
      "right: "
      "%.2f from the photo that was sent (of 255)\n",
      worst, nearest, worst_picture);
}

}  // namespace
}  // namespace certphoto::print_test
