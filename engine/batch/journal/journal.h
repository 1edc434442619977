// The durable memory of a batch: what became of every candidate's photo, who decided what, what was
// delivered. One SQLite file in the work folder. docs/batch.md says what is where.
//
// A file is durable before the row that names it is; a crash between the two is work done again.
#ifndef CERTPHOTO_ENGINE_BATCH_JOURNAL_JOURNAL_H
#define CERTPHOTO_ENGINE_BATCH_JOURNAL_JOURNAL_H

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch/binding/binding.h"
#include "engine/batch/journal/database.h"
#include "engine/report/finding.h"

namespace certphoto {

// `rejected` (the photo breaks a rule) is a success of the run; `failed` is ours; `poison`: the program died
// of it again and again; `purged`: it was never delivered, and a purge took its pictures away.
enum class ItemState { kPending, kDone, kRejected, kFailed, kPoison, kPurged };
[[nodiscard]] const char* ToString(ItemState state);

// What is known of a candidate's photo. Equal work gives equal rows: times are kept apart (ItemTimes).
struct Item {
  std::string candidate;  // exam number
  int row = 0;            // of the roster
  std::string photo;      // below the inputs' folder
  std::string bound_by;
  std::string stamp;  // size, inode and times of the photo when it was read: what spares reading it again
  std::string photo_sha256;
  std::string key;  // sha256 of the photo, the plan's digest and what else the result depends on
  ItemState state = ItemState::kPending;
  Outcome outcome = Outcome::kFailed;  // when state is done (accepted, review) or rejected
  std::string error;                   // when failed or poison
  int crashes = 0;                     // of the program while it was on this item
  std::string crashed_in;              // the operation it was in the last time
  std::string file;                    // finished photo, below the work folder; empty: none
  std::string file_sha256;
  std::uint64_t file_bytes = 0;
};

struct ItemTimes {
  std::int64_t finished_at = 0;  // seconds since 1970-01-01 UTC
  double wall_ms = 0;
};

// What report and review page show of an item.
struct ItemPictures {
  std::vector<std::uint8_t> source, product;  // JPEG thumbnails; empty: none
  int source_width_px = 0, source_height_px = 0, product_width_px = 0,
      product_height_px = 0;  // of the pictures they show
};

struct Decision {
  std::int64_t number = 0;     // in the order they were applied
  std::string candidate, key;  // the very photo it is about
  std::string action;          // accept, reject, recapture
  std::string reason;          // a rule's id or "other"; empty for accept
  std::string note;
  std::string reviewer;
  std::int64_t decided_at = 0, applied_at = 0;  // seconds since 1970-01-01 UTC; decided_at as the page says
  std::string before, after;                    // the standing before and after
};

struct Delivered {
  std::string candidate, key, file_sha256;
  std::string delivery;           // its name
  std::int64_t delivered_at = 0;  // seconds since 1970-01-01 UTC
  std::int64_t purged_at = 0;     // when its pictures were removed; 0: they are there
};

// What an item stands at, decisions included: accepted, review, rejected, recapture, failed, poison, pending,
// purged.
[[nodiscard]] std::string StandingOf(const Item& item, const Decision* last_decision);

// Used by one thread at a time; one process at a time (Open takes a lock).
class Journal {
 public:
  // Makes the folder (0700) and the journal (0600) if need be. `work` is locked until the object goes: kIo
  // when somebody else has it. kInvalid when the journal is of another job or of a later version.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> Open(const std::filesystem::path& work,
                                                             const std::string& job_id);
  // The same without making anything: kNotFound when there is none.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> OpenExisting(const std::filesystem::path& work,
                                                                     const std::string& job_id);
  ~Journal();

  [[nodiscard]] const std::filesystem::path& work() const { return work_; }
  [[nodiscard]] Status Transaction(const std::function<Status()>& body) {
    return database_->Transaction(body);
  }

  [[nodiscard]] Status EachItem(const std::function<void(Item)>& on_item);  // by row, then candidate
  [[nodiscard]] Result<std::optional<Item>> Find(const std::string& candidate);
  // Replaces the candidate's row and everything that hung on the old one (report, pictures, times).
  [[nodiscard]] Status Put(const Item& item);
  [[nodiscard]] Status Remove(const std::string& candidate);
  // A result in one commit. `report`: JSON of the photo's findings.
  [[nodiscard]] Status Record(const Item& item, const std::string& report, const ItemPictures& pictures,
                              const ItemTimes& times);
  [[nodiscard]] Result<std::string> Report(const std::string& candidate);  // empty: none
  [[nodiscard]] Result<ItemPictures> Pictures(const std::string& candidate);
  [[nodiscard]] Result<std::map<std::string, ItemTimes>> Times();

  [[nodiscard]] Status SetExceptions(const std::vector<BatchException>& exceptions);
  [[nodiscard]] Result<std::vector<BatchException>> Exceptions();

  [[nodiscard]] Status Add(const Decision& decision);
  [[nodiscard]] Result<std::vector<Decision>> Decisions();                // all, in order
  [[nodiscard]] Result<std::map<std::string, Decision>> LastDecisions();  // by candidate

  [[nodiscard]] Status Add(const Delivered& delivered);
  [[nodiscard]] Result<std::map<std::string, Delivered>> DeliveredPhotos();  // by candidate

  [[nodiscard]] Result<std::string> Meta(const std::string& key);
  [[nodiscard]] Status SetMeta(const std::string& key, const std::string& value);

  // Forgets reports' pictures and document readings of a candidate (purge) and gives the space back.
  [[nodiscard]] Status ForgetPictures(const std::string& candidate);
  // The same of one who was never delivered: its row says so, and what is known of it stays.
  [[nodiscard]] Status MarkPurged(const std::string& candidate);
  [[nodiscard]] Status Compact();

  [[nodiscard]] Database& database() { return *database_; }

 private:
  Journal(std::filesystem::path work, int lock, std::unique_ptr<Database> database)
      : work_(std::move(work)), lock_(lock), database_(std::move(database)) {}
  [[nodiscard]] static Result<std::unique_ptr<Journal>> OpenIn(const std::filesystem::path& work,
                                                               const std::string& job_id);

  std::filesystem::path work_;
  int lock_ = -1;
  std::unique_ptr<Database> database_;
};

}  // namespace certphoto

#endif
