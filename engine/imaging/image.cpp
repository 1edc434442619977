#include "engine/imaging/image.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace certphoto {
namespace {

constexpr std::size_t kAlignment = 64;

// Below this malloc is as fast as the pool and gives no pages back to the kernel (glibc's M_MMAP_THRESHOLD is
// 128 KiB).
constexpr std::size_t kSmallestPooled = 64u << 10;

constexpr std::size_t RoundUp(std::size_t bytes) {
  // Pooled sizes in steps of 64 KiB: photos of nearly the same size share blocks.
  const std::size_t step = bytes < kSmallestPooled ? kAlignment : kSmallestPooled;
  return (std::max<std::size_t>(bytes, 1) + step - 1) / step * step;
}

// A reader of an idle block is a use after free, and the address sanitizer should say so.
void Forbid([[maybe_unused]] void* block, [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  ASAN_POISON_MEMORY_REGION(block, bytes);
#endif
}
void Permit([[maybe_unused]] void* block, [[maybe_unused]] std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  ASAN_UNPOISON_MEMORY_REGION(block, bytes);
#endif
}

std::atomic<std::int64_t> live_references{0};

// What host_handle points to.
struct Owner {
  std::shared_ptr<BufferPool> pool;
  void* block = nullptr;
  std::size_t capacity = 0;
  std::atomic<std::int64_t> references{1};
};

template <class Struct>
struct Owned : Owner {
  Struct value{};
};

std::int64_t SampleBytes(std::int32_t type) {
  switch (type) {
    case CPH_TYPE_F32:
    case CPH_TYPE_I32:
      return 4;
    case CPH_TYPE_F64:
    case CPH_TYPE_I64:
      return 8;
    case CPH_TYPE_U8:
      return 1;
    default:
      return 0;
  }
}

std::int64_t PixelBytes(std::int32_t format) {
  switch (format) {
    case CPH_FORMAT_GRAY8:
    case CPH_FORMAT_LABEL8:
      return 1;
    case CPH_FORMAT_RGB8:
      return 3;
    case CPH_FORMAT_RGBA8:
      return 4;
    default:
      return 0;
  }
}

template <class Struct>
Result<Owned<Struct>*> NewOwned(const std::shared_ptr<BufferPool>& pool, std::int64_t bytes) {
  auto* owned = new (std::nothrow) Owned<Struct>;
  if (owned != nullptr) owned->block = pool->Take(static_cast<std::size_t>(bytes), &owned->capacity);
  if (owned == nullptr || owned->block == nullptr) {
    delete owned;
    return Error{ErrorCode::kLimit,
                 "out of memory: " + std::to_string(bytes) + " bytes for a picture or a table"};
  }
  owned->pool = pool;
  owned->value.struct_size = sizeof(Struct);
  owned->value.host_handle = static_cast<Owner*>(owned);
  live_references.fetch_add(1, std::memory_order_relaxed);
  return owned;
}

}  // namespace

BufferPool::~BufferPool() {
  for (const auto& [capacity, idle] : idle_) {
    Permit(idle.block, capacity);
    FreeBlock(idle.block);
  }
}

void BufferPool::ShareNewBlocks() {
  const std::lock_guard lock(mutex_);
  share_ = true;
}

std::shared_ptr<SharedBlock> BufferPool::SharedBlockAt(void* block) const {
  const std::lock_guard lock(mutex_);
  const auto it = shared_.find(block);
  return it == shared_.end() ? nullptr : it->second;
}

void* BufferPool::NewBlock(std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (!share_ || bytes < kSmallestPooled) return std::aligned_alloc(kAlignment, bytes);
  }
  auto block = SharedBlock::Create(bytes);
  if (!block) return nullptr;
  void* data = block->data();
  const std::lock_guard lock(mutex_);
  shared_.emplace(data, std::move(block));
  return data;
}

void BufferPool::FreeBlock(void* block) {
  if (shared_.erase(block) == 0) std::free(block);
}

void* BufferPool::Take(std::size_t bytes, std::size_t* capacity) {
  *capacity = 0;
  if (bytes > std::numeric_limits<std::size_t>::max() / 2) return nullptr;
  const std::size_t wanted = RoundUp(bytes);
  if (wanted >= kSmallestPooled) {
    std::lock_guard lock(mutex_);
    // At most a half more than asked for: a thumbnail must not sit on the block of a full picture.
    const auto it = idle_.lower_bound(wanted);
    if (it != idle_.end() && it->first <= wanted + wanted / 2) {
      *capacity = it->first;
      void* block = it->second.block;
      idle_bytes_ -= it->first;
      idle_.erase(it);
      Permit(block, *capacity);
      return block;
    }
  }
  void* block = NewBlock(wanted);
  if (block != nullptr) *capacity = wanted;
  return block;
}

void BufferPool::Give(void* block, std::size_t capacity) {
  if (block == nullptr) return;
  if (capacity < kSmallestPooled) {
    std::free(block);
    return;
  }
  std::lock_guard lock(mutex_);
  if (capacity > keep_bytes_) {
    FreeBlock(block);
    return;
  }
  // The block that has waited longest goes first, so that sizes no photo has any more do not stay.
  while (idle_bytes_ + capacity > keep_bytes_) {
    const auto oldest = std::min_element(idle_.begin(), idle_.end(), [](const auto& a, const auto& b) {
      return a.second.given < b.second.given;
    });
    Permit(oldest->second.block, oldest->first);
    FreeBlock(oldest->second.block);
    idle_bytes_ -= oldest->first;
    idle_.erase(oldest);
  }
  try {
    idle_.emplace(capacity, Idle{block, given_++});
    idle_bytes_ += capacity;
    Forbid(block, capacity);
  } catch (const std::bad_alloc&) {
    FreeBlock(block);
  }
}

std::size_t BufferPool::IdleBytes() const {
  std::lock_guard lock(mutex_);
  return idle_bytes_;
}

template <class Struct>
void Counted<Struct>::Ref(const Struct* p) {
  if (p == nullptr || p->host_handle == nullptr) return;
  static_cast<Owner*>(p->host_handle)->references.fetch_add(1, std::memory_order_relaxed);
  live_references.fetch_add(1, std::memory_order_relaxed);
}

template <class Struct>
void Counted<Struct>::Unref(const Struct* p) {
  if (p == nullptr || p->host_handle == nullptr) return;
  auto* owner = static_cast<Owner*>(p->host_handle);
  live_references.fetch_sub(1, std::memory_order_relaxed);
  if (owner->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  owner->pool->Give(owner->block, owner->capacity);
  delete static_cast<Owned<Struct>*>(owner);
}

template class Counted<cph_image>;
template class Counted<cph_tensor>;

Result<ImageRef> Allocator::NewImage(std::int32_t format, std::int64_t width, std::int64_t height) const {
  const std::int64_t pixel_bytes = PixelBytes(format);
  if (pixel_bytes == 0) {
    return Error{ErrorCode::kInvalid, "image format " + std::to_string(format) + " does not exist"};
  }
  const std::string size = std::to_string(width) + "x" + std::to_string(height);
  if (width < 1 || height < 1) return Error{ErrorCode::kInvalid, "an image of " + size + " px has no pixels"};
  if (width > kMaxImagePixels || height > kMaxImagePixels / width) {
    return Error{ErrorCode::kLimit, "an image of " + size + " px is over the limit of " +
                                        std::to_string(kMaxImagePixels) + " pixels"};
  }
  auto owned = NewOwned<cph_image>(pool_, width * height * pixel_bytes);
  if (!owned) return owned.error();
  cph_image& image = (*owned)->value;
  image.format = format;
  image.width = static_cast<std::int32_t>(width);
  image.height = static_cast<std::int32_t>(height);
  image.stride_bytes = width * pixel_bytes;
  image.pixels = static_cast<std::uint8_t*>((*owned)->block);
  image.placement = {0, 0, 1};
  return ImageRef(&image);
}

Result<TensorRef> Allocator::NewTensor(std::int32_t type, std::span<const std::int64_t> shape) const {
  std::int64_t bytes = SampleBytes(type);
  if (bytes == 0) {
    return Error{ErrorCode::kInvalid, "tensor element type " + std::to_string(type) + " does not exist"};
  }
  if (shape.size() > CPH_MAX_RANK) {
    return Error{ErrorCode::kInvalid, "a tensor of rank " + std::to_string(shape.size()) +
                                          " is over the limit of " + std::to_string(CPH_MAX_RANK)};
  }
  bool empty = false;
  for (const std::int64_t extent : shape) {
    if (extent < 0)
      return Error{ErrorCode::kInvalid, "a tensor extent of " + std::to_string(extent) + " is negative"};
    if (extent > kMaxTensorBytes || (extent > 0 && bytes > kMaxTensorBytes / extent)) {
      return Error{ErrorCode::kLimit,
                   "a tensor is over the limit of " + std::to_string(kMaxTensorBytes) + " bytes"};
    }
    empty = empty || extent == 0;
    bytes *= std::max<std::int64_t>(extent, 1);
  }
  auto owned = NewOwned<cph_tensor>(pool_, empty ? 0 : bytes);
  if (!owned) return owned.error();
  cph_tensor& tensor = (*owned)->value;
  tensor.type = type;
  tensor.rank = static_cast<std::int32_t>(shape.size());
  std::copy(shape.begin(), shape.end(), tensor.shape);
  tensor.data = (*owned)->block;
  return TensorRef(&tensor);
}

Result<TensorRef> Allocator::NewBytes(std::span<const std::uint8_t> bytes) const {
  const std::int64_t shape[] = {static_cast<std::int64_t>(bytes.size())};
  auto tensor = NewTensor(CPH_TYPE_U8, shape);
  if (tensor && !bytes.empty()) std::memcpy((*tensor)->data, bytes.data(), bytes.size());
  return tensor;
}

std::shared_ptr<SharedBlock> SharedBlockOf(const cph_image& image) {
  const auto* owner = static_cast<const Owner*>(image.host_handle);
  return owner == nullptr ? nullptr : owner->pool->SharedBlockAt(owner->block);
}

std::shared_ptr<SharedBlock> SharedBlockOf(const cph_tensor& tensor) {
  const auto* owner = static_cast<const Owner*>(tensor.host_handle);
  return owner == nullptr ? nullptr : owner->pool->SharedBlockAt(owner->block);
}

std::int64_t LiveReferences() {
  return live_references.load(std::memory_order_relaxed);
}

}  // namespace certphoto
