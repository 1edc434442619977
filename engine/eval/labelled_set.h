// A labelled folder as the map reads it: photos, who is on them, and what the labels say of each rule.
#ifndef CERTPHOTO_ENGINE_EVAL_LABELLED_SET_H
#define CERTPHOTO_ENGINE_EVAL_LABELLED_SET_H

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/csv.h"
#include "engine/eval/label_map.h"

namespace certphoto {

enum class Truth { kUnknown, kHolds, kBroken };

struct LabelledPhoto {
  std::filesystem::path name;  // as the table has it, relative to the folder
  std::filesystem::path file;
  std::string person;
  std::vector<Truth> truths;  // one for each of the map's rules
};

// The rows that the map takes. Reports columns that are missing, values the map does not know, rows of the
// same file, and files outside the folder or not there. No photo is opened.
[[nodiscard]] std::vector<LabelledPhoto> ReadLabelledSet(const std::filesystem::path& folder,
                                                         const CsvTable& labels, const LabelMap& map,
                                                         Diagnostics& problems);

}  // namespace certphoto

#endif
