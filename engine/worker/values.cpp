#include "engine/worker/values.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace certphoto::worker {
namespace {

using isolation::ByteReader;
using isolation::ByteSize;
using isolation::ByteWriter;
using isolation::Payload;
using isolation::WireImage;
using isolation::WireTensor;

constexpr std::size_t kAlignment = 64;

std::uint8_t* NewBytes(std::uint64_t bytes) {
  const auto rounded = (std::max<std::uint64_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
  return static_cast<std::uint8_t*>(std::aligned_alloc(kAlignment, static_cast<std::size_t>(rounded)));
}

// The bytes of a payload: where the block lies, or a copy of what came along. `value` keeps either.
template <class Struct>
std::uint8_t* Place(const Payload& payload, std::uint64_t size, const BlockMap& blocks,
                    Value<Struct>& value) {
  if (payload.size != size) return nullptr;
  if (payload.block != 0) {
    value.block = blocks.Find(payload.block);
    return value.block == nullptr ? nullptr : value.block->At(payload.offset, payload.size);
  }
  value.own = NewBytes(size);
  if (value.own != nullptr && size > 0)
    std::memcpy(value.own, payload.inline_bytes.data(), static_cast<std::size_t>(size));
  return value.own;
}

// What lies in a block is given back by its handle, and only that.
void MustBeNamed(ByteReader& in, const Payload& payload, std::uint64_t handle) {
  if ((payload.block != 0) != (handle != 0)) in.Fail();
}

// Whether a file has at least so many bytes: beyond its end mapped memory is a fault when it is touched.
bool Holds(int descriptor, std::uint64_t size) {
  struct stat state {};
  return size > 0 && ::fstat(descriptor, &state) == 0 && size <= static_cast<std::uint64_t>(state.st_size);
}

template <class Struct>
Value<Struct>* NewValue(Releases& releases) {
  auto* value = new (std::nothrow) Value<Struct>;
  if (value == nullptr) return nullptr;
  value->releases = &releases;
  value->raw.struct_size = sizeof(Struct);
  value->raw.host_handle = value;
  return value;
}

void Fill(cph_image& image, const WireImage& wire) {
  image.format = wire.format;
  image.width = wire.width;
  image.height = wire.height;
  image.stride_bytes = wire.stride_bytes;
  image.dpi = wire.dpi;
  image.placement = wire.placement;
}
void Fill(cph_tensor& tensor, const WireTensor& wire) {
  tensor.type = wire.type;
  tensor.rank = wire.rank;
  std::memcpy(tensor.shape, wire.shape, sizeof wire.shape);
}

}  // namespace

Mapping::~Mapping() {
  ::munmap(data_, size_);
}

std::uint8_t* Mapping::At(std::uint64_t offset, std::uint64_t size) const {
  if (offset > size_ || size > size_ - offset) return nullptr;
  return static_cast<std::uint8_t*>(data_) + offset;
}

bool BlockMap::Read(ByteReader& in, const std::vector<int>& descriptors) {
  for (auto count = in.GetCount(1u << 20, sizeof(std::uint64_t)); count > 0; --count)
    blocks_.erase(in.Get<std::uint64_t>());
  const auto count = in.GetCount(isolation::kMaxBlocks, 17);
  bool ok = in.ok() && count == descriptors.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto id = in.Get<std::uint64_t>(), size = in.Get<std::uint64_t>();
    const bool writable = in.GetBool();
    ok = ok && Holds(descriptors[i], size);
    if (!ok) break;
    void* data = ::mmap(nullptr, static_cast<std::size_t>(size),
                        writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptors[i], 0);
    if (data == MAP_FAILED)
      continue;  // over the limit: who asked for the block is told that there is no memory
    blocks_[id] = std::make_shared<Mapping>(data, static_cast<std::size_t>(size), writable);
  }
  for (const int descriptor : descriptors) ::close(descriptor);
  return ok;
}

std::shared_ptr<Mapping> BlockMap::Find(std::uint64_t id) const {
  const auto it = blocks_.find(id);
  return it == blocks_.end() ? nullptr : it->second;
}

template <class Struct>
void Value<Struct>::Ref(const Struct* raw) {
  if (raw != nullptr && raw->host_handle != nullptr) ++Of(raw)->references;
}

template <class Struct>
void Value<Struct>::Unref(const Struct* raw) {
  if (raw == nullptr || raw->host_handle == nullptr) return;
  auto* value = Of(raw);
  if (--value->references != 0) return;
  if (value->handle != 0) value->releases->Add(value->handle);
  std::free(value->own_icc);
  std::free(value->own);
  delete value;
}
template struct Value<cph_image>;
template struct Value<cph_tensor>;

cph_image* ReadImage(ByteReader& in, const BlockMap& blocks, Releases& releases) {
  const auto wire = isolation::GetImage(in);
  MustBeNamed(in, wire.pixels, wire.handle);
  const auto size = ByteSize(wire);
  if (!in.ok() || !size) return nullptr;
  auto* value = NewValue<cph_image>(releases);
  if (value == nullptr) return nullptr;
  Fill(value->raw, wire);
  value->handle = wire.handle;
  value->raw.pixels = Place(wire.pixels, *size, blocks, *value);
  if (!wire.icc.empty()) {
    auto* icc = NewBytes(wire.icc.size());
    if (icc != nullptr) {
      std::memcpy(icc, wire.icc.data(), wire.icc.size());
      value->own_icc = icc;
      value->raw.icc = icc;
      value->raw.icc_bytes = wire.icc.size();
    }
  }
  if (value->raw.pixels != nullptr) return &value->raw;
  ImageValue::Unref(&value->raw);  // the host is told that its handle is not wanted
  return nullptr;
}

cph_tensor* ReadTensor(ByteReader& in, const BlockMap& blocks, Releases& releases) {
  const auto wire = isolation::GetTensor(in);
  MustBeNamed(in, wire.data, wire.handle);
  const auto size = ByteSize(wire);
  if (!in.ok() || !size) return nullptr;
  auto* value = NewValue<cph_tensor>(releases);
  if (value == nullptr) return nullptr;
  Fill(value->raw, wire);
  value->handle = wire.handle;
  value->raw.data = Place(wire.data, *size, blocks, *value);
  if (value->raw.data != nullptr) return &value->raw;
  TensorValue::Unref(&value->raw);
  return nullptr;
}

cph_image* NewLocalImage(const WireImage& size, std::uint64_t bytes, Releases& releases) {
  auto* value = NewValue<cph_image>(releases);
  if (value == nullptr) return nullptr;
  Fill(value->raw, size);
  value->own = NewBytes(bytes);
  value->raw.pixels = value->own;
  if (value->own != nullptr) return &value->raw;
  ImageValue::Unref(&value->raw);
  return nullptr;
}

cph_tensor* NewLocalTensor(const WireTensor& size, std::uint64_t bytes, Releases& releases) {
  auto* value = NewValue<cph_tensor>(releases);
  if (value == nullptr) return nullptr;
  Fill(value->raw, size);
  value->own = NewBytes(bytes);
  value->raw.data = value->own;
  if (value->own != nullptr) return &value->raw;
  TensorValue::Unref(&value->raw);
  return nullptr;
}

void PutImage(ByteWriter& out, const cph_image& image) {
  const auto* value = ImageValue::Of(&image);
  WireImage wire;
  wire.handle = value->handle;
  wire.format = image.format;
  wire.width = image.width;
  wire.height = image.height;
  wire.stride_bytes = image.stride_bytes;
  wire.dpi = image.dpi;
  wire.placement = image.placement;
  if (value->handle == 0)
    if (const auto size = ByteSize(wire))
      wire.pixels.inline_bytes = {image.pixels, static_cast<std::size_t>(*size)};
  isolation::Put(out, wire);
}

void PutTensor(ByteWriter& out, const cph_tensor& tensor) {
  const auto* value = TensorValue::Of(&tensor);
  WireTensor wire;
  wire.handle = value->handle;
  wire.type = tensor.type;
  wire.rank = tensor.rank;
  std::memcpy(wire.shape, tensor.shape, sizeof wire.shape);
  if (value->handle == 0)
    if (const auto size = ByteSize(wire))
      wire.data.inline_bytes = {static_cast<const std::uint8_t*>(tensor.data),
                                static_cast<std::size_t>(*size)};
  isolation::Put(out, wire);
}

}  // namespace certphoto::worker
