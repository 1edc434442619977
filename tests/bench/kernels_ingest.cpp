// Reading a photo, kind by kind, against the floor: libjpeg-turbo alone, without orientation, colours or
// checks.
//
//   bench-kernels-ingest [--benchmark_filter=...]
//
// The photo is 4000 x 3000 px with grain of a phone's sensor (sigma 4), 4:2:0, quality 92: 3 MB,
// as phones write. All on one thread; "min" over repetitions is the figure on a machine that does other work
// beside.
#include <benchmark/benchmark.h>

#include <map>

#include "engine/imaging/colour.h"
#include "engine/imaging/encode_png.h"
#include "engine/imaging/ingest.h"
#include "engine/imaging/test_pictures.h"

namespace {

using certphoto::Allocator;
using certphoto::BufferPool;
using certphoto::FileFormat;
using certphoto::testing_pictures::Bytes;
using certphoto::testing_pictures::ExifWriter;
using certphoto::testing_pictures::Jpeg;
using certphoto::testing_pictures::JpegOptions;
using certphoto::testing_pictures::Photo;
using certphoto::testing_pictures::Pixels;
using certphoto::testing_pictures::Save;
using certphoto::testing_pictures::SaveOptions;

constexpr std::uint32_t kHalf = 1200;  // the plans' usual need: 1/2 of 3000
constexpr std::uint32_t kFull = 0;

const Pixels& TwelveMegapixels() {
  static const Pixels photo = Photo(4000, 3000, 3, 4.0);
  return photo;
}

Bytes PlainJpeg() {
  return Jpeg(TwelveMegapixels(), {.quality = 92});
}
Bytes TurnedJpeg() {
  ExifWriter exif;
  exif.orientation = 6;
  JpegOptions options{.quality = 92};
  options.exif = exif.Write();
  return Jpeg(TwelveMegapixels(), options);
}
Bytes WideJpeg() {
  JpegOptions options{.quality = 92};
  options.icc = certphoto::testing_pictures::WideProfile();
  return Jpeg(TwelveMegapixels(), options);
}
Bytes ProgressiveJpeg() {
  return Jpeg(TwelveMegapixels(), {.quality = 92, .progressive = true});
}
Bytes FineJpeg() {
  return Jpeg(TwelveMegapixels(), {.quality = 95, .subsample = false});
}
Bytes Png() {
  return Save(TwelveMegapixels(), FileFormat::kPng);
}
Bytes Tiff() {
  return Save(TwelveMegapixels(), FileFormat::kTiff);
}
Bytes Webp() {
  return Save(TwelveMegapixels(), FileFormat::kWebp, {.lossless = false});
}
Bytes Heic() {
  return Save(TwelveMegapixels(), FileFormat::kHeic);
}
Bytes OneMegapixel() {
  return Jpeg(Photo(1155, 866, 3, 4.0), {.quality = 92});
}

void Ingest(benchmark::State& state, Bytes (*make)(), std::uint32_t min_short_side_px) {
  if (!certphoto::InitImaging()) return state.SkipWithError("libvips does not start");
  static std::map<Bytes (*)(), Bytes> files;
  auto& file = files[make];
  if (file.empty()) file = make();
  const Allocator allocator(std::make_shared<BufferPool>());
  for (auto _ : state) {
    auto photo = certphoto::IngestPhoto(file, {}, {min_short_side_px}, allocator);
    if (!photo) return state.SkipWithError(photo.error().message.c_str());
    benchmark::DoNotOptimize(photo->image->pixels);
  }
  state.counters["file_MB"] = static_cast<double>(file.size()) / 1e6;
}

// libjpeg-turbo as djpeg uses it, rows into one buffer.
void Bare(benchmark::State& state, Bytes (*make)(), unsigned denominator) {
  const auto file = make();
  Bytes rows;
  for (auto _ : state) {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, file.data(), file.size());
    jpeg_read_header(&info, TRUE);
    info.scale_num = 1;
    info.scale_denom = denominator;
    jpeg_start_decompress(&info);
    const std::size_t row_bytes = std::size_t{info.output_width} * 3;
    rows.resize(row_bytes * info.output_height);
    while (info.output_scanline < info.output_height) {
      JSAMPROW row = rows.data() + info.output_scanline * row_bytes;
      jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    benchmark::DoNotOptimize(rows.data());
  }
  state.counters["file_MB"] = static_cast<double>(file.size()) / 1e6;
}

void Probe(benchmark::State& state, Bytes (*make)()) {
  const auto file = make();
  for (auto _ : state) {
    auto probe = certphoto::ProbePhoto(file, {}, {kHalf});
    benchmark::DoNotOptimize(probe);
  }
}

// What every photo with a profile pays before its first pixel.
void MakeTransform(benchmark::State& state, Bytes (*profile)()) {
  const auto icc = profile();
  for (auto _ : state) {
    auto transform = certphoto::SrgbTransform::Make(icc, certphoto::SampleKind::kRgb);
    benchmark::DoNotOptimize(transform);
  }
}

// A cut-out of 1350 x 1350 px: a person over nothing.
void CutOutPng(benchmark::State& state) {
  const int side = 1350;
  const Allocator allocator(std::make_shared<BufferPool>());
  auto image = *allocator.NewImage(CPH_FORMAT_RGBA8, side, side);
  const auto photo = Photo(side, side, 3, 2.0);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double dx = (x - side / 2.0) / (side * 0.33), dy = (y - side * 0.6) / (side * 0.5);
      auto* pixel = image->pixels + y * image->stride_bytes + x * 4;
      const bool person = dx * dx + dy * dy < 1;
      for (int c = 0; c < 3; ++c) pixel[c] = person ? photo.at(x, y)[c] : 0;
      pixel[3] = person ? 255 : 0;
    }
  }
  std::size_t size = 0;
  for (auto _ : state) size = certphoto::EncodePng(*image, static_cast<int>(state.range(0)))->size();
  state.counters["file_MB"] = static_cast<double>(size) / 1e6;
}

constexpr auto kMs = benchmark::kMillisecond;
BENCHMARK_CAPTURE(Bare, jpeg_half, PlainJpeg, 2u)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_half, PlainJpeg, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_half_turned, TurnedJpeg, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_half_wide_gamut, WideJpeg, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Bare, jpeg_full, PlainJpeg, 1u)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_full, PlainJpeg, kFull)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_full_turned, TurnedJpeg, kFull)->Unit(kMs);
BENCHMARK_CAPTURE(Bare, jpeg_progressive_half, ProgressiveJpeg, 2u)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_progressive_half, ProgressiveJpeg, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Bare, jpeg_444_half, FineJpeg, 2u)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_444_half, FineJpeg, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Bare, jpeg_1mp, OneMegapixel, 1u)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, jpeg_1mp, OneMegapixel, kFull)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, png_half, Png, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, tiff_half, Tiff, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, webp_half, Webp, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Ingest, heic_half, Heic, kHalf)->Unit(kMs);
BENCHMARK_CAPTURE(Probe, jpeg, PlainJpeg)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(MakeTransform, srgb, certphoto::testing_pictures::SrgbProfile)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(MakeTransform, wide, certphoto::testing_pictures::WideProfile)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(CutOutPng)->Arg(certphoto::kFastPng)->Arg(certphoto::kSmallestPng)->Unit(kMs);

}  // namespace

BENCHMARK_MAIN();
