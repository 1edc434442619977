// certphoto-plugin-worker: started by the engine, never by hand but for `scan`.
//
//   serve LIBRARY MEMORY_MB   runs the plugin for the host at descriptor 3; 4 is the page that asks to stop,
//   5 the lifeline scan LIBRARY MEMORY_MB    prints the plugin's tables as JSON (certphoto/plugin-manifest/1)
//
// Exit status of `scan`: 0, or 1 with the reason on standard error.
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include "engine/plugin/manifest.h"
#include "engine/worker/sandbox.h"
#include "engine/worker/session.h"

namespace {

using namespace certphoto;

constexpr int kSocket = 3, kControl = 4, kLifeline = 5;
constexpr std::size_t kPageBytes = 4096;

// When the host is gone, however it went, its end of the pipe closes, and the kernel kills this process even
// inside a loop of the plugin's.
void HoldLifeline() {
  ::fcntl(kLifeline, F_SETOWN, ::getpid());
  ::fcntl(kLifeline, F_SETSIG, SIGKILL);
  ::fcntl(kLifeline, F_SETFL, O_RDONLY | O_ASYNC);
}

int Serve(const char* library, std::uint32_t memory_mb) {
  HoldLifeline();
  const void* page = ::mmap(nullptr, kPageBytes, PROT_READ, MAP_SHARED, kControl, 0);
  if (page == MAP_FAILED) return 70;
  auto& session = *new worker::Session(kSocket, static_cast<const std::atomic<std::uint32_t>*>(page));
  if (const auto problem = worker::EnterSandbox(memory_mb); !problem.empty()) {
    session.SayRefused("the worker cannot give up its rights: " + problem);
    return 1;
  }
  const auto plugin = LoadPlugin(library, worker::HostTableOf(session));
  if (!plugin) {
    session.SayRefused(plugin.error().message);
    return 1;
  }
  session.SayReady();
  session.Serve(*plugin);
  return 0;
}

int Scan(const char* library, std::uint32_t memory_mb) {
  if (const auto problem = worker::EnterSandbox(memory_mb); !problem.empty()) {
    std::fprintf(stderr, "the sandbox cannot be entered: %s\n", problem.c_str());
    return 1;
  }
  static const std::atomic<std::uint32_t> never{0};
  auto& session = *new worker::Session(-1, &never);
  static cph_host host = *worker::HostTableOf(session);
  host.log = [](const cph_host*, std::int32_t, const char*) {};
  host.get_extension = [](const cph_host*, const char*) -> const void* { return nullptr; };
  const auto plugin = LoadPlugin(library, &host);
  if (!plugin) {
    std::fprintf(stderr, "%s\n", plugin.error().message.c_str());
    return 1;
  }
  const auto text = WriteManifest(*plugin);
  for (std::size_t sent = 0; sent < text.size();) {
    const auto n = ::write(STDOUT_FILENO, text.data() + sent, text.size() - sent);
    if (n <= 0) return 1;
    sent += static_cast<std::size_t>(n);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("certphoto-plugin-worker is started by certphoto\n", stderr);
    return 2;
  }
  // Libraries that plugins bring start a pool of threads when they are loaded, and OpenBLAS ends the process
  // when it may not.
  for (const char* name : {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"})
    ::setenv(name, "1", 1);
  // As the engine does for itself (engine/engine.cpp): what a plugin needs for a photo is not given back to
  // the kernel and fetched again for the next one.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
  const auto memory_mb = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
  int status = 2;
  try {
    if (std::strcmp(argv[1], "serve") == 0) status = Serve(argv[2], memory_mb);
    if (std::strcmp(argv[1], "scan") == 0) status = Scan(argv[2], memory_mb);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    status = 70;
  }
  // destructors of the plugin's statics are nobody's business any more
  ::_exit(status);
}
