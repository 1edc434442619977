// What reviewers decided: the file that the page saves, and its application to the journal.
#ifndef CERTPHOTO_ENGINE_BATCH_REVIEW_DECISIONS_H
#define CERTPHOTO_ENGINE_BATCH_REVIEW_DECISIONS_H

#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/review/standing.h"
#include "engine/catalogue/rule.h"
#include "engine/config/diagnostics.h"

namespace certphoto {

struct WrittenDecision {
  std::string item;    // ReviewId
  std::string action;  // accept, reject, recapture
  std::string reason;  // a rule's id or "other"
  std::string note;
  std::int64_t at = 0;
  Place place;  // line 0, the decision's number in the message
};

inline constexpr std::size_t kMaxDecisionBytes = 64u << 20;

// certphoto/decisions/1. Reports every mistake: an unknown key or action, a rejection without a reason, a
// reason that is no rule, an item that is decided twice in one file.
[[nodiscard]] std::vector<WrittenDecision> ParseDecisions(std::string_view text, const std::string& name,
                                                          const std::string& job, const RuleCatalogue& rules,
                                                          Diagnostics& problems);

struct AppliedDecisions {
  std::size_t applied = 0;
  std::size_t unchanged = 0;  // already decided so, by the same reviewer for the same reason
};

// All of them in one transaction, or none: kInvalid with every decision that cannot be applied, because its
// photo is not in the batch any more, was run again since the page was made, is delivered (R46), or came out
// with nothing that could be accepted. A later decision supersedes an earlier one, which stays in the
// journal.
[[nodiscard]] Result<AppliedDecisions> ApplyDecisions(const std::vector<WrittenDecision>& decisions,
                                                      const std::string& file, const std::string& reviewer,
                                                      Journal& journal, std::int64_t now);

}  // namespace certphoto

#endif
