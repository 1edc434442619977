// The clothes plugin: their colour against the new background.
#include "contrast.h"

CERTPHOTO_PLUGIN("certphoto.clothes", "1.0.0", "certphoto", "Apache-2.0", certphoto::clothes::ClothesContrast)
