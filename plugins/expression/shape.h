// The mouth's shape as numbers, and what it says about a smile.
#ifndef CERTPHOTO_PLUGINS_EXPRESSION_SHAPE_H
#define CERTPHOTO_PLUGINS_EXPRESSION_SHAPE_H

#include <span>

namespace certphoto::expression {

// Level with the eyes, in units: the distance between the eyes, at least 0.48 of the way from the eyes to the
// chin.
struct MouthShape {
  double width = 0;       // from corner to corner
  double sag = 0;         // the line between the lips, in the middle, below the corners
  double below_nose = 0;  // the corners below the bottom of the nose
  double slope = 0;       // the picture's left corner below the right one, against the eye line
};

// `mesh`: face.mesh/1. Zeros when the eyes coincide.
[[nodiscard]] MouthShape measure_mouth(std::span<const float> mesh);

// Probability that the face smiles more than a little: a logistic regression on width, sag and below_nose
// (scripts/train/expression.py, docs/models/face-looks.md).
[[nodiscard]] double smile_probability(const MouthShape& mouth);

}  // namespace certphoto::expression

#endif
