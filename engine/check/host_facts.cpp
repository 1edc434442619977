// Facts that a plugin reads and puts.
#include <cmath>

#include "engine/base/sha256.h"
#include "engine/check/host_call.h"

namespace certphoto::check {
namespace {

std::string_view Bare(std::string_view id) {
  if (id.starts_with("capture:")) id.remove_prefix(8);
  return id;
}

cph_status FactGet(cph_call* call, const char* id, cph_fact* out) {
  if (!Alive(call, "fact_get")) return CPH_E_INVALID;
  if (call->creating) {
    Say(call).Fail("it reads fact '" + std::string(id) + "' in create");
    return CPH_E_INVALID;
  }
  if (!call->operation->Reads(id)) {
    Say(call).Fail("it reads fact '" + std::string(id) + "', which is in neither needs nor uses");
    return CPH_E_NOT_FOUND;
  }
  const auto name = Bare(id);
  const auto image = call->scene_images.find(name);
  const auto tensor = call->scene_tensors.find(name);
  if (image == call->scene_images.end() && tensor == call->scene_tensors.end()) return CPH_E_ABSENT;
  out->image = image == call->scene_images.end() ? nullptr : &image->second->image;
  out->tensor = tensor == call->scene_tensors.end() ? nullptr : &tensor->second->tensor;
  return CPH_OK;
}

std::string Checksum(const cph_image* image, const cph_tensor* tensor) {
  Sha256 sum;
  std::string head;
  if (image != nullptr) {
    head = "image " + std::to_string(image->format) + ' ' + std::to_string(image->width) + 'x' +
           std::to_string(image->height) + " at " + Number(image->placement.origin_x) + ',' +
           Number(image->placement.origin_y) + " x " + Number(image->placement.scale) + ' ';
    for (int y = 0; y < image->height; ++y)
      sum.Update({image->pixels + y * image->stride_bytes,
                  static_cast<std::size_t>(Channels(image->format) * image->width)});
  }
  if (tensor != nullptr) {
    head += "tensor " + std::to_string(tensor->type) + " [";
    std::int64_t bytes = ElementBytes(tensor->type);
    for (int i = 0; i < tensor->rank; ++i) {
      if (i > 0) head += ',';
      head += std::to_string(tensor->shape[i]);
      bytes *= tensor->shape[i];
    }
    head += "] ";
    sum.Update({static_cast<const std::uint8_t*>(tensor->data), static_cast<std::size_t>(bytes)});
  }
  return head + sum.Hex().substr(0, 16);
}

void CheckNumbers(cph_call* call, const char* id, const cph_tensor& tensor) {
  std::int64_t count = 1;
  for (int i = 0; i < tensor.rank; ++i) count *= tensor.shape[i];
  for (std::int64_t i = 0; i < count; ++i) {
    const double v = tensor.type == CPH_TYPE_F32   ? double(static_cast<const float*>(tensor.data)[i])
                     : tensor.type == CPH_TYPE_F64 ? static_cast<const double*>(tensor.data)[i]
                                                   : 0.0;
    if (std::isfinite(v)) continue;
    Say(call).Fail("fact '" + std::string(id) + "' holds a number that is not finite");
    return;
  }
}

cph_status FactPut(cph_call* call, const char* id, cph_image* image, cph_tensor* tensor) {
  if (!Alive(call, "fact_put")) return CPH_E_INVALID;
  cph_status status = CPH_OK;
  if (call->creating) {
    Say(call).Fail("it puts fact '" + std::string(id) + "' in create");
    status = CPH_E_INVALID;
  } else if (!call->operation->Gives(id)) {
    Say(call).Fail("it puts fact '" + std::string(id) + "', which is not in gives");
    status = CPH_E_NOT_FOUND;
  } else if (image == nullptr && tensor == nullptr) {
    Say(call).Fail("it puts fact '" + std::string(id) + "' without a value");
    status = CPH_E_INVALID;
  } else {
    if (image != nullptr &&
        (!std::isfinite(image->placement.origin_x) || !std::isfinite(image->placement.origin_y) ||
         !(image->placement.scale > 0) || !std::isfinite(image->placement.scale)))
      Say(call).Fail("the image of fact '" + std::string(id) + "' has a placement that is no place");
    if (tensor != nullptr) CheckNumbers(call, id, *tensor);
    if (call->made->facts.contains(id)) Say(call).Fail("it puts fact '" + std::string(id) + "' twice");
    call->made->facts[id] = Checksum(image, tensor);
  }
  Unref(image);
  Unref(tensor);
  return status;
}

}  // namespace

void FillFacts(cph_host& table) {
  table.fact_get = &FactGet;
  table.fact_put = &FactPut;
}

}  // namespace certphoto::check
