// Pictures and files for the tests and benchmarks of this folder: made, not stored, so that what is in them
// is known.
#ifndef CERTPHOTO_ENGINE_IMAGING_TEST_PICTURES_H
#define CERTPHOTO_ENGINE_IMAGING_TEST_PICTURES_H

#include <lcms2.h>
#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/imaging/ingest.h"
#include "engine/imaging/libjpeg.h"

namespace certphoto::testing_pictures {

using Bytes = std::vector<std::uint8_t>;

// Interleaved samples of one or two bytes (native order).
struct Pixels {
  int width = 0, height = 0, channels = 3, sample_bytes = 1;
  Bytes data;

  [[nodiscard]] const std::uint8_t* at(int x, int y) const {
    return data.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels * sample_bytes);
  }
};

template <class Colour>  // Colour(x, y, channel) -> sample
Pixels Paint(int width, int height, int channels, Colour colour, int sample_bytes = 1) {
  Pixels p{width, height, channels, sample_bytes, {}};
  p.data.reserve(static_cast<std::size_t>(width) *
                 static_cast<std::size_t>(height * channels * sample_bytes));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const auto sample = static_cast<unsigned>(colour(x, y, c));
        p.data.push_back(static_cast<std::uint8_t>(sample));
        if (sample_bytes == 2) p.data.push_back(static_cast<std::uint8_t>(sample >> 8));
      }
    }
  }
  return p;
}

// Smooth, a little noisy, different in every corner: a photo as far as codecs are concerned.
inline Pixels Photo(int width, int height, int channels = 3, double noise = 2.0) {
  std::mt19937 random(7);
  std::normal_distribution<double> grain(0, noise);
  return Paint(width, height, channels, [&](int x, int y, int c) {
    const double u = static_cast<double>(x) / width, v = static_cast<double>(y) / height;
    const double wave = 30 * std::sin(9 * u + 2 * c) * std::cos(7 * v - c);
    return std::clamp(static_cast<int>(std::lround(60 + 110 * u + (c - 1) * 40 * v + wave + grain(random))),
                      0, 255);
  });
}

struct JpegOptions {
  int quality = 90;
  bool progressive = false;
  bool subsample = true;  // 4:2:0
  bool arithmetic = false;
  int restart_rows = 0;  // an RST marker after so many MCU rows
  int dpi = 0;
  J_COLOR_SPACE colours = JCS_UNKNOWN;  // of the file; JCS_UNKNOWN: the usual one for the channels
  Bytes exif{}, icc{};
};

inline Bytes Jpeg(const Pixels& p, const JpegOptions& options = {}) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = static_cast<JDIMENSION>(p.width);
  info.image_height = static_cast<JDIMENSION>(p.height);
  info.input_components = p.channels;
  info.in_color_space = p.channels == 1 ? JCS_GRAYSCALE : p.channels == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&info);
  if (options.colours != JCS_UNKNOWN) jpeg_set_colorspace(&info, options.colours);
  jpeg_set_quality(&info, options.quality, TRUE);
  if (!options.subsample) info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
  info.arith_code = options.arithmetic ? TRUE : FALSE;
  info.restart_in_rows = options.restart_rows;
  if (options.dpi > 0) {
    info.density_unit = 1;
    info.X_density = info.Y_density = static_cast<UINT16>(options.dpi);
  }
  if (options.progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (!options.exif.empty()) {
    Bytes app1{'E', 'x', 'i', 'f', 0, 0};
    app1.insert(app1.end(), options.exif.begin(), options.exif.end());
    jpeg_write_marker(&info, JPEG_APP0 + 1, app1.data(), static_cast<unsigned>(app1.size()));
  }
  if (!options.icc.empty())
    jpeg_write_icc_profile(&info, options.icc.data(), static_cast<unsigned>(options.icc.size()));
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(p.at(0, static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  Bytes file(out, out + size);
  std::free(out);
  return file;
}

// EXIF as a camera writes it. Text fields by tag in the first directory or the camera's.
struct ExifWriter {
  bool big_endian = false;
  int orientation = 0;  // 0: no field
  std::vector<std::pair<int, std::string>> picture_text, camera_text;
  std::vector<std::pair<int, std::pair<std::uint32_t, std::uint32_t>>> picture_ratios, camera_ratios;
  std::vector<std::pair<int, int>> picture_numbers, camera_numbers;

  [[nodiscard]] Bytes Write() const {
    Bytes out{big_endian ? std::uint8_t{'M'} : std::uint8_t{'I'},
              big_endian ? std::uint8_t{'M'} : std::uint8_t{'I'}};
    Put(out, 42, 2);
    Put(out, 8, 4);
    auto numbers = picture_numbers;
    if (orientation != 0) numbers.emplace_back(0x0112, orientation);
    const std::size_t link = WriteDirectory(out, picture_text, picture_ratios, numbers, /*link=*/true);
    Overwrite(out, link, static_cast<std::uint32_t>(out.size()));
    WriteDirectory(out, camera_text, camera_ratios, camera_numbers, /*link=*/false);
    return out;
  }

 private:
  void Put(Bytes& out, std::uint32_t value, int size) const {
    for (int i = 0; i < size; ++i) {
      out.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? size - 1 - i : i)));
    }
  }
  void Overwrite(Bytes& out, std::size_t at, std::uint32_t value) const {
    Bytes bytes;
    Put(bytes, value, 4);
    std::copy(bytes.begin(), bytes.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
  }
  template <class Texts, class Ratios, class Numbers>
  std::size_t WriteDirectory(Bytes& out, const Texts& texts, const Ratios& ratios, const Numbers& numbers,
                             bool with_link) const {
    const std::size_t entries = texts.size() + ratios.size() + numbers.size() + (with_link ? 1 : 0);
    std::size_t data_at = out.size() + 2 + 12 * entries + 4, link = 0;
    Bytes data;
    Put(out, static_cast<std::uint32_t>(entries), 2);
    const auto begin = [&](int tag, int type, std::size_t count) {
      Put(out, static_cast<std::uint32_t>(tag), 2);
      Put(out, static_cast<std::uint32_t>(type), 2);
      Put(out, static_cast<std::uint32_t>(count), 4);
    };
    for (const auto& [tag, text] : texts) {
      begin(tag, 2, text.size() + 1);
      Bytes value(text.begin(), text.end());
      value.push_back(0);
      if (value.size() <= 4) {
        value.resize(4);
        out.insert(out.end(), value.begin(), value.end());
      } else {
        Put(out, static_cast<std::uint32_t>(data_at + data.size()), 4);
        data.insert(data.end(), value.begin(), value.end());
      }
    }
    for (const auto& [tag, ratio] : ratios) {
      begin(tag, 5, 1);
      Put(out, static_cast<std::uint32_t>(data_at + data.size()), 4);
      Put(data, ratio.first, 4);
      Put(data, ratio.second, 4);
    }
    for (const auto& [tag, number] : numbers) {
      begin(tag, 3, 1);
      Put(out, static_cast<std::uint32_t>(number), 2);
      Put(out, 0, 2);
    }
    if (with_link) {
      begin(0x8769, 4, 1);
      link = out.size();
      Put(out, 0, 4);
    }
    Put(out, 0, 4);  // no next directory
    out.insert(out.end(), data.begin(), data.end());
    return link;
  }
};

// ---- profiles
// ---------------------------------------------------------------------------------------------------

inline Bytes Saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes icc(size);
  cmsSaveProfileToMem(profile, icc.data(), &size);
  cmsCloseProfile(profile);
  return icc;
}

inline Bytes SrgbProfile() {
  return Saved(cmsCreate_sRGBProfile());
}

// Adobe RGB (1998)'s primaries and gamma: a green far outside sRGB.
inline Bytes WideProfile() {
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 563.0 / 256);
  cmsToneCurve* curves[] = {gamma, gamma, gamma};
  auto icc = Saved(cmsCreateRGBProfile(&white, &primaries, curves));
  cmsFreeToneCurve(gamma);
  return icc;
}

inline Bytes LinearGreyProfile() {
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 1.0);
  auto icc = Saved(cmsCreateGrayProfile(cmsD50_xyY(), gamma));
  cmsFreeToneCurve(gamma);
  return icc;
}

// ---- other formats, by libvips
// ----------------------------------------------------------------------------------

struct SaveOptions {
  Bytes exif{}, icc{};
  bool interlace = false, palette = false, lossless = true;
  bool cmyk = false;
  double dpi = 0;
};

inline Bytes Save(const Pixels& p, FileFormat format, const SaveOptions& options = {}) {
  if (!InitImaging()) throw std::runtime_error("libvips does not start");
  VipsImage* image =
      vips_image_new_from_memory_copy(p.data.data(), p.data.size(), p.width, p.height, p.channels,
                                      p.sample_bytes == 2 ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR);
  if (image == nullptr) throw std::runtime_error("no memory");
  const bool wide = p.sample_bytes == 2;
  image->Type = options.cmyk     ? VIPS_INTERPRETATION_CMYK
                : p.channels < 3 ? (wide ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W)
                                 : (wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
  if (options.dpi > 0) image->Xres = image->Yres = options.dpi / 25.4;
  if (!options.exif.empty()) {
    vips_image_set_blob_copy(image, VIPS_META_EXIF_NAME, options.exif.data(), options.exif.size());
  }
  if (!options.icc.empty()) {
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, options.icc.data(), options.icc.size());
  }
  void* data = nullptr;
  std::size_t size = 0;
  int failed = -1;
  switch (format) {
    case FileFormat::kPng:
      failed = vips_pngsave_buffer(image, &data, &size, "interlace", options.interlace, "palette",
                                   options.palette, "compression", 1, nullptr);
      break;
    case FileFormat::kTiff:
      failed = vips_tiffsave_buffer(image, &data, &size, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_LZW,
                                    nullptr);
      break;
    case FileFormat::kWebp:
      failed = vips_webpsave_buffer(image, &data, &size, "lossless", options.lossless, "effort", 0, nullptr);
      break;
    case FileFormat::kHeic:
      failed = vips_heifsave_buffer(image, &data, &size, "Q", 90, "effort", 0, nullptr);
      break;
    case FileFormat::kJpeg:
      break;
  }
  g_object_unref(image);
  if (failed != 0) throw std::runtime_error(std::string("cannot make the test file: ") + vips_error_buffer());
  Bytes file(static_cast<std::uint8_t*>(data), static_cast<std::uint8_t*>(data) + size);
  g_free(data);
  return file;
}

}  // namespace certphoto::testing_pictures

#endif
