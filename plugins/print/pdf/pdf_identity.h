// What a PDF says about itself, in the information dictionary and in XMP, the two in agreement as PDF/X
// demands.
#ifndef CERTPHOTO_PRINT_PDF_PDF_IDENTITY_H
#define CERTPHOTO_PRINT_PDF_PDF_IDENTITY_H

#include <string>

#include "pdf/pdf_document.h"

namespace certphoto::print {

// `created` is "2026-11-22T10:00:00Z".
[[nodiscard]] std::string InfoDictionary(const std::string& title, const std::string& created, bool pdf_x4);
// The XMP packet of ISO 15930-7, 6.4: title, dates, trapping, identification of version and document.
[[nodiscard]] std::string XmpPacket(const std::string& title, const std::string& created, bool pdf_x4,
                                    const std::string& uuid);
// A name-based id (RFC 4122, version 8 in its later form): the same for the same document.
[[nodiscard]] std::string FileUuid(const PdfSettings& settings, std::size_t pages);

// Whether a text is a moment as above.
[[nodiscard]] bool IsMoment(const std::string& text);

}  // namespace certphoto::print

#endif
