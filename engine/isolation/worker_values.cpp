#include <cstring>

#include "engine/isolation/worker.h"

namespace certphoto::isolation {
namespace {

// Names a value for the worker. The caller has checked the limits.
std::uint64_t Hold(Worker& worker, Held held) {
  const auto handle = worker.next_handle++;
  worker.held_bytes += held.bytes;
  worker.held.emplace(handle, std::move(held));
  return handle;
}

// A block with a copy of private memory.
Result<TensorRef> Copy(Worker& worker, const void* from, std::uint64_t size) {
  return Allocator(worker.copies)
      .NewBytes({static_cast<const std::uint8_t*>(from), static_cast<std::size_t>(size)});
}

// Where `size` bytes at `from` are for the worker. `keep` receives what must live as long as the handle.
Result<Payload> Share(Worker& worker, std::shared_ptr<SharedBlock> block, const void* from,
                      std::uint64_t size, TensorRef& keep,
                      std::vector<std::shared_ptr<SharedBlock>>& blocks) {
  Payload payload;
  payload.size = size;
  if (!block) {
    auto copy = Copy(worker, from, size);
    if (!copy) return copy.error();
    keep = std::move(*copy);
    block = SharedBlockOf(*keep);
    if (!block) return Error{ErrorCode::kInternal, "no shared memory for an input"};
    from = block->data();
  }
  payload.block = block->id();
  payload.offset = static_cast<std::uint64_t>(static_cast<const std::uint8_t*>(from) -
                                              static_cast<const std::uint8_t*>(block->data()));
  blocks.push_back(std::move(block));
  return payload;
}

}  // namespace

Status PutForWorker(Worker& worker, ByteWriter& out, const ImageRef& image, bool writable,
                    std::vector<std::shared_ptr<SharedBlock>>& blocks) {
  WireImage wire;
  wire.format = image->format;
  wire.width = image->width;
  wire.height = image->height;
  wire.stride_bytes = image->stride_bytes;
  wire.dpi = image->dpi;
  wire.placement = image->placement;
  if (image->icc != nullptr && image->icc_bytes <= kMaxIccBytes)
    wire.icc = {image->icc, static_cast<std::size_t>(image->icc_bytes)};
  const auto size = ByteSize(wire);
  if (!size) return Error{ErrorCode::kInternal, "an image whose size makes no sense"};
  if (*size < kInlineBytes) {
    wire.pixels.inline_bytes = {image->pixels, static_cast<std::size_t>(*size)};
    Put(out, wire);
    return {};
  }
  TensorRef copy;
  auto payload = Share(worker, SharedBlockOf(*image), image->pixels, *size, copy, blocks);
  if (!payload) return payload.error();
  wire.pixels = *payload;
  wire.handle = Hold(worker, {image, {}, std::move(copy), writable, *size});
  Put(out, wire);
  return {};
}

Status PutForWorker(Worker& worker, ByteWriter& out, const TensorRef& tensor, bool writable,
                    std::vector<std::shared_ptr<SharedBlock>>& blocks) {
  WireTensor wire;
  wire.type = tensor->type;
  wire.rank = tensor->rank;
  std::memcpy(wire.shape, tensor->shape, sizeof wire.shape);
  const auto size = ByteSize(wire);
  if (!size) return Error{ErrorCode::kInternal, "a tensor whose size makes no sense"};
  if (*size < kInlineBytes) {
    wire.data.inline_bytes = {static_cast<const std::uint8_t*>(tensor->data),
                              static_cast<std::size_t>(*size)};
    Put(out, wire);
    return {};
  }
  TensorRef copy;
  auto payload = Share(worker, SharedBlockOf(*tensor), tensor->data, *size, copy, blocks);
  if (!payload) return payload.error();
  wire.data = *payload;
  wire.handle = Hold(worker, {{}, tensor, std::move(copy), writable, *size});
  Put(out, wire);
  return {};
}

}  // namespace certphoto::isolation
