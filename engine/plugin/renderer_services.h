// The extension certphoto.renderer/1: what a renderer may ask beyond the host table.
#ifndef CERTPHOTO_ENGINE_PLUGIN_RENDERER_SERVICES_H
#define CERTPHOTO_ENGINE_PLUGIN_RENDERER_SERVICES_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "certphoto/abi/renderer.h"
#include "engine/base/result.h"
#include "engine/imaging/image.h"
#include "engine/report/finding.h"

namespace certphoto {

// One run of a renderer, as the services see it. On one thread.
class RendererSession {
 public:
  RendererSession() = default;
  RendererSession(const RendererSession&) = delete;
  RendererSession& operator=(const RendererSession&) = delete;
  virtual ~RendererSession() = default;

  [[nodiscard]] virtual std::uint64_t ItemCount() const = 0;
  // Null when the item has no such text; else it lives as long as the session. `item` exists.
  [[nodiscard]] virtual const std::string* ItemText(std::uint64_t item, std::string_view key) const = 0;
  [[nodiscard]] virtual Result<TensorRef> ItemFile(std::uint64_t item) = 0;
  [[nodiscard]] virtual Result<ImageRef> ItemImage(std::uint64_t item) = 0;
  // kNotFound: the job has none of that name.
  [[nodiscard]] virtual Result<TensorRef> Attachment(std::string_view name) = 0;
  virtual void AddItemFinding(std::uint64_t item, Finding finding) = 0;

  // `role` and `extension` are checked: lower-case letters and '-', at most 16.
  [[nodiscard]] virtual Result<std::uint32_t> OpenOutput(std::string_view role, std::uint32_t number,
                                                         std::string_view extension) = 0;
  [[nodiscard]] virtual Status WriteOutput(std::uint32_t output, std::span<const std::uint8_t> bytes) = 0;
  [[nodiscard]] virtual Status CloseOutput(std::uint32_t output) = 0;
};

// The table that `cph_host.get_extension` hands out.
[[nodiscard]] const cph_renderer_host* RendererHost();

}  // namespace certphoto

#endif
