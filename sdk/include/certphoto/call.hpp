// What an operation is given: Setup when it is made, Call when it runs.
#ifndef CERTPHOTO_CALL_HPP
#define CERTPHOTO_CALL_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "certphoto/abi/host.h"
#include "certphoto/error.hpp"
#include "certphoto/finding.hpp"
#include "certphoto/image.hpp"
#include "certphoto/tensor.hpp"

namespace cph {

class Call;

// A network the host runs. Copy freely.
class Model {
 public:
  Model() = default;
  Model(const cph_host* host, cph_model* model) : host_(host), model_(model) {}

  // Runs with one input; returns N outputs in the model's order.
  template <std::size_t N>
  [[nodiscard]] std::array<Tensor, N> run(Call& call, const Tensor& input) const;

 private:
  const cph_host* host_ = nullptr;
  cph_model* model_ = nullptr;
};

namespace detail {
inline const cph_host*& host() {
  static const cph_host* instance =
      nullptr;  // one per plugin library: set once by init, before any operation exists
  return instance;
}
inline void check(cph_status status, const char* what) {
  if (status != CPH_OK) throw Error(status, what);
}
}  // namespace detail

// What an operation's constructor is given: its parameters and its models.
class Setup {
 public:
  Setup(cph_call* call, std::span<const cph_param> table, std::span<const cph_value> values)
      : call_(call), table_(table), values_(values) {}

  [[nodiscard]] double number(std::string_view name) const { return value(name).number; }
  [[nodiscard]] int integer(std::string_view name) const { return static_cast<int>(value(name).number); }
  [[nodiscard]] bool flag(std::string_view name) const { return value(name).number != 0; }
  [[nodiscard]] std::string text(std::string_view name) const { return value(name).text; }

  [[nodiscard]] Model model(const char* id) const {
    cph_model* model = nullptr;
    const auto status = detail::host()->model_open(call_, id, &model);
    if (status != CPH_OK) throw Error(status, std::string("cannot open model ") + id);
    return {detail::host(), model};
  }
  // A number of the spec in force, known at set-up already; see Call::spec.
  [[nodiscard]] std::optional<double> spec(const char* path) const {
    double out = 0;
    if (detail::host()->spec_number(call_, path, &out) != CPH_OK) return std::nullopt;
    return out;
  }
  [[nodiscard]] double threshold(const char* rule, const char* name) const {
    double out = 0;
    const auto status = detail::host()->threshold(call_, rule, name, &out);
    if (status != CPH_OK) throw Error(status, std::string("no threshold ") + name + " of rule " + rule);
    return out;
  }

 private:
  [[nodiscard]] const cph_value& value(std::string_view name) const {
    for (std::size_t i = 0; i < table_.size(); ++i)
      if (name == table_[i].name) return values_[i];
    throw Error(CPH_E_INTERNAL, "parameter not in the table: " + std::string(name));
  }
  cph_call* call_;
  std::span<const cph_param> table_;
  std::span<const cph_value> values_;
};

// What `run` is given: one photo's facts and the host's services. On the stack of one thread; never keep it.
class Call {
 public:
  explicit Call(cph_call* call) : call_(call) {}
  [[nodiscard]] cph_call* raw() const { return call_; }
  [[nodiscard]] static const cph_host& host() { return *detail::host(); }

  // Facts. The plain forms throw when the fact is absent; the `find_` forms return an empty view.
  [[nodiscard]] ImageView image(const char* fact) const { return need(find_image(fact), fact); }
  [[nodiscard]] TensorView tensor(const char* fact) const { return need(find_tensor(fact), fact); }
  [[nodiscard]] ImageView find_image(const char* fact) const { return ImageView(get(fact).image); }
  [[nodiscard]] TensorView find_tensor(const char* fact) const { return TensorView(get(fact).tensor); }

  void put(const char* fact, Image image) { put(fact, std::move(image), Tensor()); }
  void put(const char* fact, Tensor tensor) { put(fact, Image(), std::move(tensor)); }
  void put(const char* fact, Image image, Tensor tensor) {
    detail::check(host().fact_put(call_, fact, image.release(), tensor.release()), fact);
  }
  template <class T>
  void put_values(const char* fact, std::initializer_list<std::int64_t> shape, std::span<const T> values) {
    auto out = make_tensor<T>(shape);
    auto to = out.template values<T>();
    if (to.size() != values.size()) throw Error(CPH_E_INVALID, "values do not fill the shape");
    std::copy(values.begin(), values.end(), to.begin());
    put(fact, std::move(out));
  }

  [[nodiscard]] Image make_image(int32_t format, int width, int height) {
    cph_image* image = nullptr;
    detail::check(host().image_create(call_, format, width, height, &image), "cannot allocate an image");
    return {detail::host(), image};
  }
  // A new picture with the format, size, place and dpi of another.
  [[nodiscard]] Image make_like(const ImageView& other, int32_t format) {
    Image image = make_image(format, other.width(), other.height());
    image.set_placement(other.placement());
    image.set_dpi(other.raw()->dpi);
    return image;
  }
  template <class T>
  [[nodiscard]] Tensor make_tensor(std::initializer_list<std::int64_t> shape) {
    cph_tensor* tensor = nullptr;
    detail::check(host().tensor_create(call_, type_of<T>, static_cast<int32_t>(shape.size()),
                                       std::data(shape), &tensor),
                  "cannot allocate a tensor");
    return {detail::host(), tensor};
  }

  [[nodiscard]] double threshold(const char* rule, const char* name) const {
    double out = 0;
    const auto status = host().threshold(call_, rule, name, &out);
    if (status != CPH_OK) throw Error(status, std::string("no threshold ") + name + " of rule " + rule);
    return out;
  }
  // A number of the spec in force ("geometry.crown_top.min", px of the output); empty when it states none.
  [[nodiscard]] std::optional<double> spec(const char* path) const {
    double out = 0;
    if (host().spec_number(call_, path, &out) != CPH_OK) return std::nullopt;
    return out;
  }
  [[nodiscard]] std::optional<std::string> spec_text(const char* path) const {
    const char* out = nullptr;
    if (host().spec_text(call_, path, &out) != CPH_OK) return std::nullopt;
    return out;
  }
  // What the caller said about this photo; empty when nothing, or on a host older than 1.1.
  [[nodiscard]] std::optional<std::string> input(const char* key) const {
    const char* out = nullptr;
    const cph_host* h = detail::host();
    if (!CPH_HAS(h, cph_host, input_text) || h->input_text(call_, key, &out) != CPH_OK) return std::nullopt;
    return out;
  }

  void report(const Finding& finding) {
    detail::with_raw(finding, [&](const cph_finding& raw) {
      if (host().finding_add(call_, &raw) != CPH_OK)
        throw Error(CPH_E_INVALID, "finding refused by the host");
    });
  }

  void log(int32_t level, const std::string& message) const {
    host().log(detail::host(), level, message.c_str());
  }
  [[nodiscard]] bool cancelled() const { return host().cancelled(call_) != 0; }
  void throw_if_cancelled() const {
    if (cancelled()) throw Error(CPH_E_CANCELLED, "cancelled");
  }

 private:
  [[nodiscard]] cph_fact get(const char* fact) const {
    cph_fact out{};
    out.struct_size = sizeof out;
    const auto status = host().fact_get(call_, fact, &out);
    if (status != CPH_OK && status != CPH_E_ABSENT)
      throw Error(status, std::string("cannot read fact ") + fact);
    return status == CPH_OK ? out : cph_fact{};
  }
  template <class View>
  [[nodiscard]] static View need(View view, const char* fact) {
    if (!view) throw Error(CPH_E_ABSENT, std::string("no fact ") + fact);
    return view;
  }
  cph_call* call_;
};

template <std::size_t N>
std::array<Tensor, N> Model::run(Call& call, const Tensor& input) const {
  const cph_tensor* in = input.view().raw();
  std::array<cph_tensor*, N> raw{};
  detail::check(host_->model_run(call.raw(), model_, &in, 1, raw.data(), N), "inference failed");
  std::array<Tensor, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = Tensor(host_, raw[i]);
  return out;
}

}  // namespace cph

#endif
