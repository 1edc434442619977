// All plugins of the search path, and who offers what.
#ifndef CERTPHOTO_ENGINE_PLUGIN_REGISTRY_H
#define CERTPHOTO_ENGINE_PLUGIN_REGISTRY_H

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plugin/loader.h"

namespace certphoto {

// A library that could not be used: a warning, unless a pipeline needs one of its operations.
struct BrokenPlugin {
  std::filesystem::path file;
  std::string reason;
};

// Immutable once scanned.
class PluginRegistry {
 public:
  // Loads every *.so of the folders, in order of name. Of two libraries that offer the same operation or plugin id, the first
  // wins and the second is broken. A folder that others may write to is refused as a whole.
  [[nodiscard]] static PluginRegistry Scan(std::span<const std::filesystem::path> folders, const cph_host* host);
  PluginRegistry() = default;
  PluginRegistry(PluginRegistry&&) = default;
  PluginRegistry& operator=(PluginRegistry&&) = default;
  PluginRegistry(const PluginRegistry&) = delete;
  PluginRegistry& operator=(const PluginRegistry&) = delete;
  ~PluginRegistry();  // calls `deinit` of each

  [[nodiscard]] const std::vector<Plugin>& plugins() const { return plugins_; }
  [[nodiscard]] const std::vector<BrokenPlugin>& broken() const { return broken_; }
  [[nodiscard]] const Operation* FindOperation(std::string_view id) const;
  [[nodiscard]] const Plugin* FindPlugin(std::string_view id) const;
  // The analyzers that give a fact, in load order.
  [[nodiscard]] std::vector<const Operation*> ProvidersOf(std::string_view fact) const;
  [[nodiscard]] std::vector<std::string> OperationIds() const;

 private:
  void Load(const std::filesystem::path& file, const cph_host* host);

  std::vector<Plugin> plugins_;
  std::vector<BrokenPlugin> broken_;
};

}  // namespace certphoto

#endif
