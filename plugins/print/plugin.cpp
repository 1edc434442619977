// The entry of the print plugin.
#include "ops/ruler_op.h"
#include "ops/sheet_op.h"
#include "ops/suitability_op.h"

CERTPHOTO_PLUGIN("certphoto.print", "1.0.0", "certphoto", "Apache-2.0", certphoto::print::SheetOp,
                 certphoto::print::RulerOp, certphoto::print::SuitabilityOp)
