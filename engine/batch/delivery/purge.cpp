#include "engine/batch/delivery/purge.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/base/sha256.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLogHead =
    "purge_log";  // of the journal: how many lines the log has at least, and the sum of that last one

class Log {
 public:
  explicit Log(fs::path file) : file_(std::move(file)) {}

  // Walks the chain, and finds in it the line that the journal remembers: no line is changed, none taken out,
  // none cut off at the end. More lines than that are of a purge that was killed.
  Status Check(Journal& journal) {
    const auto head = journal.Meta(kLogHead);
    if (!head) return head.error();
    const auto changed = [&](const std::string& why) {
      return Error{ErrorCode::kInvalid, file_.string() + ": " + why + "; it is not as the purges wrote it"};
    };
    std::ifstream in(file_, std::ios::binary);
    bool found = head->empty();
    for (std::string line; std::getline(in, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, false);
      const std::string before = last_.empty() ? "" : Sha256OfText(last_);
      if (!json.is_object() || json.value("before", nlohmann::json()) != before)
        return changed("line " + std::to_string(lines_ + 1) + " does not follow the one before");
      last_ = line;
      ++lines_;
      found = found || *head == Head();
    }
    return found ? Status() : Status(changed("lines are missing or the last one was changed"));
  }

  [[nodiscard]] std::size_t lines() const { return lines_; }
  [[nodiscard]] std::string Head() const { return std::to_string(lines_) + ' ' + Sha256OfText(last_); }

  ~Log() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  Status Add(nlohmann::ordered_json line) {
    if (descriptor_ < 0) descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    line["before"] = last_.empty() ? "" : Sha256OfText(last_);
    last_ = line.dump();
    ++lines_;
    const auto text = last_ + '\n';
    if (descriptor_ < 0 ||
        ::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(descriptor_) != 0)
      return Error{ErrorCode::kIo, "cannot write " + file_.string() + ": " + std::strerror(errno) +
                                       "; nothing is removed that is not logged"};
    return {};
  }

 private:
  fs::path file_;
  int descriptor_ = -1;
  std::string last_;
  std::size_t lines_ = 0;
};

}  // namespace

Result<std::size_t> CheckPurgeLog(Journal& journal) {
  Log log(journal.work() / "purge.log");
  if (auto status = log.Check(journal); !status) return status.error();
  return log.lines();
}

namespace {

class FilesOfItems {
 public:
  FilesOfItems(const JobFile& job, const Roster& roster, fs::path work, bool originals)
      : job_(job), roster_(roster), work_(std::move(work)), originals_(originals) {}

  // Those that are there.
  std::vector<PurgeFile> Of(const Item& item) const {
    std::vector<PurgeFile> out;
    const auto add = [&](PurgeFile::Kind kind, const fs::path& file) {
      std::error_code failed;
      if (fs::is_regular_file(file, failed)) out.push_back({kind, file});
    };
    if (!item.file.empty()) add(PurgeFile::kFinished, work_ / item.file);
    if (!originals_) return out;
    add(PurgeFile::kOriginal, job_.inputs / fs::path(item.photo));
    if (const auto candidate = roster_.FindBy("exam_no", item.candidate))
      add(PurgeFile::kPortrait, PortraitOf(job_, roster_, roster_.all()[*candidate]));
    return out;
  }

 private:
  const JobFile& job_;
  const Roster& roster_;
  fs::path work_;
  bool originals_;
};

// Of the log: what is taken away of an item.
std::string RemovedOf(const PurgeItem& one) {
  static constexpr const char* kNames[] = {"finished", "original", "portrait"};
  std::string out;
  for (const auto& file : one.files) out += std::string(kNames[file.kind]) + ", ";
  return out + "pictures";
}

}  // namespace

PurgeCounts CountsOf(const std::vector<PurgeItem>& items) {
  PurgeCounts out;
  for (const auto& one : items) {
    ++out.candidates;
    ++out.standings[one.standing];
    for (const auto& file : one.files) ++out.files[file.kind];
  }
  return out;
}

Result<PurgePlan> PlanPurge(const JobFile& job, const Roster& roster, Journal& journal,
                            const PurgeOptions& options) {
  const auto delivered = journal.DeliveredPhotos();
  if (!delivered) return delivered.error();
  const auto times = journal.Times();
  if (!times) return times.error();
  auto standings = StandingsOf(roster, journal);
  if (!standings) return standings.error();
  const auto old_enough = [&](std::int64_t since) {
    return options.now - since >= std::int64_t{options.older_than_days} * 86400;
  };
  const FilesOfItems files(job, roster, journal.work(), options.originals);
  PurgePlan plan;
  for (const auto& [candidate, one] : *delivered) {
    if (one.purged_at != 0 || !old_enough(one.delivered_at)) continue;
    auto item = journal.Find(candidate);
    if (!item) return item.error();
    if (!*item) continue;
    auto there = files.Of(**item);
    plan.delivered.push_back({std::move(**item), "delivered", one, std::move(there)});
  }
  for (auto& one : *standings) {
    if (one.delivered || !one.item || one.item->state == ItemState::kPurged) continue;
    const auto time = times->find(one.item->candidate);
    if (time == times->end() || one.item->state == ItemState::kPending) {
      ++plan.never_finished;
      continue;
    }
    if (!old_enough(std::max(time->second.finished_at, one.decision ? one.decision->applied_at : 0)))
      continue;
    auto there = files.Of(*one.item);
    plan.undelivered.push_back(
        {std::move(*one.item), std::move(one.standing), std::nullopt, std::move(there)});
  }
  return plan;
}

Result<PurgeResult> Purge(const std::vector<PurgeItem>& items, Journal& journal, std::int64_t now) {
  Log log(journal.work() / "purge.log");
  if (auto status = log.Check(journal); !status) return status.error();
  PurgeResult out;
  for (const auto& one : items) {
    const auto& item = one.item;
    const auto status =
        log.Add({{"at", now},
                 {"row", item.row},
                 {"finished_sha256", one.delivered ? one.delivered->file_sha256 : item.file_sha256},
                 {"original_sha256", item.photo_sha256},
                 {"removed", RemovedOf(one)},
                 {"standing", one.standing},
                 {"delivery", one.delivered ? one.delivered->delivery : ""}});
    if (!status) return status.error();
    for (const auto& file : one.files) {
      std::error_code failed;
      if (fs::remove(file.place, failed)) ++out.files;
      if (failed)
        return Error{ErrorCode::kIo, "cannot remove " + file.place.string() + ": " + failed.message()};
    }
    const auto recorded = journal.Transaction([&]() -> Status {
      auto marked =
          one.delivered ? journal.ForgetPictures(item.candidate) : journal.MarkPurged(item.candidate);
      if (!marked) return marked;
      if (one.delivered) {
        auto delivered = *one.delivered;
        delivered.purged_at = now;
        if (auto added = journal.Add(delivered); !added) return added;
      }
      return journal.SetMeta(kLogHead, log.Head());
    });
    if (!recorded) return recorded.error();
    ++out.candidates;
  }
  if (auto status = journal.database().Script("DELETE FROM readings"); !status) return status.error();
  if (auto status = journal.Compact(); !status) return status.error();
  return out;
}

}  // namespace certphoto
