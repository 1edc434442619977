#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <sstream>

#include "engine/check/cases.h"

namespace certphoto::check {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kEnd = "end";

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void RunCase(const Case& what, const Context& context, int report) {
  Findings findings(report);
  try {
    what.run(context, findings);
  } catch (const std::exception& e) {
    findings.Fail(std::string("an exception crossed the boundary: ") + e.what());
  } catch (...) {
    findings.Fail("an exception crossed the boundary");
  }
  const auto line = std::string(kEnd) + '\n';
  static_cast<void>(!::write(report, line.data(), line.size()));
}

// What the child said, line by line.
struct Said {
  std::vector<std::string> faults;
  std::string last_note;
  bool ended = false;
};
Said Parse(const std::string& text) {
  Said said;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("fault ")) said.faults.push_back(line.substr(6));
    if (line.starts_with("note ")) said.last_note = line.substr(5);
    if (line == kEnd) said.ended = true;
  }
  return said;
}

std::string ReadUntil(int descriptor, Clock::time_point deadline, bool* late) {
  std::string text;
  for (char chunk[4096];;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd entry{descriptor, POLLIN, 0};
    const int ready = left <= 0 ? 0 : ::poll(&entry, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      *late = true;
      return text;
    }
    const auto n = ::read(descriptor, chunk, sizeof chunk);
    if (n <= 0) return text;
    if (text.size() < (1u << 20)) text.append(chunk, static_cast<std::size_t>(n));
  }
}

// The report goes through one pipe, what the library prints through the other.
struct Child {
  std::string report, printed;
  bool late = false;
  int status = 0;
};
Child Fork(const std::function<void(int report)>& work, double seconds) {
  int report[2], printed[2];
  Child child;
  if (::pipe2(report, O_CLOEXEC) != 0 || ::pipe2(printed, O_CLOEXEC | O_NONBLOCK) != 0) return child;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setpgid(0, 0);
    ::dup2(printed[1], STDOUT_FILENO);
    ::dup2(printed[1], STDERR_FILENO);
    const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(null, STDIN_FILENO);
    ExplainFaultsOn(report[1]);
    work(report[1]);
    ::fflush(nullptr);
    ::exit(0);  // destructors of the library's statics run, as they do in a host
  }
  ::close(report[1]);
  ::close(printed[1]);
  const auto deadline =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  child.report = ReadUntil(report[0], deadline, &child.late);
  if (child.late) ::kill(-pid, SIGKILL);
  while (::waitpid(pid, &child.status, 0) < 0 && errno == EINTR) {
  }
  char chunk[512];
  for (ssize_t n; (n = ::read(printed[0], chunk, sizeof chunk)) > 0 && child.printed.size() < 2000;)
    child.printed.append(chunk, static_cast<std::size_t>(n));
  ::close(report[0]);
  ::close(printed[0]);
  return child;
}

}  // namespace

Outcome RunInChild(const Case& what, const Context& context, double seconds) {
  const auto start = Clock::now();
  const auto child = Fork([&](int report) { RunCase(what, context, report); }, seconds);
  const auto said = Parse(child.report);
  Outcome outcome{what.group, what.name, false, said.faults, SecondsSince(start)};
  const auto where = said.last_note.empty() ? "" : " (" + said.last_note + ")";
  if (child.late) {
    outcome.faults.push_back("no end after " + std::to_string(static_cast<int>(seconds)) + " s" + where);
  } else if (WIFSIGNALED(child.status)) {
    const int number = WTERMSIG(child.status);
    const bool printed = child.printed.find("terminate called") != std::string::npos;
    outcome.faults.push_back(
        std::string(said.ended ? "it crashed when the process ended: " : "it crashed: ") +
        ::strsignal(number) + (printed ? ", an exception that nobody caught" : "") + where);
  } else if (!said.ended) {
    outcome.faults.push_back("it ended the process with status " + std::to_string(WEXITSTATUS(child.status)) +
                             where);
  }
  const bool quiet = child.printed.empty() || !outcome.faults.empty();
  if (!quiet) outcome.faults.push_back("it prints: " + child.printed.substr(0, child.printed.find('\n')));
  outcome.passed = outcome.faults.empty();
  return outcome;
}

Outcome RunHere(const Case& what, const Context& context) {
  const auto start = Clock::now();
  int report[2];
  if (::pipe(report) != 0) return {what.group, what.name, false, {"no pipe"}, 0};
  RunCase(what, context, report[1]);
  ::close(report[1]);
  bool late = false;
  const auto said = Parse(ReadUntil(report[0], Clock::now() + std::chrono::seconds(1), &late));
  ::close(report[0]);
  return {what.group, what.name, said.faults.empty(), said.faults, SecondsSince(start)};
}

}  // namespace certphoto::check
