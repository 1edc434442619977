// Which items are in work, in a file that outlives the process: after a crash it says who was being worked
// on, and in which operation.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_CRASH_SLOTS_H
#define CERTPHOTO_ENGINE_BATCH_WORK_CRASH_SLOTS_H

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace certphoto {

// A few kilobytes mapped into memory: writing to it costs nothing, and the kernel keeps what a killed process
// wrote. It is not synced: after a power cut nobody is to blame. Thread-safe.
class CrashSlots {
 public:
  struct Left {
    std::string candidate, operation;
  };
  static constexpr int kSlots = 256;  // as many as there can be workers

  // Opens or makes the file; what a dead process left is in left() until Clear.
  [[nodiscard]] static Result<std::unique_ptr<CrashSlots>> Open(const std::filesystem::path& file);
  ~CrashSlots();
  CrashSlots(const CrashSlots&) = delete;
  CrashSlots& operator=(const CrashSlots&) = delete;

  [[nodiscard]] std::vector<Left> left() const;
  void Clear();

  [[nodiscard]] int Take(std::string_view candidate);
  void Enter(int slot, std::string_view operation);
  void Give(int slot);

 private:
  struct Slot;
  explicit CrashSlots(Slot* slots) : slots_(slots) {}

  Slot* slots_;
  std::mutex mutex_;
};

}  // namespace certphoto

#endif
