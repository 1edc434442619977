// The clothes plugin: their colour against the new background, their style and pattern.
#include "contrast.h"
#include "look.h"

namespace clothes = certphoto::clothes;

CERTPHOTO_PLUGIN("certphoto.clothes", "1.0.0", "certphoto", "Apache-2.0", clothes::ClothesContrast,
                 clothes::ClothesLook, clothes::ClothesStyle, clothes::ClothesPattern)
