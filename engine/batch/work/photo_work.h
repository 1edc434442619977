// What a batch adds to the run of one photo: before it, whether it is needed; after it, what its row will
// say.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_PHOTO_WORK_H
#define CERTPHOTO_ENGINE_BATCH_WORK_PHOTO_WORK_H

#include "engine/batch/work/todo.h"

namespace certphoto {

// Thread-safe, but for two calls with the same task. What is given to the constructor must outlive the
// object.
class PhotoWork {
 public:
  PhotoWork(const JobFile& job, const Roster& roster, const std::vector<InputPhoto>& photos, const Plan& plan,
            const ItemKeys& keys, CrashSlots& slots, const BatchRunOptions& options)
      : job_(job),
        roster_(roster),
        photos_(photos),
        plan_(plan),
        keys_(keys),
        slots_(slots),
        options_(options) {}

  // Told of the photo's bytes. False: the journal has its result. Whoever is in work stands in the crash
  // slots until Finish of the same task.
  [[nodiscard]] bool Begin(Task& task, std::span<const std::uint8_t> bytes, RunRequest& request) const;

  // Findings, pictures, finished file: all that will be recorded, taken out of `result`.
  void Finish(Task& task, RunnerResult& result) const;

 private:
  void CompareFaces(Task& task, PhotoResult& photo) const;

  const JobFile& job_;
  const Roster& roster_;
  const std::vector<InputPhoto>& photos_;
  const Plan& plan_;
  const ItemKeys& keys_;
  CrashSlots& slots_;
  const BatchRunOptions& options_;
};

}  // namespace certphoto

#endif
