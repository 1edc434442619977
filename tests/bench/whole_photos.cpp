// Whole photos through the graduation pipeline: milliseconds per stage on one thread for a 12-megapixel and a
// 1-megapixel JPEG, photos per second at one and two workers, peak memory, and where the time goes.
//
//   bench-whole-photos [PORTRAIT]      default: the portrait that scripts/demo fetched
//
// The portrait is enlarged onto a 3:4 frame of each size and written as JPEG quality 92, which is what phones
// send.
#include <sys/resource.h>
#include <sys/times.h>
#include <unistd.h>
#include <vips/vips.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <vector>

#include "engine/batch/runner.h"
#include "engine/engine.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr int kWarmUps = 3;
constexpr int kRepeats = 15;
constexpr int kBatch = 48;

// Sum of user and system time of this process.
double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_maxrss) / 1024;
}

// The portrait on a frame of width x height, as a JPEG file.
bool WriteFrame(const fs::path& portrait, int width, int height, const fs::path& out) {
  VipsImage* thumbnail = nullptr;
  if (vips_thumbnail(portrait.c_str(), &thumbnail, width, "height", height, "crop", VIPS_INTERESTING_CENTRE,
                     nullptr) != 0)
    return false;
  const int failed = vips_jpegsave(thumbnail, out.c_str(), "Q", 92, "strip", TRUE, nullptr);
  g_object_unref(thumbnail);
  return failed == 0;
}

double Median(std::vector<double> v) {
  std::nth_element(v.begin(), v.begin() + std::ssize(v) / 2, v.end());
  return v[v.size() / 2];
}

// Which of the four kinds of work an operation's own time is.
const char* KindOf(const std::string& operation) {
  if (operation.ends_with("ingest")) return "decode";
  if (operation.starts_with("export.")) return "encode";
  return "image work";
}

void ReportStages(const char* title, const std::shared_ptr<const Plan>& plan,
                  const std::vector<std::uint8_t>& bytes) {
  auto executor = Executor::Create(plan);
  if (!executor) {
    std::fprintf(stderr, "%s\n", executor.error().message.c_str());
    return;
  }
  std::map<std::string, std::vector<double>> stages, kinds;
  std::vector<std::string> order;
  std::vector<double> totals, cpu;
  Outcome outcome = Outcome::kFailed;
  for (int i = 0; i < kWarmUps + kRepeats; ++i) {
    const double cpu_before = CpuSeconds();
    const auto start = std::chrono::steady_clock::now();
    const auto result = (*executor)->Run(bytes, {});
    const double wall =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    const double cpu_ms = 1000 * (CpuSeconds() - cpu_before);
    outcome = result.outcome;
    if (i < kWarmUps) continue;
    totals.push_back(wall);
    cpu.push_back(cpu_ms);
    std::map<std::string, double> now;
    for (const auto& t : result.timings) {
      if (!stages.contains(t.operation)) order.push_back(t.operation);
      stages[t.operation].push_back(t.milliseconds);
      now[KindOf(t.operation)] += t.milliseconds - t.inference_milliseconds;
      now["inference"] += t.inference_milliseconds;
    }
    now["other"] = wall - std::accumulate(now.begin(), now.end(), 0.0,
                                          [](double s, const auto& k) { return s + k.second; });
    for (const auto& [kind, ms] : now) kinds[kind].push_back(ms);
  }
  const double total = Median(totals);
  std::printf("\n%s (%.2f MB), outcome %s: %.1f ms wall, %.1f ms CPU on one thread (medians of %d)\n", title,
              double(bytes.size()) / 1e6, ToString(outcome), total, Median(cpu), kRepeats);
  for (const auto& name : order) std::printf("  %-34s %7.2f ms\n", name.c_str(), Median(stages[name]));
  for (const auto& [kind, ms] : kinds)
    std::printf("  %-12s %6.1f ms  %4.1f %%\n", kind.c_str(), Median(ms), 100 * Median(ms) / total);
}

double PhotosPerSecond(const std::shared_ptr<const Plan>& plan, const fs::path& photo, int workers) {
  const std::vector<fs::path> files(kBatch, photo);
  RunnerOptions options;
  options.workers = workers;
  const auto start = std::chrono::steady_clock::now();
  if (!RunPhotos(plan, files, options, [](RunnerResult) {})) return 0;
  return kBatch / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int Main(int argc, char** argv) {
  if (VIPS_INIT(argv[0]) != 0) return 1;
  const fs::path portrait = argc > 1 ? argv[1] : fs::path(CERTPHOTO_DEPS) / "portrait/astronaut.png";
  if (!fs::exists(portrait)) {
    std::fprintf(stderr, "no portrait %s: give one, or run scripts/demo first\n", portrait.c_str());
    return 2;
  }
  const auto folder = fs::temp_directory_path() / ("certphoto-bench-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const struct {
    const char* title;
    int width, height;
  } sizes[] = {{"12 MP", 3000, 4000}, {"1 MP", 866, 1155}};
  const auto file_of = [&](const char* title) { return folder / (std::string(title, 2) + ".jpg"); };
  // Before the engine, which allows libvips to read only what it must.
  for (const auto& size : sizes) {
    if (WriteFrame(portrait, size.width, size.height, file_of(size.title))) continue;
    std::fprintf(stderr, "cannot make %s: %s\n", file_of(size.title).c_str(), vips_error_buffer());
    return 1;
  }
  auto engine = Engine::Open(Installation::Find(), [](int, const std::string&) {});
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message.c_str());
    return 1;
  }
  auto source = (*engine)->FindPipeline("grad");
  std::string text =
      source ? std::string(std::istreambuf_iterator<char>(std::ifstream(*source).rdbuf()), {}) : "";
  // Every stage is timed, whatever the checks say of this portrait.
  auto plan = (*engine)->CompileText(text + "\non_reject: produce\n", "grad.yaml", {});
  if (!plan) {
    std::fprintf(stderr, "%s\n", plan.error().message.c_str());
    return 1;
  }
  for (const auto& size : sizes) {
    const auto file = file_of(size.title);
    auto bytes = ReadFileBytes(file, 1u << 30);
    if (!bytes) return 1;
    ReportStages(size.title, *plan, *bytes);
    const double one = PhotosPerSecond(*plan, file, 1), two = PhotosPerSecond(*plan, file, 2);
    std::printf("  %.1f photos/s with one worker, %.1f with two: %.2f times\n", one, two, two / one);
  }
  std::printf("\npeak memory %.0f MB\n", PeakMegabytes());
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace certphoto

int main(int argc, char** argv) {
  return certphoto::Main(argc, argv);
}
