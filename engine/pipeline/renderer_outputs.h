// Where the documents of a renderer go.
#ifndef CERTPHOTO_ENGINE_PIPELINE_RENDERER_OUTPUTS_H
#define CERTPHOTO_ENGINE_PIPELINE_RENDERER_OUTPUTS_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace certphoto {

// Takes outputs as they are written. Handles are the implementation's; on one thread.
class RendererOutputs {
 public:
  RendererOutputs() = default;
  RendererOutputs(const RendererOutputs&) = delete;
  RendererOutputs& operator=(const RendererOutputs&) = delete;
  virtual ~RendererOutputs() = default;
  // `role` and `extension` are lower-case words, safe in a file name; `number` 0: the only one of its role.
  [[nodiscard]] virtual Result<std::uint32_t> Open(std::string_view role, std::uint32_t number,
                                                   std::string_view extension) = 0;
  [[nodiscard]] virtual Status Write(std::uint32_t output, std::span<const std::uint8_t> bytes) = 0;
  // The output is whole and may appear in its place.
  [[nodiscard]] virtual Status Close(std::uint32_t output) = 0;
};

}  // namespace certphoto

#endif
