#include "ops/sheet_params.h"

#include <ctime>

#include "drawing/sheet_code.h"
#include "pdf/pdf_identity.h"

namespace certphoto::print {
namespace {

std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

CaptionSettings ReadCaptions(const cph::Setup& setup) {
  CaptionSettings captions;
  for (const char* name : {"caption", "caption_2"})
    if (auto line = CaptionTemplate::Parse(setup.text(name)); !line.empty())
      captions.lines.push_back(std::move(line));
  for (const char* name : {"back", "back_2"})
    if (auto line = CaptionTemplate::Parse(setup.text(name)); !line.empty())
      captions.back.push_back(std::move(line));
  captions.place = static_cast<CaptionPlace>(ChoiceIndex(kCaptionPlaces.data(), setup.text("caption_place")));
  captions.band = FromMm(setup.number("caption_band_mm"));
  captions.size_pt = setup.number("caption_size_pt");
  captions.min_size_pt = std::min(setup.number("caption_min_size_pt"), captions.size_pt);
  captions.font = setup.text("font");
  return captions;
}

SheetSettings ReadSheet(const cph::Setup& setup) {
  SheetSettings sheet;
  sheet.device = ReadDevice(setup);
  sheet.margin = FromMm(setup.number("margin_mm"));
  sheet.gap = FromMm(setup.number("gap_mm"));
  sheet.bleed = FromMm(setup.number("bleed_mm"));
  sheet.turning = static_cast<Turning>(ChoiceIndex(kTurnings.data(), setup.text("turning")));
  sheet.marks = static_cast<MarkStyle>(ChoiceIndex(kMarks.data(), setup.text("marks")));
  sheet.mark_width = FromMm(setup.number("mark_width_mm"));
  sheet.keyline = static_cast<Keyline>(ChoiceIndex(kKeylines.data(), setup.text("keyline")));
  sheet.captions = ReadCaptions(setup);
  sheet.job = setup.text("job");
  sheet.batch = setup.text("batch");
  CheckId("job", sheet.job);
  CheckId("batch", sheet.batch);
  sheet.sheet_code = setup.flag("sheet_code") && !sheet.job.empty();
  sheet.code_side = FromMm(setup.number("code_mm"));
  if (sheet.Usable().width <= 0 || sheet.Usable().height <= 0)
    throw cph::Error(CPH_E_INVALID, "margin_mm leaves nothing of paper_width_mm and paper_height_mm");
  return sheet;
}

PrintSize ReadSize(const cph::Setup& setup) {
  PrintSize size;
  size.photo = {FromMm(setup.number("photo_width_mm")), FromMm(setup.number("photo_height_mm"))};
  const Size window{FromMm(setup.number("window_width_mm")), FromMm(setup.number("window_height_mm"))};
  if ((window.width > 0) != (window.height > 0))
    throw cph::Error(CPH_E_INVALID, "window_width_mm and window_height_mm go together");
  if (window.width == 0) return size;
  if (window.width > size.photo.width || window.height > size.photo.height)
    throw cph::Error(CPH_E_INVALID, "the window is larger than the paper photo");
  size.window = window;
  return size;
}

}  // namespace

RasterFormat RasterFormatOf(SheetFormat format) {
  return format == SheetFormat::kPng    ? RasterFormat::kPng
         : format == SheetFormat::kTiff ? RasterFormat::kTiff
                                        : RasterFormat::kJpeg;
}

std::string ReadCreated(const cph::Setup& setup) {
  const auto created = setup.text("created");
  if (created.empty()) return Now();
  if (!IsMoment(created)) throw cph::Error(CPH_E_INVALID, "created is written 2026-11-22T10:00:00Z");
  return created;
}

SheetJob ReadSheetJob(const cph::Setup& setup) {
  try {
    SheetJob job;
    job.sheet = ReadSheet(setup);
    job.dpi = setup.number("dpi");
    job.size = ReadSize(setup);
    job.copies = setup.integer("copies");
    job.grouping = static_cast<Grouping>(ChoiceIndex(kGroupings.data(), setup.text("grouping")));
    job.group_key = setup.text("group_key");
    job.order = static_cast<SheetOrder>(ChoiceIndex(kOrders.data(), setup.text("order")));
    job.stack_sheets = setup.integer("stack_sheets");
    job.flip = static_cast<Flip>(ChoiceIndex(kFlips.data(), setup.text("flip")));
    job.format = static_cast<SheetFormat>(ChoiceIndex(kFormats.data(), setup.text("format")));
    job.jpeg_quality = setup.integer("jpeg_quality");
    job.title = setup.text("title");
    if (job.title.empty())
      job.title = job.sheet.job.empty()
                      ? "Print sheets"
                      : job.sheet.job + (job.sheet.batch.empty() ? "" : "/" + job.sheet.batch);
    job.created = ReadCreated(setup);
    job.colour.intent = static_cast<Intent>(ChoiceIndex(kIntents.data(), setup.text("intent")));
    job.colour.black_point_compensation = setup.flag("black_point_compensation");
    job.previews = setup.flag("previews");
    job.preview_dpi = setup.number("preview_dpi");
    job.soft_proof = setup.flag("soft_proof");
    job.list = setup.flag("list");
    job.list_text = CaptionTemplate::Parse(setup.text("list_text"));
    job.slips = setup.flag("slips");
    return job;
  } catch (const std::invalid_argument& e) {
    throw cph::Error(CPH_E_INVALID, e.what());
  }
}

}  // namespace certphoto::print
