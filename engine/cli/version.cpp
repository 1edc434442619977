// certphoto version.
#include "certphoto/abi/version.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/base/library_versions.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/options.h"
#include "engine/cli/table.h"

namespace certphoto::cli {

int RunVersion(const Arguments& arguments) {
  Options options(
      {"certphoto version",
       "[OPTIONS]",
       "Prints the versions of the program, of the plugin ABI it speaks, and of the libraries it runs with.",
       {{"certphoto version", "for a bug report"}, {"certphoto version --format json", "for a program"}}});
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"), "");
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);
  const auto abi = std::to_string(CPH_ABI_MAJOR) + '.' + std::to_string(CPH_ABI_MINOR);
  if (*format == "json") {
    nlohmann::ordered_json out{{"certphoto", CERTPHOTO_VERSION}, {"plugin_abi", abi}};
    for (const auto& library : LibraryVersions()) out["libraries"][library.name] = library.version;
    std::cout << out.dump() << '\n';
    return kAllAccepted;
  }
  Table table;
  table.Add({"certphoto", CERTPHOTO_VERSION});
  table.Add({"plugin ABI", abi});
  for (const auto& library : LibraryVersions()) table.Add({library.name, library.version});
  std::cout << table.ToString();
  return kAllAccepted;
}

}  // namespace certphoto::cli
