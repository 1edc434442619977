#include "engine/batch/work/crash_slots.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace certphoto {

// Text is written before `taken` is set, so that a half-written slot is never read.
struct CrashSlots::Slot {
  std::atomic<std::uint32_t> taken;
  char candidate[68];
  char operation[184];
};

Result<std::unique_ptr<CrashSlots>> CrashSlots::Open(const std::filesystem::path& file) {
  static_assert(sizeof(Slot) == 256);
  constexpr std::size_t kBytes = sizeof(Slot) * kSlots;
  const auto error = [&] {
    return Error{ErrorCode::kIo, "cannot write " + file.string() + ": " + std::strerror(errno)};
  };
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return error();
  // posix_fallocate, not ftruncate: a write into a hole of a full disk would be a SIGBUS.
  const int failed = ::posix_fallocate(descriptor, 0, kBytes);
  void* mapped =
      failed == 0 ? ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0) : MAP_FAILED;
  if (failed != 0) errno = failed;
  if (mapped == MAP_FAILED) {
    auto result = error();
    ::close(descriptor);
    return result;
  }
  ::close(descriptor);
  return std::unique_ptr<CrashSlots>(new CrashSlots(static_cast<Slot*>(mapped)));
}

CrashSlots::~CrashSlots() {
  ::munmap(slots_, sizeof(Slot) * kSlots);
}

std::vector<CrashSlots::Left> CrashSlots::left() const {
  std::vector<Left> out;
  for (int i = 0; i < kSlots; ++i) {
    const auto& slot = slots_[i];
    if (slot.taken.load(std::memory_order_acquire) != 1) continue;
    out.push_back({std::string(slot.candidate, ::strnlen(slot.candidate, sizeof slot.candidate)),
                   std::string(slot.operation, ::strnlen(slot.operation, sizeof slot.operation))});
  }
  return out;
}

void CrashSlots::Clear() {
  for (int i = 0; i < kSlots; ++i) slots_[i].taken.store(0, std::memory_order_release);
}

namespace {
void Copy(std::string_view text, char* out, std::size_t room) {
  const auto length = std::min(text.size(), room - 1);
  std::memcpy(out, text.data(), length);
  out[length] = '\0';
}
}  // namespace

int CrashSlots::Take(std::string_view candidate) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < kSlots; ++i) {
    auto& slot = slots_[i];
    if (slot.taken.load(std::memory_order_relaxed) == 1) continue;
    Copy(candidate, slot.candidate, sizeof slot.candidate);
    slot.operation[0] = '\0';
    slot.taken.store(1, std::memory_order_release);
    return i;
  }
  return -1;  // more workers than slots: the item goes unwatched
}

void CrashSlots::Enter(int slot, std::string_view operation) {
  if (slot >= 0) Copy(operation, slots_[slot].operation, sizeof slots_[slot].operation);
}

void CrashSlots::Give(int slot) {
  if (slot >= 0) slots_[slot].taken.store(0, std::memory_order_release);
}

}  // namespace certphoto
