// How much the service does under load, against the same photos in a batch without it.
//
//   bench-load PHOTOS [--pipeline grad] [--workers N] [--seconds 20] [--clients 1,2,4,8,16] [--loads
//   50,80,100,150,200] [--random]
//                     [--capacity R --service-ms M] [--rounds N] [--soak SECONDS]
//
// PHOTOS is a folder of JPEG or PNG files; each is sent in turn. Server and clients share this machine, so
// the tables say what processor time each took. Three parts, each measured alone with the options in
// brackets:
//
//   saturation  a batch in this process and a closed loop of twice as many clients as workers, in turn
//   [--rounds 2 --clients - --loads -] closed      each client sends the next photo when its last is answered
//   [--rounds 0 --loads -] open        so many photos a second, in percent of the best closed loop; refused
//   ones are not sent again
//               [--rounds 0 --clients - --capacity R --service-ms M, as the closed loop printed them]
//
// --soak: only a closed loop of four clients and trouble beside it for so long, with memory and descriptors
// over time.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "clients.h"
#include "engine/base/machine.h"
#include "engine/batch/runner.h"
#include "engine/engine.h"
#include "served.h"
#include "soak.h"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Settings {
  fs::path photos;
  std::string pipeline = "grad";
  int workers = certphoto::UsableCores();
  double seconds = 20, soak = 0;
  int rounds = 2;
  std::vector<double> clients{1, 2, 4, 8, 16}, loads{50, 80, 100, 150, 200};
  double capacity = 0, service_ms = 0;
  bool random = false;
};

// The engine without a service, on the same files.
class Batch {
 public:
  Batch(const Settings& settings, const std::vector<fs::path>& files) : files_(files) {
    options_.workers = settings.workers;
    auto engine = certphoto::Engine::Open(certphoto::Installation::Find(), [](int, const std::string&) {});
    if (!engine) return;
    engine_ = std::move(*engine);
    if (auto plan = engine_->Compile(settings.pipeline, {})) plan_ = std::move(*plan);
  }
  [[nodiscard]] bool ok() const { return plan_ != nullptr; }

  // Photos a second and processor milliseconds a photo, over all files, again until the time is over.
  std::pair<double, double> Run(double seconds) const {
    const auto start = Clock::now();
    const double cpu = CpuSeconds();
    std::size_t done = 0;
    double took = 0;
    do {
      (void)certphoto::RunPhotos(plan_, files_, options_, [](certphoto::RunnerResult) {});
      done += files_.size();
      took = std::chrono::duration<double>(Clock::now() - start).count();
    } while (took < seconds);
    return {double(done) / took, 1000 * (CpuSeconds() - cpu) / double(done)};
  }

 private:
  const std::vector<fs::path>& files_;
  certphoto::RunnerOptions options_;
  std::unique_ptr<certphoto::Engine> engine_;
  std::shared_ptr<const certphoto::Plan> plan_;
};

double Each(double seconds, std::size_t photos) {
  return photos == 0 ? 0 : 1000 * seconds / double(photos);
}

int MeasureSaturation(const Settings& settings, const std::vector<fs::path>& files, const Requests& photos,
                      const Served& served) {
  const Batch batch(settings, files);
  if (!batch.ok()) return std::fprintf(stderr, "the engine does not open\n"), 1;
  (void)batch.Run(0);
  std::printf(
      "| round | batch photos/s | service photos/s | of the batch | batch CPU ms/photo | server CPU ms/photo "
      "| client CPU ms/photo |\n"
      "|--:|--:|--:|--:|--:|--:|--:|\n");
  double sum_batch = 0, sum_service = 0;
  for (int round = 1; round <= settings.rounds; ++round) {
    const auto [rate, cpu] = batch.Run(settings.seconds);
    const double before = served.cpu_seconds();
    const auto closed = RunClosed(served.address(), photos, 2 * settings.workers, settings.seconds);
    std::printf("| %d | %.2f | %.2f | %.1f %% | %.0f | %.0f | %.1f |\n", round, rate, closed.rate,
                100 * closed.rate / rate, cpu, Each(served.cpu_seconds() - before, closed.answered),
                Each(closed.client_cpu_seconds, closed.answered));
    std::fflush(stdout);
    sum_batch += rate;
    sum_service += closed.rate;
  }
  std::printf("\nall rounds: %.1f %% of the batch\n\n", 100 * sum_service / sum_batch);
  return 0;
}

void MeasureClosed(Settings& settings, const Requests& photos, const Served& served) {
  std::printf(
      "| clients | photos/s | median ms | p99 ms | server CPU ms/photo | client CPU ms/photo | failed | peak "
      "MB |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const double clients : settings.clients) {
    const double before = served.cpu_seconds();
    const auto closed = RunClosed(served.address(), photos, int(clients), settings.seconds);
    if (settings.service_ms == 0) settings.service_ms = closed.median_ms;  // of one client: nobody waits
    settings.capacity = std::max(settings.capacity, closed.rate);
    std::printf("| %.0f | %.2f | %.0f | %.0f | %.0f | %.1f | %zu | %.0f |\n", clients, closed.rate,
                closed.median_ms, closed.p99_ms, Each(served.cpu_seconds() - before, closed.answered),
                Each(closed.client_cpu_seconds, closed.answered), closed.failed + closed.refused,
                served.peak_mb());
    std::fflush(stdout);
  }
  std::printf("\n--capacity %.2f --service-ms %.0f\n\n", settings.capacity, settings.service_ms);
}

void MeasureOpen(const Settings& settings, const Requests& photos, const Served& served) {
  std::printf(
      "| load | photos/s | of the best | median ms | p99 ms | p99 / service time | refused | without "
      "pushback | failed | peak MB |\n"
      "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const double load : settings.loads) {
    const auto open =
        RunOpen(served.address(), photos, load / 100 * settings.capacity, settings.seconds, settings.random);
    const double sent = double(std::max<std::size_t>(1, open.answered + open.refused + open.failed));
    std::printf("| %.0f %% | %.2f | %.0f %% | %.0f | %.0f | %.1f | %.0f %% | %zu | %zu | %.0f |\n", load,
                open.rate, 100 * open.rate / settings.capacity, open.median_ms, open.p99_ms,
                open.p99_ms / settings.service_ms, 100 * double(open.refused) / sent, open.without_pushback,
                open.failed, served.peak_mb());
    std::fflush(stdout);
  }
}

std::vector<double> Numbers(const std::string& text) {
  std::vector<double> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');)
    if (const double value = std::atof(part.c_str()); value > 0) out.push_back(value);
  return out;
}

bool Parse(int argc, char** argv, Settings& settings) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!word.starts_with("--")) {
      settings.photos = word;
      continue;
    }
    if (word == "--random") {
      settings.random = true;
      continue;
    }
    if (++i >= argc) return false;
    const std::string value = argv[i];
    if (word == "--pipeline")
      settings.pipeline = value;
    else if (word == "--workers")
      settings.workers = std::max(1, std::atoi(value.c_str()));
    else if (word == "--seconds")
      settings.seconds = std::atof(value.c_str());
    else if (word == "--rounds")
      settings.rounds = std::atoi(value.c_str());
    else if (word == "--clients")
      settings.clients = Numbers(value);
    else if (word == "--loads")
      settings.loads = Numbers(value);
    else if (word == "--capacity")
      settings.capacity = std::atof(value.c_str());
    else if (word == "--service-ms")
      settings.service_ms = std::atof(value.c_str());
    else if (word == "--soak")
      settings.soak = std::atof(value.c_str());
    else
      return false;
  }
  const bool open_without_capacity = settings.soak == 0 && !settings.loads.empty() &&
                                     settings.clients.empty() &&
                                     !(settings.capacity > 0 && settings.service_ms > 0);
  return !settings.photos.empty() && settings.seconds > 0 && !open_without_capacity;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  if (!Parse(argc, argv, settings))
    return std::fprintf(
               stderr,
               "bench-load PHOTOS [OPTIONS]: the options are at the head of tests/bench/load/main.cpp\n"),
           2;
  std::vector<fs::path> files;
  Requests photos;
  for (const auto& entry : fs::directory_iterator(settings.photos))
    if (entry.is_regular_file() && (entry.path().extension() == ".jpg" || entry.path().extension() == ".png"))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (files.size() > 64) files.resize(64);
  for (const auto& file : files) {
    const auto bytes = certphoto::ReadFileBytes(file, 30u << 20);
    if (!bytes) return std::fprintf(stderr, "%s: %s\n", file.c_str(), bytes.error().message.c_str()), 1;
    photos.emplace_back().set_photo(bytes->data(), bytes->size());
  }
  if (photos.empty()) return std::fprintf(stderr, "no photos\n"), 1;

  Served served({"--jobs", std::to_string(settings.workers), "--pipeline", settings.pipeline});
  if (served.address().empty()) return std::fprintf(stderr, "the service did not start\n"), 1;
  std::printf("%zu photos, pipeline %s, %d workers, %.0f s a row\n\n", photos.size(),
              settings.pipeline.c_str(), settings.workers, settings.seconds);
  if (settings.soak > 0) return Soak(served, photos, settings.soak);
  (void)RunClosed(served.address(), photos, settings.workers, 3);
  if (settings.rounds > 0)
    if (const int failed = MeasureSaturation(settings, files, photos, served); failed != 0) return failed;
  if (!settings.clients.empty()) MeasureClosed(settings, photos, served);
  if (!settings.loads.empty()) MeasureOpen(settings, photos, served);
  return 0;
}
