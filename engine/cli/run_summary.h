// What a run came to, in a few lines.
#ifndef CERTPHOTO_ENGINE_CLI_RUN_SUMMARY_H
#define CERTPHOTO_ENGINE_CLI_RUN_SUMMARY_H

#include <filesystem>
#include <map>
#include <string>

#include "engine/cli/progress.h"
#include "engine/report/photo_report.h"

namespace certphoto::cli {

class RunSummary {
 public:
  explicit RunSummary(const RuleCatalogue& rules) : rules_(rules) {}

  void Add(const PhotoResult& photo);

  // Counts per outcome, the most frequent reasons, where the files lie, and how fast it went.
  [[nodiscard]] std::string ToString(const Tally& tally, double seconds, const std::filesystem::path& folder,
                                     bool html) const;

 private:
  const RuleCatalogue& rules_;
  std::map<std::string, std::size_t> reasons_;  // rule, or what failed → photos
};

}  // namespace certphoto::cli

#endif
