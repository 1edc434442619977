#include "engine/base/machine.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <thread>
#include <vector>

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCgroupRoot = "/sys/fs/cgroup";

// The group and those above it: a limit anywhere on the way binds.
std::vector<fs::path> Groups(const fs::path& root, const std::string& group) {
  std::vector<fs::path> out;
  for (fs::path at = fs::path(group).relative_path(); !at.empty(); at = at.parent_path())
    out.push_back(root / at);
  out.push_back(root);
  return out;
}

// "0::/a/b" in /proc/self/cgroup.
std::string OwnGroup() {
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("0::")) return line.substr(3);
  return "/";
}

}  // namespace

double CgroupCores(const fs::path& root, const std::string& group) {
  double least = 0;
  for (const auto& folder : Groups(root, group)) {
    std::ifstream in(folder / "cpu.max");
    double quota = 0, period = 0;  // "max 100000" fails to read
    if (in >> quota >> period && period > 0 && quota > 0)
      least = least == 0 ? quota / period : std::min(least, quota / period);
  }
  return least;
}

std::uint64_t CgroupMemoryBytes(const fs::path& root, const std::string& group) {
  std::uint64_t least = 0;
  for (const auto& folder : Groups(root, group)) {
    std::ifstream in(folder / "memory.max");
    std::uint64_t limit = 0;
    if (in >> limit && limit > 0) least = least == 0 ? limit : std::min(least, limit);
  }
  return least;
}

int UsableCores() {
  int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) cores = std::max(1, CPU_COUNT(&set));
  const double quota = CgroupCores(kCgroupRoot, OwnGroup());
  return quota > 0 ? std::clamp(static_cast<int>(std::ceil(quota)), 1, cores) : cores;
}

std::uint64_t UsableMemoryBytes() {
  const auto machine = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                       static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto limit = CgroupMemoryBytes(kCgroupRoot, OwnGroup());
  return limit > 0 ? std::min(limit, machine) : machine;
}

Result<std::string> ReadTextFile(const fs::path& file, std::uint64_t max_bytes) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{ErrorCode::kIo, file.string() + ": " + std::strerror(errno)};
  std::string text(max_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  const auto count = static_cast<std::uint64_t>(in.gcount());
  if (in.bad()) return Error{ErrorCode::kIo, file.string() + ": cannot be read"};
  if (count > max_bytes)
    return Error{ErrorCode::kLimit,
                 file.string() + ": has more than " + std::to_string(max_bytes) + " bytes"};
  text.resize(count);
  return text;
}

}  // namespace certphoto
