// certphoto check: what a photo measures, rule by rule.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "engine/base/atomic_file.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/progress.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"
#include "engine/config/diagnostics.h"
#include "engine/report/annotate_photo.h"
#include "engine/report/json_report.h"
#include "engine/report/reported_facts.h"
#include "engine/report/text_report.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto check";

Options MakeOptions() {
  Options options({kProgram,
                   "[OPTIONS] PHOTO|FOLDER…",
                   "Checks photos and says for every rule what was measured. No photo is made.\n\n"
                   "Exit code: 0 all accepted, 3 some rejected or for review, 1 some could not be processed, "
                   "2 wrong usage.",
                   {{"certphoto check portrait.jpg", "what is wrong with it, for people"},
                    {"certphoto check --format json --facts portraits/ > checks.jsonl",
                     "one JSON object a photo, with where the face is"},
                    {"certphoto check portrait.jpg --annotate seen.png",
                     "the photo with everything found drawn on it"}}});
  options.Add("pipeline,p", po::value<std::string>()->value_name("NAME|FILE")->default_value("grad"),
              "an installed pipeline, or a .yaml file");
  options.Add("spec", po::value<std::string>()->value_name("ID"),
              "check for this document instead of the pipeline's (see `certphoto specs list`)");
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
              "text for people, or one JSON object a line");
  options.Add("lang", po::value<std::string>()->value_name("en|zh")->default_value("en"),
              "language of the text");
  options.AddFlag("all", "with text: also list the rules that the pipeline does not assess");
  options.AddFlag("facts", "also where face, points and outline of the head are, in pixels of the photo");
  options.AddFlag("mesh",
                  "with --facts: also the 468 points of the face mesh, and what the training scripts read");
  options.AddFlag("timing", "with text: also the milliseconds each operation took (JSON always has them)");
  options.Add("annotate", po::value<std::string>()->value_name("FILE.png|FOLDER"),
              "draw what was found on the photo; a folder for several photos");
  AddWorkOptions(options);
  options.TakePlaces();
  return options;
}

struct Job {
  const Engine* engine = nullptr;
  std::shared_ptr<const Plan> plan;
  PhotoList list;
  std::vector<fs::path> drawings;  // one a photo, or none at all
  bool json = false, facts = false, timing = false;
  TextReportOptions text;
  std::vector<std::string> report_facts;
  WorkOptions work;
};

std::string FactsText(const PhotoResult& photo) {
  Table table;
  const auto facts = FactsToJson(photo.facts);
  for (const auto& [name, value] : facts.items())
    if (name != "mesh" && name != "raw") table.Add({"  " + name, value.dump()});
  return "  Facts, in pixels of the photo and degrees:\n" + table.ToString();
}

std::string TimingText(const PhotoResult& photo) {
  const auto number = [](double ms) {
    char text[32];
    std::snprintf(text, sizeof text, "%9.2f", ms);
    return std::string(text);
  };
  Table table({"      ms", "networks", ""});
  double total = 0, networks = 0;
  for (const auto& t : photo.timings) {
    table.Add({number(t.milliseconds), t.inference_milliseconds > 0 ? number(t.inference_milliseconds) : "",
               t.operation});
    total += t.milliseconds;
    networks += t.inference_milliseconds;
  }
  table.Add({number(total), number(networks), "all"});
  return table.ToString();
}

std::string ReportOf(const Job& job, const PhotoReport& report) {
  if (job.json) return JsonReport(report, {job.facts}) + '\n';
  auto out = TextReport(report, job.engine->rules(), job.text);
  if (job.facts) out += FactsText(*report.result);
  if (job.timing) out += TimingText(*report.result);
  return out;
}

// Where each photo's drawing goes; empty when none is wanted.
Result<std::vector<fs::path>> DrawingsFor(const PhotoList& list, const fs::path& place) {
  std::error_code ignored;
  if (place.empty()) return std::vector<fs::path>();
  if (place.extension() == ".png" && !fs::is_directory(place, ignored)) {
    if (list.photos.size() == 1) return std::vector{place};
    return Error{ErrorCode::kUsage, "--annotate takes a folder for " + Count(list.photos.size(), "photo") +
                                        ", not the file " + Quoted(place.string())};
  }
  std::vector<fs::path> drawings;
  for (auto& name : OutputNames(list.photos)) drawings.push_back(place / (name += ".png"));
  return drawings;
}

Status WriteDrawing(const fs::path& place, const PhotoReport& report, const RuleCatalogue& rules) {
  if (!report.result->source_image) return {};  // an unreadable photo; the report says why
  const auto png = AnnotatePhoto(report, rules);
  if (!png) return png.error();
  if (auto status = MakeFolder(place.parent_path()); !status) return status;
  return WriteFileAtomically(place, *png);
}

int Work(const Job& job, const StopSignal& stop) {
  RunnerOptions run;
  run.workers = static_cast<int>(std::min(std::size_t(job.work.jobs), job.list.photos.size()));
  run.memory_bytes = job.work.memory_bytes;
  run.request.cancellation = &stop.cancellation();
  run.request.report_facts = job.report_facts;
  run.request.keep_source_image = !job.drawings.empty();

  Tally tally;
  tally.total = job.list.photos.size();
  // The results themselves are the sign of life where they are seen coming.
  const bool bar = ::isatty(STDOUT_FILENO) == 0 && ::isatty(STDERR_FILENO) == 1 && !job.work.quiet;
  Progress progress(stderr, bar ? ProgressStyle::kBar : ProgressStyle::kQuiet);
  std::map<std::size_t, std::string> waiting;  // reports of photos after one that is not done yet
  std::size_t next = 0;
  Status drawn;
  const auto ran = RunPhotos(job.plan, FilesOf(job.list), run, [&](RunnerResult result) {
    if (result.photo.error && result.photo.error->code == ErrorCode::kCancelled) return;
    PhotoReport report;
    report.photo = job.list.photos[result.index].file.string();
    report.result = &result.photo;
    report.milliseconds = result.milliseconds;
    waiting.emplace(result.index, ReportOf(job, report));
    for (auto it = waiting.begin(); it != waiting.end() && it->first == next; it = waiting.erase(it), ++next)
      std::cout << it->second << std::flush;
    if (!job.drawings.empty() && drawn)
      drawn = WriteDrawing(job.drawings[result.index], report, job.engine->rules());
    tally.Add(result.photo.outcome);
    progress.Show(tally);
  });
  progress.Clear();
  if (!ran) return Fail(kProgram, ran.error());
  for (const auto& [index, text] : waiting) std::cout << text;
  if (!job.json && tally.total > 1) std::cout << ProgressText(tally, 0) << '\n';
  std::cout.flush();
  if (!std::cout) return Fail(kProgram, {ErrorCode::kIo, "the report could not be written"});
  if (!drawn) return Fail(kProgram, drawn.error());
  if (tally.done() < tally.total) {
    std::cerr << kProgram << ": stopped; " << tally.done() << " of " << tally.total
              << " photos are checked\n";
    return kOurFailure;
  }
  return ExitCodeOf(tally.Of(Outcome::kFailed) + job.list.unreadable.size(),
                    tally.Of(Outcome::kReview) + tally.Of(Outcome::kRejected));
}

}  // namespace

int RunCheck(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().empty()) return options.Wrong("name the photos, or a folder of them");
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);
  const auto language = ReadChoice(options, "lang", {"en", "zh"});
  if (!language) return options.Wrong(language.error().message);

  Job job;
  job.work = *work;
  job.text = {*language == "zh" ? Language::kChinese : Language::kEnglish, TakesColour(STDOUT_FILENO),
              options.Has("all")};
  job.json = *format == "json";
  job.facts = options.Has("facts") || options.Has("mesh");
  job.timing = options.Has("timing");
  auto list = ListPhotos(options.places(), work->quiet);
  if (!list) return Fail(kProgram, list.error());
  job.list = std::move(*list);
  auto drawings = DrawingsFor(job.list, options.Text("annotate"));
  if (!drawings) return options.Wrong(drawings.error().message);
  job.drawings = std::move(*drawings);
  if (auto status = RefuseToOverwrite(job.list, job.drawings); !status) return Fail(kProgram, status.error());

  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  job.engine = engine->get();
  PlanOptions plan_options;
  plan_options.spec = options.Text("spec");
  plan_options.product = false;
  if (job.facts || !job.drawings.empty()) plan_options.wanted_facts = ReportableFacts(options.Has("mesh"));
  job.report_facts = plan_options.wanted_facts;
  auto plan = job.engine->Compile(options.Text("pipeline"), plan_options);
  if (!plan) return Fail(kProgram, plan.error());
  job.plan = std::move(*plan);
  return Work(job, stop);
}

}  // namespace certphoto::cli
