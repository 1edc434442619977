// Who may be loaded, and where it runs: share/certphoto/plugins.yaml.
#ifndef CERTPHOTO_ENGINE_PLUGIN_POLICY_H
#define CERTPHOTO_ENGINE_PLUGIN_POLICY_H

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "engine/config/diagnostics.h"
#include "engine/isolation/limits.h"

namespace certphoto {

enum class IsolationMode {
  kThirdParty,  // own plugins in the process, all others in processes of their own
  kAll,
  kNone,
};

struct PluginPolicy {
  IsolationMode mode = IsolationMode::kThirdParty;
  IsolationLimits limits;
  std::set<std::string> allowed;         // sha256 of third-party libraries; empty: all
  std::map<std::string, bool> isolated;  // by plugin id; outweighs the mode

  // The defaults when there is no such file.
  [[nodiscard]] static PluginPolicy Load(const std::filesystem::path& file, Diagnostics& problems);
};

}  // namespace certphoto

#endif
