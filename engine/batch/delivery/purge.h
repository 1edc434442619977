// Takes portraits away once they are delivered, or too old to be kept, and says so in a log.
#ifndef CERTPHOTO_ENGINE_BATCH_DELIVERY_PURGE_H
#define CERTPHOTO_ENGINE_BATCH_DELIVERY_PURGE_H

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/review/standing.h"

namespace certphoto {

struct PurgeOptions {
  int older_than_days = 0;  // delivered, or last worked on or decided, at least that long ago
  bool originals = false;   // the candidates' own photos, in the inputs' folder, and the portraits that the
                            // roster names, as well
  std::int64_t now = 0;     // seconds since 1970-01-01 UTC
};

struct PurgeFile {
  enum Kind { kFinished, kOriginal, kPortrait };
  Kind kind;
  std::filesystem::path place;
};

struct PurgeItem {
  Item item;
  std::string standing;                // "delivered", or what it is at
  std::optional<Delivered> delivered;  // empty: never
  std::vector<PurgeFile> files;        // those that are there
};

struct PurgePlan {
  std::vector<PurgeItem> delivered, undelivered;
  std::size_t never_finished = 0;  // not worked on to the end: whatever their age, they stay
};

struct PurgeCounts {
  std::size_t candidates = 0;
  std::map<std::string, std::size_t> standings;
  std::map<PurgeFile::Kind, std::size_t> files;
};
[[nodiscard]] PurgeCounts CountsOf(const std::vector<PurgeItem>& items);

// What is old enough to go; changes nothing. What was purged before is not in it.
[[nodiscard]] Result<PurgePlan> PlanPurge(const JobFile& job, const Roster& roster, Journal& journal,
                                          const PurgeOptions& options);

struct PurgeResult {
  std::size_t candidates = 0, files = 0;
};

// Of every item: its files, its pictures in the journal, and what was read from vouchers. Rows, sums and
// decisions stay: what was delivered can still be proven. Who was never delivered stands at `purged` from
// then on, until another photo of his comes. Each removal is a line of purge.log (JSON: time, row, sha256 of
// what was removed, and of the line before, so that none can be taken out unseen), on the disk before
// anything is removed. The page still shows them until WriteBatchReport writes it anew. The journal keeps the
// sum of the log's last line: a log that was changed or cut off is kInvalid, and nothing is removed.
[[nodiscard]] Result<PurgeResult> Purge(const std::vector<PurgeItem>& items, Journal& journal,
                                        std::int64_t now);

// How many removals the log has; kInvalid when it is not as the purges wrote it.
[[nodiscard]] Result<std::size_t> CheckPurgeLog(Journal& journal);

}  // namespace certphoto

#endif
