#include "engine/batch/work/merge.h"

#include <algorithm>
#include <tuple>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/batch/runner.h"
#include "engine/batch/work/batch_run.h"

namespace certphoto {
namespace {

constexpr std::uint64_t kMaxFinishedBytes = 256u << 20;

Status CopyFinished(const Journal& part, const Journal& whole, const Item& item) {
  const auto bytes = ReadFileBytes(part.work() / item.file, kMaxFinishedBytes);
  if (!bytes) return Error{ErrorCode::kIo, (part.work() / item.file).string() + ": " + bytes.error().message};
  if (Sha256Hex(*bytes) != item.file_sha256)
    return Error{ErrorCode::kIo, (part.work() / item.file).string() +
                                     " is not what its journal recorded; run that part again"};
  const auto place = whole.work() / item.file;
  if (auto status = MakeFolder(place.parent_path()); !status) return status;
  if (auto status = WriteFileAtomically(place, *bytes); !status) return status;
  if (auto status = SyncFolder(place.parent_path()); !status) return status;
  return SyncFolder(place.parent_path().parent_path());
}

auto Order(const BatchException& e) {
  return std::tie(e.kind, e.row, e.photo, e.candidate, e.detail);
}

}  // namespace

Result<std::size_t> MergeJournal(Journal& part, Journal& whole, std::vector<BatchException>& exceptions) {
  std::vector<Item> items;
  if (auto status = part.EachItem([&](Item item) { items.push_back(std::move(item)); }); !status)
    return status.error();
  const auto times = part.Times();
  if (!times) return times.error();
  const auto delivered = whole.DeliveredPhotos();
  if (!delivered) return delivered.error();
  std::size_t taken = 0;
  for (const auto& item : items) {
    const auto known = whole.Find(item.candidate);
    if (!known) return known.error();
    const bool same = *known && (*known)->key == item.key && (*known)->state == item.state &&
                      (*known)->row == item.row && (*known)->file_sha256 == item.file_sha256;
    if (same) continue;
    if (delivered->contains(item.candidate))
      return Error{ErrorCode::kInvalid, "row " + std::to_string(item.row) + " is delivered and differs in " +
                                            part.work().string() + " (R46)"};
    if (!item.file.empty())
      if (auto status = CopyFinished(part, whole, item); !status) return status.error();
    const auto report = part.Report(item.candidate);
    if (!report) return report.error();
    const auto pictures = part.Pictures(item.candidate);
    if (!pictures) return pictures.error();
    const auto time = times->find(item.candidate);
    const auto status =
        item.state == ItemState::kPending || item.state == ItemState::kPoison
            ? whole.Put(item)
            : whole.Record(item, *report, *pictures, time == times->end() ? ItemTimes{} : time->second);
    if (!status) return status.error();
    ++taken;
  }
  const auto found = part.Exceptions();
  if (!found) return found.error();
  exceptions.insert(exceptions.end(), found->begin(), found->end());
  return taken;
}

Result<std::size_t> FinishMerge(const JobFile& job, const Roster& roster, Journal& whole,
                                std::vector<BatchException> exceptions, BatchFaces* faces,
                                const BatchFaces::Work& work) {
  std::erase_if(exceptions, [](const auto& e) {
    return e.kind == BatchException::Kind::kPhotoTwice || BatchFaces::IsOurs(e.kind);
  });
  auto same = SamePhotos(whole);
  if (!same) return same.error();
  exceptions.insert(exceptions.end(), same->begin(), same->end());
  std::sort(exceptions.begin(), exceptions.end(),
            [](const auto& a, const auto& b) { return Order(a) < Order(b); });
  exceptions.erase(std::unique(exceptions.begin(), exceptions.end(),
                               [](const auto& a, const auto& b) { return Order(a) == Order(b); }),
                   exceptions.end());
  std::size_t absent = 0;
  if (faces != nullptr) {
    bool stopped = false;
    const auto found = faces->Compare(job, roster, whole, exceptions, work, &stopped, &absent);
    if (!found) return found.error();
    if (stopped) return Error{ErrorCode::kCancelled, "stopped; the same command again goes on from here"};
    exceptions.insert(exceptions.end(), found->begin(), found->end());
  }
  if (auto status = BatchFaces::Forget(whole); !status) return status.error();
  std::sort(exceptions.begin(), exceptions.end(),
            [](const auto& a, const auto& b) { return Order(a) < Order(b); });
  if (auto status = whole.SetExceptions(exceptions); !status) return status.error();
  if (faces != nullptr)
    if (auto status = faces->Remember(whole); !status) return status.error();
  if (auto status = Tidy(whole); !status) return status.error();
  return absent;
}

}  // namespace certphoto
