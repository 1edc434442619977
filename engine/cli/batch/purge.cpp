// certphoto batch purge: portraits go once they are delivered.
#include "engine/batch/delivery/purge.h"

#include <iostream>

#include "engine/batch/review/batch_report.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {

int RunBatchPurge(const Arguments& arguments) {
  constexpr const char* kProgram = "certphoto batch purge";
  Options options(
      {kProgram,
       "[OPTIONS] JOB.yaml",
       "Removes what is left of delivered candidates: finished photos, pictures in journal and page, texts "
       "read from vouchers, and\n"
       "with --originals their own photos. Sums, results and decisions stay. Each removal is a line of "
       "purge.log in the work folder.\n\n"
       "Exit code: 0 done, 3 --check finds the log changed, 1 our failure, 2 wrong usage.",
       {{"certphoto batch purge beijing_2025.yaml --older-than 90 --originals", "90 days after delivery"},
        {"certphoto batch purge beijing_2025.yaml --older-than 0", "at once"}}});
  AddWorkFolderOption(options);
  options.Add("older-than", po::value<int>()->value_name("DAYS"),
              "only what was delivered that long ago (default: the job's keep_days)");
  options.AddFlag("originals", "the candidates' own photos in the inputs' folder as well");
  options.AddFlag("check", "only compare purge.log with its chain and the journal");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  if (options.Has("check")) {
    auto journal = Journal::OpenExisting(open->job.work, open->job.id);
    if (!journal) return Fail(kProgram, journal.error());
    const auto removals = CheckPurgeLog(**journal);
    if (!removals) {
      (void)Fail(kProgram, removals.error());
      return kNotAllAccepted;
    }
    std::cout << "purge.log is whole: " << Count(*removals, "removal") << '\n';
    return kAllAccepted;
  }
  const bool stated = options.Has("older-than");
  if (!stated && open->job.keep_days == 0)
    return options.Wrong("--older-than DAYS is needed: the job states no keep_days");
  const int days = stated ? options.Get<int>("older-than") : open->job.keep_days;
  if (days < 0) return options.Wrong("--older-than takes days, 0 or more");
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  auto journal = Journal::OpenExisting(open->job.work, open->job.id);
  if (!journal) return Fail(kProgram, journal.error());
  const auto purged = PurgeDelivered(open->job, **journal, {days, options.Has("originals"), SecondsNow()});
  if (!purged) return Fail(kProgram, purged.error());
  const auto counts = WriteBatchReport(open->job, open->roster, (*engine)->rules(), **journal,
                                       {});  // the page has pictures inside
  if (!counts) return Fail(kProgram, counts.error());
  std::cout << Count(purged->candidates, "candidate") << ", " << Count(purged->files, "file") << " removed\n";
  return kAllAccepted;
}

}  // namespace certphoto::cli
