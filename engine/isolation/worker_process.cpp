#include "engine/isolation/worker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace certphoto::isolation {
namespace {

constexpr int kStartTimeoutMs = 30'000;  // a library with large tables on a cold disk
constexpr int kSendTimeoutMs = 5'000;    // a worker that waits for a message takes it at once
constexpr std::size_t kPageBytes = 4096;

// Descriptors of the worker; engine/worker/main.cpp reads them.
constexpr int kSocket = 3, kControl = 4, kLifeline = 5;

class Descriptor {
 public:
  explicit Descriptor(int value = -1) : value_(value) {}
  Descriptor(Descriptor&& o) noexcept : value_(std::exchange(o.value_, -1)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] int Release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

// The read end of a pipe whose write end closes when this process ends, however it ends: a worker that
// computes for ever is told by a signal. One a process, made on first use; nothing is ever written.
int Lifeline() {
  static const int read_end = [] {
    int ends[2];
    return ::pipe2(ends, O_CLOEXEC) == 0 ? ends[0] : -1;
  }();
  return read_end;
}

Error StartError(const WorkerCommand& command, const std::string& why) {
  return {ErrorCode::kInternal, "cannot start " + command.program.string() + ": " + why};
}

// Only what makes the worker's libraries behave as they do in the host: no secrets, no LD_PRELOAD.
std::vector<std::string> Environment() {
  std::vector<std::string> out;
  for (const char* name :
       {"OPENCV_FOR_THREADS_NUM", "OMP_NUM_THREADS", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH",
        "CERTPHOTO_WORKER_STDERR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
    if (const char* value = std::getenv(name); value != nullptr)
      out.push_back(std::string(name) + '=' + value);
  return out;
}

Result<pid_t> Spawn(const WorkerCommand& command, int socket, int control) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  // First out of the way of 3 to 5 and of each other, then there: a source may be one of them.
  const int away = std::max({socket, control, Lifeline(), kLifeline}) + 1;
  const std::pair<int, int> moves[] = {{socket, kSocket}, {control, kControl}, {Lifeline(), kLifeline}};
  for (const auto& [from, to] : moves) posix_spawn_file_actions_adddup2(&files, from, away + to);
  for (const auto& [from, to] : moves) posix_spawn_file_actions_adddup2(&files, away + to, to);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  if (std::getenv("CERTPHOTO_WORKER_STDERR") == nullptr)
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, kLifeline + 1);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  // A group of its own: Ctrl-C at the terminal is the host's business.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> words = {command.program.string(), "serve", command.library.string(),
                                    std::to_string(command.limits.memory_mb)};
  std::vector<std::string> environment = Environment();
  std::vector<char*> argv, envp;
  for (auto& word : words) argv.push_back(word.data());
  for (auto& variable : environment) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  pid_t pid = -1;
  const int failed =
      ::posix_spawn(&pid, command.program.c_str(), &files, &attributes, argv.data(), envp.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return StartError(command, std::strerror(failed));
  return pid;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(const WorkerCommand& command) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return StartError(command, std::strerror(errno));
  Descriptor ours(ends[0]), theirs(ends[1]);
  const Descriptor page(::memfd_create("certphoto-control", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (page.get() < 0 || ::ftruncate(page.get(), kPageBytes) != 0 ||
      ::fcntl(page.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return StartError(command, std::strerror(errno));
  void* control = ::mmap(nullptr, kPageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, page.get(), 0);
  if (control == MAP_FAILED) return StartError(command, std::strerror(errno));
  const auto pid = Spawn(command, theirs.get(), page.get());
  if (!pid) {
    ::munmap(control, kPageBytes);
    return pid.error();
  }
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(
      *pid, ours.Release(), static_cast<std::atomic<std::uint32_t>*>(control), command.limits));
  { const Descriptor close_now(theirs.Release()); }
  Message hello;
  const auto received = worker->Receive(hello, kStartTimeoutMs);
  if (received == Received::kMessage && hello.type == MessageType::kReady) return worker;
  if (received == Received::kMessage && hello.type == MessageType::kRefused) {
    ByteReader in(hello.body);
    return Error{ErrorCode::kInvalid, std::string(in.GetText(kMaxText))};
  }
  const auto how = worker->End();
  return Error{
      ErrorCode::kInternal,
      command.library.string() + ": the worker did not come up (" +
          (received == Received::kNothingYet ? "no answer in " + std::to_string(kStartTimeoutMs / 1000) + " s"
                                             : how) +
          ")"};
}

std::unique_ptr<WorkerProcess> WorkerProcess::Adopt(int socket) {
  void* control = ::mmap(nullptr, kPageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (control == MAP_FAILED) {
    ::close(socket);
    return nullptr;
  }
  return std::unique_ptr<WorkerProcess>(
      new WorkerProcess(-1, socket, static_cast<std::atomic<std::uint32_t>*>(control), {}));
}

WorkerProcess::WorkerProcess(pid_t pid, int socket, std::atomic<std::uint32_t>* control,
                             const IsolationLimits& limits)
    : pid_(pid), channel_(socket), control_(control), limits_(limits), pool_(std::make_shared<BufferPool>()) {
  pool_->ShareNewBlocks();
}

WorkerProcess::~WorkerProcess() {
  static_cast<void>(End());
  ::munmap(control_, kPageBytes);
}

bool WorkerProcess::Send(MessageType type, const ByteWriter& body,
                         std::span<const std::shared_ptr<SharedBlock>> blocks, bool writable) {
  ByteWriter message;
  std::vector<std::uint64_t> gone;
  for (const auto& [id, block] : known_)
    if (block.expired()) gone.push_back(id);
  message.Put(static_cast<std::uint32_t>(gone.size()));
  for (const auto id : gone) {
    message.Put(id);
    known_.erase(id);
  }
  std::vector<const SharedBlock*> fresh;
  for (const auto& block : blocks)
    if (block && known_.emplace(block->id(), block).second) fresh.push_back(block.get());
  message.Put(static_cast<std::uint32_t>(fresh.size()));
  std::vector<Descriptor> opened;
  std::vector<int> descriptors;
  for (const auto* block : fresh) {
    message.Put(block->id());
    message.Put(static_cast<std::uint64_t>(block->size()));
    message.Put(static_cast<std::uint8_t>(writable));
    if (writable) {
      descriptors.push_back(block->descriptor());
    } else {
      opened.emplace_back(block->OpenReadOnly());
      if (opened.back().get() < 0) return false;
      descriptors.push_back(opened.back().get());
    }
  }
  message.Append(body);
  return channel_.Send(type, message.bytes(), descriptors, kSendTimeoutMs);
}

Received WorkerProcess::Receive(Message& message, int timeout_ms) {
  return channel_.Receive(message, timeout_ms, false);
}

void WorkerProcess::AllowProcessorTime() {
  if (pid_ <= 0) return;
  clockid_t clock = 0;
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return;
  const auto needed = static_cast<std::uint64_t>(used.tv_sec) + 1 + limits_.cpu_seconds;
  if (needed <= processor_limit_) return;
  processor_limit_ = needed + limits_.cpu_seconds;
  const rlimit limit{processor_limit_, RLIM_INFINITY};
  ::prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
}

std::string WorkerProcess::End() {
  if (pid_ <= 0) return "ended";
  // What ended by itself has its own status; what did not is ended now.
  int status = 0;
  pid_t collected = ::waitpid(pid_, &status, WNOHANG);
  if (collected == 0) {
    timespec moment{0, 2'000'000};  // the socket closes a moment before the status is there
    ::nanosleep(&moment, nullptr);
    collected = ::waitpid(pid_, &status, WNOHANG);
  }
  const bool by_us = collected == 0;
  if (by_us) {
    ::kill(pid_, SIGKILL);
    do collected = ::waitpid(pid_, &status, 0);
    while (collected < 0 && errno == EINTR);
  }
  pid_ = -1;
  if (by_us) return "ended by the host";
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    const char* name = number == SIGXCPU ? "out of processor time" : ::strsignal(number);
    return "killed by signal " + std::to_string(number) + " (" + (name != nullptr ? name : "unknown") + ")";
  }
  return "exited with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace certphoto::isolation
