// What a plugin in a process of its own may use, and when it has crashed too often.
#ifndef CERTPHOTO_ENGINE_ISOLATION_LIMITS_H
#define CERTPHOTO_ENGINE_ISOLATION_LIMITS_H

#include <cstdint>

namespace certphoto {

struct IsolationLimits {
  // Of one call, from its first message to its last. An operation of ours takes at most 70 ms of a 12 MP
  // photo (docs/performance.md); ten seconds is a hang.
  double wall_seconds = 10;
  // Processor time one call may take before the kernel ends the worker: at most twice this.
  std::uint32_t cpu_seconds = 10;
  // Address space of a worker, its libraries and mapped pictures included; also what it may hold of the
  // host's memory.
  std::uint32_t memory_mb = 2048;
  // Crashes with fewer than kGoodCallsBetween whole calls from one to the next, after which a plugin is not
  // run any more in this process. 0: never.
  std::uint32_t quarantine_after = 3;
};

inline constexpr std::uint32_t kGoodCallsBetween = 100;

}  // namespace certphoto

#endif
