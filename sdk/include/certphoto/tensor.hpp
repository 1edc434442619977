// Tensors: views of what the host owns, and new ones that are owned until they are put.
#ifndef CERTPHOTO_TENSOR_HPP
#define CERTPHOTO_TENSOR_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "certphoto/abi/host.h"
#include "certphoto/error.hpp"

namespace cph {

template <class T>
inline constexpr int32_t type_of = 0;
template <>
inline constexpr int32_t type_of<float> = CPH_TYPE_F32;
template <>
inline constexpr int32_t type_of<double> = CPH_TYPE_F64;
template <>
inline constexpr int32_t type_of<std::uint8_t> = CPH_TYPE_U8;
template <>
inline constexpr int32_t type_of<std::int32_t> = CPH_TYPE_I32;
template <>
inline constexpr int32_t type_of<std::int64_t> = CPH_TYPE_I64;

[[nodiscard]] inline std::int64_t element_count(const cph_tensor& tensor) {
  std::int64_t count = 1;
  for (int i = 0; i < tensor.rank; ++i) count *= tensor.shape[i];
  return count;
}

// Numbers somebody else owns.
class TensorView {
 public:
  TensorView() = default;
  explicit TensorView(const cph_tensor* tensor) : tensor_(tensor) {}
  [[nodiscard]] explicit operator bool() const { return tensor_ != nullptr; }
  [[nodiscard]] int rank() const { return tensor_->rank; }
  [[nodiscard]] std::int64_t extent(int axis) const { return tensor_->shape[axis]; }
  [[nodiscard]] std::int64_t size() const { return element_count(*tensor_); }
  template <class T>
  [[nodiscard]] std::span<const T> values() const {
    if (tensor_->type != type_of<T>) throw Error(CPH_E_INVALID, "tensor read as the wrong element type");
    return {static_cast<const T*>(tensor_->data), static_cast<std::size_t>(size())};
  }
  [[nodiscard]] const cph_tensor* raw() const { return tensor_; }

 private:
  const cph_tensor* tensor_ = nullptr;
};

// New numbers, owned until they are put.
class Tensor {
 public:
  Tensor() = default;
  Tensor(const cph_host* host, cph_tensor* tensor) : host_(host), tensor_(tensor) {}
  Tensor(Tensor&& other) noexcept : host_(other.host_), tensor_(std::exchange(other.tensor_, nullptr)) {}
  Tensor& operator=(Tensor&& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(tensor_, other.tensor_);
    return *this;
  }
  Tensor(const Tensor&) = delete;
  Tensor& operator=(const Tensor&) = delete;
  ~Tensor() {
    if (tensor_ != nullptr) host_->tensor_unref(tensor_);
  }
  [[nodiscard]] explicit operator bool() const { return tensor_ != nullptr; }
  [[nodiscard]] TensorView view() const { return TensorView(tensor_); }
  template <class T>
  [[nodiscard]] std::span<T> values() {
    if (tensor_->type != type_of<T>) throw Error(CPH_E_INVALID, "tensor written as the wrong element type");
    return {static_cast<T*>(tensor_->data), static_cast<std::size_t>(element_count(*tensor_))};
  }
  [[nodiscard]] cph_tensor* release() { return std::exchange(tensor_, nullptr); }

 private:
  const cph_host* host_ = nullptr;
  cph_tensor* tensor_ = nullptr;
};

}  // namespace cph

#endif
