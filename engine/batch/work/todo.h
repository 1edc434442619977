// Which photos of a batch are to be worked on.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_TODO_H
#define CERTPHOTO_ENGINE_BATCH_WORK_TODO_H

#include <set>
#include <string>
#include <vector>

#include "engine/batch/work/batch_run.h"
#include "engine/batch/work/crash_slots.h"
#include "engine/batch/work/item_key.h"
#include "engine/batch/work/recorder.h"

namespace certphoto {

// One item to be worked on.
struct Task {
  const BoundPhoto* bound = nullptr;
  ItemResult result;   // its item as it is in the journal; in the end, what will be recorded
  bool whole = false;  // the journal has a result for the item's key: only the stamp is new
  FileSum portrait;    // of the identity card, as far as it was looked at
  int slot = -1;       // of the crash slots, while it is in work
};

struct Todo {
  std::vector<Task> tasks;
  std::vector<BatchException> exceptions;  // delivered photos whose input is not what it was (R46)
  std::set<std::string> purged;            // candidates nothing is bound to since a purge took their photo
  std::size_t items = 0, kept = 0;         // as in BatchRunResult
};

// Compares what is bound (and must outlive the result) with the journal, reads no photo whose stamp has not
// changed, and writes the intention in one transaction, so that a crash leaves either the old one or the new
// one: items to be done are pending, those whose photo killed the program too often are poison, those that
// are bound no more are gone. `crashed`: what a dead process left.
[[nodiscard]] Result<Todo> MakeTodo(const JobFile& job, const Roster& roster,
                                    const std::vector<InputPhoto>& photos,
                                    const std::vector<BoundPhoto>& bound,
                                    const std::vector<CrashSlots::Left>& crashed, const ItemKeys& keys,
                                    Journal& journal, const BatchRunOptions& options);

}  // namespace certphoto

#endif
