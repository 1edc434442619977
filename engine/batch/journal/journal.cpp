#include "engine/batch/journal/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "engine/base/atomic_file.h"
#include "engine/batch/journal/packing.h"
#include "engine/config/diagnostics.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVersion = "1";
constexpr std::array kStates = {"pending", "done", "rejected", "failed", "poison", "purged"};
constexpr std::array kOutcomes = {"accepted", "rejected", "review", "failed"};

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS items(
  candidate TEXT PRIMARY KEY, row INTEGER NOT NULL, photo TEXT NOT NULL, bound_by TEXT NOT NULL, stamp TEXT NOT NULL,
  photo_sha256 TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL, error TEXT NOT NULL,
  crashes INTEGER NOT NULL, crashed_in TEXT NOT NULL, file TEXT NOT NULL, file_sha256 TEXT NOT NULL, file_bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS reports(candidate TEXT PRIMARY KEY REFERENCES items ON DELETE CASCADE, report BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pictures(
  candidate TEXT PRIMARY KEY REFERENCES items ON DELETE CASCADE, source BLOB NOT NULL, product BLOB NOT NULL, source_width INTEGER NOT NULL,
  source_height INTEGER NOT NULL, product_width INTEGER NOT NULL, product_height INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS times(candidate TEXT PRIMARY KEY REFERENCES items ON DELETE CASCADE, finished_at INTEGER NOT NULL, wall_ms REAL NOT NULL);
CREATE TABLE IF NOT EXISTS exceptions(
  number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, photo TEXT NOT NULL, candidate TEXT NOT NULL, row INTEGER NOT NULL, detail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS decisions(
  number INTEGER PRIMARY KEY AUTOINCREMENT, candidate TEXT NOT NULL, key TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL,
  note TEXT NOT NULL, reviewer TEXT NOT NULL, decided_at INTEGER NOT NULL, applied_at INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivered(
  candidate TEXT PRIMARY KEY, key TEXT NOT NULL, file_sha256 TEXT NOT NULL, delivery TEXT NOT NULL, delivered_at INTEGER NOT NULL, purged_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS readings(
  photo TEXT PRIMARY KEY, stamp TEXT NOT NULL, plan TEXT NOT NULL, with_text INTEGER NOT NULL, reading BLOB NOT NULL);
)sql";

constexpr const char* kItemColumns =
    "SELECT "
    "candidate,row,photo,bound_by,stamp,photo_sha256,key,state,outcome,error,crashes,crashed_in,file,file_"
    "sha256,file_bytes FROM items ";

template <std::size_t N>
std::size_t IndexOf(const std::array<const char*, N>& names, const std::string& name) {
  for (std::size_t i = 0; i < N; ++i)
    if (name == names[i]) return i;
  return N - 1;
}

Item ItemOf(const DatabaseRow& row) {
  Item item;
  item.candidate = row.Text(0);
  item.row = static_cast<int>(row.Integer(1));
  item.photo = row.Text(2);
  item.bound_by = row.Text(3);
  item.stamp = row.Text(4);
  item.photo_sha256 = row.Text(5);
  item.key = row.Text(6);
  item.state = static_cast<ItemState>(IndexOf(kStates, row.Text(7)));
  item.outcome = static_cast<Outcome>(IndexOf(kOutcomes, row.Text(8)));
  item.error = row.Text(9);
  item.crashes = static_cast<int>(row.Integer(10));
  item.crashed_in = row.Text(11);
  item.file = row.Text(12);
  item.file_sha256 = row.Text(13);
  item.file_bytes = static_cast<std::uint64_t>(row.Integer(14));
  return item;
}

Decision DecisionOf(const DatabaseRow& row) {
  return {row.Integer(0), row.Text(1),    row.Text(2),    row.Text(3), row.Text(4), row.Text(5),
          row.Text(6),    row.Integer(7), row.Integer(8), row.Text(9), row.Text(10)};
}

}  // namespace

const char* ToString(ItemState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::string StandingOf(const Item& item, const Decision* last) {
  const bool decided = last != nullptr && last->key == item.key;
  switch (item.state) {
    case ItemState::kPending:
    case ItemState::kFailed:
    case ItemState::kPoison:
      return decided && last->action == "recapture" ? "recapture" : ToString(item.state);
    case ItemState::kPurged:
      return ToString(item.state);
    case ItemState::kDone:
    case ItemState::kRejected:
      if (!decided) return ToString(item.outcome);
      return last->action == "accept" ? "accepted" : last->action == "reject" ? "rejected" : "recapture";
  }
  return "pending";
}

Result<std::unique_ptr<Journal>> Journal::OpenExisting(const fs::path& work, const std::string& job_id) {
  std::error_code failed;
  if (!fs::exists(work / "journal.sqlite", failed))
    return Error{ErrorCode::kNotFound,
                 "there is no journal in " + work.string() + "; `certphoto batch run` makes it"};
  return OpenIn(work, job_id);
}

Result<std::unique_ptr<Journal>> Journal::Open(const fs::path& work, const std::string& job_id) {
  if (auto status = MakeFolder(work); !status) return status.error();
  return OpenIn(work, job_id);
}

Result<std::unique_ptr<Journal>> Journal::OpenIn(const fs::path& work, const std::string& job_id) {
  const int lock = ::open((work / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0)
    return Error{ErrorCode::kIo, "cannot write in " + work.string() + ": " + std::strerror(errno)};
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Error{ErrorCode::kIo, "another `certphoto batch` is at work in " + work.string()};
  }
  std::unique_ptr<Journal> journal(new Journal(work, lock, nullptr));
  auto database = Database::Open(work / "journal.sqlite");
  if (!database) return database.error();
  journal->database_ = std::move(*database);
  if (auto status = journal->database_->Transaction([&] { return journal->database_->Script(kSchema); });
      !status)
    return status.error();
  auto version = journal->Meta("version"), job = journal->Meta("job");
  if (!version) return version.error();
  if (!job) return job.error();
  if (!version->empty() && *version != kVersion)
    return Error{ErrorCode::kInvalid, "the journal in " + work.string() + " is of version " + *version +
                                          ", this program writes version " + kVersion};
  if (!job->empty() && *job != job_id)
    return Error{ErrorCode::kInvalid, "the journal in " + work.string() + " is of the job " + Quoted(*job) +
                                          ", not of " + Quoted(job_id)};
  if (version->empty()) {
    if (auto status = journal->SetMeta("version", kVersion); !status) return status.error();
    if (auto status = journal->SetMeta("job", job_id); !status) return status.error();
  }
  return journal;
}

Journal::~Journal() {
  database_.reset();
  if (lock_ >= 0) ::close(lock_);
}

Status Journal::EachItem(const std::function<void(Item)>& on_item) {
  return database_->Run(
      "SELECT "
      "candidate,row,photo,bound_by,stamp,photo_sha256,key,state,outcome,error,crashes,crashed_in,file,file_"
      "sha256,file_bytes "
      "FROM items ORDER BY row, candidate",
      {}, [&](const DatabaseRow& row) { on_item(ItemOf(row)); });
}

Result<std::optional<Item>> Journal::Find(const std::string& candidate) {
  static const std::string sql = std::string(kItemColumns) + "WHERE candidate = ?1";
  std::optional<Item> out;
  if (auto status =
          database_->Run(sql.c_str(), {candidate}, [&](const DatabaseRow& row) { out = ItemOf(row); });
      !status)
    return status.error();
  return out;
}

Status Journal::Put(const Item& item) {
  if (auto status = Remove(item.candidate); !status) return status;
  return database_->Run(
      "INSERT INTO items VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
      {item.candidate, item.row, item.photo, item.bound_by, item.stamp, item.photo_sha256, item.key,
       ToString(item.state), kOutcomes[static_cast<std::size_t>(item.outcome)], item.error, item.crashes,
       item.crashed_in, item.file, item.file_sha256, item.file_bytes});
}

Status Journal::Remove(const std::string& candidate) {
  return database_->Run("DELETE FROM items WHERE candidate = ?1", {candidate});
}

Status Journal::Record(const Item& item, const std::string& report, const ItemPictures& p,
                       const ItemTimes& times) {
  const auto packed = Pack(report);  // before the transaction: nobody waits for it
  return database_->Transaction([&]() -> Status {
    if (auto status = Put(item); !status) return status;
    if (auto status = database_->Run("INSERT INTO reports VALUES(?1,?2)", {item.candidate, packed}); !status)
      return status;
    if (auto status = database_->Run("INSERT INTO pictures VALUES(?1,?2,?3,?4,?5,?6,?7)",
                                     {item.candidate, p.source, p.product, p.source_width_px,
                                      p.source_height_px, p.product_width_px, p.product_height_px});
        !status)
      return status;
    return database_->Run("INSERT INTO times VALUES(?1,?2,?3)",
                          {item.candidate, times.finished_at, times.wall_ms});
  });
}

Result<std::string> Journal::Report(const std::string& candidate) {
  std::string out;
  if (auto status = database_->Run("SELECT report FROM reports WHERE candidate = ?1", {candidate},
                                   [&](const DatabaseRow& row) { out = Unpack(row.Blob(0)); });
      !status)
    return status.error();
  return out;
}

Result<ItemPictures> Journal::Pictures(const std::string& candidate) {
  ItemPictures out;
  const auto status = database_->Run(
      "SELECT source,product,source_width,source_height,product_width,product_height FROM pictures WHERE "
      "candidate = ?1",
      {candidate}, [&](const DatabaseRow& row) {
        out = {row.Blob(0),
               row.Blob(1),
               static_cast<int>(row.Integer(2)),
               static_cast<int>(row.Integer(3)),
               static_cast<int>(row.Integer(4)),
               static_cast<int>(row.Integer(5))};
      });
  if (!status) return status.error();
  return out;
}

Result<std::map<std::string, ItemTimes>> Journal::Times() {
  std::map<std::string, ItemTimes> out;
  const auto status =
      database_->Run("SELECT candidate,finished_at,wall_ms FROM times", {}, [&](const DatabaseRow& row) {
        out[row.Text(0)] = {row.Integer(1), row.Real(2)};
      });
  if (!status) return status.error();
  return out;
}

Status Journal::SetExceptions(const std::vector<BatchException>& exceptions) {
  return database_->Transaction([&]() -> Status {
    if (auto status = database_->Script("DELETE FROM exceptions"); !status) return status;
    int number = 0;
    for (const auto& e : exceptions)
      if (auto status =
              database_->Run("INSERT INTO exceptions VALUES(?1,?2,?3,?4,?5,?6)",
                             {++number, static_cast<int>(e.kind), e.photo, e.candidate, e.row, e.detail});
          !status)
        return status;
    return {};
  });
}

Result<std::vector<BatchException>> Journal::Exceptions() {
  std::vector<BatchException> out;
  const auto status =
      database_->Run("SELECT kind,photo,candidate,row,detail FROM exceptions ORDER BY number", {},
                     [&](const DatabaseRow& row) {
                       out.push_back({static_cast<BatchException::Kind>(row.Integer(0)), row.Text(1),
                                      row.Text(2), static_cast<int>(row.Integer(3)), row.Text(4)});
                     });
  if (!status) return status.error();
  return out;
}

Status Journal::Add(const Decision& d) {
  return database_->Run(
      "INSERT INTO decisions(candidate,key,action,reason,note,reviewer,decided_at,applied_at,before,after) "
      "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
      {d.candidate, d.key, d.action, d.reason, d.note, d.reviewer, d.decided_at, d.applied_at, d.before,
       d.after});
}

Result<std::vector<Decision>> Journal::Decisions() {
  std::vector<Decision> out;
  const auto status = database_->Run(
      "SELECT number,candidate,key,action,reason,note,reviewer,decided_at,applied_at,before,after FROM "
      "decisions ORDER BY number",
      {}, [&](const DatabaseRow& row) { out.push_back(DecisionOf(row)); });
  if (!status) return status.error();
  return out;
}

Result<std::map<std::string, Decision>> Journal::LastDecisions() {
  auto all = Decisions();
  if (!all) return all.error();
  std::map<std::string, Decision> out;
  for (auto& decision : *all) out[decision.candidate] = std::move(decision);
  return out;
}

Status Journal::Add(const Delivered& d) {
  return database_->Run("INSERT OR REPLACE INTO delivered VALUES(?1,?2,?3,?4,?5,?6)",
                        {d.candidate, d.key, d.file_sha256, d.delivery, d.delivered_at, d.purged_at});
}

Result<std::map<std::string, Delivered>> Journal::DeliveredPhotos() {
  std::map<std::string, Delivered> out;
  const auto status =
      database_->Run("SELECT candidate,key,file_sha256,delivery,delivered_at,purged_at FROM delivered", {},
                     [&](const DatabaseRow& row) {
                       out[row.Text(0)] = {row.Text(0), row.Text(1),    row.Text(2),
                                           row.Text(3), row.Integer(4), row.Integer(5)};
                     });
  if (!status) return status.error();
  return out;
}

Result<std::string> Journal::Meta(const std::string& key) {
  std::string out;
  if (auto status = database_->Run("SELECT value FROM meta WHERE key = ?1", {key},
                                   [&](const DatabaseRow& row) { out = row.Text(0); });
      !status)
    return status.error();
  return out;
}

Status Journal::SetMeta(const std::string& key, const std::string& value) {
  return database_->Run("INSERT OR REPLACE INTO meta VALUES(?1,?2)", {key, value});
}

Status Journal::ForgetPictures(const std::string& candidate) {
  return database_->Run("DELETE FROM pictures WHERE candidate = ?1", {candidate});
}

Status Journal::MarkPurged(const std::string& candidate) {
  if (auto status = ForgetPictures(candidate); !status) return status;
  return database_->Run("UPDATE items SET state=?2, file='' WHERE candidate = ?1",
                        {candidate, ToString(ItemState::kPurged)});
}

Status Journal::Compact() {
  if (auto status = database_->Script("VACUUM"); !status) return status;
  return database_->Script("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace certphoto
