// From a struct with static tables to the descriptor and the entry that the host reads.
#ifndef CERTPHOTO_ENTRY_HPP
#define CERTPHOTO_ENTRY_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <type_traits>

#include "certphoto/abi/plugin.h"
#include "certphoto/call.hpp"
#include "certphoto/error.hpp"

namespace cph {

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
#define CERTPHOTO_PLUGIN(plugin_id, plugin_version, plugin_vendor, plugin_licence, ...)     \
  extern "C" {                                                                              \
  CPH_EXPORT extern const cph_plugin_entry certphoto_plugin;                                \
  const cph_plugin_entry certphoto_plugin = {sizeof(cph_plugin_entry),                      \
                                             CPH_ABI_MAJOR,                                 \
                                             CPH_ABI_MINOR,                                 \
                                             plugin_id,                                     \
                                             plugin_version,                                \
                                             plugin_vendor,                                 \
                                             plugin_licence,                                \
                                             &cph::detail::Library<__VA_ARGS__>::init,      \
                                             &cph::detail::Library<__VA_ARGS__>::deinit,    \
                                             &cph::detail::Library<__VA_ARGS__>::count,     \
                                             &cph::detail::Library<__VA_ARGS__>::operation, \
                                             nullptr};                                      \
  }

#endif
