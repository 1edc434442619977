// What kind of file these bytes are, by their first bytes alone: never by a name or a declared type.
#ifndef CERTPHOTO_ENGINE_IMAGING_FILE_FORMAT_H
#define CERTPHOTO_ENGINE_IMAGING_FILE_FORMAT_H

#include <cstdint>
#include <span>

#include "engine/base/result.h"
#include "engine/imaging/ingest.h"

namespace certphoto {

[[nodiscard]] const char* ToString(FileFormat format);

// One of the formats we read. kInvalid for an empty, blank or cut-off file, kUnsupported for anything else;
// the message names what the file looks like and what to send instead.
[[nodiscard]] Result<FileFormat> RecogniseFormat(std::span<const std::uint8_t> bytes);

}  // namespace certphoto

#endif
