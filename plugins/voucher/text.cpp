#include "text.h"

#include <omp.h>
#include <tesseract/baseapi.h>

#include <string_view>
#include <vector>

#include "json_text.h"

namespace certphoto::voucher {
namespace {

constexpr std::size_t kMaxLines = 400;  // an A4 page has 60

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty() && out.size() < kMaxLines) {
    const auto end = text.find('\n');
    if (const auto line = text.substr(0, end); line.find_first_not_of(" \t\r\f") != std::string_view::npos)
      out.emplace_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

VoucherText::VoucherText(cph::Setup& setup) : reader_(std::make_unique<tesseract::TessBaseAPI>()) {
  const auto languages = setup.text("languages");
  reader_->SetVariable("debug_file", "/dev/null");  // it would write to stderr otherwise
  if (reader_->Init(nullptr, languages.c_str(), tesseract::OEM_LSTM_ONLY) != 0)
    throw cph::Error(CPH_E_NOT_FOUND, "Tesseract has no data for " + languages +
                                          "; install tesseract-ocr-chi-sim and tesseract-ocr-eng");
  reader_->SetPageSegMode(tesseract::PSM_AUTO);
}
VoucherText::VoucherText(VoucherText&&) noexcept = default;
VoucherText::~VoucherText() = default;

void VoucherText::run(cph::Call& call) const {
  std::vector<std::string> lines;
  if (call.tensor(kDocumentCodes).size() <= 2) {  // "[]"
    const auto image = call.image(cph::fact::kSourceImage);
    omp_set_num_threads(1);  // of this thread: the host owns all others
    reader_->SetImage(image.row(0), image.width(), image.height(), image.channels(),
                      static_cast<int>(image.stride_bytes()));
    reader_->SetSourceResolution(
        300);  // what its networks were trained for; without it, it guesses and says so
    const std::unique_ptr<char[]> text(reader_->GetUTF8Text());
    if (text) lines = lines_of(text.get());
    reader_->Clear();
  }
  const auto json = json_array(lines);
  call.put_values<std::uint8_t>(kDocumentText, {std::int64_t(json.size())},
                                {reinterpret_cast<const std::uint8_t*>(json.data()), json.size()});
}

}  // namespace certphoto::voucher
