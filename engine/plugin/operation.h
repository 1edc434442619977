// An operation as the engine keeps it: the plugin's static tables, read once and checked, in our own types.
#ifndef CERTPHOTO_ENGINE_PLUGIN_OPERATION_H
#define CERTPHOTO_ENGINE_PLUGIN_OPERATION_H

#include <map>
#include <string>
#include <vector>

#include "certphoto/abi/plugin.h"
#include "engine/base/result.h"
#include "engine/catalogue/rule.h"

namespace certphoto {

class IsolatedPlugin;

enum class OperationKind { kAnalyzer = 1, kCheck = 2, kTransform = 3, kRenderer = 4 };
[[nodiscard]] const char* ToString(OperationKind kind);

enum class ParamType { kBool = 1, kInt = 2, kNumber = 3, kText = 4, kChoice = 5 };
[[nodiscard]] const char* ToString(ParamType type);

struct Param {
  std::string name;
  ParamType type = ParamType::kNumber;
  bool advanced = false, deprecated = false;
  double default_number = 0, min = 0, max = 0;
  std::string default_text;
  std::vector<std::string> choices;
  std::string unit, doc;
};

struct RuleUse {
  std::string rule;
  std::vector<std::string> thresholds;
};

struct Operation {
  std::string id;
  std::string plugin;  // id of the library it came from
  OperationKind kind = OperationKind::kAnalyzer;
  bool parallel = false;  // one instance serves all workers at once
  std::string summary;
  std::vector<std::string> needs, uses, gives, models;
  std::vector<Param> params;
  std::vector<RuleUse> rules;
  std::map<std::string, Bilingual> notes;
  const cph_operation* raw =
      nullptr;  // lives as long as the process; null when it runs in a process of its own:
  IsolatedPlugin* isolated = nullptr;  // the registry's

  [[nodiscard]] const RuleUse* FindRule(std::string_view rule) const;
  [[nodiscard]] bool Reads(std::string_view fact) const;
  [[nodiscard]] bool Gives(std::string_view fact) const;
};

// Copies and checks the tables. The error names the operation, the member and what is wrong with it.
[[nodiscard]] Result<Operation> ReadOperation(const cph_operation* raw, const std::string& plugin);

}  // namespace certphoto

#endif
