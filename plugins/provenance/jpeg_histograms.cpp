#include "jpeg_histograms.h"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <vector>

// After stddef and stdio, which it needs.
#include <jpeglib.h>

namespace certphoto::provenance {

namespace {

// Rows and columns of the first kModes frequencies after DC (ITU T.81, figure A.6).
constexpr std::array<int, kModes> kNatural{1, 8, 16, 9, 2, 3, 10, 17, 24};

// A progressive file has about ten scans; each one more costs a pass over the picture.
constexpr int kMaxScans = 64;

// libjpeg leaves by longjmp, so everything between here and the jump is plain data.
struct Reader {
  jpeg_error_mgr errors;  // first: libjpeg hands it back to us
  jpeg_progress_mgr progress;
  std::jmp_buf escape;
  jpeg_decompress_struct jpeg;
};

void escape(j_common_ptr info) {
  std::longjmp(reinterpret_cast<Reader*>(info->err)->escape, 1);
}

void count_scans(j_common_ptr info) {
  auto* jpeg = reinterpret_cast<j_decompress_ptr>(info);
  if (jpeg->input_scan_number > kMaxScans) escape(info);
}

bool read(Reader& reader, std::span<const std::uint8_t> file, JpegHistograms& out) {
  auto& jpeg = reader.jpeg;
  jpeg.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = &escape;
  reader.errors.output_message = [](j_common_ptr) {};
  if (setjmp(reader.escape) != 0) return false;  // NOLINT(cert-err52-cpp): libjpeg's way out
  jpeg_create_decompress(&jpeg);
  jpeg.progress = &reader.progress;
  reader.progress.progress_monitor = &count_scans;
  jpeg_mem_src(&jpeg, file.data(), static_cast<unsigned long>(file.size()));
  if (jpeg_read_header(&jpeg, TRUE) != JPEG_HEADER_OK || jpeg.data_precision != 8) return false;
  auto** arrays = jpeg_read_coefficients(&jpeg);
  const auto& luma = jpeg.comp_info[0];
  if (luma.quant_table == nullptr) return false;
  for (int m = 0; m < kModes; ++m)
    out.step[std::size_t(m)] = luma.quant_table->quantval[kNatural[std::size_t(m)]];
  for (JDIMENSION y = 0; y < luma.height_in_blocks; ++y) {
    auto** rows = jpeg.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&jpeg), arrays[0], y, 1, FALSE);
    for (JDIMENSION x = 0; x < luma.width_in_blocks; ++x)
      for (std::size_t m = 0; m < kModes; ++m) {
        const int level = rows[0][x][kNatural[m]];
        if (level >= -kMaxLevel && level <= kMaxLevel) ++out.counts[m][std::size_t(level + kMaxLevel)];
      }
  }
  return true;
}

// Where the picture's height is stated, as an offset of two bytes; the width follows. 0 when there is no
// frame header that we take.
std::size_t find_height(std::span<const std::uint8_t> file) {
  std::size_t at = 2;
  while (at + 9 <= file.size() && file[at] == 0xFF) {
    const int marker = file[at + 1];
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker >= 0xC0 && marker <= 0xC2) return at + 5;
    if (marker == 0xDA || marker == 0xD9) return 0;
    const std::size_t size = std::size_t(file[at + 2]) << 8 | file[at + 3];
    if (size < 2) return 0;
    at += 2 + size;
  }
  return 0;
}

}  // namespace

std::optional<JpegHistograms> read_jpeg_histograms(std::span<const std::uint8_t> file,
                                                   std::int64_t max_pixels) {
  if (file.size() < 4 || file[0] != 0xFF || file[1] != 0xD8) return {};
  const auto at = find_height(file);
  if (at == 0) return {};
  const int height = file[at] << 8 | file[at + 1], width = file[at + 2] << 8 | file[at + 3];
  if (width == 0 || height == 0) return {};
  // A lower picture is what the header of the copy says; libjpeg then reads no further.
  const auto rows = std::clamp<std::int64_t>(max_pixels / width / 16 * 16, 16, 65520);
  std::vector<std::uint8_t> copy(file.begin(), file.end());
  if (rows < height) {
    copy[at] = std::uint8_t(rows >> 8);
    copy[at + 1] = std::uint8_t(rows & 255);
  }
  JpegHistograms out;
  Reader reader{};
  const bool read_well = read(reader, copy, out);
  jpeg_destroy_decompress(&reader.jpeg);
  if (!read_well) return {};
  return out;
}

}  // namespace certphoto::provenance
