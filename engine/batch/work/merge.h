// Parts of a batch that were run apart, brought together.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_MERGE_H
#define CERTPHOTO_ENGINE_BATCH_WORK_MERGE_H

#include <vector>

#include "engine/batch/journal/journal.h"
#include "engine/batch/work/batch_faces.h"

namespace certphoto {

// Copies the items of `part` with their files that `whole` does not have as they are; returns how many. Adds
// the part's exceptions to `exceptions`. An item that is delivered in `whole` and differs in `part` is an
// error (R46).
[[nodiscard]] Result<std::size_t> MergeJournal(Journal& part, Journal& whole,
                                               std::vector<BatchException>& exceptions);

// After the last part: exceptions of all parts, each once, and photos, pictures and faces that two parts have
// both. `faces` may be null. Returns how many photos could not be compared, since they are not in the job's
// inputs here.
[[nodiscard]] Result<std::size_t> FinishMerge(const JobFile& job, const Roster& roster, Journal& whole,
                                              std::vector<BatchException> exceptions, BatchFaces* faces,
                                              const BatchFaces::Work& work);

}  // namespace certphoto

#endif
