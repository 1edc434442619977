// certphoto batch init: a job file to fill in.
#include <iostream>

#include "engine/base/atomic_file.h"
#include "engine/batch/job/job_file.h"
#include "engine/cli/batch/commands.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/options.h"
#include "engine/cli/table.h"
#include "engine/config/fields.h"

namespace certphoto::cli {

int RunBatchInit(const Arguments& arguments) {
  constexpr const char* kProgram = "certphoto batch init";
  Options options(
      {kProgram,
       "FILE.yaml",
       "Writes a job file with a comment on every key. A file that exists is left alone.\n\n"
       "Exit code: 0 written, 2 wrong usage.",
       {{"certphoto batch init beijing_2025.yaml", "then fill it in, and `certphoto batch validate` it"}}});
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().size() != 1) return options.Wrong("name the one file to write");
  const std::filesystem::path file = options.places()[0];
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return options.Wrong(Quoted(file.string()) + " exists; name another file");
  const auto id = file.stem().string();
  const auto text = JobTemplate(IsId(id) ? id : "my_batch");
  if (auto status =
          WriteFileAtomically(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
      !status)
    return Fail(kProgram, status.error());
  std::cout << Printable(file.string()) << '\n';
  return kAllAccepted;
}

}  // namespace certphoto::cli
