#include "ops/sheet_op.h"

#include <cstdio>

#include "jobs/csv.h"
#include "jobs/orders.h"
#include "jobs/sheet_writer.h"
#include "jobs/slip.h"
#include "text/cat.h"

namespace certphoto::print {
namespace {

std::optional<IccProfile> PrinterProfile(cph::Job& job) {
  auto bytes = job.attachment("printer_profile");
  if (!bytes) return std::nullopt;
  auto profile = IccProfile::Parse(bytes.values<std::uint8_t>());
  if (!profile) throw cph::Error(CPH_E_INVALID, "the printer profile is no ICC profile");
  if (profile->colour_space() != "RGB " && profile->colour_space() != "CMYK")
    throw cph::Error(CPH_E_UNSUPPORTED, "the printer profile is of colour space '" + profile->colour_space() +
                                            "'; RGB and CMYK are printed");
  // ISO 15930-7, 6.2.2: an output intent is of class 'prtr'; and a display's profile says nothing about
  // paper.
  if (!profile->is_printer())
    throw cph::Error(CPH_E_INVALID, "the printer profile is not of the class of printers (prtr)");
  return profile;
}

std::string Fixed(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string Hex(const Rgb& c) {
  char text[16];
  std::snprintf(text, sizeof text, "#%02X%02X%02X", c[0], c[1], c[2]);
  return text;
}

// One run over a job.
class SheetMaking {
 public:
  SheetMaking(cph::Call& call, const SheetJob& settings)
      : call_(call),
        settings_(settings),
        job_(call),
        profile_(PrinterProfile(job_)),
        orders_(ReadOrders(job_, settings.sheet, {settings.size, settings.copies, settings.group_key})),
        imposition_(Plan()),
        typesetter_(settings.sheet.captions.font),
        items_(job_, settings.sheet, orders_.shapes, typesetter_, LimitsOf(call),
               [this](std::uint64_t item) { return orders_.SizesOf(item); }),
        composer_(settings_.sheet, orders_.shapes, typesetter_, items_, imposition_.sheets()) {
    if (settings_.slips) sheets_of_.resize(job_.size());
  }

  void Go() {
    if (imposition_.sheets() == 0)
      throw cph::Error(CPH_E_INVALID, "nobody ordered a photo: there is nothing to print");
    const auto writer = Writer();
    std::optional<RasterWriter> previews;
    if (settings_.previews) previews.emplace(job_, items_, PreviewSettings());
    if (settings_.list) StartList();
    while (const auto sheet = imposition_.Next()) {
      call_.throw_if_cancelled();
      const auto front = composer_.Front(*sheet);
      writer->Front(front, sheet->number);
      if (!settings_.sheet.captions.back.empty())
        writer->Back(composer_.Back(*sheet, settings_.flip), sheet->number);
      if (previews) previews->Write(front, "preview", sheet->number);
      if (settings_.list) List(*sheet);
      if (settings_.slips) NoteSheet(*sheet);
    }
    writer->Finish();
    if (settings_.list) list_.close();
    if (settings_.slips) WriteSlips();
    ReportCut();
    ReportGamut();
  }

 private:
  Imposition Plan() {
    ImpositionRequest request;
    for (const auto& shape : orders_.shapes) request.sizes.push_back(shape.cell);
    request.area = settings_.sheet.Usable();
    request.gap = settings_.sheet.gap;
    request.turning = settings_.sheet.turning;
    request.demands = orders_.demands;
    request.demand_of = orders_.demand_of;
    request.group_of = orders_.group_of;
    request.grouping = settings_.grouping;
    request.order = settings_.order;
    request.stack_sheets = settings_.stack_sheets;
    return Imposition(std::move(request));
  }

  std::unique_ptr<SheetWriter> Writer() {
    if (settings_.format == SheetFormat::kPdf)
      return MakePdfWriter(job_, items_, settings_.sheet.device,
                           {settings_.title, settings_.created, profile_});
    RasterSettings raster;
    raster.format = RasterFormatOf(settings_.format);
    raster.grid = PrinterGrid(settings_.sheet.device, settings_.dpi);
    raster.jpeg_quality = settings_.jpeg_quality;
    raster.printer = profile_;
    raster.colour = settings_.colour;
    raster.numbered = imposition_.sheets() > 1;
    return MakeRasterWriter(job_, items_, raster);
  }

  [[nodiscard]] RasterSettings PreviewSettings() const {
    RasterSettings raster;
    raster.grid = PaperGrid(settings_.sheet.device, settings_.preview_dpi);
    raster.colour = settings_.colour;
    if (settings_.soft_proof) raster.proof = profile_;
    raster.numbered = imposition_.sheets() > 1;
    return raster;
  }

  [[nodiscard]] std::string Whom(std::uint64_t item) const {
    return settings_.list_text.Fill([&](const char* key) { return job_.text(item, key); });
  }

  void StartList() {
    list_ = job_.open("list", 0, "csv");
    list_.write(kCsvStart);
    list_.write(CsvRow({"sheet", "cell", "x_mm", "y_mm", "photo_mm", "turned", "item", "id", "who"}));
  }

  void List(const SheetPlan& sheet) {
    std::string rows;
    for (std::size_t i = 0; i < sheet.items.size(); ++i) {
      if (!sheet.items[i]) continue;
      const auto& cell = (*sheet.pattern)[i];
      const auto item = *sheet.items[i];
      const auto& size = orders_.shapes[static_cast<std::size_t>(cell.size)].size.photo;
      rows +=
          CsvRow({std::to_string(sheet.number), std::to_string(i + 1), Fixed(ToMm(cell.trim.x), 2),
                  Fixed(ToMm(cell.trim.y), 2), Fixed(ToMm(size.width), 1) + "x" + Fixed(ToMm(size.height), 1),
                  cell.turned ? "yes" : "no", std::to_string(item + 1),
                  std::string(job_.text(item, "id").value_or("")), Whom(item)});
    }
    list_.write(rows);
  }

  void NoteSheet(const SheetPlan& sheet) {
    for (const auto& item : sheet.items) {
      if (!item) continue;
      auto& [first, last] = sheets_of_[*item];
      if (first == 0) first = sheet.number;
      last = sheet.number;
    }
  }

  [[nodiscard]] std::string Prints(std::uint64_t item) const {
    const auto& demand = orders_.demands[orders_.demand_of[item]];
    std::string out;
    for (std::size_t k = 0; k < demand.size(); ++k)
      if (demand[k] > 0)
        out += Cat(out.empty() ? "" : ", ", SizeName(orders_.shapes[k].size.photo), " ×", demand[k]);
    return out;
  }

  void WriteSlips() {
    auto output = job_.open("slip", 0, "pdf");
    PdfDocument document([&](std::span<const std::uint8_t> bytes) { output.write(bytes); },
                         {settings_.title, settings_.created, {}});
    const auto device = SlipDevice();
    for (std::uint32_t group = 0; group < orders_.groups.size(); ++group) {
      Slip slip{settings_.sheet.job, settings_.sheet.batch, orders_.groups[group], settings_.created, {}};
      for (std::uint64_t item = 0; item < job_.size(); ++item)
        if (orders_.group_of[item] == group)
          slip.rows.push_back({static_cast<std::uint32_t>(item + 1), Whom(item), Prints(item),
                               sheets_of_[item].first, sheets_of_[item].second});
      for (const auto& page : DrawSlip(slip, typesetter_)) document.AddPage(page, device, items_);
    }
    document.Finish();
    output.close();
  }

  void ReportCut() {
    auto least = settings_.sheet.bleed;
    for (const auto& [pattern, sheet] : composer_.templates()) least = std::min(least, sheet.cut_tolerance);
    cph::Finding finding;
    finding.rule = "print.cut";
    finding.value = ToMm(least);
    finding.unit = "mm";
    finding.limit_min = call_.threshold("print.cut", "tolerance_mm_min");
    finding.verdict = finding.value >= finding.limit_min ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
    if (finding.verdict == CPH_VERDICT_FAIL) finding.note = "tight";
    call_.report(finding);
  }

  void ReportGamut() {
    cph::Finding finding;
    finding.rule = "print.gamut";
    finding.unit = "dE00";
    finding.limit_max = call_.threshold("print.gamut", "delta_e_max");
    if (!profile_ || items_.backgrounds().empty()) {
      finding.verdict = CPH_VERDICT_NOT_APPLICABLE;
      finding.note = profile_ ? nullptr : "no_profile";
      call_.report(finding);
      return;
    }
    finding.value = 0;
    for (const auto& colour : items_.backgrounds()) {
      const double moved = PrintedDeltaE(*profile_, settings_.colour, colour);
      if (moved < finding.value) continue;
      finding.value = moved;
      finding.args = {{"colour", Hex(colour), 0}};
    }
    finding.verdict = finding.value <= finding.limit_max ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
    if (finding.verdict == CPH_VERDICT_FAIL) finding.note = "out_of_gamut";
    call_.report(finding);
  }

  cph::Call& call_;
  const SheetJob& settings_;
  cph::Job job_;
  std::optional<IccProfile> profile_;
  Orders orders_;
  Imposition imposition_;
  Typesetter typesetter_;
  JobItems items_;
  Composer composer_;
  cph::Output list_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sheets_of_;
};

}  // namespace

void SheetOp::run(cph::Call& call) {
  try {
    SheetMaking(call, job_).Go();
  } catch (const std::invalid_argument& e) {
    throw cph::Error(CPH_E_INVALID, e.what());
  } catch (const std::length_error& e) {
    throw cph::Error(CPH_E_LIMIT, e.what());
  }
}

}  // namespace certphoto::print
