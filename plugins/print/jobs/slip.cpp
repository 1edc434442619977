#include "jobs/slip.h"

#include "text/cat.h"

namespace certphoto::print {
namespace {

constexpr double kTitlePt = 14, kRowPt = 9.5, kSmallestPt = 6;
constexpr double kPageWidth = 210, kPageHeight = 297, kMargin = 18;  // mm, A4
constexpr double kHeaderHeight = 22, kRowHeight = 6.6;
constexpr double kColumns[] = {18, 32, 110, 158,
                               192};  // left edges of number, person, prints, sheets; right edge

class Page {
 public:
  Page(Typesetter& typesetter) : typesetter_(typesetter) {
    drawing_.paper = {FromMm(kPageWidth), FromMm(kPageHeight)};
  }

  void Write(double x_mm, double baseline_mm, const std::string& text, double size, double width_mm) {
    if (text.empty()) return;
    drawing_.things.push_back(Text{typesetter_.Fit(text, size, kSmallestPt, width_mm * 1000),
                                   {x_mm * 1000, baseline_mm * 1000},
                                   0,
                                   Ink::Black()});
  }
  void Rule(double y_mm) {
    drawing_.things.push_back(
        Line{false, FromMm(y_mm), FromMm(kMargin), FromMm(kColumns[4]), 100, 1, Ink::Black(120)});
  }
  Drawing Take() { return std::move(drawing_); }

 private:
  Typesetter& typesetter_;
  Drawing drawing_;
};

void WriteRow(Page& page, double y, const std::string (&cells)[4]) {
  for (std::size_t i = 0; i < 4; ++i)
    page.Write(kColumns[i], y, cells[i], kRowPt, kColumns[i + 1] - kColumns[i] - 2);
}

std::string Sheets(const SlipRow& row) {
  if (row.first_sheet == 0) return "-";
  return row.last_sheet > row.first_sheet ? Cat(row.first_sheet, "-", row.last_sheet) : Cat(row.first_sheet);
}

}  // namespace

Device SlipDevice() {
  Device device;
  device.paper = {FromMm(kPageWidth), FromMm(kPageHeight)};
  return device;
}

std::vector<Drawing> DrawSlip(const Slip& slip, Typesetter& typesetter) {
  constexpr double kFirstRow = kMargin + kHeaderHeight + kRowHeight;
  const auto rows_a_page = static_cast<std::size_t>((kPageHeight - kMargin - kFirstRow) / kRowHeight);
  const auto pages = (slip.rows.size() + rows_a_page - 1) / rows_a_page;
  std::vector<Drawing> out;
  for (std::size_t p = 0; p < pages; ++p) {
    Page page(typesetter);
    const auto title = slip.group.empty() ? std::string("照片清单 Order slip") : slip.group;
    page.Write(kMargin, kMargin + 6, title, kTitlePt, kColumns[4] - kMargin - 30);
    page.Write(kColumns[4] - 26, kMargin + 6, Cat(p + 1, " / ", pages), kRowPt, 26);
    const auto ids = slip.job + (slip.batch.empty() ? "" : "/" + slip.batch);
    page.Write(
        kMargin, kMargin + 13,
        Cat(ids, ids.empty() ? "" : "    ", slip.created.substr(0, 10), "    ", slip.rows.size(), " 人"),
        kRowPt, kColumns[4] - kMargin);
    const double head = kMargin + kHeaderHeight;
    WriteRow(page, head, {"序号", "姓名 / 号码", "照片", "版号 Sheet"});
    page.Rule(head + 2);
    double y = kFirstRow + 1;
    for (auto i = p * rows_a_page; i < std::min(slip.rows.size(), (p + 1) * rows_a_page);
         ++i, y += kRowHeight) {
      const auto& row = slip.rows[i];
      WriteRow(page, y, {std::to_string(row.number), row.person, row.prints, Sheets(row)});
      page.Rule(y + 2);
    }
    out.push_back(page.Take());
  }
  return out;
}

}  // namespace certphoto::print
