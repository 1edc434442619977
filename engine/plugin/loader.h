// Loads one plugin library and refuses what does not fit, saying what to do about it.
#ifndef CERTPHOTO_ENGINE_PLUGIN_LOADER_H
#define CERTPHOTO_ENGINE_PLUGIN_LOADER_H

#include <filesystem>
#include <string>
#include <vector>

#include "certphoto/abi/plugin.h"
#include "engine/base/result.h"
#include "engine/plugin/operation.h"

namespace certphoto {

struct Plugin {
  std::string id, version, vendor, licence;
  std::uint16_t abi_major = 0, abi_minor = 0;
  std::filesystem::path file;
  std::string sha256;                       // of the library, set by the registry; part of a plan's digest
  const cph_plugin_entry* entry = nullptr;  // null: it is not loaded here
  std::vector<Operation> operations;
};

// Opens the library (bound at once, symbols local, never unloaded), checks its entry against the host's ABI
// version, calls `init` and reads its operations. `host` must outlive the process's use of plugins.
//
// Refusals name the file and: no readable library; no entry symbol; another major (both versions); a newer
// minor (both versions); a malformed entry or operation table; an `init` that failed (with its message).
[[nodiscard]] Result<Plugin> LoadPlugin(const std::filesystem::path& file, const cph_host* host);

}  // namespace certphoto

#endif
