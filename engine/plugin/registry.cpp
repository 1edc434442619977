#include "engine/plugin/registry.h"

#include <algorithm>
#include <set>

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

}  // namespace

PluginRegistry PluginRegistry::Scan(std::span<const fs::path> folders, const cph_host* host) {
  PluginRegistry registry;
  for (const auto& folder : folders) {
    std::error_code failed;
    const auto status = fs::status(folder, failed);
    if (failed || !fs::is_directory(status)) {
      registry.broken_.push_back({folder, "plugin folder " + folder.string() + " cannot be read"});
      continue;
    }
    if ((status.permissions() & fs::perms::others_write) != fs::perms::none) {
      registry.broken_.push_back({folder, "plugin folder " + folder.string() +
                                              " is writable by everybody; nothing is loaded from it (chmod o-w)"});
      continue;
    }
    for (const auto& file : LibrariesOf(folder)) registry.Load(file, host);
  }
  return registry;
}

void PluginRegistry::Load(const fs::path& file, const cph_host* host) {
  auto plugin = LoadPlugin(file, host);
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
    broken_.push_back({file, "operation '" + operation.id + "' is already offered by plugin '" + other->plugin + "'"});
    return;
  }
  plugins_.push_back(std::move(*plugin));
}

PluginRegistry::~PluginRegistry() {
  for (auto it = plugins_.rbegin(); it != plugins_.rend(); ++it) it->entry->deinit();
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
