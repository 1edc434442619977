// The C++ layer over abi/renderer.h, for operations of CPH_KIND_RENDERER.
//
//   void run(cph::Call& call) {
//     cph::Job job(call);
//     auto out = job.open("document", 0, "pdf");
//     for (std::uint64_t i = 0; i < job.size(); ++i) draw(job.image(i), job.text(i, "name").value_or(""));
//     out.close();   // without it the output does not come into being
//   }
//
// Errors throw cph::Error, as everywhere in the layer.
#ifndef CERTPHOTO_RENDERER_HPP
#define CERTPHOTO_RENDERER_HPP

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "certphoto/abi/renderer.h"
#include "certphoto/plugin.hpp"

namespace cph {

// An output that is being written. Move only.
class Output {
 public:
  Output() = default;
  Output(const cph_renderer_host* host, cph_call* call, std::uint32_t handle)
      : host_(host), call_(call), handle_(handle) {}
  Output(Output&& o) noexcept : host_(std::exchange(o.host_, nullptr)), call_(o.call_), handle_(o.handle_) {}
  Output& operator=(Output&& o) noexcept {
    std::swap(host_, o.host_);
    std::swap(call_, o.call_);
    std::swap(handle_, o.handle_);
    return *this;
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  [[nodiscard]] explicit operator bool() const { return host_ != nullptr; }
  void write(std::span<const std::uint8_t> bytes) {
    const auto status = host_->output_write(call_, handle_, bytes.data(), bytes.size());
    if (status != CPH_OK) throw Error(status, "cannot write an output");
  }
  void write(std::string_view text) {
    write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  void close() {
    const auto status = std::exchange(host_, nullptr)->output_close(call_, handle_);
    if (status != CPH_OK) throw Error(status, "cannot finish an output");
  }

 private:
  const cph_renderer_host* host_ = nullptr;
  cph_call* call_ = nullptr;
  std::uint32_t handle_ = 0;
};

// The items and outputs of one run. On the stack of `run`; never keep it.
class Job {
 public:
  // Throws CPH_E_UNSUPPORTED on a host that runs no renderers.
  explicit Job(Call& call) : call_(call) {
    const auto* host = detail::host();
    host_ = static_cast<const cph_renderer_host*>(host->get_extension(host, CPH_EXT_RENDERER));
    if (host_ == nullptr || !CPH_HAS(host_, cph_renderer_host, output_close))
      throw Error(CPH_E_UNSUPPORTED, "this host has no " CPH_EXT_RENDERER);
  }

  [[nodiscard]] std::uint64_t size() const { return host_->item_count(call_.raw()); }

  // Empty when the item has no such text.
  [[nodiscard]] std::optional<std::string_view> text(std::uint64_t item, const char* key) const {
    const char* out = nullptr;
    const auto status = host_->item_text(call_.raw(), item, key, &out);
    if (status == CPH_E_ABSENT) return std::nullopt;
    if (status != CPH_OK) throw Error(status, std::string("cannot read text ") + key);
    return out;
  }

  // The plain forms throw; the status forms leave the decision to the caller (the host keeps the reason).
  [[nodiscard]] cph_status try_file(std::uint64_t item, Tensor& out) {
    cph_tensor* tensor = nullptr;
    const auto status = host_->item_file(call_.raw(), item, &tensor);
    out = Tensor(detail::host(), tensor);
    return status;
  }
  [[nodiscard]] cph_status try_image(std::uint64_t item, Image& out) {
    cph_image* image = nullptr;
    const auto status = host_->item_image(call_.raw(), item, &image);
    out = Image(detail::host(), image);
    return status;
  }
  [[nodiscard]] Tensor file(std::uint64_t item) {
    Tensor out;
    if (const auto status = try_file(item, out); status != CPH_OK)
      throw Error(status, "cannot read item " + std::to_string(item));
    return out;
  }
  [[nodiscard]] Image image(std::uint64_t item) {
    Image out;
    if (const auto status = try_image(item, out); status != CPH_OK)
      throw Error(status, "cannot decode item " + std::to_string(item));
    return out;
  }

  // A file of the job; empty when the caller gave none.
  [[nodiscard]] Tensor attachment(const char* name) {
    cph_tensor* tensor = nullptr;
    const auto status = host_->attachment(call_.raw(), name, &tensor);
    if (status != CPH_OK && status != CPH_E_ABSENT) throw Error(status, std::string("cannot read ") + name);
    return {detail::host(), tensor};
  }

  // About one item; Call::report is about the whole document.
  void report(std::uint64_t item, const Finding& finding) {
    detail::with_raw(finding, [&](const cph_finding& raw) {
      if (host_->finding_for_item(call_.raw(), item, &raw) != CPH_OK)
        throw Error(CPH_E_INVALID, "finding refused by the host");
    });
  }

  [[nodiscard]] Output open(const char* role, std::uint32_t number, const char* extension) {
    std::uint32_t handle = 0;
    const auto status = host_->output_open(call_.raw(), role, number, extension, &handle);
    if (status != CPH_OK) throw Error(status, std::string("cannot open output ") + role);
    return {host_, call_.raw(), handle};
  }

  [[nodiscard]] Call& call() { return call_; }

 private:
  Call& call_;
  const cph_renderer_host* host_ = nullptr;
};

}  // namespace cph

#endif
