// certphoto run: photos in, finished photos and a report out.
#include <algorithm>
#include <iostream>
#include <optional>

#include "engine/base/atomic_file.h"
#include "engine/batch/batch_compare.h"
#include "engine/batch/run_folder.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/progress.h"
#include "engine/cli/remote_options.h"
#include "engine/cli/run_summary.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"
#include "engine/config/diagnostics.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto run";

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS] --out FOLDER PHOTO|FOLDER…",
       "Makes a finished certificate photo of every portrait that keeps the rules, and a report that says "
       "for every\n"
       "photo and every rule what was measured.\n\n"
       "Into the output folder go NAME.jpg for each accepted photo, review/NAME.jpg for those a person "
       "should look at,\n"
       "report.csv for a spreadsheet and report.jsonl for programs. Of a rejected photo only the report "
       "speaks.\n"
       "Sub-folders of a folder are searched and kept.\n\n"
       "Exit code: 0 all accepted, 3 some rejected or for review, 1 some could not be processed, 2 wrong "
       "usage.",
       {{"certphoto run --out finished portraits/", "graduation photos of a folder"},
        {"certphoto run --out visa --spec us.visa a.jpg b.heic", "two photos, for another document"},
        {"certphoto run --server 10.0.0.5:50051,10.0.0.6:50051 --tls-ca ca.pem --out finished portraits/",
         "the work done by two services"},
        {"certphoto run --pipeline school.yaml --jobs 4 --quiet --out out in/",
         "a pipeline of your own, from a script"}}});
  options.Add("pipeline,p", po::value<std::string>()->value_name("NAME|FILE")->default_value("grad"),
              "an installed pipeline, or a .yaml file");
  options.Add("spec", po::value<std::string>()->value_name("ID"),
              "make photos for this document instead of the pipeline's (see `certphoto specs list`)");
  options.Add("out,o", po::value<std::string>()->value_name("FOLDER"),
              "where photos and report go; made if need be");
  options.AddFlag("no-compare", "do not look for photos used twice and faces under two names");
  options.AddFlag("html", "also report.html, with a small picture of every photo, rejected ones included");
  AddWorkOptions(options);
  AddRemoteOptions(options);
  options.TakePlaces();
  return options;
}

bool MakesPhotos(const Plan& plan) {
  return std::any_of(plan.making().begin(), plan.making().end(), [&](std::size_t index) {
    return plan.steps()[index].operation->Gives(engine_fact::kExportFile);
  });
}

// Every place a finished photo may go to.
std::vector<fs::path> PlacesOf(const std::vector<fs::path>& names, const fs::path& folder) {
  std::vector<fs::path> places;
  for (const auto& name : names)
    for (const char* extension : {".jpg", ".png"})
      for (auto place : {folder / name, folder / kReviewFolder / name}) places.push_back(place += extension);
  return places;
}

struct Job {
  std::shared_ptr<const Plan> plan;     // or
  std::optional<RemoteOptions> remote;  // services that have theirs
  PhotoList list;
  std::vector<fs::path> names;
  fs::path folder;
  bool html = false, compare = true;
  WorkOptions work;
};

// What the photos show together goes into a file of its own; one of an earlier run that found more is
// removed.
Status WriteComparison(const fs::path& folder, const std::vector<BatchFinding>& findings) {
  const auto file = folder / "report-batch.jsonl";
  std::error_code ignored;
  if (findings.empty()) {
    fs::remove(file, ignored);
    return {};
  }
  const auto text = BatchJson(findings);
  return WriteFileAtomically(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string ComparisonText(const std::vector<BatchFinding>& findings) {
  constexpr std::size_t kMost = 20;
  std::string out;
  for (std::size_t i = 0; i < std::min(findings.size(), kMost); ++i) {
    out += findings[i].text.en + ":\n";
    for (const auto& photo : findings[i].photos) out += "  " + Printable(photo.string()) + '\n';
  }
  if (findings.size() > kMost)
    out += "and " + std::to_string(findings.size() - kMost) + " more such findings, see report-batch.jsonl\n";
  return out.empty() ? out : "\nCompared with each other:\n" + out;
}

int Work(const Job& job, const RuleCatalogue& rules, StopSignal& stop) {
  std::vector<RunItem> items;
  for (std::size_t i = 0; i < job.names.size(); ++i) items.push_back({job.list.photos[i].file, job.names[i]});
  auto folder = RunFolder::Open(job.folder, std::move(items), rules, {.html = job.html});
  if (!folder) return Fail(kProgram, folder.error());

  RunnerOptions run;
  run.workers = static_cast<int>(std::min(std::size_t(job.work.jobs), job.list.photos.size()));
  run.memory_bytes = job.work.memory_bytes;
  run.request.cancellation = &stop.cancellation();
  run.request.keep_source_image = job.html;
  run.request.keep_image = job.html;
  if (job.compare) run.request.report_facts = BatchCompare::NeededFacts();
  run.on_worker = [&](RunnerResult& result) { folder->Prepare(result); };
  auto compare = BatchCompare::Create(rules);
  if (!compare) return Fail(kProgram, compare.error());
  RunSummary summary(rules);
  Tally tally;
  tally.total = job.list.photos.size();
  Progress progress(stderr, StyleFor(stderr, job.work.quiet));
  Status written;
  const auto on_result = [&](RunnerResult result) {
    if (result.photo.error && result.photo.error->code == ErrorCode::kCancelled)
      return;  // not done, rather than failed
    if (job.compare) compare->Take(job.list.photos[result.index].file, result.photo);
    if (written) written = folder->Add(result);
    if (!written) stop.Cancel();
    tally.Add(result.photo.outcome);
    summary.Add(result.photo);
    if (result.photo.error) {
      progress.Clear();
      std::cerr << "failed: " << Printable(job.list.photos[result.index].file.string()) << ": "
                << Printable(result.photo.error->message) << '\n';
    }
    progress.Show(tally);
  };
  const auto files = FilesOf(job.list);
  const auto ran = job.remote ? RunPhotosRemotely(files, *job.remote, run, on_result)
                              : RunPhotos(job.plan, files, run, on_result);
  progress.Clear();
  if (!ran) return Fail(kProgram, ran.error());
  if (written) written = folder->Finish();
  if (!written) return Fail(kProgram, written.error());
  // Of a run that was stopped, what was compared would depend on when.
  const auto together = tally.done() < tally.total ? std::vector<BatchFinding>() : compare->Compare();
  if (auto status = WriteComparison(job.folder, together); !status) return Fail(kProgram, status.error());
  if (!job.work.quiet)
    std::cout << summary.ToString(tally, progress.seconds(), job.folder, job.html)
              << ComparisonText(together);
  if (tally.done() < tally.total) {
    std::cerr << kProgram << ": stopped; " << tally.done() << " of " << tally.total
              << " photos are done and in the report. The same command again does all of them anew.\n";
    return kOurFailure;
  }
  return ExitCodeOf(tally.Of(Outcome::kFailed) + job.list.unreadable.size(),
                    tally.Of(Outcome::kReview) + tally.Of(Outcome::kRejected));
}

}  // namespace

int RunRun(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().empty()) return options.Wrong("name the photos, or a folder of them");
  if (options.Text("out").empty())
    return options.Wrong("--out FOLDER says where the finished photos go; it is missing");
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);

  Job job{nullptr, std::nullopt, {}, {}, options.Text("out"), options.Has("html"), !options.Has("no-compare"),
          *work};
  if (IsRemote(options)) {
    auto remote = ReadRemoteOptions(options, options.Text("pipeline"), options.Text("spec"));
    if (!remote) return options.Wrong(remote.error().message);
    if (job.html)
      return options.Wrong(
          "--html needs the pictures, which stay with the service; leave out --html or --server");
    job.remote = std::move(*remote);
    job.compare = false;  // what describes a face stays with the service
  }
  std::error_code ignored;
  if (fs::exists(job.folder, ignored) && !fs::is_directory(job.folder, ignored))
    return options.Wrong("--out takes a folder; " + Quoted(job.folder.string()) + " is a file");
  auto list = ListPhotos(options.places(), work->quiet, job.folder);
  if (!list) return Fail(kProgram, list.error());
  job.list = std::move(*list);
  job.names = OutputNames(job.list.photos, kReviewFolder);
  if (auto status = RefuseToOverwrite(job.list, PlacesOf(job.names, job.folder)); !status)
    return Fail(kProgram, status.error());

  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  if (job.remote) return Work(job, (*engine)->rules(), stop);
  PlanOptions plan_options;
  plan_options.spec = options.Text("spec");
  if (job.compare) plan_options.wanted_facts = BatchCompare::NeededFacts();
  auto plan = (*engine)->Compile(options.Text("pipeline"), plan_options);
  if (!plan) return Fail(kProgram, plan.error());
  if (!MakesPhotos(**plan))
    return options.Wrong("the pipeline " + Quoted((*plan)->id()) +
                         " has no `export` and makes no photo; use `certphoto check`");
  job.plan = std::move(*plan);
  return Work(job, (*engine)->rules(), stop);
}

}  // namespace certphoto::cli
