#include "engine/worker/sandbox.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

namespace certphoto::worker {
namespace {

// What libc, the loader and numeric libraries need to compute, and the socket needs to talk.
constexpr const char* kAllowed[] = {
    // memory
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore",
    // messages
    "read", "readv", "pread64", "recvmsg", "sendmsg", "poll", "ppoll", "close", "lseek",
    // files, to read
    "fstat", "stat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2", "getdents64",
    "readlink", "readlinkat", "getcwd", "statfs", "fstatfs", "fadvise64",
    // time and waiting
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "futex",
    "sched_yield",
    // about itself
    "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getrusage", "times", "sysinfo", "uname",
    "getrandom", "sched_getaffinity", "getcpu", "set_robust_list", "set_tid_address", "rseq", "arch_prctl",
    "getrlimit", "membarrier", "get_mempolicy",
    // signals: returning from one, and what abort() does
    "rt_sigreturn", "rt_sigprocmask", "sigaltstack", "restart_syscall",
    // the end
    "exit", "exit_group"};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // shadow memory takes terabytes of addresses; reports go to standard error
#else
constexpr bool kSanitized = false;
#endif

bool Allow(scmp_filter_ctx filter, const char* name) {
  const int call = seccomp_syscall_resolve_name(name);
  return call == __NR_SCMP_ERROR || seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
}

bool AllowConditional(scmp_filter_ctx filter) {
  const auto self = static_cast<scmp_datum_t>(::getpid());
  constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
  const auto add = [&](int call, const scmp_arg_cmp& argument) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, argument) == 0;
  };
  return add(SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, kWriting, O_RDONLY)) &&
         add(SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, kWriting, O_RDONLY)) &&
         // standard output and error are /dev/null but for a scan and for who debugs
         add(SCMP_SYS(write), SCMP_A0(SCMP_CMP_LE, 2)) && add(SCMP_SYS(writev), SCMP_A0(SCMP_CMP_EQ, 2)) &&
         add(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, self)) &&
         add(SCMP_SYS(kill), SCMP_A0(SCMP_CMP_EQ, self)) &&
         // limits and signal actions can be read, not changed
         add(SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0)) &&
         add(SCMP_SYS(rt_sigaction), SCMP_A1(SCMP_CMP_EQ, 0)) &&
         add(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFD)) &&
         add(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL)) &&
         add(SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_SETFD)) &&
         add(SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, TCGETS));
}

std::string Why(const char* what) {
  return std::string(what) + ": " + std::strerror(errno);
}

std::string SetLimits(std::uint32_t memory_mb) {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) return Why("RLIMIT_CORE");
  if (kSanitized) return "";
  const rlimit memory{rlim_t{memory_mb} << 20, rlim_t{memory_mb} << 20};
  if (::setrlimit(RLIMIT_AS, &memory) != 0) return Why("RLIMIT_AS");
  return "";
}

}  // namespace

std::string EnterSandbox(std::uint32_t memory_mb) {
  if (auto problem = SetLimits(memory_mb); !problem.empty()) return problem;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Why("no_new_privs");
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // nobody else of this user may look into it
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return "seccomp_init failed";
  bool ok = AllowConditional(filter);
  // the undefined behaviour sanitizer asks the kernel through a pipe whether memory can be read
  if (kSanitized)
    for (const char* name : {"pipe", "pipe2", "write"}) ok = ok && Allow(filter, name);
  for (const char* name : kAllowed) ok = ok && Allow(filter, name);
  // The kernel would leave file locks, timers and much else to guess: what is not known here is not allowed.
  const int loaded = ok ? seccomp_load(filter) : -EINVAL;
  seccomp_release(filter);
  return loaded == 0 ? "" : std::string("seccomp: ") + std::strerror(-loaded);
}

}  // namespace certphoto::worker
