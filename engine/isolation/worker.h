// A worker as its plugin's pool keeps it: the process, and what of the host's it may name.
#ifndef CERTPHOTO_ENGINE_ISOLATION_WORKER_H
#define CERTPHOTO_ENGINE_ISOLATION_WORKER_H

#include <map>
#include <memory>
#include <vector>

#include "certphoto/abi/renderer.h"
#include "engine/isolation/worker_process.h"
#include "engine/plugin/call.h"

namespace certphoto::isolation {

// An image or tensor that the worker holds a handle of.
struct Held {
  ImageRef image;
  TensorRef tensor;
  TensorRef copy;         // of the bytes, where they lie in private memory
  bool writable = false;  // made for the worker and not yet put: place and dpi are still its to set
  std::uint64_t bytes = 0;
};

struct Worker {
  explicit Worker(std::unique_ptr<WorkerProcess> started)
      : process(std::move(started)), copies(std::make_shared<BufferPool>()) {
    copies->ShareNewBlocks();
  }

  std::unique_ptr<WorkerProcess> process;
  std::shared_ptr<BufferPool> copies;  // of inputs that lie in private memory; the worker maps them to read
  std::map<std::uint64_t, Held> held;
  std::uint64_t held_bytes = 0;
  std::uint64_t next_handle = 1;
  std::vector<cph_model*> models;
};

// What became of a call.
struct CallEnd {
  bool whole = false;  // the worker said kDone, and can be used again
  cph_status status = CPH_E_INTERNAL;
  std::string why;            // it is not whole: what happened
  bool timeout = false;       // it is not whole because it took too long
  bool gave_no_heed = false;  // it is not whole because the caller cancelled and the plugin did not stop
};

// Sends `type` with `body` and serves the worker's requests through `table` and `call` until it is done.
// Blocks up to the limits; the worker is at the end of its life unless the call was whole.
[[nodiscard]] CallEnd Converse(Worker& worker, const cph_host& table, const cph_renderer_host& renderer,
                               cph_call* call, MessageType type, const ByteWriter& body,
                               std::span<const std::shared_ptr<SharedBlock>> blocks,
                               const IsolationLimits& limits);

// Writes an image or tensor for the worker: small ones whole, others by a handle, and their block to
// `blocks`.
[[nodiscard]] Status PutForWorker(Worker& worker, ByteWriter& out, const ImageRef& image, bool writable,
                                  std::vector<std::shared_ptr<SharedBlock>>& blocks);
[[nodiscard]] Status PutForWorker(Worker& worker, ByteWriter& out, const TensorRef& tensor, bool writable,
                                  std::vector<std::shared_ptr<SharedBlock>>& blocks);

}  // namespace certphoto::isolation

#endif
