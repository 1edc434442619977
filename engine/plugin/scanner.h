// Manifests of libraries: from beside the library, from the cache, or from a scan in a process of its own.
#ifndef CERTPHOTO_ENGINE_PLUGIN_SCANNER_H
#define CERTPHOTO_ENGINE_PLUGIN_SCANNER_H

#include <filesystem>
#include <string>

#include "engine/plugin/manifest.h"

namespace certphoto {

class ManifestScanner {
 public:
  // `cache` may be empty: nothing is kept.
  ManifestScanner(std::filesystem::path worker_program, std::filesystem::path cache)
      : worker_program_(std::move(worker_program)), cache_(std::move(cache)) {}

  // The tables of a library with that checksum. A manifest is NAME.plugin.json beside NAME.so; it counts when
  // it names the checksum. The error names the file and what the library did wrong.
  [[nodiscard]] Result<Plugin> Read(const std::filesystem::path& library, const std::string& sha256) const;

  // XDG_CACHE_HOME/certphoto/plugins or ~/.cache/certphoto/plugins; empty when there is no home.
  [[nodiscard]] static std::filesystem::path DefaultCache();

 private:
  [[nodiscard]] Result<Plugin> Scan(const std::filesystem::path& library, const std::string& sha256) const;

  std::filesystem::path worker_program_, cache_;
};

}  // namespace certphoto

#endif
