// How far a run is: a bar that redraws itself on a terminal, a line now and then in a log.
#ifndef CERTPHOTO_ENGINE_CLI_PROGRESS_H
#define CERTPHOTO_ENGINE_CLI_PROGRESS_H

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include "engine/report/finding.h"

namespace certphoto::cli {

// How many photos came to which end.
struct Tally {
  std::size_t total = 0;
  std::array<std::size_t, 4> of{};  // by Outcome
  void Add(Outcome outcome) { ++of[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t Of(Outcome outcome) const { return of[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t done() const { return of[0] + of[1] + of[2] + of[3]; }
};

// "45/120  12.3 photos/s  0:06 left  accepted 40  review 2  rejected 3"; outcomes nothing came to are left
// out.
[[nodiscard]] std::string ProgressText(const Tally& tally, double seconds);

// The same behind a bar, in at most `columns` columns.
[[nodiscard]] std::string ProgressBar(const Tally& tally, double seconds, std::size_t columns);

enum class ProgressStyle { kBar, kLines, kQuiet };
[[nodiscard]] ProgressStyle StyleFor(std::FILE* stream, bool quiet);

// Writes to `stream`. Used by one thread at a time.
class Progress {
 public:
  Progress(std::FILE* stream, ProgressStyle style) : stream_(stream), style_(style) {}
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(const Tally& tally);
  // Takes the bar away, so that other lines can be written; the next Show draws it again.
  void Clear();
  [[nodiscard]] double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::FILE* stream_;
  ProgressStyle style_;
  Clock::time_point start_ = Clock::now();
  double last_shown_s_ = 0;
  std::size_t last_tenth_ = 0;
  bool drawn_ = false;
};

}  // namespace certphoto::cli

#endif
