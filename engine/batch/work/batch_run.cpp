#include "engine/batch/work/batch_run.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <unordered_map>

#include "engine/base/sha256.h"
#include "engine/batch/runner.h"
#include "engine/batch/work/batch_faces.h"
#include "engine/batch/work/crash_slots.h"
#include "engine/batch/work/job_findings.h"
#include "engine/batch/work/recorder.h"
#include "engine/imaging/thumbnail.h"
#include "engine/report/json_report.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

// The page carries these pictures inside, for 20,000 photos: most are accepted and only to be leafed through;
// of the others a face has to be judged. Bytes of a studio portrait at quality 60: 2.3 kB at 160 px, 5.7 kB
// at 320 px.
constexpr int kAcceptedHeight = 160, kLookHeight = 320;  // px
constexpr int kThumbnailQuality = 60;

std::string Sha256OfText(const std::string& text) {
  return Sha256Hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool IsFinal(ItemState state, bool retry_failed) {
  return state == ItemState::kDone || state == ItemState::kRejected ||
         (!retry_failed && (state == ItemState::kFailed || state == ItemState::kPoison));
}

struct Task {
  const BoundPhoto* bound = nullptr;
  Item item;           // as it will be recorded
  bool whole = false;  // the journal has a result for item.key: only the stamp is new
  int slot = -1;
  std::vector<std::uint8_t> file;  // the finished photo
  std::string report;
  ItemPictures pictures;
};

class BatchRun {
 public:
  BatchRun(const JobFile& job, const Roster& roster, const std::vector<InputPhoto>& photos, Binding binding,
           const std::shared_ptr<const Plan>& plan, Journal& journal, const BatchRunOptions& options)
      : job_(job),
        roster_(roster),
        photos_(photos),
        binding_(std::move(binding)),
        plan_(plan),
        journal_(journal),
        options_(options) {}

  Result<BatchRunResult> Run() {
    // A row need not be on the disk before the next photo: what a power cut takes of the newest is done
    // again, and the file a row names is on the disk before the row in any case. Decisions and deliveries are
    // never written with this.
    if (auto status = journal_.database().Script("PRAGMA synchronous=NORMAL"); !status) return status.error();
    Status status;
    for (const auto& step : {&BatchRun::OpenSlots, &BatchRun::MakePlan, &BatchRun::WorkAll, &BatchRun::Close})
      if (status = (this->*step)(); !status) break;
    if (auto full = journal_.database().Script("PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(PASSIVE)");
        status && !full)
      status = full;
    return status ? Result<BatchRunResult>(result_) : Result<BatchRunResult>(status.error());
  }

 private:
  Status OpenSlots() {
    auto slots = CrashSlots::Open(journal_.work() / "running");
    if (!slots) return slots.error();
    slots_ = std::move(*slots);
    return Tidy(journal_);
  }

  // What is to be done; in one transaction, so that a crash leaves either the old intention or the new one.
  Status MakePlan() {
    std::unordered_map<std::string, Item> known;
    if (auto status = journal_.EachItem([&](Item item) { known.emplace(item.candidate, std::move(item)); });
        !status)
      return status;
    auto delivered = journal_.DeliveredPhotos();
    if (!delivered) return delivered.error();
    std::map<std::string, std::string> crashed;
    for (const auto& left : slots_->left()) crashed[left.candidate] = left.operation;

    std::vector<Item> changed;
    for (const auto& bound : binding_.bound) {
      const auto& candidate = roster_.all()[bound.candidate];
      if (!options_.shard.Has(candidate.exam_no)) continue;
      ++result_.items;
      Task task;
      task.bound = &bound;
      auto& item = task.item;
      const auto it = known.find(candidate.exam_no);
      if (it != known.end()) item = it->second;
      const Item before = item;
      item.candidate = candidate.exam_no;
      item.row = candidate.row;
      item.photo = photos_[bound.photo].name;
      item.bound_by = bound.by;
      const auto stamp = StampOf(photos_[bound.photo].file);
      const auto extra = ExtraOf(bound);
      if (const auto done = delivered->find(candidate.exam_no); done != delivered->end()) {
        if (stamp.empty() || item.stamp != stamp) CheckDelivered(bound, item, stamp);
        ++result_.kept;
        if (it != known.end()) known.erase(it);
        continue;
      }
      const bool was_known = it != known.end();
      if (was_known) known.erase(it);
      const bool same_input =
          was_known && !stamp.empty() && item.stamp == stamp && before.photo == item.photo;
      if (same_input && IsFinal(item.state, options_.retry_failed) &&
          item.key == KeyOf(item.photo_sha256, extra) && FileIsThere(item)) {
        ++result_.kept;
        if (before.row != item.row || before.bound_by != item.bound_by) changed.push_back(item);
        continue;
      }
      if (const auto crash = crashed.find(candidate.exam_no); crash != crashed.end() && was_known) {
        ++item.crashes;
        item.crashed_in = crash->second;
      }
      if (options_.retry_failed && (item.state == ItemState::kFailed || item.state == ItemState::kPoison))
        item.crashes = 0;
      if (item.state == ItemState::kPoison && item.stamp != stamp)
        item.crashes = 0;  // another photo deserves another try
      if (item.crashes >= job_.poison_after) {
        ++result_.kept;
        Poison(item, stamp);
        changed.push_back(item);
        continue;
      }
      task.whole =
          (item.state == ItemState::kDone || item.state == ItemState::kRejected) && FileIsThere(item);
      if (!task.whole) {
        item.state = ItemState::kPending;
        item.key.clear();
      }
      if (!was_known || item.crashes != before.crashes || item.state != before.state) changed.push_back(item);
      tasks_.push_back(std::move(task));
    }
    std::vector<std::string> gone;
    for (const auto& [candidate, item] : known) {
      if (!options_.shard.Has(candidate)) continue;
      if (delivered->contains(candidate))
        binding_.exceptions.push_back({BatchException::Kind::kDeliveredChanged, item.photo, candidate,
                                       item.row, "it was delivered and is not bound any more"});
      else
        gone.push_back(candidate);
    }
    std::sort(gone.begin(), gone.end());
    const auto status = journal_.Transaction([&]() -> Status {
      for (const auto& item : changed)
        if (auto put = PutKept(journal_, item); !put) return put;
      for (const auto& candidate : gone)
        if (auto removed = journal_.Remove(candidate); !removed) return removed;
      return {};
    });
    if (!status) return status;
    slots_->Clear();  // what they said is in the journal now
    if (options_.on_plan) options_.on_plan(tasks_.size());
    return {};
  }

  static void Poison(Item& item, const std::string& stamp) {
    item.state = ItemState::kPoison;
    item.stamp = stamp;
    item.error = "the program died " + std::to_string(item.crashes) +
                 " times while it was on this photo, the last time in " +
                 (item.crashed_in.empty() ? "reading it" : item.crashed_in);
  }

  void CheckDelivered(const BoundPhoto& bound, const Item& item, const std::string& stamp) {
    const auto sha = stamp.empty() ? Result<std::string>(Error{}) : Sha256OfFile(photos_[bound.photo].file);
    if (sha && *sha == item.photo_sha256) return;
    binding_.exceptions.push_back({BatchException::Kind::kDeliveredChanged, photos_[bound.photo].name,
                                   item.candidate, item.row,
                                   "it was delivered; what lies there now is not what was delivered (R46)"});
  }

  bool FileIsThere(const Item& item) const {
    if (item.file.empty()) return true;
    std::error_code failed;
    return fs::file_size(journal_.work() / item.file, failed) == item.file_bytes && !failed;
  }

  // What besides photo and plan the result depends on.
  std::string ExtraOf(const BoundPhoto& bound) const {
    const auto& candidate = roster_.all()[bound.candidate];
    std::string extra = candidate.exam_no + '\n' + std::to_string(candidate.row) + '\n' + candidate.level +
                        '\n' + bound.code + '\n' + std::to_string(bound.voucher_fields) + '\n';
    for (const char* field : {"submitted_at", "paid", "confirmed", "tenant"})
      if (const auto* value = roster_.Value(candidate, field)) extra += *value + '\n';
    if (const auto portrait = PortraitOf(candidate); !portrait.empty()) {
      const auto sum = Sha256OfFile(portrait);
      extra += "portrait " + (sum ? *sum : std::string("none")) + '\n';
    }
    if (job_.window)
      extra += std::to_string(job_.window->first_day) + '-' + std::to_string(job_.window->last_day);
    return extra;
  }
  // The picture of the identity card that the photo is to be compared with; empty: none.
  fs::path PortraitOf(const Candidate& candidate) const {
    if (options_.faces == nullptr || !roster_.HasField("portrait")) return {};
    const auto* name = roster_.Value(candidate, "portrait");
    return name == nullptr || name->empty() ? fs::path() : job_.file.parent_path() / fs::path(*name);
  }
  std::string KeyOf(const std::string& photo_sha, const std::string& extra) const {
    return Sha256OfText(photo_sha + '\n' + plan_->digest() + '\n' + extra);
  }

  Status WorkAll() {
    // Those the program died on go first and alone: whoever is to blame is found, and the others lose nothing
    // by it.
    std::vector<std::size_t> suspects, others;
    for (std::size_t i = 0; i < tasks_.size(); ++i)
      (tasks_[i].item.crashes > 0 ? suspects : others).push_back(i);
    if (auto status = Work(suspects, 1); !status) return status;
    return Work(others, options_.workers);
  }

  Status Work(const std::vector<std::size_t>& which, int workers) {
    if (which.empty()) return {};
    if (Cancelled()) {
      result_.stopped = true;  // before its first photo
      return {};
    }
    std::vector<fs::path> files;
    for (const auto i : which) files.push_back(photos_[tasks_[i].bound->photo].file);
    RunnerOptions run;
    run.workers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(workers), which.size()));
    run.memory_bytes = options_.memory_bytes;
    run.request.cancellation = &stop_;
    run.request.keep_source_image = run.request.keep_image = true;
    if (options_.faces != nullptr) run.request.report_facts = BatchFaces::NeededFacts();
    run.on_read = [&](std::size_t index, std::span<const std::uint8_t> bytes, RunRequest& request) {
      return OnRead(tasks_[which[index]], bytes, request);
    };
    run.on_worker = [&](RunnerResult& result) { OnWorker(tasks_[which[result.index]], result); };
    Recorder recorder(journal_, options_.on_item);
    const std::function<void(RunnerResult)> on_result = [&](RunnerResult result) {
      auto& task = tasks_[which[result.index]];
      if (!Record(task, result, recorder) || Cancelled()) stop_.Cancel();
      task = {};  // of 20,000 photos only those in work take memory
    };
    const auto ran = options_.elsewhere ? options_.elsewhere(files, run, on_result)
                                        : RunPhotos(plan_, files, run, on_result);
    const auto recorded = recorder.Finish();
    if (!ran) return ran.error();
    result_.stopped = result_.stopped || Cancelled();
    return recorded;
  }

  bool Cancelled() const { return options_.cancellation != nullptr && options_.cancellation->stop(); }

  bool OnRead(Task& task, std::span<const std::uint8_t> bytes, RunRequest& request) {
    if (Cancelled()) stop_.Cancel();
    auto& item = task.item;
    item.photo_sha256 = Sha256Hex(bytes);
    item.stamp = StampOf(photos_[task.bound->photo].file);
    const auto key = KeyOf(item.photo_sha256, ExtraOf(*task.bound));
    task.whole = task.whole && key == item.key;
    item.key = key;
    if (task.whole) return false;
    if (!task.bound->code.empty()) request.inputs["voucher.code"] = task.bound->code;
    if (options_.elsewhere) return true;  // this process cannot die of it
    task.slot = slots_->Take(item.candidate);
    request.on_step = [this, slot = task.slot](std::string_view operation) {
      slots_->Enter(slot, operation);
    };
    return true;
  }

  // On the worker: findings, pictures, and what the item's row will say.
  void OnWorker(Task& task, RunnerResult& result) {
    if (!result.skipped && !result.photo.error) CompareFaces(task, result.photo);
    slots_->Give(std::exchange(task.slot, -1));
    if (result.skipped) return;
    auto& photo = result.photo;
    if (photo.error && photo.error->code == ErrorCode::kCancelled) return;
    AddJobFindings(job_, roster_, *task.bound, *plan_, photo);
    const int height = photo.outcome == Outcome::kAccepted ? kAcceptedHeight : kLookHeight;
    Picture(photo.source_image, height, task.pictures.source);
    task.pictures.source_width_px = static_cast<int>(photo.source.width_px);
    task.pictures.source_height_px = static_cast<int>(photo.source.height_px);
    const bool kept = photo.outcome == Outcome::kAccepted || photo.outcome == Outcome::kReview;
    if (kept && photo.image && !photo.file.empty()) {
      Picture(photo.image, height, task.pictures.product);
      task.pictures.product_width_px = static_cast<int>(photo.image->width);
      task.pictures.product_height_px = static_cast<int>(photo.image->height);
    }
    photo.source_image = {};
    photo.image = {};
    auto& item = task.item;
    item.error = photo.error ? photo.error->message : "";
    item.file.clear();
    item.file_sha256.clear();
    item.file_bytes = 0;
    if (kept && !photo.file.empty()) {
      item.file = "finished/" + item.key.substr(0, 2) + "/" + item.key + "." + photo.file_extension;
      item.file_sha256 = Sha256Hex(photo.file);
      item.file_bytes = photo.file.size();
    }
    item.outcome = photo.outcome;
    item.state = photo.error                           ? ItemState::kFailed
                 : photo.outcome == Outcome::kRejected ? ItemState::kRejected
                                                       : ItemState::kDone;
    item.crashes = 0;
    item.crashed_in.clear();
    PhotoReport report;
    report.photo = "";  // whoever prints it says what may be seen of the name
    report.result = &photo;
    report.output_file = item.file;
    task.report = JsonReport(report, {.facts = false, .timing = false});
    if (!item.file.empty()) task.file = std::move(photo.file);
  }

  void CompareFaces(Task& task, PhotoResult& photo) {
    if (options_.faces == nullptr) return;
    if (options_.elsewhere) {  // services keep what describes a face: it is measured here
      task.slot = slots_->Take(task.item.candidate);
      slots_->Enter(task.slot, "face");
      options_.faces->Measure(photos_[task.bound->photo].file, photo);
    }
    if (const auto portrait = PortraitOf(roster_.all()[task.bound->candidate]); !portrait.empty())
      options_.faces->CompareWithPortrait(
          *plan_, portrait, [&](std::string_view operation) { slots_->Enter(task.slot, operation); }, photo);
    options_.faces->Take(task.item.photo, task.item.candidate, photo);
  }

  static void Picture(const ImageRef& image, int height, std::vector<std::uint8_t>& out) {
    if (!image) return;
    if (auto jpeg = EncodeThumbnail(*image, height, kThumbnailQuality)) out = std::move(*jpeg);
  }

  // False: nothing can be recorded any more.
  bool Record(Task& task, const RunnerResult& result, Recorder& recorder) {
    const auto& error = result.photo.error;
    if (!result.skipped && error && error->code == ErrorCode::kCancelled) return true;
    ++(result.skipped ? result_.kept : result_.run);
    return recorder
        .Add({std::move(task.item),
              result.skipped,
              std::move(task.file),
              std::move(task.report),
              std::move(task.pictures),
              {Now(), result.milliseconds}})
        .ok();
  }

  Status Close() {
    auto same = SamePhotos(journal_);
    if (!same) return same.error();
    binding_.exceptions.insert(binding_.exceptions.end(), same->begin(), same->end());
    if (options_.faces != nullptr && !result_.stopped) {
      const BatchFaces::Work work{options_.workers, options_.memory_bytes, options_.cancellation};
      const auto faces = options_.faces->Compare(job_, roster_, journal_, binding_.exceptions, work,
                                                 &result_.stopped, &result_.not_compared);
      if (!faces) return faces.error();
      binding_.exceptions.insert(binding_.exceptions.end(), faces->begin(), faces->end());
    }
    if (auto status = BatchFaces::Forget(journal_); !status)
      return status;  // until the new exceptions are there
    std::stable_sort(binding_.exceptions.begin(), binding_.exceptions.end(),
                     [](const auto& a, const auto& b) {
                       return std::tie(a.kind, a.row, a.photo, a.candidate, a.detail) <
                              std::tie(b.kind, b.row, b.photo, b.candidate, b.detail);
                     });
    result_.exceptions = binding_.exceptions.size();
    if (auto status = journal_.SetExceptions(binding_.exceptions); !status) return status;
    if (result_.stopped) return {};
    if (options_.faces != nullptr)
      if (auto status = options_.faces->Remember(journal_); !status) return status;
    return Tidy(journal_);
  }

  const JobFile& job_;
  const Roster& roster_;
  const std::vector<InputPhoto>& photos_;
  Binding binding_;
  const std::shared_ptr<const Plan>& plan_;
  Journal& journal_;
  const BatchRunOptions& options_;
  Cancellation stop_;
  std::unique_ptr<CrashSlots> slots_;
  std::vector<Task> tasks_;
  BatchRunResult result_;
};

}  // namespace

bool Shard::Has(const std::string& candidate) const {
  if (count <= 1) return true;
  unsigned value = 0;  // the first bytes of the sum: the same on every machine
  for (const char c : Sha256OfText(candidate).substr(0, 6))
    value = value * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  return static_cast<int>(value % static_cast<unsigned>(count)) == index - 1;
}

std::string StampOf(const fs::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "";
  const auto time = [](const timespec& t) {
    return std::to_string(t.tv_sec) + '.' + std::to_string(t.tv_nsec);
  };
  return std::to_string(info.st_size) + '-' + std::to_string(info.st_ino) + '-' + time(info.st_mtim) + '-' +
         time(info.st_ctim);
}

Result<BatchRunResult> RunBatch(const JobFile& job, const Roster& roster,
                                const std::vector<InputPhoto>& photos, Binding binding,
                                const std::shared_ptr<const Plan>& plan, Journal& journal,
                                const BatchRunOptions& options) {
  return BatchRun(job, roster, photos, std::move(binding), plan, journal, options).Run();
}

Result<std::vector<BatchException>> SamePhotos(Journal& journal) {
  std::map<std::string, std::vector<Item>> by_photo;
  std::unordered_map<std::string, int> count;
  if (auto status = journal.EachItem([&](const Item& item) { ++count[item.photo_sha256]; }); !status)
    return status.error();
  const auto status = journal.EachItem([&](Item item) {
    if (!item.photo_sha256.empty() && count[item.photo_sha256] > 1)
      by_photo[item.photo_sha256].push_back(std::move(item));
  });
  if (!status) return status.error();
  std::vector<BatchException> out;
  for (const auto& [sha, items] : by_photo)
    for (const auto& item : items)
      out.push_back({BatchException::Kind::kPhotoTwice, item.photo, item.candidate, item.row,
                     "the same bytes are bound to " + std::to_string(items.size()) + " candidates"});
  return out;
}

Status Tidy(Journal& journal) {
  std::set<std::string> named;
  if (auto status = journal.EachItem([&](const Item& item) {
        if (!item.file.empty()) named.insert(item.file);
      });
      !status)
    return status;
  std::error_code failed;
  std::vector<fs::path> remove;
  for (fs::recursive_directory_iterator it(journal.work() / "finished", failed), end; !failed && it != end;
       it.increment(failed)) {
    if (!it->is_regular_file(failed)) continue;
    if (!named.contains(it->path().lexically_relative(journal.work()).generic_string()))
      remove.push_back(it->path());
  }
  for (const auto& file : remove) fs::remove(file, failed);
  return {};
}

}  // namespace certphoto
