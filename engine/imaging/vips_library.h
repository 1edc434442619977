// libvips as this engine uses it: one thread, no cache, four loaders, no code made at run time, silent.
// Internal to engine/imaging.
#ifndef CERTPHOTO_ENGINE_IMAGING_VIPS_LIBRARY_H
#define CERTPHOTO_ENGINE_IMAGING_VIPS_LIBRARY_H

#include <cstdint>
#include <span>
#include <string>

#include "engine/base/result.h"

namespace certphoto {

// Starts libvips on the first call (some 35 ms: it loads its modules); every later call returns the first
// one's answer. Thread-safe.
[[nodiscard]] Status StartVips();

// What libvips last complained of, in one line, and forgets it. The buffer belongs to the process: call this
// right after the call that failed. Another worker's complaint may stand in it too, so it is never all of a
// message.
[[nodiscard]] std::string TakeVipsComplaint();

// The profile that stands for "some press" where a CMYK picture brings none; empty if libvips has none.
[[nodiscard]] std::span<const std::uint8_t> DefaultCmykProfile();

}  // namespace certphoto

#endif
