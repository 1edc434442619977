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

std::string Sha256OfText(const std::string& text) { return Sha256Hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}); }

class Log {
 public:
  explicit Log(fs::path file) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    for (std::string line; std::getline(in, line);)
      if (!line.empty()) last_ = line;
  }
  ~Log() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  Status Add(nlohmann::ordered_json line) {
    if (descriptor_ < 0) descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    line["before"] = last_.empty() ? "" : Sha256OfText(last_);
    last_ = line.dump();
    const auto text = last_ + '\n';
    if (descriptor_ < 0 || ::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(descriptor_) != 0)
      return Error{ErrorCode::kIo, "cannot write " + file_.string() + ": " + std::strerror(errno) + "; nothing is removed that is not logged"};
    return {};
  }

 private:
  fs::path file_;
  int descriptor_ = -1;
  std::string last_;
};

}  // namespace

Result<PurgeResult> PurgeDelivered(const JobFile& job, Journal& journal, const PurgeOptions& options) {
  auto delivered = journal.DeliveredPhotos();
  if (!delivered) return delivered.error();
  Log log(journal.work() / "purge.log");
  PurgeResult out;
  for (auto& [candidate, one] : *delivered) {
    if (one.purged_at != 0 || options.now - one.delivered_at < std::int64_t{options.older_than_days} * 86400) continue;
    const auto item = journal.Find(candidate);
    if (!item) return item.error();
    if (!*item) continue;
    std::vector<fs::path> files;
    if (!(*item)->file.empty()) files.push_back(journal.work() / (*item)->file);
    if (options.originals) files.push_back(job.inputs / fs::path((*item)->photo));
    const auto status = log.Add({{"at", options.now}, {"row", (*item)->row}, {"finished_sha256", one.file_sha256}, {"original_sha256", (*item)->photo_sha256},
                                 {"removed", options.originals ? "finished, pictures, original" : "finished, pictures"}, {"delivery", one.delivery}});
    if (!status) return status.error();
    for (const auto& file : files) {
      std::error_code failed;
      if (fs::remove(file, failed)) ++out.files;
      if (failed) return Error{ErrorCode::kIo, "cannot remove " + file.string() + ": " + failed.message()};
    }
    one.purged_at = options.now;
    const auto recorded = journal.Transaction([&]() -> Status {
      if (auto forgotten = journal.ForgetPictures(candidate); !forgotten) return forgotten;
      return journal.Add(one);
    });
    if (!recorded) return recorded.error();
    ++out.candidates;
  }
  if (auto status = journal.database().Script("DELETE FROM readings"); !status) return status.error();
  if (auto status = journal.Compact(); !status) return status.error();
  return out;
}

}  // namespace certphoto
