// Brings results to the disk while the workers go on with the next photos.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_RECORDER_H
#define CERTPHOTO_ENGINE_BATCH_WORK_RECORDER_H

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/batch/journal/journal.h"

namespace certphoto {

// What a run has found out about one item.
struct ItemResult {
  Item item;
  bool kept = false;               // the journal's result stands: only the item's row is new
  std::vector<std::uint8_t> file;  // the finished photo, to be written to item.file; empty: none
  std::string report;
  ItemPictures pictures;
  ItemTimes times;
};

// A thread of its own takes what is waiting, in order: first all finished photos and their folders are
// brought to the disk, then their rows are written. So no row ever names a file that is not on the disk, and
// while syncs are slow, more photos share them. What is still waiting when the process dies is done again.
// After an error nothing more is written.
//
// The journal belongs to it until Finish. Add and Finish are called by one thread at a time.
class Recorder {
 public:
  static constexpr std::size_t kMaxWaiting = 32;  // results of some 100 kB each

  // `on_recorded` is told of each result that is not `kept` once its row is there, on the recorder's thread.
  Recorder(Journal& journal, std::function<void(const Item&)> on_recorded);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Hands a result over; waits while kMaxWaiting are there. The error is that of an earlier one: stop.
  [[nodiscard]] Status Add(ItemResult result);
  // Waits until everything is written. Nothing may be added any more.
  [[nodiscard]] Status Finish();

 private:
  void Work();
  [[nodiscard]] Status Write(const std::vector<ItemResult>& results);
  [[nodiscard]] Status WriteFiles(const std::vector<ItemResult>& results);
  [[nodiscard]] Status WriteRow(const ItemResult& result);

  Journal& journal_;
  std::function<void(const Item&)> on_recorded_;
  std::set<std::filesystem::path> durable_;  // folders whose own name is on the disk, below the journal's
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ItemResult> waiting_;
  Status status_;
  bool finished_ = false;
  std::thread thread_;
};

// Writes what a run has learnt about an item whose result stands: report, pictures and times stay.
[[nodiscard]] Status PutKept(Journal& journal, const Item& item);

}  // namespace certphoto

#endif
