// certphoto eval: a pipeline on a labelled folder, against its labels.
#include <algorithm>
#include <iostream>

#include "engine/base/atomic_file.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/progress.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"
#include "engine/eval/eval_report.h"
#include "engine/imaging/thumbnail.h"
#include "engine/report/annotate_photo.h"
#include "engine/report/escape.h"
#include "engine/report/render_note.h"
#include "engine/report/reported_facts.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto eval";
constexpr int kPictureHeight = 240;  // px, of a mistake on the page

Options MakeOptions() {
  Options options(
      {kProgram,
       "--dataset FOLDER --map NAME|FILE [OPTIONS]",
       "Runs a pipeline over a labelled folder and says how often each rule is right: rates with 95 % Wilson "
       "intervals, ROC area where a rule measures a number, and the list of mistakes.",
       {{"certphoto eval --dataset data/london --map london", "labels.csv of the folder, an installed map"},
        {"certphoto eval --dataset d --labels l.csv --map m.yaml --html page.html --evidence mistakes",
         "a page to look through, and each mistake drawn on its photo"}}});
  options.Add("dataset", po::value<std::string>()->value_name("FOLDER"), "the labelled photos");
  options.Add("labels", po::value<std::string>()->value_name("FILE.csv"),
              "their labels; default: labels.csv in the folder");
  options.Add("map", po::value<std::string>()->value_name("NAME|FILE"),
              "what the labels say about our rules: an installed map, or a .yaml file");
  options.Add("pipeline,p", po::value<std::string>()->value_name("NAME|FILE")->default_value("grad"),
              "an installed pipeline, or a .yaml file");
  options.Add("spec", po::value<std::string>()->value_name("ID"),
              "for this document instead of the pipeline's");
  options.AddFlag("product", "also make the finished photos and check them");
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
              "tables for people, or one JSON object");
  options.Add("html", po::value<std::string>()->value_name("FILE.html"),
              "also a page with every mistake's picture");
  options.Add("evidence", po::value<std::string>()->value_name("FOLDER"),
              "every mistake as an annotated PNG, a sub-folder a rule");
  AddWorkOptions(options);
  return options;
}

struct Job {
  const Engine* engine = nullptr;
  std::shared_ptr<const Plan> plan;
  LabelMap map;
  std::vector<LabelledPhoto> photos;
  std::vector<std::string> facts;
  fs::path html, evidence;
  bool json = false;
  WorkOptions work;
};

Result<fs::path> FindMap(const Engine& engine, const std::string& name) {
  std::error_code ignored;
  if (name.find('/') != std::string::npos || fs::path(name).extension() == ".yaml") return fs::path(name);
  const auto folder = engine.installation().data / "eval";
  auto file = folder / (name + ".yaml");
  if (fs::is_regular_file(file, ignored)) return file;
  Diagnostics unread;
  std::vector<std::string> known;
  for (const auto& map : ListYamlFiles(folder, {}, unread)) known.push_back(map.stem().string());
  return Error{ErrorCode::kUsage, "there is no map " + Quoted(name) + DidYouMean(name, known) +
                                      " Installed: " + JoinOr(known) + ". A file of your own ends in .yaml"};
}

// Mistakes of one row and one photo as DIR/ROW/PHOTO.png.
Status WriteEvidence(const Job& job, const LabelledPhoto& photo, const std::vector<Mistake>& mistakes,
                     const PhotoResult& result) {
  if (!result.source_image) return {};
  PhotoReport report;
  report.photo = photo.name.string();
  report.result = &result;
  const auto png = AnnotatePhoto(report, job.engine->rules());
  if (!png) return png.error();
  for (const auto& mistake : mistakes) {
    auto row = mistake.row;
    std::replace(row.begin(), row.end(), '/', '_');
    auto place = job.evidence / (row + (mistake.missed ? ".missed" : ".false_alarm")) / photo.name;
    place += ".png";
    if (auto status = MakeFolder(place.parent_path()); !status) return status;
    if (auto status = WriteFileAtomically(place, *png); !status) return status;
  }
  return {};
}

std::string TextOf(const EvaluationReport& report) {
  std::string out =
      report.id + ": " + Count(report.photos, "photo") + " of " + Count(report.persons, "person") + '\n';
  out += report.description.empty() ? "" : Wrap(report.description, 100, 0) + '\n';
  for (const auto outcome : {Outcome::kAccepted, Outcome::kReview, Outcome::kRejected, Outcome::kFailed})
    out += std::string(ToString(outcome)) + ' ' +
           std::to_string(report.outcomes[static_cast<std::size_t>(outcome)]) + "  ";
  out += '\n' + UnexplainedText(report) + "\n\n";
  Table table(
      {"rule", "broken", "found", "hold", "false alarms", "failed", "undecided", "accuracy", "AUC", "limit"});
  for (const auto& r : report.rules)
    table.Add({r.name, std::to_string(r.found.of), RateText(r.found), std::to_string(r.false_alarms.of),
               RateText(r.false_alarms),
               std::to_string(r.found_failed) + " + " + std::to_string(r.false_failed),
               std::to_string(r.undecided), RateText(r.accuracy()), AreaText(r), LimitText(r)});
  out += table.ToString();
  if (const auto& id = report.identity) {
    out += '\n';
    Table pairs({"pairs by face", "pairs", "share"});
    const auto add = [&](const std::string& what, const Rate& rate) {
      pairs.Add({what, std::to_string(rate.hits) + " of " + std::to_string(rate.of), RateText(rate)});
    };
    add("one person, not passed (below " + FormatLimit(id->pass) + ")", id->same_below_pass);
    add("one person, refused (below " + FormatLimit(id->review) + ")", id->same_below_review);
    add("two persons, not refused", id->different_from_review);
    add("two persons, passed", id->different_from_pass);
    out += pairs.ToString() + "ROC area " + (id->auc ? std::to_string(*id->auc) : "–") + ", " +
           Count(id->without_face, "photo") + " without a face that could be measured\n";
  }
  if (!report.mistakes.empty()) {
    out += '\n';
    Table list({"mistake", "rule", "photo", "verdict", ""});
    for (const auto& m : report.mistakes)
      list.Add(
          {m.missed ? "missed" : "false alarm", m.row, EscapeName(m.photo.string()), m.verdict, m.text.en});
    out += list.ToString();
  }
  return out;
}

int Work(const Job& job, const StopSignal& stop) {
  Evaluation evaluation(job.map, job.engine->rules());
  RunnerOptions run;
  run.workers = static_cast<int>(std::min(std::size_t(job.work.jobs), job.photos.size()));
  run.memory_bytes = job.work.memory_bytes;
  run.request.cancellation = &stop.cancellation();
  run.request.report_facts = job.facts;
  run.request.keep_source_image = !job.html.empty() || !job.evidence.empty();
  std::vector<fs::path> files;
  for (const auto& photo : job.photos) files.push_back(photo.file);

  Progress progress(stderr, StyleFor(stderr, job.work.quiet));
  Tally tally;
  tally.total = files.size();
  std::map<std::string, MistakePicture> pictures;
  Status written;
  const auto ran = RunPhotos(job.plan, files, run, [&](RunnerResult result) {
    if (result.photo.error && result.photo.error->code == ErrorCode::kCancelled) return;
    const auto& photo = job.photos[result.index];
    const auto mistakes = evaluation.Add(photo, result.photo);
    if (!mistakes.empty() && written && !job.evidence.empty())
      written = WriteEvidence(job, photo, mistakes, result.photo);
    if (!mistakes.empty() && !job.html.empty() && result.photo.source_image) {
      auto jpeg = EncodeThumbnail(*result.photo.source_image.get(), kPictureHeight);
      if (jpeg)
        pictures[photo.name.native()] = {std::move(*jpeg), double(result.photo.source.width_px),
                                         double(result.photo.source.height_px)};
    }
    tally.Add(result.photo.outcome);
    progress.Show(tally);
  });
  progress.Clear();
  if (!ran) return Fail(kProgram, ran.error());
  if (!written) return Fail(kProgram, written.error());
  if (tally.done() < tally.total) {
    std::cerr << kProgram << ": stopped; " << tally.done() << " of " << tally.total << " photos are done\n";
    return kOurFailure;
  }
  const auto report = evaluation.Finish();
  if (!job.html.empty()) {
    const auto page = EvalHtml(report, pictures);
    const auto status =
        WriteFileAtomically(job.html, {reinterpret_cast<const std::uint8_t*>(page.data()), page.size()});
    if (!status) return Fail(kProgram, status.error());
  }
  std::cout << (job.json ? EvalJson(report) + '\n' : TextOf(report)) << std::flush;
  if (!std::cout) return Fail(kProgram, {ErrorCode::kIo, "the report could not be written"});
  return tally.Of(Outcome::kFailed) > 0 ? kOurFailure : kAllAccepted;
}

// Map, labels and photos; what is wrong with them comes as one error.
Status ReadSet(const Options& options, Job& job) {
  const auto map_file = FindMap(*job.engine, options.Text("map"));
  if (!map_file) return map_file.error();
  Diagnostics problems;
  auto map = LoadLabelMap(*map_file, job.engine->rules(), problems);
  if (!map || !problems.empty()) return problems.ToError();
  job.map = std::move(*map);
  const fs::path folder = options.Text("dataset");
  const fs::path labels = options.Has("labels") ? fs::path(options.Text("labels")) : folder / "labels.csv";
  const auto table = LoadCsvFile(labels, problems);
  if (table && problems.empty()) job.photos = ReadLabelledSet(folder, *table, job.map, problems);
  if (!problems.empty()) return problems.ToError();
  if (job.photos.empty())
    return Error{ErrorCode::kUsage, "no row of " + Quoted(labels.string()) + " is taken by the map"};
  return {};
}

}  // namespace

int RunEval(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  for (const char* needed : {"dataset", "map"})
    if (options.Text(needed).empty()) return options.Wrong(std::string("--") + needed + " is missing");
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);

  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  Job job;
  job.engine = engine->get();
  job.work = *work;
  job.json = *format == "json";
  job.html = options.Text("html");
  job.evidence = options.Text("evidence");
  if (auto status = ReadSet(options, job); !status) return Fail(kProgram, status.error());

  PlanOptions plan_options;
  plan_options.spec = options.Text("spec");
  plan_options.product = options.Has("product");
  plan_options.wanted_facts = Evaluation(job.map, job.engine->rules()).NeededFacts();
  if (!job.evidence.empty())
    for (auto& fact : ReportableFacts(false)) plan_options.wanted_facts.push_back(std::move(fact));
  job.facts = plan_options.wanted_facts;
  auto plan = job.engine->Compile(options.Text("pipeline"), plan_options);
  if (!plan) return Fail(kProgram, plan.error());
  job.plan = std::move(*plan);
  return Work(job, stop);
}

}  // namespace certphoto::cli
