// A batch as its operator describes it: certphoto/job/1. docs/batch.md lists the keys; `certphoto batch init`
// writes a file with a comment on each.
#ifndef CERTPHOTO_ENGINE_BATCH_JOB_JOB_FILE_H
#define CERTPHOTO_ENGINE_BATCH_JOB_JOB_FILE_H

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/unicode.h"
#include "engine/config/diagnostics.h"

namespace certphoto {

// What the engine itself knows of a candidate. Every other column of the roster is at hand under its own
// name.
inline constexpr std::string_view kRosterFields[] = {"exam_no",     "name",         "level", "tenant",
                                                     "id_no",       "portrait",     "group", "photo",
                                                     "code_digest", "submitted_at", "paid",  "confirmed"};

struct RosterSource {
  std::filesystem::path file;
  std::string sheet;  // of a workbook; empty: the first
  TextEncoding encoding = TextEncoding::kDetect;
  std::map<std::string, std::string, std::less<>> columns;  // field → column
  bool leave_out_mistakes = false;                          // false: one bad row refuses the roster
};

struct BindRule {
  enum class By { kFileName, kList, kExif, kSidecar, kVoucher, kCodeFrames };
  By by = By::kFileName;
  Place place;          // of the rule in the job, for messages
  std::string photo;    // kFileName, kVoucher: template of the portrait's name
  std::string voucher;  // kVoucher: template of the voucher's name
  std::string
      payload;  // template of a code's or a field's text; "digest": its sha256 is the roster's code_digest
  std::filesystem::path list;            // kList
  std::string photo_column, key_column;  // kList
  std::string field;                     // kExif
  std::string suffix;                    // kSidecar: what replaces the photo's extension
  bool read_text = true;                 // kVoucher: name and exam number are read where there is no code
};
[[nodiscard]] const char* ToString(BindRule::By by);

struct CollectionWindow {
  std::int64_t first_day = 0, last_day = 0;  // since 1970-01-01, both included
  int utc_offset_min = 8 * 60;
};

struct PaperOrder {
  int copies = 8;  // of each candidate; 0: no paper set
  std::string photo = "33x48/30x40";
};

struct JobFile {
  std::filesystem::path file;
  std::string id;
  std::string tenant;
  std::vector<std::string> levels;
  std::optional<CollectionWindow> window;
  std::string pipeline = "grad", spec;
  RosterSource roster;
  std::filesystem::path inputs;
  std::vector<BindRule> bind;
  std::string naming = "{exam_no}.jpg";
  PaperOrder paper;
  std::filesystem::path work;  // journal and finished photos
  bool show_names = false;     // in pages and exports; the delivery itself always has them
  int keep_days = 0;        // after which purge takes portraits of delivered candidates; 0: only when asked
  bool one_to_many = true;  // all photos are compared with one another by face and picture
  int poison_after = 3;     // crashes of the program while on one photo
  std::string digest;       // sha256 of the file
};

// Paths are resolved against the file's folder. Every mistake of the file at once; the job is good only when
// `problems` stayed empty. Empty when the file is no map at all.
[[nodiscard]] std::optional<JobFile> LoadJobFile(const std::filesystem::path& file, Diagnostics& problems);
[[nodiscard]] std::optional<JobFile> LoadJobText(std::string_view text, const std::filesystem::path& file,
                                                 Diagnostics& problems);

// A job with a comment on every key, for `batch init`.
[[nodiscard]] std::string JobTemplate(const std::string& id);

// Days since 1970-01-01 of "2025-06-12"; empty when it is no such date.
[[nodiscard]] std::optional<std::int64_t> ParseDay(std::string_view text);
// Seconds since 1970-01-01 UTC of "2025-06-12 09:30[:00]" (also with T or as EXIF writes it, 2025:06:12) at
// that offset.
[[nodiscard]] std::optional<std::int64_t> ParseTime(std::string_view text, int utc_offset_min);

}  // namespace certphoto

#endif
