// From what a name, a code or a text says to the candidate it means. For binding.cpp.
#ifndef CERTPHOTO_ENGINE_BATCH_BINDING_CANDIDATE_LOOKUP_H
#define CERTPHOTO_ENGINE_BATCH_BINDING_CANDIDATE_LOOKUP_H

#include <optional>
#include <string>
#include <string_view>

#include "engine/batch/binding/name_template.h"
#include "engine/batch/roster/roster.h"

namespace certphoto {

struct Found {
  Found() = default;
  Found(std::optional<std::size_t> who, bool wrong,
        std::string reason);  // out of line: GCC 12 warns of optional in temporaries
  std::optional<std::size_t> candidate;
  bool contradicts = false;  // it does name somebody, but what else it says is not the roster's
  std::string why;           // when there is no candidate
};

// Of several readings all that lead to a candidate must lead to the same.
[[nodiscard]] Found FindCandidate(const Roster& roster, const std::vector<NameTemplate::Values>& readings);

// `payload`: "digest", or a template.
[[nodiscard]] Found FindByPayload(const Roster& roster, const std::string& payload, std::string_view text);

// An exam number of the roster that stands in the text, and that candidate's name beside it.
[[nodiscard]] Found FindByText(const Roster& roster, std::string_view text);

}  // namespace certphoto

#endif
