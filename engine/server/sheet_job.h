// A request for sheets as a renderer's job: what is wrong with it, its photos, its documents.
#ifndef CERTPHOTO_ENGINE_SERVER_SHEET_JOB_H
#define CERTPHOTO_ENGINE_SERVER_SHEET_JOB_H

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "certphoto/v1/sheet_service.pb.h"
#include "engine/pipeline/renderer_run.h"
#include "engine/server/snapshot.h"

namespace certphoto {

// Every field that breaks its limits, and names that are not there.
[[nodiscard]] grpc::Status CheckRender(const v1::RenderRequest& request, const Snapshot& snapshot);
[[nodiscard]] std::uint64_t BytesOf(const v1::RenderRequest& request);

// Paper, spec and the request's own parameters, typed by the renderer's table. `problems` must outlive the
// result.
[[nodiscard]] Result<std::vector<PipelineParam>> SheetParameters(const v1::RenderRequest& request,
                                                                 const Snapshot& snapshot,
                                                                 Diagnostics& problems);
[[nodiscard]] const Operation* RendererOf(const v1::RenderRequest& request, const Snapshot& snapshot);

// The photos of a request, which must outlive this.
class RequestItems : public RendererItems {
 public:
  explicit RequestItems(const v1::RenderRequest& request);
  [[nodiscard]] std::uint64_t size() const override {
    return static_cast<std::uint64_t>(request_.photos_size());
  }
  [[nodiscard]] const std::string* Text(std::uint64_t item, std::string_view key) const override;
  [[nodiscard]] Result<std::vector<std::uint8_t>> Bytes(std::uint64_t item) override;

 private:
  const v1::RenderRequest& request_;
  std::vector<std::map<std::string, std::string, std::less<>>> texts_;
};

// Documents as messages, one after another; a renderer that has several open at once has the later ones wait
// in memory.
class MessageOutputs : public RendererOutputs {
 public:
  // `send` may wait for a slow reader; its error ends the job.
  explicit MessageOutputs(std::function<Status(v1::RenderResponse)> send) : send_(std::move(send)) {}
  [[nodiscard]] Result<std::uint32_t> Open(std::string_view role, std::uint32_t number,
                                           std::string_view extension) override;
  [[nodiscard]] Status Write(std::uint32_t output, std::span<const std::uint8_t> bytes) override;
  [[nodiscard]] Status Close(std::uint32_t output) override;
  [[nodiscard]] std::uint64_t documents() const { return closed_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct Document {
    v1::RenderResponse::Begin begin;
    std::string waiting;  // not yet sent, when another one is first
    std::uint64_t bytes = 0;
    bool begun = false, closed = false;
  };
  [[nodiscard]] Status SendFirst();

  std::function<Status(v1::RenderResponse)> send_;
  std::map<std::uint32_t, Document> open_;  // in order of opening; the first is being sent
  std::uint32_t next_ = 0;
  std::uint64_t closed_ = 0, bytes_ = 0;
};

}  // namespace certphoto

#endif
