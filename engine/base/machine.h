// What this process may use: in a container or under taskset less than the machine has.
#ifndef CERTPHOTO_ENGINE_BASE_MACHINE_H
#define CERTPHOTO_ENGINE_BASE_MACHINE_H

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/base/result.h"

namespace certphoto {

// Cores: the scheduler's affinity, and the quota of the process's control group rounded up. At least 1.
[[nodiscard]] int UsableCores();

// Bytes: the machine's memory, or the least limit of the process's control group and those above it.
[[nodiscard]] std::uint64_t UsableMemoryBytes();

// The same of a control group tree (version 2) mounted at `root`, for a process in `group` ("/" or "/a/b");
// 0: no limit. Exposed for tests.
[[nodiscard]] double CgroupCores(const std::filesystem::path& root, const std::string& group);
[[nodiscard]] std::uint64_t CgroupMemoryBytes(const std::filesystem::path& root, const std::string& group);

// A text file of at most `max_bytes`.
[[nodiscard]] Result<std::string> ReadTextFile(const std::filesystem::path& file, std::uint64_t max_bytes);

}  // namespace certphoto

#endif
