// Two zones of a face, the picture's left one first: how much of each is hidden, and what a finding says of
// that.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_PAIR_H
#define CERTPHOTO_PLUGINS_COVERINGS_PAIR_H

#include <array>

#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::coverings {

struct HiddenPair {
  cph::Finding finding;  // of the more hidden zone, with the zones that do not pass; no note yet
  std::array<decltype(cph::Finding::verdict), 2> verdicts;
};

// The share of hair and covers in each zone against `limits`. `names` are those of the regions: literals,
// kept by pointer.
[[nodiscard]] HiddenPair judge_hidden(const cph::RegionMap& map, const char* rule,
                                      const std::array<Polygon, 2>& zones,
                                      const std::array<const char*, 2>& names, const cph::Limits& limits);

// The note where a zone may be doubtful and may be hidden.
[[nodiscard]] const char* note_of(const HiddenPair& pair);

}  // namespace certphoto::coverings

#endif
