#include "engine/plugin/registry.h"

#include <algorithm>
#include <fstream>
#include <memory>

#include "engine/base/sha256.h"
#include "engine/plugin/scanner.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> LibrariesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// Whether the installation's list names this file with this checksum: own/NAME.sha256, as sha256sum writes
// it.
bool IsOwn(const fs::path& file, const std::string& sha256, const fs::path& own_folder) {
  std::error_code failed;
  if (own_folder.empty() || !fs::equivalent(file.parent_path(), own_folder, failed)) return false;
  std::ifstream list(own_folder / "own" / (file.stem().string() + ".sha256"));
  std::string listed;
  return list >> listed && listed == sha256;
}

}  // namespace

template <class Use>
void PluginRegistry::ForEachLibrary(std::span<const fs::path> folders, Use load) {
  for (const auto& folder : folders) {
    std::error_code failed;
    const auto status = fs::status(folder, failed);
    if (failed || !fs::is_directory(status)) {
      broken_.push_back({folder, "plugin folder " + folder.string() + " cannot be read"});
      continue;
    }
    if ((status.permissions() & fs::perms::others_write) != fs::perms::none) {
      broken_.push_back({folder, "plugin folder " + folder.string() +
                                     " is writable by everybody; nothing is loaded from it (chmod o-w)"});
      continue;
    }
    for (const auto& file : LibrariesOf(folder)) {
      if ((fs::status(file, failed).permissions() & fs::perms::others_write) != fs::perms::none) {
        broken_.push_back({file, file.string() + " is writable by everybody; it is not loaded (chmod o-w)"});
        continue;
      }
      Add(file, load(file));
    }
  }
}

PluginRegistry PluginRegistry::Scan(std::span<const fs::path> folders, const cph_host* host) {
  PluginRegistry registry;
  registry.ForEachLibrary(folders, [&](const fs::path& file) -> Result<Plugin> {
    auto sum = Sha256OfFile(file);
    if (!sum) return sum.error();
    auto plugin = LoadPlugin(file, host);
    if (plugin) plugin->sha256 = std::move(*sum);
    return plugin;
  });
  return registry;
}

PluginRegistry PluginRegistry::Scan(const ScanRequest& request, const HostTable* host) {
  PluginRegistry registry;
  registry.ForEachLibrary(request.folders,
                          [&](const fs::path& file) { return registry.Load(file, request, host); });
  return registry;
}

Result<Plugin> PluginRegistry::Load(const fs::path& file, const ScanRequest& request, const HostTable* host) {
  auto sum = Sha256OfFile(file);
  if (!sum) return sum.error();
  const auto& policy = request.policy;
  const bool own = IsOwn(file, *sum, request.own_folder);
  if (!own && !policy.allowed.empty() && !policy.allowed.contains(*sum))
    return Error{ErrorCode::kUnsupported, file.string() + " is not allowed: its sha256 " + *sum +
                                              " is not under 'allow' in plugins.yaml"};
  bool isolated = policy.mode == IsolationMode::kAll || (policy.mode == IsolationMode::kThirdParty && !own);
  // What a library calls itself is read without loading it.
  if (isolated || request.tables_only || !policy.isolated.empty()) {
    auto plugin = ManifestScanner(request.worker_program, request.cache).Read(file, *sum);
    if (!plugin || request.tables_only) return plugin;
    if (const auto it = policy.isolated.find(plugin->id); it != policy.isolated.end()) isolated = it->second;
    if (isolated) {
      isolated_.push_back(
          std::make_unique<IsolatedPlugin>(plugin->id, request.worker_program, file, policy.limits, host));
      for (auto& operation : plugin->operations) operation.isolated = isolated_.back().get();
      return plugin;
    }
  }
  auto plugin = LoadPlugin(file, host);
  if (plugin) plugin->sha256 = std::move(*sum);
  return plugin;
}

void PluginRegistry::Add(const fs::path& file, Result<Plugin> plugin) {
  if (!plugin) {
    broken_.push_back({file, plugin.error().message});
    return;
  }
  if (const auto* other = FindPlugin(plugin->id)) {
    broken_.push_back({file, "plugin id '" + plugin->id + "' is already taken by " + other->file.string()});
    return;
  }
  for (const auto& operation : plugin->operations) {
    const auto* other = FindOperation(operation.id);
    if (other == nullptr) continue;
    broken_.push_back(
        {file, "operation '" + operation.id + "' is already offered by plugin '" + other->plugin + "'"});
    return;
  }
  plugins_.push_back(std::move(*plugin));
}

PluginRegistry::~PluginRegistry() {
  for (auto it = plugins_.rbegin(); it != plugins_.rend(); ++it)
    if (it->entry != nullptr) it->entry->deinit();
}

const Operation* PluginRegistry::FindOperation(std::string_view id) const {
  for (const auto& plugin : plugins_)
    for (const auto& operation : plugin.operations)
      if (operation.id == id) return &operation;
  return nullptr;
}

const Plugin* PluginRegistry::FindPlugin(std::string_view id) const {
  const auto it = std::find_if(plugins_.begin(), plugins_.end(), [&](const auto& p) { return p.id == id; });
  return it == plugins_.end() ? nullptr : &*it;
}

std::vector<const Operation*> PluginRegistry::ProvidersOf(std::string_view fact) const {
  std::vector<const Operation*> out;
  for (const auto& plugin : plugins_)
    for (const auto& operation : plugin.operations)
      if (operation.kind == OperationKind::kAnalyzer && operation.Gives(fact)) out.push_back(&operation);
  return out;
}

std::vector<std::string> PluginRegistry::OperationIds() const {
  std::vector<std::string> ids;
  for (const auto& plugin : plugins_)
    for (const auto& operation : plugin.operations) ids.push_back(operation.id);
  return ids;
}

}  // namespace certphoto
