// How likely a photo is one of a screen or a halftone print, from its spectral features.
#ifndef CERTPHOTO_PLUGINS_RECAPTURE_HEAD_H
#define CERTPHOTO_PLUGINS_RECAPTURE_HEAD_H

#include "spectra.h"

namespace certphoto::recapture {

struct Likeness {
  double screen = 0, print = 0;  // probabilities, each against a photo of a person
};

// Two logistic regressions; weights by scripts/train/recapture.py.
[[nodiscard]] Likeness likeness_of(const Features& features);

}  // namespace certphoto::recapture

#endif
