// certphoto batch merge: the parts that several machines did, as one.
#include "engine/batch/work/merge.h"

#include <iostream>

#include "engine/batch/review/batch_report.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {

int RunBatchMerge(const Arguments& arguments) {
  constexpr const char* kProgram = "certphoto batch merge";
  Options options({kProgram,
                   "--from FOLDER [--from FOLDER …] JOB.yaml",
                   "Brings the work folders of `batch run --shard` together in the job's own; afterwards it "
                   "is as if one run had done it all. The\n"
                   "same command again changes nothing. Faces are compared across the parts, for which the "
                   "photos have to be at hand.\n\nExit code: as `batch status`.",
                   {{"certphoto batch merge beijing_2025.yaml --from shard1 --from shard2", "two parts"}}});
  AddWorkFolderOption(options);
  options.Add("from", po::value<std::vector<std::string>>()->value_name("FOLDER"),
              "a part's work folder; may be repeated");
  AddWorkOptions(options);
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);
  if (!options.Has("from")) return options.Wrong("--from FOLDER names the parts");
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  auto journal = Journal::Open(open->job.work, open->job.id);
  if (!journal) return Fail(kProgram, journal.error());
  std::size_t taken = 0;
  std::vector<BatchException> exceptions;
  for (const auto& from : options.Get<std::vector<std::string>>("from")) {
    auto part = Journal::OpenExisting(from, open->job.id);
    if (!part) return Fail(kProgram, part.error());
    const auto merged = MergeJournal(**part, **journal, exceptions);
    if (!merged) return Fail(kProgram, merged.error());
    taken += *merged;
  }
  const auto faces = BatchFaces::Create(**engine, open->job);
  if (!faces) return Fail(kProgram, faces.error());
  const auto absent = FinishMerge(open->job, open->roster, **journal, std::move(exceptions), faces->get(),
                                  {work->jobs, work->memory_bytes, &stop.cancellation()});
  if (!absent) return Fail(kProgram, absent.error());
  if (*absent > 0)
    std::cerr << kProgram << ": " << Count(*absent, "photo")
              << " could not be compared with the others by face: not in the inputs' folder here\n";
  const auto counts = WriteBatchReport(open->job, open->roster, (*engine)->rules(), **journal, {});
  if (!counts) return Fail(kProgram, counts.error());
  std::cout << Count(taken, "item") << " taken over\n";
  return ExitCodeOf(*counts);
}

}  // namespace certphoto::cli
