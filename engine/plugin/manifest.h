// The manifest of a plugin: its tables as JSON, so that they can be read without running its code.
#ifndef CERTPHOTO_ENGINE_PLUGIN_MANIFEST_H
#define CERTPHOTO_ENGINE_PLUGIN_MANIFEST_H

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/plugin/loader.h"

namespace certphoto {

inline constexpr std::size_t kMaxManifestBytes = 4u << 20;

// "certphoto/plugin-manifest/1" with `plugin.sha256`. Written by the scan, in a process that has loaded the
// library.
[[nodiscard]] std::string WriteManifest(const Plugin& plugin);

// The tables are checked as those of a loaded library are; `entry` and `raw` of the result are null.
[[nodiscard]] Result<Plugin> ReadManifest(std::string_view text);

}  // namespace certphoto

#endif
