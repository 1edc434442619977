// The make-up plugin: colours of lips and lids that are not their own.
#include "makeup.h"

CERTPHOTO_PLUGIN("certphoto.makeup", "1.0.0", "certphoto", "Apache-2.0", certphoto::makeup::FaceMakeup)
