// A spec as dotted paths, the form in which plugins ask for it (cph_host::spec_number, spec_text).
// docs/specs.md lists them.
#ifndef CERTPHOTO_ENGINE_CATALOGUE_SPEC_NUMBERS_H
#define CERTPHOTO_ENGINE_CATALOGUE_SPEC_NUMBERS_H

#include "engine/catalogue/spec.h"

namespace certphoto {

// Sets `numbers` and `texts` from the other members.
void FillDottedPaths(Spec& spec);

}  // namespace certphoto

#endif
