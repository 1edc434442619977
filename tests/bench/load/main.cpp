// How much the service does under load, against the same photos in a batch without it.
//
//   bench-load PHOTOS [--pipeline grad] [--workers N] [--seconds 10] [--soak SECONDS]
//
// PHOTOS is a folder of JPEG or PNG files; each is sent in turn. Closed loop: 1 to 16 clients, each sending the next photo when the last is
// answered. Open loop: a photo at fixed intervals, at 50 to 200 % of the best closed loop's rate, whatever the answers; latency counts from
// when a photo should have been sent. Refused photos are not sent again. The tables are Markdown. --soak: only a closed loop of four clients for so
// long, with memory and descriptors over time.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/base/machine.h"
#include "engine/batch/runner.h"
#include "engine/engine.h"
#include "served.h"

namespace {

namespace fs = std::filesystem;
namespace v1 = certphoto::v1;
using Clock = std::chrono::steady_clock;

struct Settings {
  fs::path photos;
  std::string pipeline = "grad";
  int workers = certphoto::UsableCores();
  double seconds = 10;
  double soak = 0;
};

struct Photos {
  std::vector<fs::path> files;
  std::vector<v1::ProcessRequest> requests;
};

struct Tally {
  std::mutex mutex;
  std::vector<double> latencies_ms;
  std::size_t refused = 0, without_pushback = 0, failed = 0;

  void Take(const grpc::Status& status, const grpc::ClientContext& context, Clock::time_point since) {
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - since).count();
    const std::lock_guard lock(mutex);
    if (status.ok()) {
      latencies_ms.push_back(ms);
    } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      ++refused;
      if (!context.GetServerTrailingMetadata().contains("grpc-retry-pushback-ms")) ++without_pushback;
    } else {
      ++failed;
    }
  }
  double Percentile(double share) {
    if (latencies_ms.empty()) return 0;
    std::sort(latencies_ms.begin(), latencies_ms.end());
    return latencies_ms[std::min(latencies_ms.size() - 1, static_cast<std::size_t>(share * double(latencies_ms.size())))];
  }
};

std::unique_ptr<v1::PhotoService::Stub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return v1::PhotoService::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

// Photos a second of the engine without a service.
double Batch(const Settings& settings, const Photos& photos) {
  auto engine = certphoto::Engine::Open(certphoto::Installation::Find(), [](int, const std::string&) {});
  if (!engine) return 0;
  const auto plan = (*engine)->Compile(settings.pipeline, {});
  if (!plan) return 0;
  certphoto::RunnerOptions options;
  options.workers = settings.workers;
  const auto run = [&](const std::vector<fs::path>& files) {
    const auto start = Clock::now();
    (void)certphoto::RunPhotos(*plan, files, options, [](certphoto::RunnerResult) {});
    return double(files.size()) / std::chrono::duration<double>(Clock::now() - start).count();
  };
  const double rate = run(photos.files);  // warms, and says how many fill the time
  std::vector<fs::path> files;
  for (std::size_t i = 0; double(i) < rate * settings.seconds; ++i) files.push_back(photos.files[i % photos.files.size()]);
  return run(files);
}

struct Closed {
  double rate = 0, median_ms = 0, p99_ms = 0;
  std::size_t failed = 0;
};

Closed RunClosed(const std::string& address, const Photos& photos, int clients, double seconds) {
  Tally tally;
  std::atomic<std::size_t> next{0};
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i)
      threads.emplace_back([&] {
        auto stub = Connect(address);
        while (Clock::now() < end) {
          grpc::ClientContext context;
          v1::ProcessResponse response;
          const auto since = Clock::now();
          const auto status = stub->Process(&context, photos.requests[next++ % photos.requests.size()], &response);
          tally.Take(status, context, since);
        }
      });
  }
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  return {double(tally.latencies_ms.size()) / took, tally.Percentile(0.5), tally.Percentile(0.99), tally.failed + tally.refused};
}

struct Open {
  double goodput = 0, median_ms = 0, p99_ms = 0, refused_share = 0;
  std::size_t without_pushback = 0, failed = 0;
};

Open RunOpen(const std::string& address, const Photos& photos, double rate, double seconds) {
  Tally tally;
  auto stub = Connect(address);
  std::mutex mutex;
  std::condition_variable all;
  std::size_t open = 0;
  const auto total = static_cast<std::size_t>(rate * seconds);
  const auto start = Clock::now();
  struct One {
    grpc::ClientContext context;
    v1::ProcessResponse response;
  };
  for (std::size_t i = 0; i < total; ++i) {
    const auto due = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(double(i) / rate));
    std::this_thread::sleep_until(due);
    auto one = std::make_shared<One>();
    {
      const std::lock_guard lock(mutex);
      ++open;
    }
    auto* raw = one.get();
    stub->async()->Process(&raw->context, &photos.requests[i % photos.requests.size()], &raw->response, [&, one, due](const grpc::Status& status) {
      tally.Take(status, one->context, due);
      const std::lock_guard lock(mutex);
      --open;
      all.notify_all();
    });
  }
  std::unique_lock lock(mutex);
  all.wait(lock, [&] { return open == 0; });
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  return {double(tally.latencies_ms.size()) / took, tally.Percentile(0.5), tally.Percentile(0.99), double(tally.refused) / double(std::max<std::size_t>(1, total)),
          tally.without_pushback, tally.failed};
}

int Soak(const Settings& settings, const Photos& photos) {
  Served served({"--jobs", std::to_string(settings.workers), "--pipeline", settings.pipeline});
  if (served.address().empty()) return std::fprintf(stderr, "the service did not start\n"), 1;
  std::printf("| s | photos/s | resident MB | descriptors |\n|--:|--:|--:|--:|\n");
  constexpr double kStep = 30;
  for (double at = 0; at < settings.soak; at += kStep) {
    const auto closed = RunClosed(served.address(), photos, 4, std::min(kStep, settings.soak - at));
    std::printf("| %.0f | %.1f | %.0f | %d |\n", at + kStep, closed.rate, served.resident_mb(), served.descriptors());
    std::fflush(stdout);
    if (closed.failed > 0) return std::fprintf(stderr, "%zu photos failed\n", closed.failed), 1;
  }
  return 0;
}

int Measure(const Settings& settings, const Photos& photos) {
  const double batch = Batch(settings, photos);
  std::printf("%zu photos, pipeline %s, %d workers, %.0f s a row. Batch in one process: %.2f photos/s\n\n", photos.files.size(), settings.pipeline.c_str(),
              settings.workers, settings.seconds, batch);
  Served served({"--jobs", std::to_string(settings.workers), "--pipeline", settings.pipeline});
  if (served.address().empty()) return std::fprintf(stderr, "the service did not start\n"), 1;
  (void)RunClosed(served.address(), photos, settings.workers, 2);
  std::printf("| clients | photos/s | of the batch | median ms | p99 ms | peak MB |\n|--:|--:|--:|--:|--:|--:|\n");
  double best = 0, service_ms = 0;
  for (const int clients : {1, 2, 4, 8, 16}) {
    const auto closed = RunClosed(served.address(), photos, clients, settings.seconds);
    if (clients == 1) service_ms = closed.median_ms;
    best = std::max(best, closed.rate);
    std::printf("| %d | %.2f | %.0f %% | %.0f | %.0f | %.0f |\n", clients, closed.rate, 100 * closed.rate / batch, closed.median_ms, closed.p99_ms, served.peak_mb());
    std::fflush(stdout);
  }
  std::printf("\n| load | photos/s | of the best | median ms | p99 ms | p99 / service time | refused | without pushback | failed | peak MB |\n"
              "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const double load : {0.5, 0.8, 1.0, 1.5, 2.0}) {
    const auto open = RunOpen(served.address(), photos, load * best, settings.seconds);
    std::printf("| %.0f %% | %.2f | %.0f %% | %.0f | %.0f | %.1f | %.0f %% | %zu | %zu | %.0f |\n", 100 * load, open.goodput, 100 * open.goodput / best, open.median_ms,
                open.p99_ms, open.p99_ms / service_ms, 100 * open.refused_share, open.without_pushback, open.failed, served.peak_mb());
    std::fflush(stdout);
  }
  return 0;
}

bool Parse(int argc, char** argv, Settings& settings) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!word.starts_with("--")) {
      settings.photos = word;
    } else if (i + 1 >= argc) {
      return false;
    } else if (word == "--pipeline") {
      settings.pipeline = argv[++i];
    } else if (word == "--workers") {
      settings.workers = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--seconds") {
      settings.seconds = std::atof(argv[++i]);
    } else if (word == "--soak") {
      settings.soak = std::atof(argv[++i]);
    } else {
      return false;
    }
  }
  return !settings.photos.empty() && settings.seconds > 0;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  if (!Parse(argc, argv, settings)) return std::fprintf(stderr, "bench-load PHOTOS [--pipeline NAME] [--workers N] [--seconds S] [--soak S]\n"), 2;
  Photos photos;
  for (const auto& entry : fs::directory_iterator(settings.photos))
    if (entry.is_regular_file()) photos.files.push_back(entry.path());
  std::sort(photos.files.begin(), photos.files.end());
  if (photos.files.size() > 64) photos.files.resize(64);
  for (const auto& file : photos.files) {
    const auto bytes = certphoto::ReadFileBytes(file, 30u << 20);
    if (!bytes) return std::fprintf(stderr, "%s: %s\n", file.c_str(), bytes.error().message.c_str()), 1;
    photos.requests.emplace_back().set_photo(bytes->data(), bytes->size());
  }
  if (photos.files.empty()) return std::fprintf(stderr, "no photos\n"), 1;
  return settings.soak > 0 ? Soak(settings, photos) : Measure(settings, photos);
}
