// Group `process`: a plugin leaves the process as it found it.
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cfenv>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include "engine/check/operation_cases.h"

namespace certphoto::check {
namespace {

namespace fs = std::filesystem;

constexpr int kRuns = 40;
constexpr std::size_t kHostBytes =
    1024;  // of a call or a value that is kept: two objects, their names, a row of a table
constexpr std::size_t kGrowthBytes =
    64u << 10;  // in all runs together: what a library keeps once is found in the runs before

std::size_t Count(const char* folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// What a library could change for everybody.
struct State {
  std::size_t threads = Count("/proc/self/task"), descriptors = Count("/proc/self/fd");
  std::string locale = std::setlocale(LC_ALL, nullptr), folder = fs::current_path().string();
  int rounding = std::fegetround();
  void (*handlers[5])(int) = {};
  State() {
    constexpr int kSignals[] = {SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGFPE};
    for (std::size_t i = 0; i < std::size(kSignals); ++i) {
      struct sigaction action {};
      ::sigaction(kSignals[i], nullptr, &action);
      handlers[i] = action.sa_handler;
    }
  }
  void Compare(const State& before, Findings& findings) const {
    if (threads != before.threads) findings.Fail("it started a thread of its own");
    if (descriptors != before.descriptors) findings.Fail("it keeps a file open");
    if (locale != before.locale) findings.Fail("it changed the locale to " + locale);
    if (folder != before.folder) findings.Fail("it changed the current folder");
    if (rounding != before.rounding) findings.Fail("it changed how numbers are rounded");
    for (std::size_t i = 0; i < std::size(handlers); ++i)
      if (handlers[i] != before.handlers[i]) findings.Fail("it installed a signal handler");
  }
};

void LeavesNoTrace(const Context& context, Findings& findings, const std::string& id) {
  char pattern[] = "/tmp/certphoto-check-XXXXXX";
  if (::mkdtemp(pattern) == nullptr) return;
  auto scene = MakeScene({});
  const auto library = fs::absolute(context.library).string();
  Context here = context;
  here.library = library;
  fs::current_path(pattern);
  if (context.catalogues.inference)
    static_cast<void>(context.catalogues.inference());  // the host's own files and memory
  WithOperation(here, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    const State before;
    for (int i = 0; i < 2; ++i) static_cast<void>(RunOnce(loaded, instance, scene, findings));
    State().Compare(before, findings);
    loaded.host().Destroy(instance);
  });
  fs::current_path("/");
  if (!fs::is_empty(pattern)) findings.Fail("it wrote a file into the current folder");
  fs::remove_all(pattern);
}

void LeaksNothing(const Context& context, Findings& findings, const std::string& id) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    SceneRequest small;
    small.width = 60;
    small.height = 80;
    auto scene = MakeScene(small);
    std::size_t used[3], kept[3];
    for (std::size_t round = 0; round < std::size(used); ++round) {
      for (int i = 0; i < kRuns; ++i) static_cast<void>(RunOnce(loaded, instance, scene, findings));
      used[round] = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
      kept[round] = loaded.host().Kept();
    }
    // What the watching host itself keeps of a run: a call, and what it handed out.
    const std::size_t own = kHostBytes * (kRuns + kept[2] - kept[1]);
    if (used[2] > used[1] + own + kGrowthBytes) findings.Fail("memory grows with every run");
    loaded.host().Destroy(instance);
  });
#else
  (void)context, (void)findings, (void)id;
#endif
}

}  // namespace

void AddProcessCases(const std::string& id, std::vector<Case>& cases) {
  cases.push_back({"process", id + ": no trace", [id](auto& c, auto& f) { LeavesNoTrace(c, f, id); }});
  cases.push_back({"process", id + ": no leak", [id](auto& c, auto& f) { LeaksNothing(c, f, id); }});
}

}  // namespace certphoto::check
