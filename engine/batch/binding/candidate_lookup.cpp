#include "engine/batch/binding/candidate_lookup.h"

#include <set>

#include "engine/base/sha256.h"
#include "engine/base/unicode.h"
#include "engine/batch/roster/id_number.h"
#include "engine/batch/roster/masking.h"

namespace certphoto {
namespace {

// What of `values` is not what the roster says of the candidate.
std::string Contradiction(const Roster& roster, const Candidate& candidate,
                          const NameTemplate::Values& values) {
  for (const auto& [field, seen] : values) {
    if (field == "key") continue;
    const auto* known = roster.Value(candidate, field);
    if (known == nullptr) continue;
    const bool agrees = field == "name" ? NamesAgree(*known, seen)
                        : field == "id_no"
                            ? known->find('*') != std::string::npos || *known == CanonicalIdNumber(seen)
                            : *known == NormalFormC(seen);
    if (!agrees) return "its " + field + " is not the roster's (row " + std::to_string(candidate.row) + ")";
  }
  return "";
}

Found FindOne(const Roster& roster, const NameTemplate::Values& values) {
  bool asked = false;
  for (const char* field : {"exam_no", "id_no", "code_digest"}) {
    const auto it = values.find(field);
    if (it == values.end() || !roster.HasField(field)) continue;
    asked = true;
    const auto value =
        std::string(field) == "id_no" ? CanonicalIdNumber(it->second) : NormalFormC(it->second);
    const auto found = roster.FindBy(field, value);
    if (!found) continue;
    if (auto why = Contradiction(roster, roster.all()[*found], values); !why.empty())
      return {std::nullopt, true, std::move(why)};
    return {found, false, ""};
  }
  if (asked) return {std::nullopt, false, "its number is not in the roster"};
  const auto name = values.find("name");
  if (name == values.end()) return {std::nullopt, false, "it says neither a number nor a name"};
  std::vector<std::size_t> all;
  for (const auto candidate : roster.FindByName(name->second))
    if (Contradiction(roster, roster.all()[candidate], values).empty()) all.push_back(candidate);
  if (all.size() == 1) return {all[0], false, ""};
  return {std::nullopt, false,
          all.empty() ? "its name is not in the roster"
                      : std::to_string(all.size()) + " candidates have its name"};
}

}  // namespace

Found::Found(std::optional<std::size_t> who, bool wrong, std::string reason)
    : candidate(who), contradicts(wrong), why(std::move(reason)) {}

Found FindCandidate(const Roster& roster, const std::vector<NameTemplate::Values>& readings) {
  Found out{std::nullopt, false, "its name does not fit the template"};
  std::set<std::size_t> candidates;
  for (const auto& values : readings) {
    auto found = FindOne(roster, values);
    if (found.candidate)
      candidates.insert(*found.candidate);
    else if (candidates.empty() && !out.contradicts)
      out = std::move(found);
  }
  if (candidates.size() == 1) return {*candidates.begin(), false, ""};
  if (candidates.size() > 1)
    return {std::nullopt, true, "it can be read as " + std::to_string(candidates.size()) + " candidates"};
  return out;
}

Found FindByPayload(const Roster& roster, const std::string& payload, std::string_view text) {
  if (payload == "digest") {
    const auto digest = Sha256Hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    if (const auto found = roster.FindBy("code_digest", digest)) return {found, false, ""};
    return {std::nullopt, false, "its code is of nobody in the roster"};
  }
  const auto form = NameTemplate::Parse(payload);
  if (!form) return {std::nullopt, false, form.error().message};
  const auto readings = form->Read(Trimmed(text));
  if (readings.empty()) return {std::nullopt, false, "its text does not fit the payload template"};
  return FindCandidate(roster, readings);
}

Found FindByText(const Roster& roster, std::string_view text) {
  std::set<std::size_t> named;
  const auto part = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  };
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && part(text[end])) ++end;
    if (end > i)
      if (const auto found = roster.FindBy("exam_no", std::string(text.substr(i, end - i))))
        named.insert(*found);
    i = end + 1;
  }
  if (named.empty()) return {std::nullopt, false, "no exam number of the roster can be read on it"};
  if (named.size() > 1)
    return {std::nullopt, true,
            "exam numbers of " + std::to_string(named.size()) + " candidates stand on it"};
  const auto& candidate = roster.all()[*named.begin()];
  if (!TextHasName(candidate.name, text))
    return {
        std::nullopt, true,
        "the name on it cannot be read or is not the roster's (row " + std::to_string(candidate.row) + ")"};
  return {*named.begin(), false, ""};
}

}  // namespace certphoto
