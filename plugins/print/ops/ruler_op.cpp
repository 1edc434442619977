#include "ops/ruler_op.h"

#include "jobs/ruler_target.h"
#include "jobs/sheet_writer.h"
#include "text/clean_text.h"

namespace certphoto::print {
namespace {

class NoPictures : public Pictures {
 public:
  std::shared_ptr<const Pixels> Decoded(std::uint64_t) override { return nullptr; }
  std::vector<std::uint8_t> PassThroughJpeg(std::uint64_t) override { return {}; }
};

}  // namespace

RulerOp::RulerOp(cph::Setup& setup)
    : device_(ReadDevice(setup)),
      dpi_(setup.number("dpi")),
      format_(static_cast<SheetFormat>(ChoiceIndex(kFormats.data(), setup.text("format")))),
      title_(CleanText(setup.text("title"))),
      font_(setup.text("font")),
      created_(ReadCreated(setup)) {}

void RulerOp::run(cph::Call& call) {
  cph::Job job(call);
  NoPictures none;
  Typesetter typesetter(font_);
  try {
    const auto drawing = DrawRulerTarget(device_.paper, title_, typesetter);
    const auto writer =
        format_ == SheetFormat::kPdf
            ? MakePdfWriter(job, none, device_, {title_.empty() ? "Ruler target" : title_, created_, {}})
            : MakeRasterWriter(job, none,
                               {RasterFormatOf(format_), PrinterGrid(device_, dpi_), 95, {}, {}, {}, false});
    writer->Front(drawing, 1);
    writer->Finish();
  } catch (const std::invalid_argument& e) {
    throw cph::Error(CPH_E_INVALID, e.what());
  }
}

}  // namespace certphoto::print
