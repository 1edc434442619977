// certphoto batch purge: portraits go once they are delivered or too old to be kept.
#include "engine/batch/delivery/purge.h"

#include <iostream>

#include "engine/batch/review/batch_report.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {

namespace {

constexpr const char* kProgram = "certphoto batch purge";

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS] JOB.yaml",
       "Removes what is left of delivered candidates: finished photos, pictures in journal and page, texts "
       "read from vouchers, and\n"
       "with --originals their own photos. Sums, results and decisions stay. Each removal is a line of "
       "purge.log in the work folder.\n"
       "Says first what goes and what stays. Candidates who were never delivered stay unless their number "
       "is stated: what goes cannot\n"
       "be delivered any more, and they stand at `purged` until they bring another photo.\n\n"
       "Exit code: 0 done, 3 --check finds the log changed, 1 our failure, 2 wrong usage.",
       {{"certphoto batch purge beijing_2025.yaml --older-than 90 --originals", "90 days after delivery"},
        {"certphoto batch purge beijing_2025.yaml --older-than 365 --originals --dry-run",
         "how many there are, delivered or not"},
        {"certphoto batch purge beijing_2025.yaml --older-than 365 --originals --undelivered 17",
         "and the 17 who never were"}}});
  AddWorkFolderOption(options);
  options.Add("older-than", po::value<int>()->value_name("DAYS"),
              "only what was delivered that long ago (default: the job's keep_days)");
  options.AddFlag(
      "originals",
      "the candidates' own photos in the inputs' folder, and the portraits that the roster names, "
      "as well");
  options.Add("undelivered", po::value<int>()->value_name("COUNT"),
              "also candidates who were never delivered and whose photo was finished, or last decided about, "
              "that long ago; there have to be COUNT of them");
  options.AddFlag("dry-run", "only say what would go");
  options.AddFlag("check", "only compare purge.log with its chain and the journal");
  options.TakePlaces();
  return options;
}

int Check(const OpenJob& open) {
  auto journal = Journal::OpenExisting(open.job.work, open.job.id);
  if (!journal) return Fail(kProgram, journal.error());
  const auto removals = CheckPurgeLog(**journal);
  if (!removals) {
    (void)Fail(kProgram, removals.error());
    return kNotAllAccepted;
  }
  std::cout << "purge.log is whole: " << Count(*removals, "removal") << '\n';
  return kAllAccepted;
}

// "3 candidates (accepted 1, rejected 2): 1 finished photo, 3 originals"
std::string SummaryOf(const PurgeCounts& counts, bool with_standings) {
  std::string out = Count(counts.candidates, "candidate"), standings, files;
  if (with_standings)
    for (const auto& [standing, n] : counts.standings)
      standings += (standings.empty() ? " (" : ", ") + standing + ' ' + std::to_string(n);
  if (!standings.empty()) out += standings + ')';
  static const std::map<PurgeFile::Kind, std::string> kNames = {{PurgeFile::kFinished, "finished photo"},
                                                                {PurgeFile::kOriginal, "original"},
                                                                {PurgeFile::kPortrait, "portrait"}};
  for (const auto& [kind, n] : counts.files)
    files += (files.empty() ? ": " : ", ") + Count(n, kNames.at(kind));
  return out + files;
}

void PrintSummary(const PurgePlan& plan, bool undelivered_go) {
  std::cout << "delivered: " << SummaryOf(CountsOf(plan.delivered), false) << '\n';
  const auto never = CountsOf(plan.undelivered);
  std::cout << "never delivered: " << SummaryOf(never, true);
  if (never.candidates > 0 && !undelivered_go)
    std::cout << "; they stay without --undelivered " << never.candidates;
  std::cout << '\n';
  if (plan.never_finished > 0)
    std::cout << "not worked on to the end, whatever their age they stay: "
              << Count(plan.never_finished, "candidate") << '\n';
}

}  // namespace

int RunBatchPurge(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  if (options.Has("check")) return Check(*open);
  const bool stated = options.Has("older-than");
  if (!stated && open->job.keep_days == 0)
    return options.Wrong("--older-than DAYS is needed: the job states no keep_days");
  const int days = stated ? options.Get<int>("older-than") : open->job.keep_days;
  if (days < 0) return options.Wrong("--older-than takes days, 0 or more");
  const bool undelivered = options.Has("undelivered");
  if (undelivered && options.Get<int>("undelivered") < 0)
    return options.Wrong("--undelivered takes the number of candidates, as --dry-run says it");
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  auto journal = Journal::OpenExisting(open->job.work, open->job.id);
  if (!journal) return Fail(kProgram, journal.error());
  const auto now = SecondsNow();
  auto plan = PlanPurge(open->job, open->roster, **journal, {days, options.Has("originals"), now});
  if (!plan) return Fail(kProgram, plan.error());
  PrintSummary(*plan, undelivered);
  if (undelivered && static_cast<std::size_t>(options.Get<int>("undelivered")) != plan->undelivered.size())
    return options.Wrong("--undelivered " + std::to_string(options.Get<int>("undelivered")) + ": there are " +
                         std::to_string(plan->undelivered.size()) + "; nothing is removed");
  if (options.Has("dry-run")) {
    std::cout << "nothing is removed\n";
    return kAllAccepted;
  }
  auto items = std::move(plan->delivered);
  if (undelivered)
    items.insert(items.end(), std::make_move_iterator(plan->undelivered.begin()),
                 std::make_move_iterator(plan->undelivered.end()));
  const auto purged = Purge(items, **journal, now);
  if (!purged) return Fail(kProgram, purged.error());
  const auto counts = WriteBatchReport(open->job, open->roster, (*engine)->rules(), **journal,
                                       {});  // the page has pictures inside
  if (!counts) return Fail(kProgram, counts.error());
  std::cout << "removed: " << Count(purged->candidates, "candidate") << ", " << Count(purged->files, "file")
            << '\n';
  return kAllAccepted;
}

}  // namespace certphoto::cli
