// The provenance plugin: where the file comes from, as far as the file itself says.
#include "native_camera.h"
#include "not_reused.h"
#include "rear_camera.h"
#include "unretouched.h"

namespace provenance = certphoto::provenance;

CERTPHOTO_PLUGIN("certphoto.provenance", "1.0.0", "certphoto", "Apache-2.0", provenance::NativeCamera,
                 provenance::RearCamera, provenance::Unretouched, provenance::NotReused,
                 provenance::PhotoHash)
