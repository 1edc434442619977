#include <nlohmann/json.hpp>

#include "engine/plugin/manifest.h"

namespace certphoto {
namespace {

using Json = nlohmann::ordered_json;

Json JsonOf(const Param& param) {
  return {{"name", param.name},
          {"type", static_cast<int>(param.type)},
          {"advanced", param.advanced},
          {"deprecated", param.deprecated},
          {"default_number", param.default_number},
          {"min", param.min},
          {"max", param.max},
          {"default_text", param.default_text},
          {"choices", param.choices},
          {"unit", param.unit},
          {"doc", param.doc}};
}

Json JsonOf(const Operation& operation) {
  Json out{{"id", operation.id},
           {"kind", static_cast<int>(operation.kind)},
           {"parallel", operation.parallel},
           {"summary", operation.summary},
           {"needs", operation.needs},
           {"uses", operation.uses},
           {"gives", operation.gives},
           {"models", operation.models}};
  out["params"] = Json::array();
  for (const auto& param : operation.params) out["params"].push_back(JsonOf(param));
  out["rules"] = Json::array();
  for (const auto& use : operation.rules)
    out["rules"].push_back({{"rule", use.rule}, {"thresholds", use.thresholds}});
  out["notes"] = Json::array();
  for (const auto& [code, text] : operation.notes)
    out["notes"].push_back({{"code", code}, {"zh", text.zh}, {"en", text.en}});
  return out;
}

}  // namespace

std::string WriteManifest(const Plugin& plugin) {
  Json out{{"schema", "certphoto/plugin-manifest/1"},
           {"id", plugin.id},
           {"version", plugin.version},
           {"vendor", plugin.vendor},
           {"licence", plugin.licence},
           {"abi_major", plugin.abi_major},
           {"abi_minor", plugin.abi_minor},
           {"sha256", plugin.sha256}};
  out["operations"] = Json::array();
  for (const auto& operation : plugin.operations) out["operations"].push_back(JsonOf(operation));
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace certphoto
