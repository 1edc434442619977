// The coverings plugin: what lies over head, face, brows, eyes and ears that should not.
#include "brows_visible.h"
#include "covering.h"
#include "ears_visible.h"
#include "eyes_visible.h"
#include "uncovered.h"

namespace coverings = certphoto::coverings;

CERTPHOTO_PLUGIN("certphoto.coverings", "1.0.0", "certphoto", "Apache-2.0", coverings::HeadCovering,
                 coverings::CoveringExempt, coverings::FaceUncovered, coverings::BrowsVisible,
                 coverings::EyesVisible, coverings::EarsVisible)
