#include "engine/plugin/scanner.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>

#include "engine/base/atomic_file.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr auto kScanTime = std::chrono::seconds(30);
constexpr const char* kScanMemoryMb = "2048";

std::optional<std::string> ReadText(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed || size > kMaxManifestBytes) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return text;
}

// A manifest that names the checksum.
std::optional<Plugin> ReadIfFor(const fs::path& file, const std::string& sha256) {
  const auto text = ReadText(file);
  if (!text) return std::nullopt;
  auto plugin = ReadManifest(*text);
  if (!plugin || plugin->sha256 != sha256) return std::nullopt;
  return std::move(*plugin);
}

struct Output {
  std::string text;
  std::string problem;  // empty: it ended well
};

// Runs the program, standard output and error together, within limits of time and size.
Output RunScan(const fs::path& program, const fs::path& library) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {"", std::strerror(errno)};
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  posix_spawn_file_actions_addclosefrom_np(&files, 3);
  std::string words[] = {program.string(), "scan", library.string(), kScanMemoryMb};
  char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  std::string path = "PATH=/usr/bin:/bin", asan = "ASAN_OPTIONS=detect_leaks=0", libraries;
  std::vector<char*> envp = {path.data(), asan.data()};
  if (const char* value = std::getenv("LD_LIBRARY_PATH"); value != nullptr) {
    libraries = std::string("LD_LIBRARY_PATH=") + value;
    envp.push_back(libraries.data());
  }
  envp.push_back(nullptr);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &files, nullptr, argv, envp.data());
  posix_spawn_file_actions_destroy(&files);
  ::close(ends[1]);
  Output out;
  if (failed != 0) {
    ::close(ends[0]);
    out.problem = "cannot start " + program.string() + ": " + std::strerror(failed);
    return out;
  }
  const auto deadline = std::chrono::steady_clock::now() + kScanTime;
  for (char chunk[16384];;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
            .count();
    pollfd entry{ends[0], POLLIN, 0};
    const int ready = left <= 0 ? 0 : ::poll(&entry, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) out.problem = "its tables were not read within 30 s";
    const auto n = ready > 0 ? ::read(ends[0], chunk, sizeof chunk) : 0;
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    out.text.append(chunk, static_cast<std::size_t>(n));
    if (out.text.size() > kMaxManifestBytes) {
      out.problem = "its tables are larger than 4 MiB";
      break;
    }
  }
  ::close(ends[0]);
  if (!out.problem.empty()) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!out.problem.empty()) return out;
  if (WIFSIGNALED(status)) {
    out.problem =
        std::string("it crashed while its tables were read (") + ::strsignal(WTERMSIG(status)) + ")";
  } else if (WEXITSTATUS(status) != 0) {
    while (!out.text.empty() && out.text.back() == '\n') out.text.pop_back();
    out.problem =
        out.text.empty() ? "it ended the process while its tables were read" : out.text.substr(0, 2000);
  }
  return out;
}

}  // namespace

fs::path ManifestScanner::DefaultCache() {
  const auto environment = [](const char* name) -> fs::path {
    const char* value = std::getenv(name);
    return value != nullptr && *value == '/' ? value : "";
  };
  if (const auto cache = environment("XDG_CACHE_HOME"); !cache.empty()) return cache / "certphoto/plugins";
  if (const auto home = environment("HOME"); !home.empty()) return home / ".cache/certphoto/plugins";
  return {};
}

Result<Plugin> ManifestScanner::Read(const fs::path& library, const std::string& sha256) const {
  auto beside = library;
  beside.replace_extension(".plugin.json");
  auto plugin = ReadIfFor(beside, sha256);
  const auto kept = cache_.empty() ? fs::path() : cache_ / (sha256 + ".json");
  if (!plugin && !kept.empty()) plugin = ReadIfFor(kept, sha256);
  if (!plugin) {
    auto scanned = Scan(library, sha256);
    if (!scanned) return scanned;
    if (!kept.empty() && MakeFolder(cache_)) {
      const auto text = WriteManifest(*scanned);
      // a cache that cannot be written costs a scan the next time
      static_cast<void>(
          WriteFileAtomically(kept, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    }
    plugin = std::move(*scanned);
  }
  plugin->file = library;
  return std::move(*plugin);
}

Result<Plugin> ManifestScanner::Scan(const fs::path& library, const std::string& sha256) const {
  const auto output = RunScan(worker_program_, library);
  if (!output.problem.empty()) {
    const bool named = output.problem.find(library.filename().string()) != std::string::npos;
    return Error{ErrorCode::kInvalid, (named ? "" : library.string() + ": ") + output.problem};
  }
  auto plugin = ReadManifest(output.text);
  if (!plugin) return Error{plugin.error().code, library.string() + ": " + plugin.error().message};
  plugin->sha256 = sha256;
  return plugin;
}

}  // namespace certphoto
