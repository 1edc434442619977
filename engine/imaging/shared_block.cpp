#include "engine/imaging/shared_block.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <string>

namespace certphoto {
namespace {

std::atomic<std::uint64_t> next_id{1};

constexpr std::size_t kHugePage = 2u << 20;

}  // namespace

std::shared_ptr<SharedBlock> SharedBlock::Create(std::size_t bytes) {
  const int descriptor = ::memfd_create("certphoto-block", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return nullptr;
  void* data = MAP_FAILED;
  if (::ftruncate(descriptor, static_cast<off_t>(bytes)) == 0 &&
      ::fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (data == MAP_FAILED) {
    ::close(descriptor);
    return nullptr;
  }
  // Advice: a picture in pages of 4 KiB costs a fault for each.
  if (bytes >= kHugePage) ::madvise(data, bytes, MADV_HUGEPAGE);
  return std::shared_ptr<SharedBlock>(new SharedBlock(descriptor, data, bytes));
}

SharedBlock::SharedBlock(int descriptor, void* data, std::size_t size)
    : descriptor_(descriptor), data_(data), size_(size), id_(next_id.fetch_add(1)) {}

SharedBlock::~SharedBlock() {
  ::munmap(data_, size_);
  ::close(descriptor_);
}

int SharedBlock::OpenReadOnly() const {
  return ::open(("/proc/self/fd/" + std::to_string(descriptor_)).c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace certphoto
