// A subcommand: `certphoto NAME ARGUMENTS…`. To add one, write a function of this shape in a file of its own
// and name it in the table of commands.cpp.
#ifndef CERTPHOTO_ENGINE_CLI_COMMAND_H
#define CERTPHOTO_ENGINE_CLI_COMMAND_H

#include <span>
#include <string>
#include <vector>

namespace certphoto::cli {

using Arguments = std::vector<std::string>;

struct Command {
  const char* name;
  const char* summary;                     // one line of the overview
  int (*run)(const Arguments& arguments);  // what follows the name; returns the exit code
};

// Runs the command named by the first argument. Without one, or with --help, prints the overview of `table`;
// an unknown name is a usage error with the nearest known one. `program` is what was typed before
// ("certphoto", "certphoto pipeline").
[[nodiscard]] int Dispatch(const std::string& program, const std::string& purpose,
                           std::span<const Command> table, const Arguments& arguments);

// Every subcommand, in the order of the overview.
[[nodiscard]] std::span<const Command> Commands();

int RunRun(const Arguments& arguments);
int RunBatch(const Arguments& arguments);
int RunCheck(const Arguments& arguments);
int RunCutout(const Arguments& arguments);
int RunMatch(const Arguments& arguments);
int RunEval(const Arguments& arguments);
int RunPipeline(const Arguments& arguments);
int RunPlugins(const Arguments& arguments);
int RunPlugin(const Arguments& arguments);
int RunSheet(const Arguments& arguments);
int RunPapers(const Arguments& arguments);
int RunSpecs(const Arguments& arguments);
int RunRules(const Arguments& arguments);
int RunModels(const Arguments& arguments);
int RunServe(const Arguments& arguments);
int RunHealth(const Arguments& arguments);
int RunVersion(const Arguments& arguments);

}  // namespace certphoto::cli

#endif
