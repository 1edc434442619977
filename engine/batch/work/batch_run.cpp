#include "engine/batch/work/batch_run.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>
#include <unordered_map>

#include "engine/base/sha256.h"
#include "engine/batch/runner.h"
#include "engine/batch/work/batch_faces.h"
#include "engine/batch/work/crash_slots.h"
#include "engine/batch/work/photo_work.h"
#include "engine/batch/work/recorder.h"
#include "engine/batch/work/todo.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

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
        options_(options),
        keys_(job, roster, plan->digest(), options.faces != nullptr) {}

  Result<BatchRunResult> Run() {
    // A row need not be on the disk before the next photo: what a power cut takes of the newest is done
    // again, and the file a row names is on the disk before the row in any case. Decisions and deliveries are
    // never written with this.
    if (auto status = journal_.database().Script("PRAGMA synchronous=NORMAL"); !status) return status.error();
    Status status;
    for (const auto& step : {&BatchRun::Prepare, &BatchRun::WorkAll, &BatchRun::Close})
      if (status = (this->*step)(); !status) break;
    if (auto full = journal_.database().Script("PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(PASSIVE)");
        status && !full)
      status = full;
    return status ? Result<BatchRunResult>(result_) : Result<BatchRunResult>(status.error());
  }

 private:
  Status Prepare() {
    auto slots = CrashSlots::Open(journal_.work() / "running");
    if (!slots) return slots.error();
    slots_ = std::move(*slots);
    if (auto status = Tidy(journal_); !status) return status;
    auto todo = MakeTodo(job_, roster_, photos_, binding_.bound, slots_->left(), keys_, journal_, options_);
    if (!todo) return todo.error();
    slots_->Clear();  // what they said is in the journal now
    tasks_ = std::move(todo->tasks);
    result_.items = todo->items;
    result_.kept = todo->kept;
    std::erase_if(binding_.exceptions, [&](const BatchException& e) {
      return e.kind == BatchException::Kind::kMissing && todo->purged.contains(e.candidate);
    });
    binding_.exceptions.insert(binding_.exceptions.end(), todo->exceptions.begin(), todo->exceptions.end());
    if (options_.on_plan) options_.on_plan(tasks_.size());
    return {};
  }

  Status WorkAll() {
    // Those the program died on go first and alone: whoever is to blame is found, and the others lose nothing
    // by it.
    std::vector<std::size_t> suspects, others;
    for (std::size_t i = 0; i < tasks_.size(); ++i)
      (tasks_[i].result.item.crashes > 0 ? suspects : others).push_back(i);
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
    const PhotoWork work(job_, roster_, photos_, *plan_, keys_, *slots_, options_);
    RunnerOptions run;
    run.workers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(workers), which.size()));
    run.memory_bytes = options_.memory_bytes;
    run.request.cancellation = &stop_;
    run.request.keep_source_image = run.request.keep_image = true;
    if (options_.faces != nullptr) run.request.report_facts = BatchFaces::NeededFacts();
    run.on_read = [&](std::size_t index, std::span<const std::uint8_t> bytes, RunRequest& request) {
      if (Cancelled()) stop_.Cancel();
      return work.Begin(tasks_[which[index]], bytes, request);
    };
    run.on_worker = [&](RunnerResult& result) { work.Finish(tasks_[which[result.index]], result); };
    Recorder recorder(journal_, options_.on_item);
    const std::function<void(RunnerResult)> on_result = [&](RunnerResult result) {
      auto& task = tasks_[which[result.index]];
      if (!Record(task.result, result, recorder) || Cancelled()) stop_.Cancel();
      task = {};  // of 20,000 photos only those in work take memory
    };
    const auto ran = options_.elsewhere ? options_.elsewhere(files, run, on_result)
                                        : RunPhotos(plan_, files, run, on_result);
    auto recorded = recorder.Finish();
    if (!ran) return ran.error();
    result_.stopped = result_.stopped || Cancelled();
    return recorded;
  }

  bool Cancelled() const { return options_.cancellation != nullptr && options_.cancellation->stop(); }

  // False: nothing can be recorded any more.
  bool Record(ItemResult& item, const RunnerResult& result, Recorder& recorder) {
    const auto& error = result.photo.error;
    if (!result.skipped && error && error->code == ErrorCode::kCancelled) return true;
    ++(result.skipped ? result_.kept : result_.run);
    item.times = {Now(), result.milliseconds};
    return recorder.Add(std::move(item)).ok();
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
  const ItemKeys keys_;
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
