#include "engine/plugin/policy.h"

#include <algorithm>

#include "engine/config/yaml.h"

namespace certphoto {
namespace {

constexpr const char* kSchema = "certphoto/plugins/1";

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void ReadIsolation(YamlMap& map, PluginPolicy& policy) {
  const auto mode = map.OptionalChoice("default", {"third_party", "all", "none"}).value_or("third_party");
  policy.mode = mode == "all"    ? IsolationMode::kAll
                : mode == "none" ? IsolationMode::kNone
                                 : IsolationMode::kThirdParty;
  auto& limits = policy.limits;
  limits.wall_seconds = map.OptionalNumber("wall_seconds", 0.1, 3600).value_or(limits.wall_seconds);
  const auto read = [&](const char* key, std::int64_t min, std::int64_t max, std::uint32_t& value) {
    value = static_cast<std::uint32_t>(map.OptionalInteger(key, min, max).value_or(value));
  };
  read("cpu_seconds", 1, 3600, limits.cpu_seconds);
  read("memory_mb", 64, 1 << 20, limits.memory_mb);
  read("quarantine_after", 0, 1'000'000, limits.quarantine_after);
  map.FinishKeys();
}

}  // namespace

PluginPolicy PluginPolicy::Load(const std::filesystem::path& file, Diagnostics& problems) {
  PluginPolicy policy;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return policy;
  auto root = LoadYamlFile(file, problems);
  if (!root) return policy;
  root->ExpectSchema(kSchema);
  if (auto isolation = root->OptionalMap("isolation")) ReadIsolation(*isolation, policy);
  for (const auto& value : root->OptionalList("allow")) {
    const auto sum = value.Text();
    if (sum && !IsSha256(*sum))
      value.Problem("'" + *sum + "' is no sha256 (64 lower-case hexadecimal digits)");
    if (sum) policy.allowed.insert(*sum);
  }
  for (const auto& value : root->OptionalList("plugins")) {
    auto map = value.Map();
    if (!map) continue;
    const auto id = map->RequiredText("id");
    const auto isolated = map->OptionalBoolean("isolated");
    if (id && isolated) policy.isolated[*id] = *isolated;
    map->FinishKeys();
  }
  root->FinishKeys();
  return policy;
}

}  // namespace certphoto
