// The expression plugin: what the shape of the mouth says.
#include "neutral.h"

CERTPHOTO_PLUGIN("certphoto.expression", "1.0.0", "certphoto", "Apache-2.0",
                 certphoto::expression::ExpressionNeutral)
