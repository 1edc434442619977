#include <array>
#include <cstdio>
#include <iostream>

#include "engine/cli/command.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/config/diagnostics.h"

namespace certphoto::cli {
namespace {

constexpr std::array kCommands{
    Command{"run", "photos in, finished certificate photos and a report out", RunRun},
    Command{"batch", "a roster's photos: bound, run so that nothing is lost, reviewed, delivered", RunBatch},
    Command{"check", "say for every rule what a photo measures; makes no photo", RunCheck},
    Command{"cutout", "the person on a transparent background, or the matte alone", RunCutout},
    Command{"match", "whether two photos show the same person", RunMatch},
    Command{"eval", "how often the rules are right on a labelled folder", RunEval},
    Command{"sheet", "finished photos on paper: PDF or raster, with marks for the guillotine", RunSheet},
    Command{"serve", "answer requests over gRPC", RunServe},
    Command{"health", "whether services are serving", RunHealth},
    Command{"pipeline", "validate a pipeline file, or explain what it does", RunPipeline},
    Command{"plugins", "the operations that are installed, and their parameters", RunPlugins},
    Command{"plugin", "a plugin project of your own, from the template", RunPlugin},
    Command{"specs", "the documents photos can be made for", RunSpecs},
    Command{"papers", "the papers and printers sheets can be made for", RunPapers},
    Command{"rules", "what is checked, how strictly, and from which source", RunRules},
    Command{"models", "the networks that are used, and whether their files are intact", RunModels},
    Command{"version", "versions of the program, the plugin ABI and the libraries", RunVersion},
};

void PrintOverview(std::ostream& out, const std::string& program, const std::string& purpose,
                   std::span<const Command> table) {
  out << purpose << "\n\nUsage: " << program << " COMMAND [OPTIONS] …\n\nCommands:\n";
  Table rows;
  for (const auto& command : table) rows.Add({"  " + std::string(command.name), command.summary});
  out << rows.ToString() << "\n`" << program << " COMMAND --help` tells more about one, with examples.\n";
}

}  // namespace

std::span<const Command> Commands() {
  return kCommands;
}

int Dispatch(const std::string& program, const std::string& purpose, std::span<const Command> table,
             const Arguments& arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    PrintOverview(std::cout, program, purpose, table);
    return kAllAccepted;
  }
  const auto& name = arguments[0];
  std::vector<std::string> known;
  for (const auto& command : table) {
    if (name == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    known.emplace_back(command.name);
  }
  std::cerr << program << ": no command " << Quoted(name) << DidYouMean(name, known) << "\nCommands: ";
  for (std::size_t i = 0; i < known.size(); ++i) std::cerr << (i == 0 ? "" : ", ") << known[i];
  std::cerr << '\n';
  return kWrongUsage;
}

}  // namespace certphoto::cli
