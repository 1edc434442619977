// The parameters of print.sheet and what they become.
#ifndef CERTPHOTO_PRINT_OPS_SHEET_PARAMS_H
#define CERTPHOTO_PRINT_OPS_SHEET_PARAMS_H

#include "colour/colour_transform.h"
#include "jobs/composer.h"
#include "jobs/print_list.h"
#include "ops/device_params.h"
#include "ops/params.h"
#include "raster/encoder.h"

namespace certphoto::print {

inline constexpr auto kTurnings = cph::list("auto", "upright", "turned", "uniform");
inline constexpr auto kMarks = cph::list("none", "crop", "lines");
inline constexpr auto kKeylines = cph::list("auto", "on", "off");
inline constexpr auto kGroupings = cph::list("person", "group", "all");
inline constexpr auto kOrders = cph::list("sheet", "stack");
inline constexpr auto kCaptionPlaces = cph::list("auto", "below", "inside");
inline constexpr auto kFormats = cph::list("pdf", "png", "tiff", "jpeg");
inline constexpr auto kIntents = cph::list("perceptual", "relative", "saturation", "absolute");
inline constexpr auto kFlips = cph::list("long", "short");

inline constexpr std::array kSheetOwnParams{
    cph::number("photo_width_mm", 33, kSmallestPrintMm, kLargestPrintMm, "mm",
                "Width of the paper photo, unless an item says otherwise (text `prints`)"),
    cph::number("photo_height_mm", 48, kSmallestPrintMm, kLargestPrintMm, "mm", "Height of the paper photo"),
    cph::number(
        "window_width_mm", 0, 0, kLargestPrintMm, "mm",
        "Centred part of the paper photo that carries the picture; 0: all of it, cropped around its centre"),
    cph::number("window_height_mm", 0, 0, kLargestPrintMm, "mm", "Height of that part"),
    cph::integer("copies", 0, 0, kMostCopies, "",
                 "Copies for each item that does not say otherwise; 0: a sheet full"),
    cph::choice("turning", "auto", kTurnings.data(),
                "Whether photos may lie on their side: mixed, never, all, or all alike"),
    cph::number("margin_mm", 2, 0, 100, "mm", "White between the photos and the edges of the paper"),
    cph::number("gap_mm", 2, 0, 50, "mm", "Between photos"),
    cph::number("bleed_mm", 1, 0, 10, "mm",
                "Picture beyond the trim, as far as gaps and margins have room for it"),
    cph::choice("marks", "crop", kMarks.data(), "Crop marks, or hairlines along every cut"),
    cph::number("mark_width_mm", 0.1, 0.07, 1, "mm",
                "Width of marks and lines; thinner than 0.07 mm does not print reliably"),
    cph::choice("keyline", "auto", kKeylines.data(),
                "A line around the trim; auto: where a photo's edge is as white as the paper"),
    cph::choice("grouping", "person", kGroupings.data(),
                "Whose photos may share a sheet: one person's, those of one group, all"),
    cph::text("group_key", "group", "Text of an item that names its group (class, school)"),
    cph::choice("order", "sheet", kOrders.data(),
                "People in order on each sheet, or through a stack of sheets that is cut at once"),
    cph::integer("stack_sheets", 50, 1, 1000, "", "Most sheets cut at once"),
    cph::text("caption", "",
              "First line under the photo: text with {name}, {number|mask}, any field of the roster"),
    cph::text("caption_2", "", "Second line under the photo"),
    cph::choice(
        "caption_place", "auto", kCaptionPlaces.data(),
        "Below the photo, or in the white under its window; auto: there, with as much below as it lacks"),
    cph::number("caption_band_mm", 0, 0, 30, "mm", "Height of the band; 0: what the lines need"),
    cph::number("caption_size_pt", 6.5, 3, 24, "pt", "Size of the caption's type"),
    cph::number("caption_min_size_pt", 4.5, 3, 24, "pt",
                "Long texts shrink to this, then they are cut and reported"),
    cph::text("font", "Noto Sans CJK SC", "Family of all type; others serve characters it lacks"),
    cph::text("back", "", "First line on the back of each photo; empty with back_2 empty: no backs"),
    cph::text("back_2", "", "Second line on the back"),
    cph::choice("flip", "long", kFlips.data(), "Edge about which the sheet is turned over for its back"),
    cph::text("job", "",
              "Id of the job, in the sheet line and the code: letters, digits, '-', '.'; no name and no "
              "number of a person"),
    cph::text("batch", "", "Id of the batch"),
    cph::boolean("sheet_code", true,
                 "QR code with job, batch and sheet where the sheet has room; needs a job id"),
    cph::number("code_mm", 10, 6, 50, "mm", "Side of the code without its quiet zone"),
    cph::choice("format", "pdf", kFormats.data(), "One PDF, or a raster file for each sheet"),
    cph::integer("jpeg_quality", 95, 50, 100, "", "Of JPEG sheets"),
    cph::text("title", "", "Title of the PDF; empty: made of job and batch"),
    cph::text("created", "", "Time that documents are dated with, as 2026-11-22T10:00:00Z; empty: now"),
    cph::choice("intent", "relative", kIntents.data(),
                "Rendering intent to the printer's profile (attachment `printer_profile`)"),
    cph::boolean("black_point_compensation", true, "Keep shadows apart on printers with a lighter black"),
    cph::boolean("previews", false, "A PNG of each sheet as it will look"),
    cph::number("preview_dpi", 100, 36, 300, "dpi", "Resolution of previews"),
    cph::boolean("soft_proof", false, "Previews show the printer profile's colours"),
    cph::boolean("list", false, "Picking list (CSV): which cell of which sheet holds whom"),
    cph::text("list_text", "{name} {number|mask}",
              "What the picking list and the slips say of a person, like a caption"),
    cph::boolean("slips", false,
                 "Order slip (PDF) for each group: who is in it, how many photos, on which sheets"),
};
inline constexpr auto kSheetParams = JoinParams(kDeviceParams, kSheetOwnParams);

enum class SheetFormat { kPdf, kPng, kTiff, kJpeg };

[[nodiscard]] RasterFormat RasterFormatOf(SheetFormat format);  // not of kPdf
// The parameter `created`, or the time it is now.
[[nodiscard]] std::string ReadCreated(const cph::Setup& setup);

struct SheetJob {
  SheetSettings sheet;
  double dpi = 0;
  PrintSize size;  // of items that do not say otherwise
  int copies = 0;
  Grouping grouping = Grouping::kPerson;
  std::string group_key;
  SheetOrder order = SheetOrder::kSheet;
  int stack_sheets = 0;
  Flip flip = Flip::kLongEdge;
  SheetFormat format = SheetFormat::kPdf;
  int jpeg_quality = 0;
  std::string title, created;
  ColourSettings colour;
  CaptionTemplate list_text;
  bool previews = false, soft_proof = false, list = false, slips = false;
  double preview_dpi = 0;
};

// Throws cph::Error (CPH_E_INVALID) for values that contradict each other.
[[nodiscard]] SheetJob ReadSheetJob(const cph::Setup& setup);

}  // namespace certphoto::print

#endif
