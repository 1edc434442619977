// Runs the photos of a batch so that nothing is lost and nothing is done twice, whatever happens meanwhile.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_BATCH_RUN_H
#define CERTPHOTO_ENGINE_BATCH_WORK_BATCH_RUN_H

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/batch/binding/binding.h"
#include "engine/batch/journal/journal.h"
#include "engine/batch/runner.h"
#include "engine/pipeline/plan.h"

namespace certphoto {

class BatchFaces;

// Of n machines, the one that does a candidate is told by his exam number alone: a changed roster moves
// nobody.
struct Shard {
  int index = 1, count = 1;  // 1..count
  [[nodiscard]] bool Has(const std::string& candidate) const;
};

struct BatchRunOptions {
  int workers = 1;
  std::uint64_t memory_bytes = 1ull << 30;
  Shard shard;
  bool retry_failed = false;  // failed and poison items as well
  const Cancellation* cancellation = nullptr;
  BatchFaces* faces =
      nullptr;  // compares faces; null: nobody does. `plan` then has to give BatchFaces::NeededFacts
  // Who works on the photos, with the plan given to RunBatch; empty: this process. Services do it elsewhere:
  // a photo that they die of is theirs to name.
  std::function<Status(std::span<const std::filesystem::path>, const RunnerOptions&,
                       const std::function<void(RunnerResult)>&)>
      elsewhere;
  // How many there are to do, before the first; then each item as it is recorded, on a thread of its own.
  std::function<void(std::size_t)> on_plan;
  std::function<void(const Item&)> on_item;
};

struct BatchRunResult {
  std::size_t items = 0;  // bound candidates of this shard
  std::size_t kept = 0;   // of them, done before and unchanged
  std::size_t run = 0;    // photos that went through the plan
  std::size_t exceptions = 0;
  std::size_t not_compared =
      0;                 // photos that are not at hand any more, and so were not compared with the others
  bool stopped = false;  // before the end, by cancellation
};

// Binds nothing itself: `binding` is of the whole roster, whatever the shard. What the journal has and
// `binding` does not is removed, delivered photos apart (R46): those are never touched, and a change of their
// input is an exception. An error means that the run could not go on (a full disk, a read-only folder); the
// same call again resumes.
[[nodiscard]] Result<BatchRunResult> RunBatch(const JobFile& job, const Roster& roster,
                                              const std::vector<InputPhoto>& photos, Binding binding,
                                              const std::shared_ptr<const Plan>& plan, Journal& journal,
                                              const BatchRunOptions& options);

// Candidates whose photo is byte for byte that of another one, as exceptions. Over all items of the journal.
[[nodiscard]] Result<std::vector<BatchException>> SamePhotos(Journal& journal);

// Removes finished photos that no item names, half-written ones among them.
[[nodiscard]] Status Tidy(Journal& journal);

}  // namespace certphoto

#endif
