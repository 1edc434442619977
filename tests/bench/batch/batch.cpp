// What a batch costs beside its photos.
//
//   bench-batch overhead FOLDER [N]   N photos (default 20) of FOLDER through `grad` with and without roster,
//   journal, report and delivery bench-batch items N [WORK]        N items without pixels: time and memory of
//   binding, journal, report and delivery plan; WORK keeps the result
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/batch/binding/binding.h"
#include "engine/batch/delivery/delivery.h"
#include "engine/batch/review/batch_report.h"
#include "engine/batch/runner.h"
#include "engine/batch/work/batch_run.h"
#include "engine/engine.h"
#include "engine/imaging/thumbnail.h"
#include "engine/report/json_report.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 8;  // of which the least: what else the machine does only ever adds

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double Megabytes(const char* key) {  // VmRSS, VmHWM
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) return std::atof(line.c_str() + line.find(':') + 1) / 1024;
  return 0;
}

template <class T>
T Must(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << result.error().message << '\n';
  std::exit(1);
}
void Must(const Status& status) {
  if (status) return;
  std::cerr << status.error().message << '\n';
  std::exit(1);
}

std::string Number(std::size_t n) {
  char text[32];
  std::snprintf(text, sizeof text, "0101%08zu", n);
  return text;
}

JobFile Job(const fs::path& root, std::size_t count) {
  std::ofstream roster(root / "roster.csv");
  roster << "no,name,level\n";
  for (std::size_t n = 0; n < count; ++n) roster << Number(n) << ",考生" << n << ",本科\n";
  JobFile job;
  job.file = root / "job.yaml";
  job.id = "bench";
  job.tenant = "T";
  job.levels = {"本科"};
  job.roster.file = root / "roster.csv";
  job.roster.columns = {{"exam_no", "no"}, {"name", "name"}, {"level", "level"}};
  job.work = root / "work";
  job.inputs = root / "photos";
  job.bind.emplace_back();
  job.bind.back().photo = "{exam_no}";
  return job;
}

std::unique_ptr<Engine> OpenEngine() {
  return Must(Engine::Open(Installation::Find(), [](int, const std::string&) {}));
}

// The same photos without a batch around them: looked at, made, reported and written, as `certphoto run`
// does.
double Plain(const std::shared_ptr<const Plan>& plan, const std::vector<fs::path>& files,
             const fs::path& out) {
  fs::create_directories(out);
  const double start = CpuSeconds();
  std::size_t length = 0;
  Must(RunPhotos(plan, files, {}, [&](RunnerResult result) {
    PhotoReport report;
    report.photo = files[result.index].string();
    report.result = &result.photo;
    length += JsonReport(report).size();
    if (!result.photo.file.empty())
      Must(WriteFileAtomically(out / (std::to_string(result.index) + ".jpg"), result.photo.file));
  }));
  return length > 0 ? CpuSeconds() - start : 0;
}

struct BatchTime {
  double cpu_s = 0;                 // all of it
  double wall_s = 0, photos_s = 0;  // all of it; of this, reading photos and running them through the plan
};

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

BatchTime InBatch(const Engine& engine, const std::shared_ptr<const Plan>& plan, const JobFile& job,
                  const std::vector<InputPhoto>& photos) {
  const double start = CpuSeconds(), wall = WallSeconds();
  Diagnostics problems;
  const auto roster = Roster::Load(job, problems);
  auto binding = Must(BindPhotos(job, *roster, photos, nullptr));
  auto journal = Must(Journal::Open(job.work, job.id));
  (void)Must(RunBatch(job, *roster, photos, std::move(binding), plan, *journal, {}));
  (void)Must(WriteBatchReport(job, *roster, engine.rules(), *journal, {}));
  const auto standings = Must(StandingsOf(*roster, *journal));
  if (const auto delivery = PlanDelivery(job, *roster, standings, job.work, {true}))
    Must(WriteDeliveryFolder(*delivery, job.work.parent_path() / "delivery"));
  BatchTime out{CpuSeconds() - start, WallSeconds() - wall, 0};
  for (const auto& [candidate, times] : Must(journal->Times())) out.photos_s += times.wall_ms / 1000;
  return out;
}

int Overhead(const fs::path& folder, std::size_t count) {
  const fs::path root = fs::temp_directory_path() / ("bench-batch-" + std::to_string(::getpid()));
  fs::create_directories(root / "photos");
  std::vector<fs::path> files, from;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".jpg") from.push_back(entry.path());
  std::sort(from.begin(), from.end());
  if (from.empty()) return std::cerr << "no .jpg in " << folder << '\n', 2;
  std::vector<InputPhoto> photos;
  for (std::size_t n = 0; n < count; ++n) {
    const auto name = Number(n) + ".jpg";
    fs::copy_file(from[n % from.size()], root / "photos" / name);
    std::ofstream(root / "photos" / name, std::ios::app | std::ios::binary)
        << n;  // after the end of the JPEG: other bytes, the same picture
    files.push_back(root / "photos" / name);
    photos.push_back({files.back(), name});
  }
  const auto engine = OpenEngine();
  const auto plan = Must(engine->Compile("grad", {}));
  (void)Plain(plan, {files.begin(), files.begin() + 4}, root / "warm");
  double plain = 1e9, batch = 1e9;
  std::vector<double> shares;
  for (int round = 0; round < kRounds; ++round) {
    const auto job = Job(root, count);
    fs::remove_all(job.work);
    fs::remove_all(root / "delivery");
    plain = std::min(plain, Plain(plan, files, root / "plain"));
    const auto time = InBatch(*engine, plan, job, photos);
    batch = std::min(batch, time.cpu_s);
    shares.push_back(100 * (time.wall_s / time.photos_s - 1));
  }
  std::printf("%zu photos, CPU seconds, least of %d: alone %.2f, as a batch %.2f: %+.1f %%\n", count, kRounds,
              plain, batch, 100 * (batch / plain - 1));
  std::sort(shares.begin(), shares.end());
  std::printf(
      "within a batch, wall time of everything but the photos, disk included: %.1f %% of theirs (median of "
      "%d; %.1f to %.1f)\n",
      shares[shares.size() / 2], kRounds, shares.front(), shares.back());
  fs::remove_all(root);
  return 0;
}

// Items as a run records them, with a report of the usual size and two thumbnails, but without decoding
// anything.
int Items(std::size_t count, const fs::path& work) {
  const fs::path root =
      work.empty() ? fs::temp_directory_path() / ("bench-batch-" + std::to_string(::getpid())) : work;
  fs::create_directories(root);
  auto job = Job(root, count);
  const double base = Megabytes("VmRSS");
  double start = CpuSeconds();
  Diagnostics problems;
  const auto roster = Roster::Load(job, problems);
  std::vector<InputPhoto> photos;
  for (std::size_t n = 0; n < count; ++n)
    photos.push_back({job.inputs / (Number(n) + ".jpg"), Number(n) + ".jpg"});
  const auto binding = Must(BindPhotos(job, *roster, photos, nullptr));
  std::printf("%zu bound: %.2f s, %.0f MB over the %.0f MB at the start\n", binding.bound.size(),
              CpuSeconds() - start, Megabytes("VmRSS") - base, base);

  const auto engine = OpenEngine();
  auto journal = Must(Journal::Open(job.work, job.id));
  Must(journal->database().Script("PRAGMA synchronous=OFF"));  // the disk is not what is measured here
  start = CpuSeconds();
  PhotoResult result;
  for (const auto& rule : engine->rules().all()) {
    Finding finding;
    finding.rule = rule.id;
    finding.severity = rule.severity;
    finding.verdict = Verdict::kPass;
    finding.value = 0.5;
    finding.unit = "score";
    finding.text = rule.text;
    finding.regions = {{"face", {{10, 10}, {200, 200}}}};
    result.findings.push_back(finding);
  }
  // A real JPEG of 160 or 320 px in height, so that a browser may open the page.
  const auto picture = [](int height) {
    cph_image image{};
    image.struct_size = sizeof image;
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(height * height * 3 / 4 * 3));
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * i >> 9);
    image.format = CPH_FORMAT_RGB8;
    image.width = height * 3 / 4;
    image.height = height;
    image.stride_bytes = image.width * 3;
    image.pixels = pixels.data();
    auto jpeg = Must(EncodeThumbnail(image, height, 10));
    jpeg.resize(
        std::max<std::size_t>(jpeg.size(), height == 160 ? 2300 : 5700));  // bytes of a studio portrait
    return jpeg;
  };
  const ItemPictures accepted{picture(160), picture(160), 1200, 1600, 480, 640},
      others{picture(320), picture(320), 1200, 1600, 480, 640};
  for (const auto& bound : binding.bound) {
    const auto& candidate = roster->all()[bound.candidate];
    Item item;
    item.candidate = candidate.exam_no;
    item.row = candidate.row;
    item.photo = photos[bound.photo].name;
    item.bound_by = bound.by;
    item.photo_sha256 = item.key =
        Sha256Hex({reinterpret_cast<const std::uint8_t*>(item.candidate.data()), item.candidate.size()});
    item.state = candidate.row % 10 == 3 ? ItemState::kRejected : ItemState::kDone;
    item.outcome = candidate.row % 10 == 3   ? Outcome::kRejected
                   : candidate.row % 10 == 7 ? Outcome::kReview
                                             : Outcome::kAccepted;
    auto& finding = result.findings[static_cast<std::size_t>(candidate.row) % result.findings.size()];
    finding.verdict = item.outcome == Outcome::kAccepted ? Verdict::kPass : Verdict::kFail;
    PhotoReport report;
    report.result = &result;
    Must(journal->Record(item, JsonReport(report, {.facts = false, .timing = false}),
                         item.outcome == Outcome::kAccepted ? accepted : others, {1'750'000'000, 80}));
    finding.verdict = Verdict::kPass;
  }
  std::printf("recorded: %.2f ms an item, %.0f MB over the start\n",
              1000 * (CpuSeconds() - start) / double(count), Megabytes("VmRSS") - base);
  start = CpuSeconds();
  (void)Must(WriteBatchReport(job, *roster, engine->rules(), *journal, {}));
  std::printf("report: %.2f s; report.html %.1f MB\n", CpuSeconds() - start,
              double(fs::file_size(job.work / "report.html")) / 1e6);
  start = CpuSeconds();
  const auto standings = Must(StandingsOf(*roster, *journal));
  const auto plan = Must(PlanDelivery(job, *roster, standings, job.work, {true}));
  std::printf("delivery planned: %.2f s, %zu photos\n", CpuSeconds() - start, plan.photos);
  std::printf("memory: %.0f MB at most, %.0f MB of it before the first item\n", Megabytes("VmHWM"), base);
  if (work.empty()) fs::remove_all(root);
  return 0;
}

}  // namespace
}  // namespace certphoto

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  const auto count = [&](int at, std::size_t otherwise) {
    return argc > at ? static_cast<std::size_t>(std::atol(argv[at])) : otherwise;
  };
  if (mode == "overhead" && argc > 2) return certphoto::Overhead(argv[2], count(3, 20));
  if (mode == "items") return certphoto::Items(count(2, 200), argc > 3 ? argv[3] : "");
  std::cerr << "bench-batch overhead FOLDER [N] | bench-batch items N [WORK]\n";
  return 2;
}
