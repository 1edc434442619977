// Host-side images and tensors: the ABI's plain structs with a reference count and recycled memory.
//
// An analysis picture is 9 MB; asking the kernel for it anew for every photo costs more in page faults than
// reading it. A Pool keeps returned blocks of a photo's size for the next one.
#ifndef CERTPHOTO_ENGINE_IMAGING_IMAGE_H
#define CERTPHOTO_ENGINE_IMAGING_IMAGE_H

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "certphoto/abi/image.h"
#include "certphoto/abi/tensor.h"
#include "engine/base/result.h"
#include "engine/imaging/shared_block.h"

namespace certphoto {

// Recycles 64-byte aligned blocks. Thread-safe. Keeps at most `keep_bytes` of idle memory.
class BufferPool {
 public:
  explicit BufferPool(std::size_t keep_bytes = 64u << 20) : keep_bytes_(keep_bytes) {}
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;
  ~BufferPool();

  // A block of at least `bytes`; null when the machine has no more. `capacity` receives its real size.
  [[nodiscard]] void* Take(std::size_t bytes, std::size_t* capacity);
  // Takes back a block of Take with its capacity; over `keep_bytes` the longest idle blocks go back to the
  // system.
  void Give(void* block, std::size_t capacity);
  [[nodiscard]] std::size_t IdleBytes() const;

  // From now on new blocks of 64 KiB and more lie in memory that worker processes can map.
  void ShareNewBlocks();
  // Null for a block in private memory.
  [[nodiscard]] std::shared_ptr<SharedBlock> SharedBlockAt(void* block) const;

 private:
  struct Idle {
    void* block = nullptr;
    std::uint64_t given = 0;  // a running number: the smallest has waited longest
  };

  [[nodiscard]] void* NewBlock(std::size_t bytes);
  void FreeBlock(void* block);  // the mutex is held, or nobody else knows the pool any more

  const std::size_t keep_bytes_;
  mutable std::mutex mutex_;
  bool share_ = false;
  std::unordered_map<void*, std::shared_ptr<SharedBlock>> shared_;
  std::size_t idle_bytes_ = 0;
  std::uint64_t given_ = 0;
  std::multimap<std::size_t, Idle> idle_;  // by capacity
};

// Counted pointer to a cph_image or cph_tensor made by an Allocator. A struct without host_handle is not
// counted.
template <class Struct>
class Counted {
 public:
  Counted() = default;
  explicit Counted(Struct* adopt) : p_(adopt) {}  // takes over one reference
  Counted(const Counted& o) : p_(o.p_) { Ref(p_); }
  Counted(Counted&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  Counted& operator=(Counted o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~Counted() { Unref(p_); }

  [[nodiscard]] explicit operator bool() const { return p_ != nullptr; }
  [[nodiscard]] Struct* get() const { return p_; }
  [[nodiscard]] Struct* operator->() const { return p_; }
  [[nodiscard]] Struct& operator*() const { return *p_; }
  [[nodiscard]] Struct* Release() { return std::exchange(p_, nullptr); }

  static void Ref(const Struct* p);
  static void Unref(const Struct* p);

 private:
  Struct* p_ = nullptr;
};

extern template class Counted<cph_image>;
extern template class Counted<cph_tensor>;

using ImageRef = Counted<cph_image>;
using TensorRef = Counted<cph_tensor>;

inline constexpr std::int64_t kMaxImagePixels = 400'000'000;
inline constexpr std::int64_t kMaxTensorBytes = std::int64_t{1} << 31;

// Makes images and tensors from a pool that outlives them. Thread-safe.
class Allocator {
 public:
  explicit Allocator(std::shared_ptr<BufferPool> pool) : pool_(std::move(pool)) {}

  // Pixels undefined, rows packed, placement identity. kLimit beyond kMaxImagePixels, kInvalid for a bad
  // format or size.
  [[nodiscard]] Result<ImageRef> NewImage(std::int32_t format, std::int64_t width, std::int64_t height) const;
  [[nodiscard]] Result<TensorRef> NewTensor(std::int32_t type, std::span<const std::int64_t> shape) const;
  // A u8 tensor [n] that holds a copy of `bytes`.
  [[nodiscard]] Result<TensorRef> NewBytes(std::span<const std::uint8_t> bytes) const;

 private:
  std::shared_ptr<BufferPool> pool_;
};

// References alive in this process; 0 when everything was returned. For tests and the leak metric.
[[nodiscard]] std::int64_t LiveReferences();

}  // namespace certphoto

#endif
