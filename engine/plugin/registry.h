// All plugins of the search path, and who offers what.
#ifndef CERTPHOTO_ENGINE_PLUGIN_REGISTRY_H
#define CERTPHOTO_ENGINE_PLUGIN_REGISTRY_H

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/isolation/isolated_plugin.h"
#include "engine/plugin/loader.h"
#include "engine/plugin/policy.h"

namespace certphoto {

// A library that could not be used: a warning, unless a pipeline needs one of its operations.
struct BrokenPlugin {
  std::filesystem::path file;
  std::string reason;
};

// How a search path is scanned.
struct ScanRequest {
  std::vector<std::filesystem::path> folders;
  std::filesystem::path own_folder;      // the installation's; what its list own/NAME.sha256 names is ours
  std::filesystem::path worker_program;  // certphoto-plugin-worker
  std::filesystem::path cache;           // of manifests; empty: none
  PluginPolicy policy;
  bool tables_only = false;  // read what there is, run nothing: for `plugins list`
};

// Immutable once scanned.
class PluginRegistry {
 public:
  // Loads own plugins into this process, reads the tables of the others, which run in processes of their own
  // (or as the policy says otherwise).
  [[nodiscard]] static PluginRegistry Scan(const ScanRequest& request, const HostTable* host);
  // Everything into this process. Loads every *.so of the folders, in order of name. Of two libraries that
  // offer the same operation or plugin id, the first wins and the second is broken. A folder that others may
  // write to is refused as a whole.
  [[nodiscard]] static PluginRegistry Scan(std::span<const std::filesystem::path> folders,
                                           const cph_host* host);
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
  // Those that run in processes of their own.
  [[nodiscard]] const std::vector<std::unique_ptr<IsolatedPlugin>>& isolated() const { return isolated_; }

 private:
  template <class Load>
  void ForEachLibrary(std::span<const std::filesystem::path> folders, Load load);
  void Add(const std::filesystem::path& file, Result<Plugin> plugin);
  [[nodiscard]] Result<Plugin> Load(const std::filesystem::path& file, const ScanRequest& request,
                                    const HostTable* host);

  std::vector<Plugin> plugins_;
  std::vector<BrokenPlugin> broken_;
  std::vector<std::unique_ptr<IsolatedPlugin>> isolated_;
};

}  // namespace certphoto

#endif
