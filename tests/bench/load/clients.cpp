#include "clients.h"

#include <grpcpp/grpcpp.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <random>
#include <thread>

namespace {

namespace v1 = certphoto::v1;
using Clock = std::chrono::steady_clock;

Clock::duration Seconds(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}
double SecondsSince(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

class Tally {
 public:
  void Take(const grpc::Status& status, const grpc::ClientContext& context, Clock::time_point since) {
    const double ms = 1000 * SecondsSince(since);
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      latencies_ms_.push_back(ms);
    } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      ++out_.refused;
      if (!context.GetServerTrailingMetadata().contains("grpc-retry-pushback-ms")) ++out_.without_pushback;
    } else {
      ++out_.failed;
    }
  }
  Measured Done(double seconds, double cpu_before) {
    std::sort(latencies_ms_.begin(), latencies_ms_.end());
    out_.answered = latencies_ms_.size();
    out_.rate = double(out_.answered) / seconds;
    out_.median_ms = Percentile(0.5);
    out_.p99_ms = Percentile(0.99);
    out_.client_cpu_seconds = CpuSeconds() - cpu_before;
    return out_;
  }

 private:
  double Percentile(double share) const {
    if (latencies_ms_.empty()) return 0;
    return latencies_ms_[std::min(latencies_ms_.size() - 1,
                                  static_cast<std::size_t>(share * double(latencies_ms_.size())))];
  }
  std::mutex mutex_;
  std::vector<double> latencies_ms_;
  Measured out_;
};

// A call of the open loop. It deletes itself when its answer is counted.
struct One {
  grpc::ClientContext context;
  v1::ProcessResponse response;
  grpc::Status status;
  Clock::time_point due;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::ProcessResponse>> reader;
};

}  // namespace

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::unique_ptr<v1::PhotoService::Stub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
  return v1::PhotoService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

Measured RunClosed(const std::string& address, const Requests& photos, int clients, double seconds) {
  Tally tally;
  std::atomic<std::size_t> next{0};
  const double cpu = CpuSeconds();
  const auto start = Clock::now();
  const auto end = start + Seconds(seconds);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i)
      threads.emplace_back([&] {
        auto stub = Connect(address);
        while (Clock::now() < end) {
          grpc::ClientContext context;
          v1::ProcessResponse response;
          const auto since = Clock::now();
          const auto status = stub->Process(&context, photos[next++ % photos.size()], &response);
          tally.Take(status, context, since);
        }
      });
  }
  return tally.Done(SecondsSince(start), cpu);
}

Measured RunOpen(const std::string& address, const Requests& photos, double rate, double seconds,
                 bool random) {
  Tally tally;
  grpc::CompletionQueue answers;
  std::jthread collector([&] {
    void* tag = nullptr;
    for (bool ok = false; answers.Next(&tag, &ok);) {
      const std::unique_ptr<One> one(static_cast<One*>(tag));
      tally.Take(one->status, one->context, one->due);
    }
  });
  auto stub = Connect(address);
  std::mt19937 generator(1);
  std::exponential_distribution<double> pause(rate);
  const double cpu = CpuSeconds();
  const auto start = Clock::now();
  double at = 0;
  for (std::size_t i = 0; at < seconds; ++i) {
    const auto due = start + Seconds(at);
    std::this_thread::sleep_until(due);
    auto* one = new One;
    one->due = due;
    one->reader = stub->AsyncProcess(&one->context, photos[i % photos.size()], &answers);
    one->reader->Finish(&one->response, &one->status, one);
    at += random ? pause(generator) : 1 / rate;
  }
  answers.Shutdown();  // ends the collector after the last answer
  collector.join();
  return tally.Done(SecondsSince(start), cpu);
}
