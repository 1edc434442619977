// How every candidate of a roster stands: what became of his photo, and what people decided about it.
#ifndef CERTPHOTO_ENGINE_BATCH_REVIEW_STANDING_H
#define CERTPHOTO_ENGINE_BATCH_REVIEW_STANDING_H

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/journal/journal.h"
#include "engine/batch/roster/roster.h"

namespace certphoto {

// accepted, review, rejected, recapture, failed, poison, pending, purged: see StandingOf. disputed: the photo
// is also another candidate's. missing: no photo is bound.
struct CandidateStanding {
  std::size_t candidate = 0;  // index into the roster
  std::string standing;
  std::optional<Item> item;
  std::optional<Decision> decision;  // the last one, if it is about this very photo
  bool delivered = false;
};

struct BatchCounts {
  std::size_t all = 0;
  std::map<std::string, std::size_t> standings;
  std::map<std::string, std::size_t> exceptions;       // by kind
  std::size_t undecided_warn = 0, undecided_late = 0;  // in review for over 36 and over 48 hours (R48)
  double oldest_undecided_h = 0;
  [[nodiscard]] std::size_t Of(const std::string& standing) const {
    const auto it = standings.find(standing);
    return it == standings.end() ? 0 : it->second;
  }
};

// In the roster's order. Delivered candidates who have left the roster are not in it.
[[nodiscard]] Result<std::vector<CandidateStanding>> StandingsOf(const Roster& roster, Journal& journal);

// `now`: seconds since 1970-01-01 UTC. Ages count from submission as the roster states it, else from when the
// photo was finished.
[[nodiscard]] Result<BatchCounts> CountBatch(const JobFile& job, const Roster& roster,
                                             const std::vector<CandidateStanding>& standings,
                                             Journal& journal, std::int64_t now);

// Hours that an undecided candidate has waited; empty when he is not waiting.
[[nodiscard]] std::optional<double> WaitingHours(const JobFile& job, const Roster& roster,
                                                 const CandidateStanding& standing,
                                                 const std::map<std::string, ItemTimes>& times,
                                                 std::int64_t now);

[[nodiscard]] Bilingual TextOfStanding(const std::string& standing);
[[nodiscard]] std::int64_t SecondsNow();

}  // namespace certphoto

#endif
