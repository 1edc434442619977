// certphoto batch status: how far a batch is.
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

constexpr const char* kProgram = "certphoto batch status";

void PrintText(const BatchCounts& counts) {
  Table table;
  for (const auto& [standing, count] : counts.standings)
    table.Add({"  " + standing, std::to_string(count), TextOfStanding(standing).zh});
  std::cout << Count(counts.all, "candidate") << '\n' << table.ToString();
  Table exceptions;
  for (const auto& [kind, count] : counts.exceptions) exceptions.Add({"  " + kind, std::to_string(count)});
  if (!counts.exceptions.empty()) std::cout << "Exceptions:\n" << exceptions.ToString();
  if (counts.oldest_undecided_h > 0) {
    char text[160];
    std::snprintf(text, sizeof text,
                  "Undecided: the oldest has waited %.1f h; %zu over 36 h, %zu over 48 h (R48)\n",
                  counts.oldest_undecided_h, counts.undecided_warn, counts.undecided_late);
    std::cout << text;
  }
}

}  // namespace

int RunBatchStatus(const Arguments& arguments) {
  Options options({kProgram,
                   "[OPTIONS] JOB.yaml",
                   "Says how many candidates stand where, what exceptions there are, and how long undecided "
                   "photos have waited.\n\n"
                   "Exit code: 0 every candidate has an accepted photo, 3 not yet, 1 some could not be "
                   "processed or are still to be, 2 wrong usage.",
                   {{"certphoto batch status beijing_2025.yaml", "at a glance"},
                    {"certphoto batch status --format json beijing_2025.yaml", "for a program"}}});
  AddWorkFolderOption(options);
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
              "for people, or one JSON object");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  auto journal = Journal::OpenExisting(open->job.work, open->job.id);
  if (!journal) return Fail(kProgram, journal.error());
  const auto standings = StandingsOf(open->roster, **journal);
  if (!standings) return Fail(kProgram, standings.error());
  const auto counts = CountBatch(open->job, open->roster, *standings, **journal, SecondsNow());
  if (!counts) return Fail(kProgram, counts.error());
  if (*format == "json")
    std::cout << nlohmann::ordered_json{{"candidates", counts->all},
                                        {"standings", counts->standings},
                                        {"exceptions", counts->exceptions},
                                        {"oldest_undecided_h", counts->oldest_undecided_h},
                                        {"undecided_over_36h", counts->undecided_warn},
                                        {"undecided_over_48h", counts->undecided_late}}
              << '\n';
  else
    PrintText(*counts);
  return ExitCodeOf(*counts);
}

}  // namespace certphoto::cli
