// What a picture of a document says: collection codes and printed text.
#ifndef CERTPHOTO_ENGINE_BATCH_BINDING_DOCUMENT_READER_H
#define CERTPHOTO_ENGINE_BATCH_BINDING_DOCUMENT_READER_H

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace certphoto {

struct DocumentReading {
  std::vector<std::string> codes;  // texts of the codes, each once
  std::string text;                // printed text, when it was asked for and there is no code
  std::optional<Error> error;      // why there is neither
};

class DocumentReader {
 public:
  virtual ~DocumentReader() = default;
  // Reads every file; `on_reading` is called for each, one at a time, in any order. An error only when
  // nothing can be read at all.
  [[nodiscard]] virtual Status Read(std::span<const std::filesystem::path> files, bool with_text,
                                    const std::function<void(std::size_t, DocumentReading)>& on_reading) = 0;
};

}  // namespace certphoto

#endif
