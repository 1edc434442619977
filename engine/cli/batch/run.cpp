// certphoto batch run: works, or goes on where it stopped.
#include <charconv>
#include <iostream>
#include <optional>

#include "engine/batch/review/batch_report.h"
#include "engine/batch/work/batch_faces.h"
#include "engine/batch/work/batch_run.h"
#include "engine/batch/work/pipeline_reader.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/batch/open_job.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/progress.h"
#include "engine/cli/remote_options.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {
namespace {

constexpr const char* kProgram = "certphoto batch run";

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS] JOB.yaml",
       "Binds photos to the roster, runs each through the pipeline and keeps a journal of all of it. It may "
       "be "
       "stopped or killed\nat any moment: the same command again goes on where it stopped. What has not "
       "changed is "
       "not done again.\n\nExit code: 0 every candidate has an accepted photo, 3 some are rejected, for "
       "review, missing or "
       "disputed, 1 some could\nnot be processed or the run stopped, 2 the job or roster is wrong; nothing "
       "was done.",
       {{"certphoto batch run beijing_2025.yaml", "all of it, or the rest of it"},
        {"certphoto batch run beijing_2025.yaml --retry failed",
         "also what failed for a reason that is not the photo's"},
        {"certphoto batch run beijing_2025.yaml --shard 2/4 --work shard2",
         "a quarter of it, on one of four machines"},
        {"certphoto batch run beijing_2025.yaml --server 10.0.0.5:50051,10.0.0.6:50051 --tls-ca ca.pem",
         "the work done by two services"}}});
  AddWorkFolderOption(options);
  options.Add("shard", po::value<std::string>()->value_name("I/N"),
              "only the I-th of N parts; `batch merge` brings them together");
  options.Add("retry", po::value<std::string>()->value_name("failed"), "do failed and given-up photos again");
  AddWorkOptions(options);
  AddRemoteOptions(options);
  options.TakePlaces();
  return options;
}

Result<Shard> ReadShard(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  const auto slash = text.find('/');
  const auto number = [](std::string_view part, int& out) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out);
    return error == std::errc{} && end == part.data() + part.size();
  };
  if (slash == std::string::npos || !number(std::string_view(text).substr(0, slash), shard.index) ||
      !number(std::string_view(text).substr(slash + 1), shard.count) || shard.count < 1 ||
      shard.count > 10'000 || shard.index < 1 || shard.index > shard.count)
    return Error{ErrorCode::kUsage, "--shard takes I/N, like 2/4, not " + Quoted(text)};
  return shard;
}

struct Engines {
  std::unique_ptr<Engine> engine;
  std::unique_ptr<BatchFaces> faces;  // null: none are compared
  std::shared_ptr<const Plan> plan, codes, text;
  std::shared_ptr<const Plan> service;  // as a service compiles the job's pipeline
};

Result<Engines> OpenEngines(const JobFile& job, bool remote) {
  Engines out;
  auto engine = OpenEngine();
  if (!engine) return engine.error();
  out.engine = std::move(*engine);
  auto faces = BatchFaces::Create(*out.engine, job);
  if (!faces) return faces.error();
  out.faces = std::move(*faces);
  PlanOptions options;
  options.spec = job.spec;
  if (out.faces) options.wanted_facts = BatchFaces::NeededFacts();
  auto plan = out.engine->Compile(job.pipeline, options);
  if (!plan) return plan.error();
  out.plan = std::move(*plan);
  if (remote) {
    options.wanted_facts.clear();
    auto service = out.engine->Compile(job.pipeline, options);
    if (!service) return service.error();
    out.service = std::move(*service);
  }
  if (!ReadsDocuments(job)) return out;
  options = {};
  options.wanted_facts = {kDocumentCodes};
  auto codes = out.engine->Compile("voucher", options);
  if (!codes) return codes.error();
  options.wanted_facts.push_back(kDocumentText);
  auto text = out.engine->Compile("voucher", options);
  if (!text) return text.error();
  out.codes = std::move(*codes);
  out.text = std::move(*text);
  return out;
}

void PrintSummary(const JobFile& job, const BatchRunResult& result, const BatchCounts& counts) {
  Table table;
  for (const auto& [standing, count] : counts.standings) table.Add({"  " + standing, std::to_string(count)});
  std::cout << Count(result.items, "candidate") << " with a photo, " << result.run << " run, " << result.kept
            << " unchanged\n"
            << table.ToString();
  Table exceptions;
  for (const auto& [kind, count] : counts.exceptions) exceptions.Add({"  " + kind, std::to_string(count)});
  if (!counts.exceptions.empty()) std::cout << "Exceptions:\n" << exceptions.ToString();
  std::cout << "Report: " << Printable((job.work / "report.html").string())
            << " to look at and decide, report.csv, report.jsonl, exceptions.csv, feedback.csv\n";
}

int Work(OpenJob& open, const Options& options, const WorkOptions& work, std::optional<RemoteOptions> remote,
         const Shard& shard, StopSignal& stop) {
  const auto& job = open.job;
  const auto photos = PhotosOf(job);
  if (!photos) return Fail(kProgram, photos.error());
  const auto engines = OpenEngines(job, remote.has_value());
  if (!engines) return Fail(kProgram, engines.error());
  auto journal = Journal::Open(job.work, job.id);
  if (!journal) return Fail(kProgram, journal.error());

  PipelineReader reader(engines->codes, engines->text, **journal, work.jobs, &stop.cancellation());
  auto binding = BindPhotos(job, open.roster, *photos, &reader);
  if (!binding) return Fail(kProgram, binding.error());
  binding->exceptions.insert(binding->exceptions.end(), open.roster_mistakes.begin(),
                             open.roster_mistakes.end());

  Tally tally;
  Progress progress(stderr, StyleFor(stderr, work.quiet));
  BatchRunOptions run;
  run.workers = work.jobs;
  run.memory_bytes = work.memory_bytes;
  run.shard = shard;
  run.retry_failed = options.Has("retry");
  run.cancellation = &stop.cancellation();
  run.faces = engines->faces.get();
  if (remote) {
    remote->plan = engines->service;
    remote->cancellation = &stop.cancellation();
    run.elsewhere = [&](auto files, const auto& runner, const auto& on_result) {
      return RunPhotosRemotely(files, *remote, runner, on_result);
    };
  }
  run.on_plan = [&](std::size_t todo) { tally.total = todo; };
  run.on_item = [&](const Item& item) {
    tally.Add(item.state == ItemState::kFailed ? Outcome::kFailed : item.outcome);
    if (item.state == ItemState::kFailed) {
      progress.Clear();
      std::cerr << "failed: row " << item.row << ": " << Printable(item.error) << '\n';
    }
    progress.Show(tally);
  };
  const auto result = RunBatch(job, open.roster, *photos, std::move(*binding), engines->plan, **journal, run);
  progress.Clear();
  if (!result) {
    std::cerr << kProgram << ": the run cannot go on; the same command resumes it once this is put right\n";
    return Fail(kProgram, result.error());
  }
  if (result->stopped) {
    std::cerr << kProgram << ": stopped; the same command again goes on from here\n";
    return kOurFailure;
  }
  const auto counts = WriteBatchReport(job, open.roster, engines->engine->rules(), **journal, {});
  if (!counts) return Fail(kProgram, counts.error());
  if (result->not_compared > 0)
    std::cerr << kProgram << ": " << Count(result->not_compared, "photo")
              << " could not be compared with the others by face: not in the inputs' folder as they were\n";
  if (!work.quiet) PrintSummary(job, *result, *counts);
  return ExitCodeOf(*counts);
}

}  // namespace

int RunBatchRun(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);
  const auto shard = ReadShard(options.Text("shard"));
  if (!shard) return options.Wrong(shard.error().message);
  if (options.Has("retry") && options.Text("retry") != "failed")
    return options.Wrong("--retry takes `failed`");
  auto open = LoadJobAndRoster(options);
  if (!open) return FailWithProblems(kProgram, open.error());
  if (shard->count > 1 && !options.Has("work"))
    return options.Wrong("--shard needs --work FOLDER: each part has a folder of its own");
  std::optional<RemoteOptions> remote;
  if (IsRemote(options)) {
    auto read = ReadRemoteOptions(options, open->job.pipeline, open->job.spec);
    if (!read) return options.Wrong(read.error().message);
    remote = std::move(*read);
  }
  StopSignal stop;  // before the engine
  return Work(*open, options, *work, std::move(remote), *shard, stop);
}

}  // namespace certphoto::cli
