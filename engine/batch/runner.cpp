#include "engine/batch/runner.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

namespace certphoto {

void ByteBudget::Acquire(std::uint64_t bytes) {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return held_ == 0 || held_ + bytes <= limit_; });
  held_ += bytes;
}

void ByteBudget::Release(std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    held_ -= bytes;
  }
  freed_.notify_all();
}

std::uint64_t ByteBudget::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

Result<std::vector<std::uint8_t>> ReadFileBytes(const std::filesystem::path& file, std::uint64_t max_bytes) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed))
    return Error{ErrorCode::kNotFound,
                 failed ? "cannot read the file: " + failed.message() : "not a regular file"};
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) return Error{ErrorCode::kIo, "cannot read the file: " + failed.message()};
  if (size > max_bytes)
    return Error{ErrorCode::kLimit, "the file has " + std::to_string(size) + " bytes; the limit is " +
                                        std::to_string(max_bytes) + " (ingest.max_file_mb of the pipeline)"};
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{ErrorCode::kIo, std::string("cannot open the file: ") + std::strerror(errno)};
  std::vector<std::uint8_t> bytes(size);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (in.gcount() != static_cast<std::streamsize>(size))
    return Error{ErrorCode::kIo, "the file became shorter while it was read"};
  return bytes;
}

namespace {

class Worker {
 public:
  Worker(std::unique_ptr<Executor> executor, ByteBudget& budget, const RunnerOptions& options)
      : executor_(std::move(executor)), budget_(budget), options_(options) {}

  RunnerResult Run(std::size_t index, const std::filesystem::path& file) {
    const auto start = std::chrono::steady_clock::now();
    RunnerResult out;
    out.index = index;
    const auto bytes = ReadFileBytes(file, executor_->plan().limits().max_file_bytes);
    if (!bytes) {
      out.photo.error = bytes.error();
      out.photo.outcome = Outcome::kFailed;
    } else if (options_.on_read) {
      auto request = options_.request;
      out.skipped = !options_.on_read(index, *bytes, request);
      if (!out.skipped) out.photo = RunAdmitted(*bytes, request);
    } else {
      out.photo = RunAdmitted(*bytes, options_.request);
    }
    out.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return out;
  }

 private:
  PhotoResult RunAdmitted(std::span<const std::uint8_t> bytes, const RunRequest& request) {
    const auto& plan = executor_->plan();
    const auto probe = ProbePhoto(bytes, plan.limits(), plan.request());
    const auto cost =
        probe ? probe->decoded_bytes : 0;  // what cannot be probed is refused before it is decoded
    budget_.Acquire(cost);
    auto result = executor_->Run(bytes, request);
    budget_.Release(cost);
    return result;
  }

  std::unique_ptr<Executor> executor_;
  ByteBudget& budget_;
  const RunnerOptions& options_;
};

}  // namespace

Status RunPhotos(const std::shared_ptr<const Plan>& plan, std::span<const std::filesystem::path> files,
                 const RunnerOptions& options, const std::function<void(RunnerResult)>& on_result) {
  ByteBudget budget(options.memory_bytes);
  std::vector<Worker> workers;
  for (int i = 0; i < std::max(1, options.workers); ++i) {
    auto executor = Executor::Create(plan);
    if (!executor) return executor.error();
    workers.emplace_back(std::move(*executor), budget, options);
  }
  std::atomic<std::size_t> next{0};
  std::mutex result_mutex;
  const auto work = [&](Worker& worker) {
    while (true) {
      if (options.request.cancellation != nullptr && options.request.cancellation->stop()) return;
      const auto index = next.fetch_add(1);
      if (index >= files.size()) return;
      auto result = worker.Run(index, files[index]);
      if (options.on_worker) options.on_worker(result);
      const std::lock_guard lock(result_mutex);
      on_result(std::move(result));
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back([&, i] { work(workers[i]); });
  work(workers[0]);
  return {};  // joins
}

}  // namespace certphoto
