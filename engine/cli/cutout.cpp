// certphoto cutout: the person on a transparent background, or the matte alone, at the photo's full size.
#include <algorithm>
#include <iostream>

#include "engine/base/atomic_file.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/progress.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"
#include "engine/config/diagnostics.h"
#include "engine/imaging/encode_png.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto cutout";

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS] PHOTO|FOLDER… --out FILE.png|FOLDER",
       "Cuts the person out of a photo: a PNG with transparency, as large as the photo and upright, the old "
       "background's\n"
       "colour taken out of the hair and the edges. The photo is not checked.\n\n"
       "Exit code: 0 all made, 3 some files are no usable photos, 1 some could not be processed, 2 wrong "
       "usage.",
       {{"certphoto cutout portrait.jpg --out person.png", "one photo"},
        {"certphoto cutout portraits/ --out mattes --matte",
         "the mattes of a folder: white is the person, black the background"},
        {"certphoto cutout portrait.jpg --out blue.png --colour '#438EDB'", "the person on a flat colour"}}});
  options.Add("out,o", po::value<std::string>()->value_name("FILE.png|FOLDER"),
              "where the picture goes; a folder for several, each as NAME.png");
  options.AddFlag("matte", "write the matte instead: 8-bit grey, 255 is the person");
  options.Add("colour", po::value<std::string>()->value_name("#RRGGBB"),
              "put the person on this colour instead of transparency");
  options.Add("pipeline,p", po::value<std::string>()->value_name("NAME|FILE")->default_value("cutout"),
              "an installed pipeline, or a .yaml file");
  AddWorkOptions(options);
  options.TakePlaces();
  return options;
}

bool IsColour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

// The cut-out's pipeline with the background painted instead of left out.
std::string PaintPipeline(const std::string& colour) {
  return "schema: certphoto/pipeline/1\n"
         "id: cutout.colour\n"
         "name: {zh: 纯色背景, en: Flat background}\n"
         "description: The person on one colour, at the full size of the photo\n"
         "ingest: {min_short_side_px: 0}\n"
         "transforms:\n"
         "  - use: background.recolour\n"
         "    with: {colour: \"" +
         colour + "\"}\n";
}

// Where each photo's picture goes.
Result<std::vector<fs::path>> PlacesFor(const PhotoList& list, const fs::path& out) {
  std::error_code ignored;
  auto extension = out.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const bool folder = fs::is_directory(out, ignored) || extension.empty() || out.filename().empty();
  if (!folder && extension == ".png" && list.photos.size() == 1) return std::vector{out};
  if (!folder && extension == ".png")
    return Error{ErrorCode::kUsage, "--out takes a folder for " + Count(list.photos.size(), "photo") +
                                        ", not the file " + Quoted(out.string())};
  for (const char* other : {".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic", ".heif"})
    if (!folder && extension == other)
      return Error{ErrorCode::kUsage,
                   "a cut-out is a PNG; --out takes a .png file or a folder, not " + Quoted(out.string())};
  std::vector<fs::path> places;
  for (auto& name : OutputNames(list.photos)) places.push_back(out / (name += ".png"));
  return places;
}

struct Job {
  std::shared_ptr<const Plan> plan;
  PhotoList list;
  std::vector<fs::path> places;
  bool matte = false;
  WorkOptions work;
};

// Encodes and writes; what goes wrong becomes the photo's error. Runs on the workers, several at once.
void WritePicture(const Job& job, RunnerResult& result) {
  auto& photo = result.photo;
  if (photo.error || photo.outcome == Outcome::kRejected) return;
  const auto& picture = job.matte ? photo.matte : photo.image;
  const auto fail = [&](Error error) {
    photo.error = std::move(error);
    photo.outcome = Outcome::kFailed;
  };
  if (!picture) return fail({ErrorCode::kInternal, "the pipeline made no picture"});
  if (picture->width != std::int64_t{photo.source.width_px} ||
      picture->height != std::int64_t{photo.source.height_px})
    return fail({ErrorCode::kUsage,
                 "the pipeline decodes at a reduced size; set `ingest: {min_short_side_px: 0}` in it"});
  const auto& place = job.places[result.index];
  if (auto status = MakeFolder(place.parent_path()); !status) return fail(status.error());
  const auto png = EncodePng(*picture);
  if (!png) return fail(png.error());
  if (auto status = WriteFileAtomically(place, *png); !status) return fail(status.error());
  photo.image = {};  // tens of megabytes that nobody reads any more
  photo.matte = {};
}

std::string ProblemOf(const PhotoResult& photo) {
  if (photo.error) return photo.error->message;
  for (const auto& finding : photo.findings)
    if (finding.verdict == Verdict::kFail) return finding.text.en;
  return "no picture was made";
}

int Work(const Job& job, const StopSignal& stop) {
  RunnerOptions run;
  run.workers = static_cast<int>(std::min(std::size_t(job.work.jobs), job.list.photos.size()));
  run.memory_bytes = job.work.memory_bytes;
  run.request.cancellation = &stop.cancellation();
  run.request.keep_image = !job.matte;
  run.request.keep_matte = job.matte;
  run.on_worker = [&](RunnerResult& result) { WritePicture(job, result); };

  Tally tally;
  tally.total = job.list.photos.size();
  Progress progress(stderr, tally.total == 1 ? ProgressStyle::kQuiet : StyleFor(stderr, job.work.quiet));
  const auto ran = RunPhotos(job.plan, FilesOf(job.list), run, [&](const RunnerResult& result) {
    if (result.photo.error && result.photo.error->code == ErrorCode::kCancelled) return;
    tally.Add(result.photo.outcome);
    if (result.photo.outcome == Outcome::kRejected || result.photo.outcome == Outcome::kFailed) {
      progress.Clear();
      std::cerr << certphoto::ToString(result.photo.outcome) << ": "
                << Printable(job.list.photos[result.index].file.string()) << ": "
                << Printable(ProblemOf(result.photo)) << '\n';
    }
    progress.Show(tally);
  });
  progress.Clear();
  if (!ran) return Fail(kProgram, ran.error());
  const auto made = tally.done() - tally.Of(Outcome::kRejected) - tally.Of(Outcome::kFailed);
  if (tally.total > 1 && !job.work.quiet)
    std::cout << Count(made, "picture") << " of " << Count(tally.total, "photo") << " written\n";
  if (tally.done() < tally.total) {
    std::cerr << kProgram << ": stopped; " << tally.done() << " of " << tally.total << " photos are done\n";
    return kOurFailure;
  }
  return ExitCodeOf(tally.Of(Outcome::kFailed) + job.list.unreadable.size(), tally.Of(Outcome::kRejected));
}

Result<std::shared_ptr<const Plan>> CompilePlan(const Engine& engine, const Options& options, bool matte) {
  PlanOptions plan_options;
  plan_options.checks = false;
  if (matte) {
    plan_options.product = false;
    plan_options.wanted_facts = {std::string(engine_fact::kPersonMatte)};
  }
  if (options.Has("colour"))
    return engine.CompileText(PaintPipeline(options.Text("colour")), "the pipeline of --colour",
                              plan_options);
  return engine.Compile(options.Text("pipeline"), plan_options);
}

}  // namespace

int RunCutout(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().empty()) return options.Wrong("name the photos, or a folder of them");
  if (options.Text("out").empty())
    return options.Wrong("--out FILE.png|FOLDER says where the picture goes; it is missing");
  if (options.Has("colour") && options.Has("matte"))
    return options.Wrong("a matte has no colour; take --colour or --matte");
  if (options.Has("colour") && options.Has("pipeline"))
    return options.Wrong("--colour has a pipeline of its own; leave out --pipeline");
  if (options.Has("colour") && !IsColour(options.Text("colour")))
    return options.Wrong("--colour takes #RRGGBB, like '#438EDB', not " + Quoted(options.Text("colour")));
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);

  Job job;
  job.work = *work;
  job.matte = options.Has("matte");
  auto list = ListPhotos(options.places(), work->quiet, options.Text("out"));
  if (!list) return Fail(kProgram, list.error());
  job.list = std::move(*list);
  auto places = PlacesFor(job.list, options.Text("out"));
  if (!places) return options.Wrong(places.error().message);
  job.places = std::move(*places);
  if (auto status = RefuseToOverwrite(job.list, job.places); !status) return Fail(kProgram, status.error());

  StopSignal stop;  // before the engine
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  auto plan = CompilePlan(**engine, options, job.matte);
  if (!plan) return Fail(kProgram, plan.error());
  job.plan = std::move(*plan);
  return Work(job, stop);
}

}  // namespace certphoto::cli
