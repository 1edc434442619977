// What a process that holds somebody's plugin may do.
#ifndef CERTPHOTO_ENGINE_WORKER_SANDBOX_H
#define CERTPHOTO_ENGINE_WORKER_SANDBOX_H

#include <cstdint>
#include <string>

namespace certphoto::worker {

// For the rest of the process: no new privileges, no core file, no more than `memory_mb` of address space,
// files can be read and not written, no network, no other process, no thread. System calls that are not on
// the list fail with EPERM. Returns what went wrong, empty when nothing did.
[[nodiscard]] std::string EnterSandbox(std::uint32_t memory_mb);

}  // namespace certphoto::worker

#endif
