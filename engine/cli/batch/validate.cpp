// certphoto batch validate: what a run would stumble over.
#include <iostream>

#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {
namespace {

constexpr const char* kProgram = "certphoto batch validate";

void PrintErrors(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  std::cerr << text << '\n';
}

// The portraits of identity cards that the roster names and that are not there.
bool PortraitsAreThere(const OpenJob& open) {
  bool good = true;
  for (const auto& candidate : open.roster.all()) {
    const auto portrait = PortraitOf(open.job, open.roster, candidate);
    std::error_code failed;
    if (portrait.empty() || std::filesystem::is_regular_file(portrait, failed)) continue;
    PrintErrors(Printable(open.job.roster.file.string()) + ":" + std::to_string(candidate.row) +
                ": the portrait " + Quoted(*open.roster.Value(candidate, "portrait")) + " is not there");
    good = false;
  }
  return good;
}

}  // namespace

int RunBatchValidate(const Arguments& arguments) {
  Options options(
      {kProgram,
       "JOB.yaml",
       "Reads job, roster and pipeline as a run would and prints every mistake with its place: the "
       "line of the job, the\nrow of the roster. Says how many photos there are for how many candidates. "
       "No photo is opened.\n\nExit code: 0 good, 2 there are mistakes.",
       {{"certphoto batch validate beijing_2025.yaml", "before the first run"}}});
  AddWorkFolderOption(options);
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  bool good = true;
  const auto open = LoadJobAndRoster(options);
  if (!open) {
    PrintErrors(open.error().message);
    return kWrongUsage;
  }
  for (const auto& mistake : open->roster_mistakes)
    std::cerr << "left out: row " << mistake.row << ": " << Printable(mistake.detail) << '\n';
  const auto photos = PhotosOf(open->job);
  if (!photos) PrintErrors(photos.error().message);
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  PlanOptions plan_options;
  plan_options.spec = open->job.spec;
  const auto plan = (*engine)->Compile(open->job.pipeline, plan_options);
  if (!plan) PrintErrors(plan.error().message);
  const bool portraits = PortraitsAreThere(*open);
  good = photos.ok() && plan.ok() && portraits;
  if (good)
    std::cout << "good: " << Count(open->roster.all().size(), "candidate") << ", "
              << Count(photos->size(), "photo") << ", pipeline " << (*plan)->id() << ", spec "
              << ((*plan)->spec() != nullptr ? (*plan)->spec()->id : "none") << '\n';
  return good ? kAllAccepted : kWrongUsage;
}

}  // namespace certphoto::cli
