// `list` and `show ID` of things with ids: plugins, specs, rules, models.
#ifndef CERTPHOTO_ENGINE_CLI_CATALOGUE_COMMAND_H
#define CERTPHOTO_ENGINE_CLI_CATALOGUE_COMMAND_H

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/cli/command.h"
#include "engine/cli/options.h"
#include "engine/engine.h"

namespace certphoto::cli {

using Json = nlohmann::ordered_json;

struct ListCommand {
  HelpText help;
  std::function<std::string(const Engine&)> text;
  std::function<Json(const Engine&)> json;  // an array; printed as one object a line
};

struct ShowCommand {
  HelpText help;
  const char* what;  // "spec": for messages
  std::function<std::vector<std::string>(const Engine&)> ids;
  std::function<std::string(const Engine&, const std::string& id)> text;
  std::function<Json(const Engine&, const std::string& id)> json;
};

[[nodiscard]] int RunList(const ListCommand& command, const Arguments& arguments);
// Takes one or more ids; an unknown one is a usage error with the nearest known one.
[[nodiscard]] int RunShow(const ShowCommand& command, const Arguments& arguments);

// "a, b, c"; "-" for none.
[[nodiscard]] std::string JoinComma(const std::vector<std::string>& words);
// 12, 0.42: without trailing zeros.
[[nodiscard]] std::string Plain(double number);

}  // namespace certphoto::cli

#endif
