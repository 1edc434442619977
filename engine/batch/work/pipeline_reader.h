// Reads documents by an installed pipeline, several at once, and remembers in the journal what they said.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_PIPELINE_READER_H
#define CERTPHOTO_ENGINE_BATCH_WORK_PIPELINE_READER_H

#include <memory>

#include "engine/batch/binding/document_reader.h"
#include "engine/batch/journal/journal.h"
#include "engine/pipeline/plan.h"

namespace certphoto {

inline constexpr const char* kDocumentCodes = "document.codes/1";  // u8 [n]: JSON array of texts
inline constexpr const char* kDocumentText = "document.text/1";    // u8 [n]: JSON array of lines

class PipelineReader : public DocumentReader {
 public:
  // `codes` gives kDocumentCodes, `text` kDocumentText as well. A file whose stamp has not changed is not
  // read again.
  PipelineReader(std::shared_ptr<const Plan> codes, std::shared_ptr<const Plan> text, Journal& journal,
                 int workers, const Cancellation* cancellation)
      : codes_(std::move(codes)),
        text_(std::move(text)),
        journal_(journal),
        workers_(workers),
        cancellation_(cancellation) {}

  [[nodiscard]] Status Read(std::span<const std::filesystem::path> files, bool with_text,
                            const std::function<void(std::size_t, DocumentReading)>& on_reading) override;

 private:
  std::shared_ptr<const Plan> codes_, text_;
  Journal& journal_;
  int workers_;
  const Cancellation* cancellation_;
};

}  // namespace certphoto

#endif
