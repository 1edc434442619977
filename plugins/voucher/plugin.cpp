// The voucher plugin: codes and printed text of a document's picture, for binding photos to candidates.
#include "codes.h"
#include "text.h"

namespace voucher = certphoto::voucher;

CERTPHOTO_PLUGIN("certphoto.voucher", "1.0.0", "certphoto", "Apache-2.0", voucher::VoucherCodes,
                 voucher::VoucherText)
