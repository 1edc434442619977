// Parts of a batch that were run apart, brought together.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_MERGE_H
#define CERTPHOTO_ENGINE_BATCH_WORK_MERGE_H

#include <vector>

#include "engine/batch/journal/journal.h"

namespace certphoto {

// Copies the items of `part` with their files that `whole` does not have as they are; returns how many. Adds the part's exceptions to
// `exceptions`. An item that is delivered in `whole` and differs in `part` is an error (R46).
[[nodiscard]] Result<std::size_t> MergeJournal(Journal& part, Journal& whole, std::vector<BatchException>& exceptions);

// After the last part: exceptions of all parts, each once, and photos that two parts have both.
[[nodiscard]] Status FinishMerge(Journal& whole, std::vector<BatchException> exceptions);

}  // namespace certphoto

#endif
