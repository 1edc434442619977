#include "engine/cli/catalogue_command.h"

#include <algorithm>
#include <iostream>

#include "engine/cli/exit_code.h"
#include "engine/cli/work_options.h"
#include "engine/config/diagnostics.h"

namespace certphoto::cli {
namespace {

void AddFormat(Options& options) {
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
              "text for people, or one JSON object a line");
}

std::string Line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

int RunList(const ListCommand& command, const Arguments& arguments) {
  Options options(command.help);
  AddFormat(options);
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);
  const auto engine = OpenEngine(Engine::Plugins::kTablesOnly);
  if (!engine) return Fail(command.help.program, engine.error());
  if (*format == "text") {
    std::cout << command.text(**engine);
  } else {
    for (const auto& entry : command.json(**engine)) std::cout << Line(entry);
  }
  return kAllAccepted;
}

int RunShow(const ShowCommand& command, const Arguments& arguments) {
  Options options(command.help);
  AddFormat(options);
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);
  if (options.places().empty()) return options.Wrong(std::string("name the ") + command.what);
  const auto engine = OpenEngine(Engine::Plugins::kTablesOnly);
  if (!engine) return Fail(command.help.program, engine.error());
  const auto known = command.ids(**engine);
  for (const auto& id : options.places())
    if (std::find(known.begin(), known.end(), id) == known.end())
      return Fail(command.help.program, {ErrorCode::kNotFound, std::string("no ") + command.what + ' ' +
                                                                   Quoted(id) + DidYouMean(id, known)});
  bool first = true;
  for (const auto& id : options.places()) {
    if (*format == "json") {
      std::cout << Line(command.json(**engine, id));
    } else {
      std::cout << (first ? "" : "\n") << command.text(**engine, id);
    }
    first = false;
  }
  return kAllAccepted;
}

std::string JoinComma(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out.empty() ? "-" : out;
}

std::string Plain(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", number);
  return text;
}

}  // namespace certphoto::cli
