// Checks of the finished file, read again from its bytes.
#include "faithful_check.h"
#include "format_check.h"
#include "geometry_check.h"
#include "nothing_added_check.h"

using namespace certphoto::output;  // NOLINT: the macro below takes plain names
CERTPHOTO_PLUGIN("certphoto.output", "1.0.0", "certphoto", "Apache-2.0", OutputFormat, OutputGeometry,
                 OutputFaithful, OutputNothingAdded)
