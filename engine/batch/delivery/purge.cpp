#include "engine/batch/delivery/purge.h"

#include <fcntl.h>
#include <unistd.h>

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

Result<PurgeResult> PurgeDelivered(const JobFile& job, Journal& journal, const PurgeOptions& options) {
  auto delivered = journal.DeliveredPhotos();
  if (!delivered) return delivered.error();
  Log log(journal.work() / "purge.log");
  if (auto status = log.Check(journal); !status) return status.error();
  PurgeResult out;
  for (auto& [candidate, one] : *delivered) {
    if (one.purged_at != 0 || options.now - one.delivered_at < std::int64_t{options.older_than_days} * 86400)
      continue;
    const auto item = journal.Find(candidate);
    if (!item) return item.error();
    if (!*item) continue;
    std::vector<fs::path> files;
    if (!(*item)->file.empty()) files.push_back(journal.work() / (*item)->file);
    if (options.originals) files.push_back(job.inputs / fs::path((*item)->photo));
    const auto status =
        log.Add({{"at", options.now},
                 {"row", (*item)->row},
                 {"finished_sha256", one.file_sha256},
                 {"original_sha256", (*item)->photo_sha256},
                 {"removed", options.originals ? "finished, pictures, original" : "finished, pictures"},
                 {"delivery", one.delivery}});
    if (!status) return status.error();
    for (const auto& file : files) {
      std::error_code failed;
      if (fs::remove(file, failed)) ++out.files;
      if (failed) return Error{ErrorCode::kIo, "cannot remove " + file.string() + ": " + failed.message()};
    }
    one.purged_at = options.now;
    const auto recorded = journal.Transaction([&]() -> Status {
      if (auto forgotten = journal.ForgetPictures(candidate); !forgotten) return forgotten;
      if (auto added = journal.Add(one); !added) return added;
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
