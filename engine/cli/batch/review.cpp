// certphoto batch review: takes over what a reviewer decided on the page.
#include <iostream>

#include "engine/batch/review/batch_report.h"
#include "engine/batch/review/decisions.h"
#include "engine/batch/runner.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {
namespace {

constexpr const char* kProgram = "certphoto batch review";

}  // namespace

int RunBatchReview(const Arguments& arguments) {
  Options options(
      {kProgram,
       "--decisions FILE --reviewer NAME JOB.yaml",
       "Applies the decisions that the report's page saved: accept, reject or recapture, each with who, when "
       "and why. All of\n"
       "the file or nothing of it. A later decision supersedes an earlier one; both stay in the journal. A "
       "delivered photo\n"
       "cannot be changed (R46). Then the reports are written anew.\n\nExit code: as `batch status`; 2 when "
       "the file cannot be applied.",
       {{"certphoto batch review beijing_2025.yaml --decisions beijing_2025-decisions.json --reviewer wang",
         "apply a page's decisions"},
        {"certphoto batch review beijing_2025.yaml --list", "who decided what, when and why"}}});
  AddWorkFolderOption(options);
  options.Add("decisions", po::value<std::string>()->value_name("FILE"), "as the page saved it");
  options.Add("reviewer", po::value<std::string>()->value_name("NAME"), "who decided");
  options.AddFlag("list", "print all decisions instead, superseded ones included");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const bool list = options.Has("list");
  if (!list && (options.Text("decisions").empty() || options.Text("reviewer").empty()))
    return options.Wrong("--decisions FILE and --reviewer NAME are both needed");
  if (options.Text("reviewer").size() > 128) return options.Wrong("--reviewer takes at most 128 bytes");
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  auto journal = Journal::OpenExisting(open->job.work, open->job.id);
  if (!journal) return Fail(kProgram, journal.error());
  if (list) {
    const auto decisions = (*journal)->Decisions();
    if (!decisions) return Fail(kProgram, decisions.error());
    Table table({"number", "candidate", "decided", "before", "after", "reason", "reviewer", "note"});
    for (const auto& d : *decisions)
      table.Add({std::to_string(d.number), ShownNumber(open->job, d.candidate), std::to_string(d.decided_at),
                 d.before, d.after, d.reason, d.reviewer, d.note});
    std::cout << table.ToString();
    return kAllAccepted;
  }
  const auto file = options.Text("decisions");
  const auto bytes = ReadFileBytes(file, kMaxDecisionBytes);
  if (!bytes)
    return options.Wrong(
        Quoted(file) + ": " +
        (bytes.error().code == ErrorCode::kLimit ? "is over 64 MiB" : bytes.error().message));
  Diagnostics problems;
  const auto decisions = ParseDecisions({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file,
                                        open->job.id, (*engine)->rules(), problems);
  if (!problems.empty()) return FailWithProblems(kProgram, problems.ToError());
  const auto applied = ApplyDecisions(decisions, file, options.Text("reviewer"), **journal, SecondsNow());
  if (!applied) return FailWithProblems(kProgram, applied.error());
  const auto counts = WriteBatchReport(open->job, open->roster, (*engine)->rules(), **journal, {});
  if (!counts) return Fail(kProgram, counts.error());
  std::cout << Count(applied->applied, "decision") << " applied, " << applied->unchanged << " already so\n";
  return ExitCodeOf(*counts);
}

int RunBatchReport(const Arguments& arguments) {
  constexpr const char* kReport = "certphoto batch report";
  Options options({kReport,
                   "[OPTIONS] JOB.yaml",
                   "Writes report.html, report.csv, report.jsonl, exceptions.csv and feedback.csv anew, from "
                   "the journal alone. Names and numbers are\n"
                   "masked unless the job or --names says otherwise.\n\nExit code: as `batch status`.",
                   {{"certphoto batch report --names beijing_2025.yaml",
                     "with names and numbers in full, to call the candidates of feedback.csv"}}});
  AddWorkFolderOption(options);
  options.AddFlag("names", "names and numbers in full");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kReport, open.error());
  const auto engine = OpenEngine();
  if (!engine) return Fail(kReport, engine.error());
  auto journal = Journal::OpenExisting(open->job.work, open->job.id);
  if (!journal) return Fail(kReport, journal.error());
  const auto counts =
      WriteBatchReport(open->job, open->roster, (*engine)->rules(), **journal, {options.Has("names")});
  if (!counts) return Fail(kReport, counts.error());
  return ExitCodeOf(*counts);
}

}  // namespace certphoto::cli
