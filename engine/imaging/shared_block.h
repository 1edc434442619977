// Memory that another process can map: a sealed memory file, mapped here once.
#ifndef CERTPHOTO_ENGINE_IMAGING_SHARED_BLOCK_H
#define CERTPHOTO_ENGINE_IMAGING_SHARED_BLOCK_H

#include <cstddef>
#include <cstdint>
#include <memory>

#include "certphoto/abi/image.h"
#include "certphoto/abi/tensor.h"

namespace certphoto {

// Unmapped and closed with the last reference. Its size is sealed: no holder of the descriptor can take the
// memory away under a reader.
class SharedBlock {
 public:
  // Null when the machine has no more memory or descriptors.
  [[nodiscard]] static std::shared_ptr<SharedBlock> Create(std::size_t bytes);
  SharedBlock(const SharedBlock&) = delete;
  SharedBlock& operator=(const SharedBlock&) = delete;
  ~SharedBlock();

  [[nodiscard]] void* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::uint64_t id() const { return id_; }  // unique in this process
  [[nodiscard]] int descriptor() const { return descriptor_; }
  // A new descriptor through which the memory can be read only; the caller closes it. -1 on failure.
  [[nodiscard]] int OpenReadOnly() const;

 private:
  SharedBlock(int descriptor, void* data, std::size_t size);

  int descriptor_;
  void* data_;
  std::size_t size_;
  std::uint64_t id_;
};

// The block behind an image or tensor of an Allocator; null when it lies in private memory.
[[nodiscard]] std::shared_ptr<SharedBlock> SharedBlockOf(const cph_image& image);
[[nodiscard]] std::shared_ptr<SharedBlock> SharedBlockOf(const cph_tensor& tensor);

}  // namespace certphoto

#endif
