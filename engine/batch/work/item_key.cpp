#include "engine/batch/work/item_key.h"

#include <sys/stat.h>

#include "engine/base/sha256.h"

namespace certphoto {

namespace fs = std::filesystem;

std::string StampOf(const fs::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "";
  const auto time = [](const timespec& t) {
    return std::to_string(t.tv_sec) + '.' + std::to_string(t.tv_nsec);
  };
  return std::to_string(info.st_size) + '-' + std::to_string(info.st_ino) + '-' + time(info.st_mtim) + '-' +
         time(info.st_ctim);
}

std::string ItemKeys::KeyOf(const BoundPhoto& bound, const std::string& photo_sha256,
                            FileSum& portrait) const {
  return Sha256OfText(photo_sha256 + '\n' + plan_digest_ + '\n' + ExtraOf(bound, portrait));
}

namespace {

void BringUpToDate(const fs::path& file, FileSum& sum) {
  auto stamp = StampOf(file);  // before the bytes: what is written meanwhile is seen the next time
  if (!stamp.empty() && stamp == sum.stamp) return;
  const auto read = Sha256OfFile(file);
  sum = {std::move(stamp), read ? *read : "none"};
}

}  // namespace

std::string ItemKeys::ExtraOf(const BoundPhoto& bound, FileSum& portrait) const {
  const auto& candidate = roster_.all()[bound.candidate];
  std::string extra = candidate.exam_no + '\n' + std::to_string(candidate.row) + '\n' + candidate.level +
                      '\n' + bound.code + '\n' + std::to_string(bound.voucher_fields) + '\n';
  for (const char* field : {"submitted_at", "paid", "confirmed", "tenant"})
    if (const auto* value = roster_.Value(candidate, field)) extra += *value + '\n';
  if (const auto file = PortraitOf(candidate); !file.empty()) {
    BringUpToDate(file, portrait);
    extra += "portrait " + portrait.sha256 + '\n';
  }
  if (job_.window)
    extra += std::to_string(job_.window->first_day) + '-' + std::to_string(job_.window->last_day);
  return extra;
}

fs::path ItemKeys::PortraitOf(const Candidate& candidate) const {
  return with_portraits_ ? certphoto::PortraitOf(job_, roster_, candidate) : fs::path();
}

}  // namespace certphoto
