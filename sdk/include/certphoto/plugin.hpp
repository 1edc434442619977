// The C++ layer over the plugin ABI: header-only, C++20, no dependency but the C headers.
//
// A plugin is one file of one shape: an operation is a struct that states its contract as static data and has
// a `run`; CERTPHOTO_PLUGIN at the end lists the operations.
//
//   struct Darkness {
//     static constexpr auto kind = CPH_KIND_CHECK;
//     static constexpr auto id = "example.darkness";
//     static constexpr auto summary = "Mean luminance of the photo";
//     static constexpr auto needs = cph::list("source.image/1");
//     static constexpr auto rules = std::array{cph::rule("light.even", kThresholds)};
//     static constexpr auto params = std::array{cph::number("gain", 1.0, 0.1, 10.0, "", "Multiplies the
//     value")}; explicit Darkness(cph::Setup& setup) : gain_(setup.number("gain")) {} void run(cph::Call&
//     call) { ... }
//   };
//   CERTPHOTO_PLUGIN("example.darkness", "1.0.0", "Example", "Apache-2.0", Darkness)
//
// Errors: throw cph::Error (or any std::exception) from the constructor or `run`; the layer turns it into a
// status and a message, and nothing crosses the boundary. A fact in `needs` is there when `run` is called.
#ifndef CERTPHOTO_PLUGIN_HPP
#define CERTPHOTO_PLUGIN_HPP

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "certphoto/call.hpp"
#include "certphoto/entry.hpp"
#include "certphoto/error.hpp"
#include "certphoto/finding.hpp"
#include "certphoto/image.hpp"
#include "certphoto/tables.hpp"
#include "certphoto/tensor.hpp"

#endif
