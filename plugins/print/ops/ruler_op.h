// print.ruler: a sheet to measure a printer with.
#ifndef CERTPHOTO_PRINT_OPS_RULER_OP_H
#define CERTPHOTO_PRINT_OPS_RULER_OP_H

#include "ops/sheet_params.h"

namespace certphoto::print {

inline constexpr std::array kRulerOwnParams{
    cph::text("title", "", "What is printed on the target; the printer's name, say"),
    cph::text("font", "Noto Sans CJK SC", "Family of the type"),
    cph::choice("format", "pdf", kFormats.data(), "A PDF, or the raster file the printer is sent"),
    cph::text("created", "", "Time that the document is dated with, as 2026-11-22T10:00:00Z; empty: now"),
};
inline constexpr auto kRulerParams = JoinParams(kDeviceParams, kRulerOwnParams);

// Its items, if there are any, are not looked at.
class RulerOp {
 public:
  static constexpr auto kind = CPH_KIND_RENDERER;
  static constexpr auto id = "print.ruler";
  static constexpr auto summary =
      "A ruler target: print it, measure it, enter the calibration in the paper's file";
  static constexpr auto params = kRulerParams;

  explicit RulerOp(cph::Setup& setup);
  void run(cph::Call& call);

 private:
  Device device_;
  double dpi_;
  SheetFormat format_;
  std::string title_, font_, created_;
};

}  // namespace certphoto::print

#endif
