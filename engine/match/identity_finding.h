// What a comparison with the identity card's photo says, as a finding of the rule match.identity.
#ifndef CERTPHOTO_ENGINE_MATCH_IDENTITY_FINDING_H
#define CERTPHOTO_ENGINE_MATCH_IDENTITY_FINDING_H

#include "engine/match/face_matcher.h"

namespace certphoto {

// Takes the place of what the pipeline said about the rule, which had nothing to compare with, and decides
// the outcome anew. `operation`: who compared.
void PutIdentityFinding(const Plan& plan, const MatchThresholds& thresholds, const MatchResult& compared,
                        const char* operation, PhotoResult& result);

}  // namespace certphoto

#endif
