// The C++ layer over the plugin ABI: header-only, C++20, no dependency but the C headers.
//
// A plugin is one file of one shape: an operation is a struct that states its contract as static data and has a
// `run`; CERTPHOTO_PLUGIN at the end lists the operations.
//
//   struct Darkness {
//     static constexpr auto kind = CPH_KIND_CHECK;
//     static constexpr auto id = "example.darkness";
//     static constexpr auto summary = "Mean luminance of the photo";
//     static constexpr auto needs = cph::list("source.image/1");
//     static constexpr auto rules = std::array{cph::rule("light.even", kThresholds)};
//     static constexpr auto params = std::array{cph::number("gain", 1.0, 0.1, 10.0, "", "Multiplies the value")};
//     explicit Darkness(cph::Setup& setup) : gain_(setup.number("gain")) {}
//     void run(cph::Call& call) { ... }
//   };
//   CERTPHOTO_PLUGIN("example.darkness", "1.0.0", "Example", "Apache-2.0", Darkness)
//
// Errors: throw cph::Error (or any std::exception) from the constructor or `run`; the layer turns it into a
// status and a message, and nothing crosses the boundary. A fact in `needs` is there when `run` is called.
#ifndef CERTPHOTO_PLUGIN_HPP
#define CERTPHOTO_PLUGIN_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "certphoto/abi/plugin.h"

namespace cph {

// ---- static tables --------------------------------------------------------------------------------------------

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// A NULL-terminated list of ids.
template <class... Ids>
[[nodiscard]] constexpr std::array<const char*, sizeof...(Ids) + 1> list(Ids... ids) {
  return {ids..., nullptr};
}

[[nodiscard]] constexpr cph_param boolean(const char* name, bool value, const char* doc) {
  return {name, CPH_PARAM_BOOL, 0, value ? 1.0 : 0.0, 0, 1, nullptr, nullptr, nullptr, doc};
}
[[nodiscard]] constexpr cph_param integer(const char* name, int value, int min, int max, const char* unit,
                                          const char* doc) {
  return {name, CPH_PARAM_INT, 0, double(value), double(min), double(max), nullptr, nullptr, unit, doc};
}
[[nodiscard]] constexpr cph_param number(const char* name, double value, double min, double max, const char* unit,
                                         const char* doc) {
  return {name, CPH_PARAM_NUMBER, 0, value, min, max, nullptr, nullptr, unit, doc};
}
[[nodiscard]] constexpr cph_param text(const char* name, const char* value, const char* doc) {
  return {name, CPH_PARAM_TEXT, 0, 0, 0, 0, value, nullptr, nullptr, doc};
}
[[nodiscard]] constexpr cph_param choice(const char* name, const char* value, const char* const* choices,
                                         const char* doc) {
  return {name, CPH_PARAM_CHOICE, 0, 0, 0, 0, value, choices, nullptr, doc};
}

[[nodiscard]] constexpr cph_rule_use rule(const char* id) { return {id, nullptr}; }
// `thresholds` must have static storage: a `static constexpr auto kX = cph::list(...)`.
template <std::size_t N>
[[nodiscard]] constexpr cph_rule_use rule(const char* id, const std::array<const char*, N>& thresholds) {
  return {id, thresholds.data()};
}
[[nodiscard]] constexpr cph_note note(const char* code, const char* zh, const char* en) { return {code, zh, en}; }

// ---- errors ---------------------------------------------------------------------------------------------------

class Error : public std::runtime_error {
 public:
  Error(cph_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
  [[nodiscard]] cph_status status() const { return status_; }

 private:
  cph_status status_;
};

// ---- images and tensors -----------------------------------------------------------------------------------------

struct Point {
  double x = 0, y = 0;
};

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] double right() const { return x + width; }
  [[nodiscard]] double bottom() const { return y + height; }
  [[nodiscard]] Point centre() const { return {x + width / 2, y + height / 2}; }
};

[[nodiscard]] constexpr int bytes_per_pixel(int32_t format) {
  return format == CPH_FORMAT_RGB8 ? 3 : format == CPH_FORMAT_RGBA8 ? 4 : 1;
}

// A picture somebody else owns. Copy freely; valid as long as the owner says.
class ImageView {
 public:
  ImageView() = default;
  explicit ImageView(const cph_image* image) : image_(image) {}

  [[nodiscard]] explicit operator bool() const { return image_ != nullptr; }
  [[nodiscard]] int width() const { return image_->width; }
  [[nodiscard]] int height() const { return image_->height; }
  [[nodiscard]] int32_t format() const { return image_->format; }
  [[nodiscard]] int channels() const { return bytes_per_pixel(image_->format); }
  [[nodiscard]] std::int64_t stride_bytes() const { return image_->stride_bytes; }
  [[nodiscard]] const std::uint8_t* row(int y) const { return image_->pixels + y * image_->stride_bytes; }
  [[nodiscard]] const std::uint8_t* at(int x, int y) const { return row(y) + std::ptrdiff_t(x) * channels(); }
  [[nodiscard]] const cph_placement& placement() const { return image_->placement; }
  [[nodiscard]] const cph_image* raw() const { return image_; }

  // Source pixels to this picture's and back.
  [[nodiscard]] Point to_image(Point source) const {
    const auto& p = image_->placement;
    return {(source.x - p.origin_x) * p.scale, (source.y - p.origin_y) * p.scale};
  }
  [[nodiscard]] Point to_source(Point image) const {
    const auto& p = image_->placement;
    return {image.x / p.scale + p.origin_x, image.y / p.scale + p.origin_y};
  }
  [[nodiscard]] double scale() const { return image_->placement.scale; }

 private:
  const cph_image* image_ = nullptr;
};

// A new picture, owned until it is put.
class Image {
 public:
  Image() = default;
  Image(const cph_host* host, cph_image* image) : host_(host), image_(image) {}
  Image(Image&& other) noexcept : host_(other.host_), image_(std::exchange(other.image_, nullptr)) {}
  Image& operator=(Image&& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(image_, other.image_);
    return *this;
  }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  ~Image() {
    if (image_ != nullptr) host_->image_unref(image_);
  }

  [[nodiscard]] explicit operator bool() const { return image_ != nullptr; }
  [[nodiscard]] int width() const { return image_->width; }
  [[nodiscard]] int height() const { return image_->height; }
  [[nodiscard]] int channels() const { return bytes_per_pixel(image_->format); }
  [[nodiscard]] std::int64_t stride_bytes() const { return image_->stride_bytes; }
  [[nodiscard]] std::uint8_t* row(int y) { return image_->pixels + y * image_->stride_bytes; }
  [[nodiscard]] std::uint8_t* at(int x, int y) { return row(y) + std::ptrdiff_t(x) * channels(); }
  [[nodiscard]] cph_image* raw() { return image_; }
  [[nodiscard]] ImageView view() const { return ImageView(image_); }
  void set_placement(const cph_placement& placement) { image_->placement = placement; }
  void set_dpi(double dpi) { image_->dpi = dpi; }
  [[nodiscard]] cph_image* release() { return std::exchange(image_, nullptr); }

 private:
  const cph_host* host_ = nullptr;
  cph_image* image_ = nullptr;
};

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

// ---- findings ---------------------------------------------------------------------------------------------------

struct Region {
  std::string label;
  std::vector<Point> points;  // source px; two points: opposite corners of a rectangle
};

[[nodiscard]] inline Region region(std::string label, const Rect& r) {
  return {std::move(label), {{r.x, r.y}, {r.right(), r.bottom()}}};
}

struct NoteArg {
  std::string name;
  std::string text;  // empty: `number`
  double number = 0;
};

struct Finding {
  std::string rule;
  int32_t verdict = CPH_VERDICT_INCONCLUSIVE;
  double value = kNone;
  const char* unit = nullptr;
  double limit_min = kNone;
  double limit_max = kNone;
  double confidence = kNone;
  const char* note = nullptr;
  std::vector<Region> regions;
  std::vector<NoteArg> args;
};

namespace detail {
// Calls `use` with the finding as the C struct, valid during the call.
template <class Use>
void with_raw(const Finding& finding, Use&& use) {
  std::vector<cph_region> regions;
  regions.reserve(finding.regions.size());
  for (const auto& r : finding.regions)
    regions.push_back({sizeof(cph_region), static_cast<std::uint32_t>(r.points.size()), &r.points.data()->x,
                       r.label.c_str()});
  std::vector<cph_note_arg> args;
  args.reserve(finding.args.size());
  for (const auto& a : finding.args)
    args.push_back({a.name.c_str(), a.text.empty() ? nullptr : a.text.c_str(), a.number});
  cph_finding raw{};
  raw.struct_size = sizeof raw;
  raw.verdict = finding.verdict;
  raw.rule = finding.rule.c_str();
  raw.value = finding.value;
  raw.unit = finding.unit;
  raw.limit_min = finding.limit_min;
  raw.limit_max = finding.limit_max;
  raw.confidence = finding.confidence;
  raw.note = finding.note;
  raw.regions = regions.data();
  raw.region_count = static_cast<std::uint32_t>(regions.size());
  raw.region_stride = sizeof(cph_region);
  raw.args = args.data();
  raw.arg_count = static_cast<std::uint32_t>(args.size());
  raw.arg_stride = sizeof(cph_note_arg);
  use(static_cast<const cph_finding&>(raw));
}
}  // namespace detail

// ---- calls ------------------------------------------------------------------------------------------------------

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
  static const cph_host* instance = nullptr;  // one per plugin library: set once by init, before any operation exists
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
    detail::check(host().tensor_create(call_, type_of<T>, static_cast<int32_t>(shape.size()), std::data(shape), &tensor),
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
      if (host().finding_add(call_, &raw) != CPH_OK) throw Error(CPH_E_INVALID, "finding refused by the host");
    });
  }

  void log(int32_t level, const std::string& message) const { host().log(detail::host(), level, message.c_str()); }
  [[nodiscard]] bool cancelled() const { return host().cancelled(call_) != 0; }
  void throw_if_cancelled() const {
    if (cancelled()) throw Error(CPH_E_CANCELLED, "cancelled");
  }

 private:
  [[nodiscard]] cph_fact get(const char* fact) const {
    cph_fact out{};
    out.struct_size = sizeof out;
    const auto status = host().fact_get(call_, fact, &out);
    if (status != CPH_OK && status != CPH_E_ABSENT) throw Error(status, std::string("cannot read fact ") + fact);
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

// ---- from struct to descriptor ------------------------------------------------------------------------------------

namespace detail {

inline cph_status failed(cph_call* call) noexcept {
  try {
    throw;
  } catch (const Error& e) {
    host()->set_error(call, e.what());
    return e.status();
  } catch (const std::bad_alloc&) {
    host()->set_error(call, "out of memory");
    return CPH_E_LIMIT;
  } catch (const std::exception& e) {
    host()->set_error(call, e.what());
    return CPH_E_INTERNAL;
  } catch (...) {
    host()->set_error(call, "unknown exception");
    return CPH_E_INTERNAL;
  }
}

template <class Op>
std::span<const cph_param> params_of() {
  if constexpr (requires { Op::params; }) return {Op::params.data(), Op::params.size()};
  return {};
}

template <class Op>
cph_status create(cph_call* call, const cph_value* values, std::uint32_t count, void** instance) noexcept {
  try {
    Setup setup(call, params_of<Op>(), {values, count});
    if constexpr (std::is_constructible_v<Op, Setup&>) {
      *instance = new Op(setup);
    } else {
      *instance = new Op();
    }
    return CPH_OK;
  } catch (...) {
    return failed(call);
  }
}
template <class Op>
void destroy(void* instance) noexcept {
  delete static_cast<Op*>(instance);
}
template <class Op>
cph_status run(void* instance, cph_call* raw) noexcept {
  try {
    Call call(raw);
    static_cast<Op*>(instance)->run(call);
    return CPH_OK;
  } catch (...) {
    return failed(raw);
  }
}

template <class Op>
const cph_operation* descriptor() {
  static const cph_operation value = [] {
    cph_operation d{};
    d.struct_size = sizeof d;
    d.kind = Op::kind;
    d.id = Op::id;
    d.summary = Op::summary;
    if constexpr (requires { Op::threading; }) d.threading = Op::threading;
    if constexpr (requires { Op::needs; }) d.needs = Op::needs.data();
    if constexpr (requires { Op::uses; }) d.uses = Op::uses.data();
    if constexpr (requires { Op::gives; }) d.gives = Op::gives.data();
    if constexpr (requires { Op::models; }) d.models = Op::models.data();
    const auto params = params_of<Op>();
    d.params = params.data();
    d.param_count = static_cast<std::uint32_t>(params.size());
    d.param_stride = sizeof(cph_param);
    if constexpr (requires { Op::rules; }) {
      d.rules = Op::rules.data();
      d.rule_count = static_cast<std::uint32_t>(Op::rules.size());
    }
    d.rule_stride = sizeof(cph_rule_use);
    if constexpr (requires { Op::notes; }) {
      d.notes = Op::notes.data();
      d.note_count = static_cast<std::uint32_t>(Op::notes.size());
    }
    d.note_stride = sizeof(cph_note);
    d.create = &create<Op>;
    d.destroy = &destroy<Op>;
    d.run = &run<Op>;
    return d;
  }();
  return &value;
}

template <class... Ops>
struct Library {
  static cph_status init(const cph_host* h) noexcept {
    host() = h;
    return CPH_OK;
  }
  static void deinit() noexcept {}
  static std::uint32_t count() noexcept { return sizeof...(Ops); }
  static const cph_operation* operation(std::uint32_t index) noexcept {
    static const std::array<const cph_operation*, sizeof...(Ops)> all{descriptor<Ops>()...};
    return index < all.size() ? all[index] : nullptr;
  }
};

}  // namespace detail
}  // namespace cph

// Defines the entry of the plugin.
#define CERTPHOTO_PLUGIN(plugin_id, plugin_version, plugin_vendor, plugin_licence, ...)                    \
  extern "C" {                                                                                             \
  CPH_EXPORT extern const cph_plugin_entry certphoto_plugin;                                               \
  const cph_plugin_entry certphoto_plugin = {                                                              \
      sizeof(cph_plugin_entry),                     CPH_ABI_MAJOR,                                         \
      CPH_ABI_MINOR,                                plugin_id,                                             \
      plugin_version,                               plugin_vendor,                                         \
      plugin_licence,                               &cph::detail::Library<__VA_ARGS__>::init,              \
      &cph::detail::Library<__VA_ARGS__>::deinit,   &cph::detail::Library<__VA_ARGS__>::count,             \
      &cph::detail::Library<__VA_ARGS__>::operation, nullptr};                                             \
  }

#endif
