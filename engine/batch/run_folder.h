// The folder a run fills: finished photos, and the report over all of them.
//
//   NAME.jpg          each accepted photo
//   review/NAME.jpg   each finished photo that a person has to look at
//   report.jsonl      one line a photo, in the order of the input
//   report.csv        the same as a table
//   report.html       the same with pictures, when asked for
//
// Nothing but the report is written of a rejected photo. Files are readable by their owner only, and appear
// whole or not at all.
#ifndef CERTPHOTO_ENGINE_BATCH_RUN_FOLDER_H
#define CERTPHOTO_ENGINE_BATCH_RUN_FOLDER_H

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/atomic_file.h"
#include "engine/batch/runner.h"
#include "engine/catalogue/rule.h"
#include "engine/report/html_report.h"

namespace certphoto {

inline constexpr const char* kReviewFolder = "review";

struct RunItem {
  std::filesystem::path photo;  // what the report calls it
  std::filesystem::path name;   // of the finished file, below the folder, without extension; no two alike
};

struct RunFolderOptions {
  bool html = false;  // the request has to keep_source_image and keep_image then
};

// Used by one thread at a time, but for Prepare.
class RunFolder {
 public:
  // Makes the folder if need be. `rules` must outlive the object.
  [[nodiscard]] static Result<RunFolder> Open(const std::filesystem::path& folder, std::vector<RunItem> items,
                                              const RuleCatalogue& rules,
                                              const RunFolderOptions& options = {});

  // What need not wait for a photo's turn: makes its thumbnails and lets its pictures go. For several photos
  // at once; before Add of the same photo. Does nothing without html.
  void Prepare(RunnerResult& result);

  // Takes in one photo: items[result.index]. A finished file that cannot be written makes the photo `failed`,
  // in `result` too. A file of that name left by an earlier run, which this result contradicts, is removed.
  // An error means that the report is lost: stop.
  [[nodiscard]] Status Add(RunnerResult& result);

  // Puts the report into place; photos never added (after a stop) are not in it.
  [[nodiscard]] Status Finish();

 private:
  struct Lines {
    std::string json, csv, html;
  };
  struct Thumbnails {
    std::vector<std::uint8_t> source, product;
    double product_width_px = 0, product_height_px = 0;
  };

  RunFolder(std::filesystem::path folder, std::vector<RunItem> items, const RuleCatalogue& rules,
            AtomicFile json, AtomicFile csv, std::optional<AtomicFile> html, bool used_before)
      : folder_(std::move(folder)),
        items_(std::move(items)),
        rules_(&rules),
        json_(std::move(json)),
        csv_(std::move(csv)),
        html_(std::move(html)),
        thumbnails_(html_ ? items_.size() : 0),
        used_before_(used_before) {}

  [[nodiscard]] Result<std::filesystem::path> WritePhoto(const RunItem& item, const PhotoResult& photo) const;
  void RemoveContradicted(const RunItem& item, const std::filesystem::path& written) const;
  [[nodiscard]] std::string HtmlOf(const PhotoReport& report, std::size_t index);
  [[nodiscard]] Status WriteLines(const Lines& lines);

  std::filesystem::path folder_;
  std::vector<RunItem> items_;
  const RuleCatalogue* rules_;
  AtomicFile json_, csv_;
  std::optional<AtomicFile> html_;
  std::vector<Thumbnails> thumbnails_;  // by photo, from Prepare to Add
  HtmlCounts counts_;
  bool used_before_;                      // there was a report when the folder was opened
  std::map<std::size_t, Lines> waiting_;  // for photos before them
  std::size_t next_ = 0;
};

}  // namespace certphoto

#endif
