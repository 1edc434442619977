// Print sheets of many candidates on one thread: sheets a second and peak memory.
//
//   bench-print-sheets [CANDIDATES]       default 1000
//
// Every candidate has a 480x640 JPEG of about 35 KB of his own, a Chinese name and a number, and gets eight
// 33x48 on a 7-inch sheet, captioned. First a tenth of the candidates, then all: memory must not grow with
// them.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "sheet_job.h"

namespace certphoto::print_test {
namespace {

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_maxrss) / 1024;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string NameOf(int i) {
  static const char* const kFamily[] = {"王", "李", "张", "刘", "陈",   "杨",
                                        "赵", "黄", "周", "吴", "欧阳", "司马"};
  static const char* const kGiven[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇",
                                       "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "𠮷", "㛃"};
  return std::string(kFamily[i % 12]) + kGiven[i / 12 % 22] + kGiven[i / 264 % 22];
}

void Fill(SheetJob& job, int candidates, const std::vector<std::shared_ptr<const Bytes>>& photos) {
  job.items.all.clear();
  for (int i = 0; i < candidates; ++i)
    job.items.all.push_back(
        {photos[std::size_t(i) % photos.size()],
         {{"name", NameOf(i)}, {"number", std::to_string(202600000 + i)}, {"id", std::to_string(i)}}});
}

void Measure(const Engine& engine, const char* what, int candidates,
             const std::vector<std::shared_ptr<const Bytes>>& photos, const std::string& params,
             double sheets) {
  SheetJob job;
  job.shelf.forget = true;
  Fill(job, candidates, photos);
  const auto start = std::chrono::steady_clock::now();
  const double cpu = CpuSeconds();
  if (const auto status = job.Run(engine, params); !status) {
    std::fprintf(stderr, "%s\n", status.error().message.c_str());
    std::exit(1);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf(
      "%-34s %5d candidates %6.0f sheets  %7.2f s  %7.1f sheets/s wall  %7.1f sheets/s CPU  %7.1f MB out  "
      "peak %4.0f MB\n",
      what, candidates, sheets, seconds, sheets / seconds, sheets / (CpuSeconds() - cpu),
      double(job.shelf.written) / 1e6, PeakMegabytes());
}

}  // namespace
}  // namespace certphoto::print_test

int main(int argc, char** argv) {
  using namespace certphoto;
  using namespace certphoto::print_test;
  const int candidates = argc > 1 ? std::atoi(argv[1]) : 1000;
  auto engine = print_test::OpenEngine(CERTPHOTO_BUILD_DIR);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message.c_str());
    return 1;
  }
  std::vector<std::shared_ptr<const print_test::Bytes>> photos;
  for (int i = 0; i < 8; ++i)
    photos.push_back(
        Share(testing_pictures::Jpeg(testing_pictures::Photo(480, 640, 3, 3.0 + i), {.quality = 80})));
  const std::string common =
      "{paper_width_mm: 178, paper_height_mm: 127, photo_width_mm: 33, photo_height_mm: 48, window_width_mm: "
      "30, "
      "window_height_mm: 40, copies: 8, caption: \"{name}\", caption_2: \"{number}\", job: \"BENCH\", list: "
      "true";
  Measure(**engine, "PDF, a sheet a person", candidates / 10, photos, common + "}", candidates / 10);
  Measure(**engine, "PDF, a sheet a person", candidates, photos, common + "}", candidates);
  Measure(**engine, "PDF, ganged, order kept in stacks", candidates, photos,
          common + ", grouping: \"all\", order: \"stack\"}", candidates);
  Measure(**engine, "JPEG at 300 dpi, a sheet a person", candidates / 10, photos,
          common + ", format: \"jpeg\"}", candidates / 10);
  return 0;
}
