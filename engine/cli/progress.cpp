#include "engine/cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "engine/base/utf8.h"

namespace certphoto::cli {
namespace {

constexpr double kRedrawS = 0.1;  // a bar that redraws more often only costs
constexpr double kLineS = 30;     // a log shows a sign of life at least this often
constexpr std::size_t kBarCells = 20;

std::size_t ColumnsOf(std::FILE* stream) {
  winsize size{};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::string Clocked(double seconds) {
  char text[32];
  const auto s = static_cast<long>(std::ceil(seconds));
  if (s >= 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld", s / 60, s % 60);
  return text;
}

}  // namespace

std::string ProgressText(const Tally& tally, double seconds) {
  std::string text = std::to_string(tally.done()) + '/' + std::to_string(tally.total);
  if (tally.done() > 0 && seconds > 0) {
    const double rate = double(tally.done()) / seconds;
    char number[32];
    std::snprintf(number, sizeof number, "  %.1f photos/s", rate);
    text += number;
    if (tally.done() < tally.total)
      text += "  " + Clocked(double(tally.total - tally.done()) / rate) + " left";
  }
  for (const auto outcome : {Outcome::kAccepted, Outcome::kReview, Outcome::kRejected, Outcome::kFailed})
    if (tally.Of(outcome) > 0)
      text += std::string("  ") + ToString(outcome) + ' ' + std::to_string(tally.Of(outcome));
  return text;
}

std::string ProgressBar(const Tally& tally, double seconds, std::size_t columns) {
  const auto filled = tally.total == 0 ? kBarCells : kBarCells * tally.done() / tally.total;
  std::string bar(1, '[');
  bar.append(filled, '#').append(kBarCells - filled, '-').append("] ").append(ProgressText(tally, seconds));
  return std::string(
      Utf8Prefix(bar, columns > 0 ? columns - 1 : 0));  // the last column would make some terminals wrap
}

ProgressStyle StyleFor(std::FILE* stream, bool quiet) {
  if (quiet) return ProgressStyle::kQuiet;
  return ::isatty(::fileno(stream)) == 1 ? ProgressStyle::kBar : ProgressStyle::kLines;
}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::Show(const Tally& tally) {
  const double now = seconds();
  const bool over = tally.done() == tally.total;
  if (style_ == ProgressStyle::kBar) {
    if (drawn_ && !over && now - last_shown_s_ < kRedrawS) return;
    std::fprintf(stream_, "\r%s\x1b[K", ProgressBar(tally, now, ColumnsOf(stream_)).c_str());
    std::fflush(stream_);
    drawn_ = true;
    last_shown_s_ = now;
  } else if (style_ == ProgressStyle::kLines) {
    const auto tenth = tally.total == 0 ? 10 : 10 * tally.done() / tally.total;
    // Ten lines for a run of any length; none for the end, which the summary tells.
    if (over || (tenth == last_tenth_ && now - last_shown_s_ < kLineS)) return;
    std::fprintf(stream_, "%s\n", ProgressText(tally, now).c_str());
    last_tenth_ = tenth;
    last_shown_s_ = now;
  }
}

void Progress::Clear() {
  if (!drawn_) return;
  std::fprintf(stream_, "\r\x1b[K");
  std::fflush(stream_);
  drawn_ = false;
}

}  // namespace certphoto::cli
