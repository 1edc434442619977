// What `certphoto sheet` was asked for, as a renderer's job.
#ifndef CERTPHOTO_ENGINE_CLI_SHEET_JOB_H
#define CERTPHOTO_ENGINE_CLI_SHEET_JOB_H

#include <string>
#include <utility>
#include <vector>

#include "engine/batch/file_items.h"
#include "engine/catalogue/paper.h"
#include "engine/cli/options.h"
#include "engine/engine.h"

namespace certphoto::cli {

struct Millimetres {
  double width = 0, height = 0;
};
// "33x48mm" or "33x48".
[[nodiscard]] Result<Millimetres> ParseMillimetres(const std::string& option, const std::string& text);

// Parameters of an operation, by name, in the order given; a later one of the same name wins.
using Parameters = std::vector<std::pair<std::string, std::string>>;

// The paper of an id or of a .yaml file.
[[nodiscard]] Result<Paper> FindPaper(const Installation& installation, const std::string& paper);
void AddPaper(const Paper& paper, Parameters& parameters);

// The photos of a roster: column `file` (paths relative to the roster), every other column a text of that name.
[[nodiscard]] Result<std::vector<FileItem>> ReadRoster(const std::filesystem::path& file);

// Typed by the operation's own table. `problems` must outlive the result.
[[nodiscard]] Result<std::vector<PipelineParam>> TypedParameters(const Operation& operation, const Parameters& parameters,
                                                                 Diagnostics& problems);

}  // namespace certphoto::cli

#endif
