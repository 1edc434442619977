// The ISO quality plugin: components of ISO/IEC 29794-5, offered as information.
#include "iso_op.h"

CERTPHOTO_PLUGIN("certphoto.iso_quality", "1.0.0", "certphoto", "Apache-2.0",
                 certphoto::iso_quality::IsoQuality)
