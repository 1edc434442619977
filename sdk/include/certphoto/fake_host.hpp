// A host for unit tests of operations: facts and thresholds set by hand, findings kept. Header-only; no
// models, no pipeline.
//
//   cph::FakeHost host;
//   host.set_fact<float>("face.pose/1", {3}, {0, 0, 12});
//   host.set_threshold("pose.upright", "roll_max_deg", 8);
//   host.run(PoseUpright());
//   EXPECT_EQ(host.findings()[0].verdict, CPH_VERDICT_FAIL);
//
// One at a time in a process (plugins keep one host), on one thread. What the real host checks of
// declarations it does not.
#ifndef CERTPHOTO_FAKE_HOST_HPP
#define CERTPHOTO_FAKE_HOST_HPP

#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "certphoto/plugin.hpp"

namespace cph {

class FakeHost {
 public:
  FakeHost() {
    host_.struct_size = sizeof host_;
    host_.abi_major = CPH_ABI_MAJOR;
    host_.abi_minor = CPH_ABI_MINOR;
    host_.log = [](const cph_host*, int32_t, const char*) {};
    host_.get_extension = [](const cph_host*, const char*) -> const void* { return nullptr; };
    host_.set_error = [](cph_call* call, const char* message) { self(call).error_ = message; };
    host_.cancelled = [](const cph_call*) -> int32_t { return 0; };
    host_.thread_budget = [](const cph_call*) -> uint32_t { return 1; };
    host_.image_create = &create_image;
    host_.image_ref = [](const cph_image* image) { ++static_cast<Counted*>(image->host_handle)->references; };
    host_.image_unref = [](const cph_image* image) { release(static_cast<Counted*>(image->host_handle)); };
    host_.tensor_create = &create_tensor;
    host_.tensor_ref = [](const cph_tensor* tensor) {
      ++static_cast<Counted*>(tensor->host_handle)->references;
    };
    host_.tensor_unref = [](const cph_tensor* tensor) {
      release(static_cast<Counted*>(tensor->host_handle));
    };
    host_.fact_get = &get_fact;
    host_.fact_put = &put_fact;
    host_.finding_add = &add_finding;
    host_.spec_number = [](const cph_call* call, const char* path, double* out) -> cph_status {
      return lookup(self(call).numbers_, path, out);
    };
    host_.spec_text = [](const cph_call*, const char*, const char**) -> cph_status {
      return CPH_E_NOT_FOUND;
    };
    host_.threshold = [](const cph_call* call, const char* rule, const char* name,
                         double* out) -> cph_status {
      return lookup(self(call).thresholds_, std::string(rule) + '/' + name, out);
    };
    host_.model_open = [](cph_call*, const char*, cph_model**) -> cph_status { return CPH_E_NOT_FOUND; };
    host_.model_run = [](cph_call*, cph_model*, const cph_tensor* const*, uint32_t, cph_tensor**,
                         uint32_t) -> cph_status { return CPH_E_UNSUPPORTED; };
    host_.input_text = [](const cph_call* call, const char* key, const char** out) -> cph_status {
      const auto it = self(call).inputs_.find(key);
      if (it == self(call).inputs_.end()) return CPH_E_ABSENT;
      *out = it->second.c_str();
      return CPH_OK;
    };
    detail::host() = &host_;
  }
  ~FakeHost() {
    for (auto& [id, fact] : facts_) drop(fact);
    detail::host() = nullptr;
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  template <class T>
  void set_fact(const std::string& id, std::initializer_list<std::int64_t> shape,
                const std::vector<T>& values) {
    Tensor tensor = call().make_tensor<T>(shape);
    std::copy(values.begin(), values.end(), tensor.template values<T>().begin());
    replace(id, {nullptr, tensor.release()});
  }
  // Black; paint it through the result, which lives as long as the fact.
  cph_image* set_image(const std::string& id, int32_t format, int width, int height,
                       const cph_placement& placement = {0, 0, 1}) {
    Image image = call().make_image(format, width, height);
    image.set_placement(placement);
    std::memset(image.row(0), 0, static_cast<std::size_t>(image.stride_bytes() * height));
    cph_image* raw = image.release();
    replace(id, {raw, nullptr});
    return raw;
  }
  void set_threshold(const std::string& rule, const std::string& name, double value) {
    thresholds_[rule + '/' + name] = value;
  }
  void set_spec(const std::string& path, double value) { numbers_[path] = value; }
  void set_input(const std::string& key, const std::string& value) { inputs_[key] = value; }

  // What the operation throws goes to the caller. The findings of the last run replace those of the one
  // before.
  template <class Op>
  void run(const Op& operation) {
    findings_.clear();
    Call c = call();
    operation.run(c);
  }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] TensorView tensor(const std::string& id) const {
    const auto it = facts_.find(id);
    return it == facts_.end() ? TensorView() : TensorView(it->second.second);
  }
  [[nodiscard]] Call call() { return Call(reinterpret_cast<cph_call*>(this)); }

 private:
  struct Counted {
    cph_image image{};
    cph_tensor tensor{};
    void* memory = nullptr;
    int references = 1;
  };
  using Fact = std::pair<cph_image*, cph_tensor*>;

  static FakeHost& self(const cph_call* call) {
    return *reinterpret_cast<FakeHost*>(const_cast<cph_call*>(call));
  }
  static void* allocate(std::size_t bytes) { return std::aligned_alloc(64, (bytes + 64) / 64 * 64); }
  static void release(Counted* counted) {
    if (--counted->references > 0) return;
    std::free(counted->memory);
    delete counted;
  }
  static void drop(Fact& fact) {
    if (fact.first != nullptr) release(static_cast<Counted*>(fact.first->host_handle));
    if (fact.second != nullptr) release(static_cast<Counted*>(fact.second->host_handle));
  }
  void replace(const std::string& id, Fact fact) {
    if (const auto it = facts_.find(id); it != facts_.end()) drop(it->second);
    facts_[id] = fact;
  }
  template <class Key>
  static cph_status lookup(const std::map<std::string, double>& from, const Key& key, double* out) {
    const auto it = from.find(key);
    if (it == from.end()) return CPH_E_NOT_FOUND;
    *out = it->second;
    return CPH_OK;
  }
  static cph_status create_image(cph_call*, int32_t format, int32_t width, int32_t height, cph_image** out) {
    if (width < 1 || height < 1) return CPH_E_INVALID;
    auto* counted = new Counted;
    const std::int64_t stride = std::int64_t(width) * bytes_per_pixel(format);
    counted->memory = allocate(static_cast<std::size_t>(stride * height));
    counted->image = {
        sizeof(cph_image), format, width, height,    stride, static_cast<std::uint8_t*>(counted->memory),
        nullptr,           0,      0,     {0, 0, 1}, counted};
    *out = &counted->image;
    return CPH_OK;
  }
  static cph_status create_tensor(cph_call*, int32_t type, int32_t rank, const int64_t* shape,
                                  cph_tensor** out) {
    auto* counted = new Counted;
    counted->tensor.struct_size = sizeof(cph_tensor);
    counted->tensor.type = type;
    counted->tensor.rank = rank;
    std::copy(shape, shape + rank, counted->tensor.shape);
    counted->memory = allocate(static_cast<std::size_t>(element_count(counted->tensor)) * 8);
    counted->tensor.data = counted->memory;
    counted->tensor.host_handle = counted;
    *out = &counted->tensor;
    return CPH_OK;
  }
  static cph_status get_fact(cph_call* call, const char* id, cph_fact* out) {
    const auto it = self(call).facts_.find(id);
    if (it == self(call).facts_.end()) return CPH_E_ABSENT;
    out->image = it->second.first;
    out->tensor = it->second.second;
    return CPH_OK;
  }
  static cph_status put_fact(cph_call* call, const char* id, cph_image* image, cph_tensor* tensor) {
    self(call).replace(id, {image, tensor});
    return CPH_OK;
  }
  static cph_status add_finding(cph_call* call, const cph_finding* raw) {
    Finding f;
    f.rule = raw->rule;
    f.verdict = raw->verdict;
    f.value = raw->value;
    f.unit = raw->unit;
    f.limit_min = raw->limit_min;
    f.limit_max = raw->limit_max;
    f.confidence = raw->confidence;
    f.note = raw->note;  // a literal of the operation
    for (std::uint32_t i = 0; i < raw->region_count; ++i) {
      const cph_region& region = raw->regions[i];
      Region r{region.label, {}};
      for (std::uint32_t k = 0; k < region.point_count; ++k)
        r.points.push_back({region.points[2 * k], region.points[2 * k + 1]});
      f.regions.push_back(std::move(r));
    }
    for (std::uint32_t i = 0; i < raw->arg_count; ++i)
      f.args.push_back(
          {raw->args[i].name, raw->args[i].text == nullptr ? "" : raw->args[i].text, raw->args[i].number});
    self(call).findings_.push_back(std::move(f));
    return CPH_OK;
  }

  cph_host host_{};
  std::map<std::string, Fact> facts_;
  std::map<std::string, double> thresholds_, numbers_;
  std::map<std::string, std::string> inputs_;
  std::vector<Finding> findings_;
  std::string error_;
};

}  // namespace cph

#endif
