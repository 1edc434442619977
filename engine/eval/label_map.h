// How a labelled folder's columns speak about our rules: configs/eval/*.yaml. docs/eval.md describes the
// keys.
#ifndef CERTPHOTO_ENGINE_EVAL_LABEL_MAP_H
#define CERTPHOTO_ENGINE_EVAL_LABEL_MAP_H

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalogue/rule.h"
#include "engine/config/diagnostics.h"
#include "engine/config/yaml.h"

namespace certphoto {

// Rows whose cell in `column` is one of `values`.
struct RowFilter {
  std::string column;
  std::vector<std::string> values;
  Place place;
};

// A number of the photo that stands for a label better than the rule's own value.
struct ScoreSource {
  std::string fact;  // id of a tensor fact
  int index = 0;     // flat, into the tensor
  bool absolute = false;
  bool high = true;             // high means broken
  std::optional<double> limit;  // operating threshold: beyond it the photo counts as raised
};

// One label: which cells say that a rule is broken, and which that it holds.
struct LabelledRule {
  std::string name;  // of the row in the report; by default the rule
  std::string rule;
  std::string column;  // empty: every row holds
  std::vector<std::string> broken, holds, ignore;
  std::vector<RowFilter> where;  // all of them
  std::optional<ScoreSource> score;
  Place place;
};

struct LabelMap {
  std::string file_name;  // of the map
  std::string id, description;
  std::string file_column, person_column;  // person empty: every photo is a person of its own
  std::vector<RowFilter> where;
  std::vector<LabelledRule> rules;
  bool unlabelled_hold = false;             // rules without a label: photos are expected to pass
  std::vector<std::string> unlabelled_but;  // rules to leave out of that
  bool identity_pairs = false;              // compare every photo with every other: needs person_column
};

// Reports everything that is wrong, unknown rules included; empty when the file is no map at all.
// `problems` must outlive the call only.
[[nodiscard]] std::optional<LabelMap> LoadLabelMap(const std::filesystem::path& file,
                                                   const RuleCatalogue& rules, Diagnostics& problems);
[[nodiscard]] std::optional<LabelMap> LoadLabelMapText(std::string_view text, const std::string& name,
                                                       const RuleCatalogue& rules, Diagnostics& problems);

}  // namespace certphoto

#endif
