// What an item's result depends on, as one sum: equal keys, equal results.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_ITEM_KEY_H
#define CERTPHOTO_ENGINE_BATCH_WORK_ITEM_KEY_H

#include <filesystem>
#include <string>

#include "engine/batch/binding/binding.h"

namespace certphoto {

// "size-inode-mtime-ctime" of a file; empty when it is not there. Equal: nobody wrote to it meanwhile.
[[nodiscard]] std::string StampOf(const std::filesystem::path& file);

// The sum of a file, and the stamp it had before its bytes were read.
struct FileSum {
  std::string stamp, sha256;
};

// Thread-safe. What is given to the constructor must outlive the object.
class ItemKeys {
 public:
  // `with_portraits`: results depend on the picture of the identity card, where the roster names one.
  ItemKeys(const JobFile& job, const Roster& roster, std::string plan_digest, bool with_portraits)
      : job_(job), roster_(roster), plan_digest_(std::move(plan_digest)), with_portraits_(with_portraits) {}

  // `portrait`: what is known of the candidate's portrait; it is read only when its stamp is another one, and
  // `portrait` then says what it is now.
  [[nodiscard]] std::string KeyOf(const BoundPhoto& bound, const std::string& photo_sha256,
                                  FileSum& portrait) const;
  // The picture of the identity card that the photo is to be compared with; empty: none.
  [[nodiscard]] std::filesystem::path PortraitOf(const Candidate& candidate) const;

 private:
  // What besides photo and plan the result depends on.
  [[nodiscard]] std::string ExtraOf(const BoundPhoto& bound, FileSum& portrait) const;

  const JobFile& job_;
  const Roster& roster_;
  std::string plan_digest_;
  bool with_portraits_;
};

}  // namespace certphoto

#endif
