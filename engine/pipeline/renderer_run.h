// Runs a renderer over many finished photos: the engine's side of a print sheet.
#ifndef CERTPHOTO_ENGINE_PIPELINE_RENDERER_RUN_H
#define CERTPHOTO_ENGINE_PIPELINE_RENDERER_RUN_H

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/plan.h"
#include "engine/pipeline/renderer_outputs.h"

namespace certphoto {

// The photos of a job, in the order they are to be kept in. Read one at a time, so that a job of many
// thousands needs no more memory than one of ten.
class RendererItems {
 public:
  RendererItems() = default;
  RendererItems(const RendererItems&) = delete;
  RendererItems& operator=(const RendererItems&) = delete;
  virtual ~RendererItems() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // Null when there is no such text; lives as long as the items.
  [[nodiscard]] virtual const std::string* Text(std::uint64_t item, std::string_view key) const = 0;
  // The file's bytes.
  [[nodiscard]] virtual Result<std::vector<std::uint8_t>> Bytes(std::uint64_t item) = 0;
};

struct RendererRequest {
  std::string operation;              // id of a renderer
  std::vector<PipelineParam> params;  // their places are named in errors
  const Spec* spec = nullptr;
  RendererItems* items = nullptr;
  RendererOutputs* outputs = nullptr;
  std::map<std::string, std::vector<std::uint8_t>, std::less<>> attachments;  // "printer_profile" → bytes
  IngestLimits limits;
  const Cancellation* cancellation = nullptr;
  // Called on the calling thread as findings arise; without an item: about the document as a whole.
  std::function<void(std::optional<std::uint64_t> item, const Finding& finding)> on_finding;
};

// On the calling thread. An error when the operation is no renderer, a parameter is wrong (all problems at
// once), an item or output fails and the renderer cannot go on, or it was cancelled; what it made until then
// does not come into being.
[[nodiscard]] Status RunRenderer(const PlanSources& sources, const RendererRequest& request,
                                 Diagnostics& problems);

}  // namespace certphoto

#endif
