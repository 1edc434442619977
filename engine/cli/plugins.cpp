// certphoto plugins list|show.
#include "engine/cli/catalogue_command.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

std::string AbiOf(const Plugin& plugin) {
  return std::to_string(plugin.abi_major) + '.' + std::to_string(plugin.abi_minor);
}

std::string ListText(const Engine& engine) {
  Table table({"OPERATION", "KIND", "PLUGIN", "VERSION", "WHAT IT DOES"});
  for (const auto& plugin : engine.registry().plugins())
    for (const auto& operation : plugin.operations)
      table.Add({operation.id, ToString(operation.kind), plugin.id, plugin.version, operation.summary});
  std::string out = table.ToString();
  for (const auto& broken : engine.registry().broken()) out += "not used: " + Printable(broken.reason) + '\n';
  return out;
}

Json JsonOf(const Param& param) {
  Json out{{"name", param.name}, {"type", ToString(param.type)}, {"doc", param.doc}};
  switch (param.type) {
    case ParamType::kBool:
      out["default"] = param.default_number != 0;
      break;
    case ParamType::kInt:
    case ParamType::kNumber:
      out["default"] = param.default_number;
      out["min"] = param.min;
      out["max"] = param.max;
      out["unit"] = param.unit;
      break;
    case ParamType::kText:
    case ParamType::kChoice:
      out["default"] = param.default_text;
      if (!param.choices.empty()) out["choices"] = param.choices;
      break;
  }
  return out;
}

Json JsonOf(const Operation& operation) {
  Json out{{"id", operation.id},           {"kind", ToString(operation.kind)}, {"plugin", operation.plugin},
           {"summary", operation.summary}, {"needs", operation.needs},         {"uses", operation.uses},
           {"gives", operation.gives},     {"models", operation.models}};
  out["params"] = Json::array();
  for (const auto& param : operation.params) out["params"].push_back(JsonOf(param));
  out["rules"] = Json::object();
  for (const auto& use : operation.rules) out["rules"][use.rule] = use.thresholds;
  return out;
}

Json JsonOf(const Plugin& plugin) {
  Json out{{"id", plugin.id},           {"version", plugin.version}, {"vendor", plugin.vendor},
           {"licence", plugin.licence}, {"abi", AbiOf(plugin)},      {"file", plugin.file.string()},
           {"sha256", plugin.sha256}};
  out["operations"] = Json::array();
  for (const auto& operation : plugin.operations) out["operations"].push_back(JsonOf(operation));
  return out;
}

Json ListJson(const Engine& engine) {
  Json out = Json::array();
  for (const auto& plugin : engine.registry().plugins()) out.push_back(JsonOf(plugin));
  return out;
}

std::string RangeOf(const Param& param) {
  switch (param.type) {
    case ParamType::kBool:
      return param.default_number != 0 ? "default true" : "default false";
    case ParamType::kInt:
    case ParamType::kNumber:
      return Plain(param.min) + " to " + Plain(param.max) + (param.unit.empty() ? "" : ' ' + param.unit) +
             ", default " + Plain(param.default_number);
    case ParamType::kText:
      return "default '" + param.default_text + "'";
    case ParamType::kChoice:
      return JoinComma(param.choices) + ", default " + param.default_text;
  }
  return "";
}

std::string OperationText(const Operation& operation) {
  std::string out = operation.id + "  (" + ToString(operation.kind) + " of " + operation.plugin + ")\n  " +
                    Printable(operation.summary) + '\n';
  Table facts;
  const auto row = [&](const char* name, const std::vector<std::string>& words) {
    if (!words.empty()) facts.Add({std::string("  ") + name, JoinComma(words)});
  };
  row("needs", operation.needs);
  row("uses", operation.uses);
  row("gives", operation.gives);
  row("models", operation.models);
  out += facts.ToString();
  if (!operation.params.empty()) out += "  parameters (`with:` in a pipeline file)\n";
  Table params;
  for (const auto& param : operation.params)
    params.Add({"    " + param.name, ToString(param.type), RangeOf(param),
                param.doc + (param.deprecated ? " (deprecated)" : "")});
  out += params.ToString();
  if (!operation.rules.empty()) out += "  rules, and the thresholds it reads\n";
  Table rules;
  for (const auto& use : operation.rules) rules.Add({"    " + use.rule, JoinComma(use.thresholds)});
  return out + rules.ToString();
}

std::string PluginText(const Plugin& plugin) {
  Table table;
  table.Add({"  version", plugin.version});
  table.Add({"  vendor", plugin.vendor});
  table.Add({"  licence", plugin.licence});
  table.Add({"  ABI", AbiOf(plugin)});
  table.Add({"  file", plugin.file.string()});
  table.Add({"  sha256", plugin.sha256});
  std::string out = plugin.id + '\n' + table.ToString();
  for (const auto& operation : plugin.operations) out += '\n' + OperationText(operation);
  return out;
}

std::vector<std::string> Ids(const Engine& engine) {
  auto ids = engine.registry().OperationIds();
  for (const auto& plugin : engine.registry().plugins()) ids.push_back(plugin.id);
  return ids;
}

std::string ShowText(const Engine& engine, const std::string& id) {
  const auto* plugin = engine.registry().FindPlugin(id);
  return plugin != nullptr ? PluginText(*plugin) : OperationText(*engine.registry().FindOperation(id));
}

Json ShowJson(const Engine& engine, const std::string& id) {
  const auto* plugin = engine.registry().FindPlugin(id);
  return plugin != nullptr ? JsonOf(*plugin) : JsonOf(*engine.registry().FindOperation(id));
}

int List(const Arguments& arguments) {
  return RunList(
      {{"certphoto plugins list",
        "[OPTIONS]",
        "Lists the operations a pipeline can use, and the plugins that could not be loaded, with the reason.",
        {{"certphoto plugins list", "all operations"},
         {"CERTPHOTO_PLUGINS=$PWD/my certphoto plugins list", "with a folder of your own plugins"}}},
       ListText,
       ListJson},
      arguments);
}

int Show(const Arguments& arguments) {
  return RunShow({{"certphoto plugins show",
                   "[OPTIONS] OPERATION|PLUGIN…",
                   "Prints what an operation needs, gives and can be told, or the whole of a plugin.",
                   {{"certphoto plugins show background.recolour", "one operation"},
                    {"certphoto plugins show certphoto.face", "a plugin with all its operations"}}},
                  "operation or plugin",
                  Ids,
                  ShowText,
                  ShowJson},
                 arguments);
}

}  // namespace

int RunPlugins(const Arguments& arguments) {
  static constexpr Command kTable[] = {{"list", "all operations, a line each", List},
                                       {"show", "one operation or plugin: facts, parameters, rules", Show}};
  return Dispatch("certphoto plugins", "The operations that are installed.", kTable, arguments);
}

}  // namespace certphoto::cli
