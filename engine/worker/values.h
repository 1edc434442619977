// Images and tensors as the plugin sees them in the worker, and the blocks they lie in.
#ifndef CERTPHOTO_ENGINE_WORKER_VALUES_H
#define CERTPHOTO_ENGINE_WORKER_VALUES_H

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "engine/isolation/messages.h"

namespace certphoto::worker {

// One block of the host's memory, unmapped when the host took it back and no value of the plugin's lies in
// it.
class Mapping {
 public:
  Mapping(void* data, std::size_t size, bool writable) : data_(data), size_(size), writable_(writable) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping();
  // Null when the range is not within the block.
  [[nodiscard]] std::uint8_t* At(std::uint64_t offset, std::uint64_t size) const;
  [[nodiscard]] bool writable() const { return writable_; }

 private:
  void* data_;
  std::size_t size_;
  bool writable_;
};

// Memory of the host, mapped once and kept until the host says that it is gone.
class BlockMap {
 public:
  // Reads the head of a message of the host and maps what came with it. False: the message is malformed, or
  // the memory cannot be mapped.
  [[nodiscard]] bool Read(isolation::ByteReader& in, const std::vector<int>& descriptors);
  // Null when there is no such block.
  [[nodiscard]] std::shared_ptr<Mapping> Find(std::uint64_t id) const;

 private:
  std::map<std::uint64_t, std::shared_ptr<Mapping>> blocks_;
};

// Handles that the plugin let go of; the next message tells the host.
class Releases {
 public:
  void Add(std::uint64_t handle) { handles_.push_back(handle); }
  void Put(isolation::ByteWriter& out) {
    out.Put(static_cast<std::uint32_t>(handles_.size()));
    for (const auto handle : handles_) out.Put(handle);
    handles_.clear();
  }

 private:
  std::vector<std::uint64_t> handles_;
};

// Counted like the host's. `host_handle` of the plugin's struct points to the object itself.
template <class Struct>
struct Value {
  Struct raw{};
  std::int64_t references = 1;
  std::uint64_t handle = 0;        // 0: made here, `own` holds the bytes
  std::shared_ptr<Mapping> block;  // where the bytes lie, unless they are its own
  std::uint8_t* own = nullptr;
  std::uint8_t* own_icc = nullptr;
  Releases* releases = nullptr;

  // Whether the plugin may write to it without being killed for it.
  [[nodiscard]] bool writable() const { return block == nullptr || block->writable(); }
  static Value* Of(const Struct* raw) { return static_cast<Value*>(raw->host_handle); }
  static void Ref(const Struct* raw);
  static void Unref(const Struct* raw);
};
using ImageValue = Value<cph_image>;
using TensorValue = Value<cph_tensor>;

// A value from a message; null when it makes no sense or there is no memory.
[[nodiscard]] cph_image* ReadImage(isolation::ByteReader& in, const BlockMap& blocks, Releases& releases);
[[nodiscard]] cph_tensor* ReadTensor(isolation::ByteReader& in, const BlockMap& blocks, Releases& releases);

// A new value in this process; null when there is no memory. Small ones only.
[[nodiscard]] cph_image* NewLocalImage(const isolation::WireImage& size, std::uint64_t bytes,
                                       Releases& releases);
[[nodiscard]] cph_tensor* NewLocalTensor(const isolation::WireTensor& size, std::uint64_t bytes,
                                         Releases& releases);

void PutImage(isolation::ByteWriter& out, const cph_image& image);
void PutTensor(isolation::ByteWriter& out, const cph_tensor& tensor);

}  // namespace certphoto::worker

#endif
