// Many photos through one plan: N workers, each taking one photo at a time through the whole plan; memory
// bounded by admission in bytes.
#ifndef CERTPHOTO_ENGINE_BATCH_RUNNER_H
#define CERTPHOTO_ENGINE_BATCH_RUNNER_H

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "engine/pipeline/executor.h"

namespace certphoto {

// A budget of bytes that work must hold while it runs. Thread-safe. A piece larger than the whole budget is
// let in alone, so that nothing waits for ever.
class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t limit) : limit_(limit) {}
  // Waits until `bytes` fit.
  void Acquire(std::uint64_t bytes);
  void Release(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t held() const;

 private:
  const std::uint64_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::uint64_t held_ = 0;
};

// What `on_result` is told. Called by one worker at a time, in the order in which photos finish.
struct RunnerResult {
  std::size_t index = 0;  // of the photo in the list
  PhotoResult photo;
  double milliseconds = 0;  // wall time on its worker, reading the file included
  bool skipped = false;     // on_read wanted none of it
};

struct RunnerOptions {
  int workers = 1;
  std::uint64_t memory_bytes = 1ull << 30;  // decoded pictures in work at once
  RunRequest request;                       // for every photo
  // Told of a file's bytes before they are looked at, on the worker, for several photos at once: may change
  // the request for this photo. False: the photo is not run and its result says `skipped`. Not called for a
  // file that cannot be read. May be empty.
  std::function<bool(std::size_t index, std::span<const std::uint8_t> bytes, RunRequest& request)> on_read;
  // Work on a result that need not wait for its turn, such as encoding a picture: called on the worker that
  // ran the photo, for several photos at once, before `on_result`. May be empty.
  std::function<void(RunnerResult&)> on_worker;
};

// Reads a file of at most `max_bytes`; the error says what to do. Shared by every door.
[[nodiscard]] Result<std::vector<std::uint8_t>> ReadFileBytes(const std::filesystem::path& file,
                                                              std::uint64_t max_bytes);

// Runs every file. Returns when all are done, or after `cancellation` (of options.request) when the running
// ones are. An error only when the workers cannot be made; what is wrong with a photo is in its result.
[[nodiscard]] Status RunPhotos(const std::shared_ptr<const Plan>& plan,
                               std::span<const std::filesystem::path> files, const RunnerOptions& options,
                               const std::function<void(RunnerResult)>& on_result);

}  // namespace certphoto

#endif
