// What `certphoto sheet` was asked for, as a renderer's job.
#ifndef CERTPHOTO_ENGINE_CLI_SHEET_JOB_H
#define CERTPHOTO_ENGINE_CLI_SHEET_JOB_H

#include <string>
#include <vector>

#include "engine/batch/file_items.h"
#include "engine/catalogue/paper.h"
#include "engine/cli/options.h"
#include "engine/engine.h"
#include "engine/sheet/sheet_parameters.h"

namespace certphoto::cli {

struct Millimetres {
  double width = 0, height = 0;
};
// "33x48mm" or "33x48".
[[nodiscard]] Result<Millimetres> ParseMillimetres(const std::string& option, const std::string& text);

// The paper of an id or of a .yaml file.
[[nodiscard]] Result<Paper> FindPaper(const Installation& installation, const std::string& paper);

// The photos of a roster: column `file` (paths relative to the roster), every other column a text of that
// name.
[[nodiscard]] Result<std::vector<FileItem>> ReadRoster(const std::filesystem::path& file);

}  // namespace certphoto::cli

#endif
