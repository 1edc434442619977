// Images and tensors of the watching host, and who holds them.
#include "engine/check/host_call.h"

namespace certphoto::check {

std::int64_t Channels(std::int32_t format) {
  return format == CPH_FORMAT_RGB8                                   ? 3
         : format == CPH_FORMAT_RGBA8                                ? 4
         : format == CPH_FORMAT_GRAY8 || format == CPH_FORMAT_LABEL8 ? 1
                                                                     : 0;
}

std::int64_t ElementBytes(std::int32_t type) {
  return type == CPH_TYPE_F32 || type == CPH_TYPE_I32   ? 4
         : type == CPH_TYPE_F64 || type == CPH_TYPE_I64 ? 8
         : type == CPH_TYPE_U8                          ? 1
                                                        : 0;
}

cph_image* NewImage(FakeHost& host, const std::string& name, std::int32_t format, std::int32_t width,
                    std::int32_t height) {
  const auto channels = Channels(format);
  auto* a = host.NewAllocation(name, static_cast<std::size_t>(channels * width * height));
  a->image.struct_size = sizeof(cph_image);
  a->image.format = format;
  a->image.width = width;
  a->image.height = height;
  a->image.stride_bytes = channels * width;
  a->image.pixels = a->memory->data();
  a->image.placement = {0, 0, 1};
  a->image.host_handle = a;
  return &a->image;
}

cph_tensor* NewTensor(FakeHost& host, const std::string& name, std::int32_t type, std::int32_t rank,
                      const std::int64_t* shape) {
  std::int64_t bytes = ElementBytes(type);
  for (int i = 0; i < rank; ++i) bytes *= shape[i];
  auto* a = host.NewAllocation(name, static_cast<std::size_t>(bytes));
  a->tensor.struct_size = sizeof(cph_tensor);
  a->tensor.type = type;
  a->tensor.rank = rank;
  std::copy_n(shape, rank, a->tensor.shape);
  a->tensor.data = a->memory->data();
  a->tensor.host_handle = a;
  return &a->tensor;
}

namespace {

cph_status ImageCreate(cph_call* call, std::int32_t format, std::int32_t width, std::int32_t height,
                       cph_image** out) {
  if (!Alive(call, "image_create")) return CPH_E_INVALID;
  const auto channels = Channels(format);
  if (channels == 0 || width < 1 || height < 1) return Fail(call, CPH_E_INVALID, "no such image");
  if (std::int64_t{width} * height > 400'000'000)
    return Fail(call, CPH_E_LIMIT, "the image is over the limit");
  *out = NewImage(*call->host,
                  "an image of " + std::to_string(width) + "x" + std::to_string(height) + " it made", format,
                  width, height);
  return CPH_OK;
}

cph_status TensorCreate(cph_call* call, std::int32_t type, std::int32_t rank, const std::int64_t* shape,
                        cph_tensor** out) {
  if (!Alive(call, "tensor_create")) return CPH_E_INVALID;
  if (ElementBytes(type) == 0 || rank < 0 || rank > CPH_MAX_RANK)
    return Fail(call, CPH_E_INVALID, "no such tensor");
  std::int64_t bytes = ElementBytes(type);
  for (int i = 0; i < rank; ++i) {
    if (shape[i] < 0 || shape[i] > std::int64_t{1} << 31) return Fail(call, CPH_E_INVALID, "no such extent");
    bytes *= std::max<std::int64_t>(shape[i], 1);
    if (bytes > std::int64_t{1} << 31) return Fail(call, CPH_E_LIMIT, "the tensor is over the limit");
  }
  *out = NewTensor(*call->host, "a tensor it made", type, rank, shape);
  return CPH_OK;
}

template <class Struct>
void Reference(const Struct* raw, long change) {
  if (raw == nullptr || FakeHost::OfProcess() == nullptr) return;
  auto* a = static_cast<FakeHost::Allocation*>(raw->host_handle);
  if (a == nullptr) return;
  a->references += change;
  if (a->references < 0 || (a->references == 0 && a->input)) {
    FakeHost::OfProcess()->findings().Fail("it gave back " + a->name + " more often than it was given it");
    return;
  }
  if (a->references > 0) return;
  if (!a->memory->Intact()) FakeHost::OfProcess()->findings().Fail("it wrote outside of " + a->name);
  a->memory->Forbid();
}
void ImageRefer(const cph_image* image) {
  Reference(image, 1);
}
void ImageUnref(const cph_image* image) {
  Reference(image, -1);
}
void TensorRefer(const cph_tensor* tensor) {
  Reference(tensor, 1);
}
void TensorUnref(const cph_tensor* tensor) {
  Reference(tensor, -1);
}

}  // namespace

void Unref(const cph_image* image) {
  Reference(image, -1);
}
void Unref(const cph_tensor* tensor) {
  Reference(tensor, -1);
}

void FillValues(cph_host& table) {
  table.image_create = &ImageCreate;
  table.image_ref = &ImageRefer;
  table.image_unref = &ImageUnref;
  table.tensor_create = &TensorCreate;
  table.tensor_ref = &TensorRefer;
  table.tensor_unref = &TensorUnref;
}

}  // namespace certphoto::check
