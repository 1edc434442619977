// Takes portraits away once they are delivered, and says so in a log.
#ifndef CERTPHOTO_ENGINE_BATCH_DELIVERY_PURGE_H
#define CERTPHOTO_ENGINE_BATCH_DELIVERY_PURGE_H

#include "engine/batch/review/standing.h"

namespace certphoto {

struct PurgeOptions {
  int older_than_days = 0;  // delivered at least that long ago
  bool originals = false;   // the candidates' own photos, in the inputs' folder, as well
  std::int64_t now = 0;     // seconds since 1970-01-01 UTC
};

struct PurgeResult {
  std::size_t candidates = 0, files = 0;
};

// Of every delivered candidate: the finished photo, its pictures in the journal, what was read from vouchers,
// and on demand the original. Rows, sums and decisions stay: what was delivered can still be proven. Each
// removal is a line of purge.log (JSON: time, row, sha256 of what was removed, and of the line before, so
// that none can be taken out unseen), on the disk before anything is removed. The page still shows them until
// WriteBatchReport writes it anew. The journal keeps the sum of the log's last line: a log that was changed
// or cut off is kInvalid, and nothing is removed.
[[nodiscard]] Result<PurgeResult> PurgeDelivered(const JobFile& job, Journal& journal,
                                                 const PurgeOptions& options);

// How many removals the log has; kInvalid when it is not as the purges wrote it.
[[nodiscard]] Result<std::size_t> CheckPurgeLog(Journal& journal);

}  // namespace certphoto

#endif
