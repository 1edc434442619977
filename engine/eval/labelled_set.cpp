#include "engine/eval/labelled_set.h"

#include <algorithm>
#include <set>

namespace certphoto {
namespace {

namespace fs = std::filesystem;

bool Contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The columns of a table by name; each one that is missing is reported once, at the place that asked for it.
class Columns {
 public:
  Columns(const CsvTable& table, Diagnostics& problems) : table_(table), problems_(problems) {}

  std::optional<std::size_t> Find(const std::string& name, const Place& asked_at) {
    const auto it = std::find(table_.header.begin(), table_.header.end(), name);
    if (it != table_.header.end()) return static_cast<std::size_t>(it - table_.header.begin());
    if (reported_.insert(name).second)
      problems_.Add(asked_at, "there is no column " + Quoted(name) + " in " + table_.file +
                                  DidYouMean(name, table_.header));
    return {};
  }

 private:
  const CsvTable& table_;
  Diagnostics& problems_;
  std::set<std::string> reported_;
};

class Reader {
 public:
  Reader(const fs::path& folder, const CsvTable& labels, const LabelMap& map, Diagnostics& problems)
      : folder_(folder), labels_(labels), map_(map), problems_(problems), columns_(labels, problems) {}

  std::vector<LabelledPhoto> Read() {
    const Place map_place{map_.file_name, 0, 0};
    const auto file = columns_.Find(map_.file_column, map_place);
    std::optional<std::size_t> person;
    if (!map_.person_column.empty()) person = columns_.Find(map_.person_column, map_place);
    std::vector<LabelledPhoto> out;
    if (!file) return out;
    for (const auto& row : labels_.rows) {
      if (!Takes(map_.where, row)) continue;
      LabelledPhoto photo;
      photo.name = row.cells[*file];
      photo.file = folder_ / photo.name;
      photo.person = person ? row.cells[*person] : row.cells[*file];
      if (!IsUsable(photo, row)) continue;
      for (const auto& rule : map_.rules) photo.truths.push_back(TruthOf(rule, row));
      out.push_back(std::move(photo));
    }
    return out;
  }

 private:
  bool Takes(const std::vector<RowFilter>& filters, const CsvRow& row) {
    return std::all_of(filters.begin(), filters.end(), [&](const RowFilter& filter) {
      const auto column = columns_.Find(filter.column, filter.place);
      return column && Contains(filter.values, row.cells[*column]);
    });
  }

  bool IsUsable(const LabelledPhoto& photo, const CsvRow& row) {
    const auto refuse = [&](const std::string& why) {
      problems_.Add({labels_.file, row.line, 0}, Quoted(photo.name.string()) + ' ' + why);
      return false;
    };
    const auto normal = photo.name.lexically_normal();
    if (photo.name.empty() || photo.name.is_absolute() || *normal.begin() == "..")
      return refuse("is no place inside the folder");
    if (!seen_.insert(normal.native()).second) return refuse("is there twice");
    std::error_code ignored;
    if (!fs::is_regular_file(photo.file, ignored)) return refuse("is not in " + folder_.string());
    return true;
  }

  Truth TruthOf(const LabelledRule& rule, const CsvRow& row) {
    if (!Takes(rule.where, row)) return Truth::kUnknown;
    if (rule.column.empty()) return Truth::kHolds;
    const auto column = columns_.Find(rule.column, rule.place);
    if (!column) return Truth::kUnknown;
    const auto& cell = row.cells[*column];
    if (Contains(rule.broken, cell)) return Truth::kBroken;
    if (Contains(rule.holds, cell)) return Truth::kHolds;
    if (!Contains(rule.ignore, cell) && unknown_.insert(rule.column + '\0' + cell).second)
      problems_.Add({labels_.file, row.line, 0}, "the map does not say what " + Quoted(cell) +
                                                     " in the column " + Quoted(rule.column) + " means for " +
                                                     rule.rule + "; add it to broken, holds or ignore");
    return Truth::kUnknown;
  }

  const fs::path& folder_;
  const CsvTable& labels_;
  const LabelMap& map_;
  Diagnostics& problems_;
  Columns columns_;
  std::set<std::string> seen_, unknown_;
};

}  // namespace

std::vector<LabelledPhoto> ReadLabelledSet(const fs::path& folder, const CsvTable& labels,
                                           const LabelMap& map, Diagnostics& problems) {
  return Reader(folder, labels, map, problems).Read();
}

}  // namespace certphoto
