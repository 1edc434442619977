// The jewellery plugin: what is worn at ears and neck.
#include "earrings.h"
#include "necklace.h"

namespace jewellery = certphoto::jewellery;

CERTPHOTO_PLUGIN("certphoto.jewellery", "1.0.0", "certphoto", "Apache-2.0", jewellery::Earrings,
                 jewellery::Necklace)
