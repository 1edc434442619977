#include "engine/batch/work/recorder.h"

#include <set>

#include "engine/base/atomic_file.h"

namespace certphoto {

namespace fs = std::filesystem;

Recorder::Recorder(Journal& journal, std::function<void(const Item&)> on_recorded)
    : journal_(journal), on_recorded_(std::move(on_recorded)), thread_([this] { Work(); }) {}

Recorder::~Recorder() {
  (void)Finish();
}

Status Recorder::Add(ItemResult result) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < kMaxWaiting || !status_; });
  if (!status_) return status_;
  waiting_.push_back(std::move(result));
  lock.unlock();
  changed_.notify_all();
  return {};
}

Status Recorder::Finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  return status_;
}

void Recorder::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return finished_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto results = std::exchange(waiting_, {});
    lock.unlock();
    changed_.notify_all();  // there is room again
    const auto status = Write(results);
    lock.lock();
    if (status) continue;
    status_ = status;
    waiting_.clear();
    changed_.notify_all();
    return;
  }
}

Status Recorder::Write(const std::vector<ItemResult>& results) {
  if (auto status = WriteFiles(results); !status) return status;
  for (const auto& result : results) {
    if (auto status = WriteRow(result); !status) return status;
    if (!result.kept && on_recorded_) on_recorded_(result.item);
  }
  return {};
}

Status Recorder::WriteFiles(const std::vector<ItemResult>& results) {
  std::vector<AtomicFile> files;
  std::set<fs::path> folders;  // whose names have changed
  for (const auto& result : results) {
    if (result.file.empty()) continue;
    const auto place = journal_.work() / result.item.file;
    const auto folder = place.parent_path();
    folders.insert(folder);
    // Somebody who was killed may have made the folder and not brought its own name to the disk.
    for (auto made = fs::path(result.item.file).parent_path(); !made.empty() && durable_.insert(made).second;
         made = made.parent_path())
      folders.insert(journal_.work() / made.parent_path());
    if (auto status = MakeFolder(folder); !status) return status;
    auto file = AtomicFile::Create(place);
    if (!file) return file.error();
    const std::string_view bytes(reinterpret_cast<const char*>(result.file.data()), result.file.size());
    if (auto status = file->Write(bytes); !status) return status;
    files.push_back(std::move(*file));
  }
  // All are written before the first sync: what it brings to the disk anyway spares the others most of
  // theirs.
  for (auto& file : files)
    if (auto status = file.Commit(); !status) return status;
  for (const auto& folder : folders)
    if (auto status = SyncFolder(folder); !status) return status;
  return {};
}

Status Recorder::WriteRow(const ItemResult& result) {
  return result.kept ? PutKept(journal_, result.item)
                     : journal_.Record(result.item, result.report, result.pictures, result.times);
}

Status PutKept(Journal& journal, const Item& item) {
  // Journal::Put takes a row's report with it; one whose result stands keeps it.
  if (item.state == ItemState::kPending) return journal.Put(item);
  return journal.database().Run(
      "UPDATE items SET row=?2, bound_by=?3, state=?4, error=?5, crashes=?6, crashed_in=?7, stamp=?8, "
      "photo=?9 WHERE candidate=?1",
      {item.candidate, item.row, item.bound_by, ToString(item.state), item.error, item.crashes,
       item.crashed_in, item.stamp, item.photo});
}

}  // namespace certphoto
