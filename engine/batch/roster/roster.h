// Who is to get a photo.
#ifndef CERTPHOTO_ENGINE_BATCH_ROSTER_ROSTER_H
#define CERTPHOTO_ENGINE_BATCH_ROSTER_ROSTER_H

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batch/job/job_file.h"
#include "engine/config/csv.h"

namespace certphoto {

struct Candidate {
  int row = 0;  // of the roster's file
  std::string exam_no, name, level;
  std::vector<std::string> cells;  // all of the row
};

// Immutable once loaded; safe from every thread.
class Roster {
 public:
  // Reads the job's roster: columns that are missing, cells that are empty, an exam number or identity number
  // or code that two rows share, a level the job does not know, another tenant than the job's (R42), an
  // identity number that cannot exist, a time that is none: each reported with its row. Rows with a mistake
  // are not in the roster. Empty when there is no table to speak of.
  [[nodiscard]] static std::optional<Roster> Load(const JobFile& job, Diagnostics& problems);
  [[nodiscard]] static std::optional<Roster> FromTable(const JobFile& job, CsvTable table,
                                                       Diagnostics& problems);

  [[nodiscard]] const std::vector<Candidate>& all() const { return candidates_; }
  // A field of the job (kRosterFields) or a column by its own name; null when the roster has none. Empty
  // text: the cell is empty.
  [[nodiscard]] const std::string* Value(const Candidate& candidate, std::string_view field) const;
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] bool HasField(std::string_view field) const { return columns_.contains(field); }

  // Index into all() of whom the value singles out: fields exam_no, id_no, code_digest.
  [[nodiscard]] std::optional<std::size_t> FindBy(std::string_view field, const std::string& value) const;
  [[nodiscard]] std::vector<std::size_t> FindByName(std::string_view name) const;
  [[nodiscard]] std::size_t rows_left_out() const { return rows_left_out_; }

 private:
  std::vector<std::string> header_;
  std::map<std::string, std::size_t, std::less<>> columns_;  // field → column
  std::vector<Candidate> candidates_;
  std::map<std::string, std::map<std::string, std::size_t, std::less<>>, std::less<>> index_;
  std::size_t rows_left_out_ = 0;
};

// The picture of the identity card that the roster names for a candidate, below the job's folder; empty:
// none.
[[nodiscard]] std::filesystem::path PortraitOf(const JobFile& job, const Roster& roster,
                                               const Candidate& candidate);

// The yes and no of a spreadsheet: 是, 已, yes, y, true, 1 …; empty for anything else.
[[nodiscard]] std::optional<bool> ParseYesNo(std::string_view text);

}  // namespace certphoto

#endif
