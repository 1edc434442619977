#include "engine/plugin/manifest.h"

#include <deque>
#include <nlohmann/json.hpp>

namespace certphoto {
namespace {

using Json = nlohmann::json;

// The C tables that a manifest describes, so that they go through the same reader and the same checks as a
// library's.
class Tables {
 public:
  const char* Text(const Json& value) { return texts_.emplace_back(value.get<std::string>()).c_str(); }
  const char* const* List(const Json& values) {
    auto& list = lists_.emplace_back();
    for (const auto& value : values) list.push_back(Text(value));
    list.push_back(nullptr);
    return list.data();
  }

  cph_operation Operation(const Json& from) {
    for (const auto& row : from.at("params")) params_.push_back(Param(row));
    for (const auto& row : from.at("rules"))
      rules_.push_back({Text(row.at("rule")), List(row.at("thresholds"))});
    for (const auto& row : from.at("notes"))
      notes_.push_back({Text(row.at("code")), Text(row.at("zh")), Text(row.at("en"))});
    cph_operation out{};
    out.struct_size = sizeof out;
    out.kind = from.at("kind").get<std::int32_t>();
    out.threading = from.at("parallel").get<bool>() ? CPH_INSTANCE_PARALLEL : CPH_INSTANCE_SERIAL;
    out.id = Text(from.at("id"));
    out.summary = Text(from.at("summary"));
    out.needs = List(from.at("needs"));
    out.uses = List(from.at("uses"));
    out.gives = List(from.at("gives"));
    out.models = List(from.at("models"));
    out.params = params_.data();
    out.param_count = static_cast<std::uint32_t>(params_.size());
    out.param_stride = sizeof(cph_param);
    out.rules = rules_.data();
    out.rule_count = static_cast<std::uint32_t>(rules_.size());
    out.rule_stride = sizeof(cph_rule_use);
    out.notes = notes_.data();
    out.note_count = static_cast<std::uint32_t>(notes_.size());
    out.note_stride = sizeof(cph_note);
    // never called: the operation runs in a worker
    out.create = [](cph_call*, const cph_value*, std::uint32_t, void**) -> cph_status {
      return CPH_E_INTERNAL;
    };
    out.destroy = [](void*) {};
    out.run = [](void*, cph_call*) -> cph_status { return CPH_E_INTERNAL; };
    return out;
  }

 private:
  cph_param Param(const Json& row) {
    cph_param out{};
    out.name = Text(row.at("name"));
    out.type = row.at("type").get<std::int32_t>();
    out.flags = (row.at("advanced").get<bool>() ? unsigned{CPH_PARAM_ADVANCED} : 0u) |
                (row.at("deprecated").get<bool>() ? unsigned{CPH_PARAM_DEPRECATED} : 0u);
    out.default_number = row.at("default_number").get<double>();
    out.min = row.at("min").get<double>();
    out.max = row.at("max").get<double>();
    out.default_text = Text(row.at("default_text"));
    out.choices = List(row.at("choices"));
    out.unit = Text(row.at("unit"));
    out.doc = Text(row.at("doc"));
    return out;
  }

  std::deque<std::string> texts_;
  std::deque<std::vector<const char*>> lists_;
  std::vector<cph_param> params_;
  std::vector<cph_rule_use> rules_;
  std::vector<cph_note> notes_;
};

Result<Plugin> Read(const Json& root) {
  if (root.at("schema") != "certphoto/plugin-manifest/1")
    return Error{ErrorCode::kInvalid, "the manifest is of another schema"};
  Plugin plugin;
  plugin.id = root.at("id").get<std::string>();
  plugin.version = root.at("version").get<std::string>();
  plugin.vendor = root.at("vendor").get<std::string>();
  plugin.licence = root.at("licence").get<std::string>();
  plugin.abi_major = root.at("abi_major").get<std::uint16_t>();
  plugin.abi_minor = root.at("abi_minor").get<std::uint16_t>();
  plugin.sha256 = root.at("sha256").get<std::string>();
  for (const auto& row : root.at("operations")) {
    Tables tables;
    const auto raw = tables.Operation(row);
    auto operation = ReadOperation(&raw, plugin.id);
    if (!operation) return operation.error();
    operation->raw = nullptr;
    plugin.operations.push_back(std::move(*operation));
  }
  return plugin;
}

}  // namespace

Result<Plugin> ReadManifest(std::string_view text) {
  if (text.size() > kMaxManifestBytes) return Error{ErrorCode::kLimit, "the manifest is larger than 4 MiB"};
  try {
    return Read(Json::parse(text));
  } catch (const Json::exception& e) {
    return Error{ErrorCode::kInvalid, std::string("the manifest cannot be read: ") + e.what()};
  }
}

}  // namespace certphoto
