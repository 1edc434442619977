// A job with its roster and photos, as every subcommand of `certphoto batch` needs it.
#ifndef CERTPHOTO_ENGINE_CLI_BATCH_OPEN_JOB_H
#define CERTPHOTO_ENGINE_CLI_BATCH_OPEN_JOB_H

#include <memory>
#include <string>
#include <vector>

#include "engine/batch/binding/binding.h"
#include "engine/batch/review/standing.h"
#include "engine/cli/options.h"
#include "engine/engine.h"

namespace certphoto::cli {

struct OpenJob {
  JobFile job;
  Roster roster;
  std::vector<BatchException> roster_mistakes;  // rows that were left out, when the job says so
};

// --work FOLDER, which takes the place of the job's.
void AddWorkFolderOption(Options& options);

// Prints what is wrong, one problem a line, and returns the exit code.
[[nodiscard]] int FailWithProblems(const std::string& program, const Error& error);

// The one file that the places name, else kUsage.
[[nodiscard]] Result<JobFile> LoadJob(const Options& options);
// Job and roster; the error has every mistake of both.
[[nodiscard]] Result<OpenJob> LoadJobAndRoster(const Options& options);

// The photos of the inputs' folder, by name. kUsage when there is no such folder.
[[nodiscard]] Result<std::vector<InputPhoto>> PhotosOf(const JobFile& job);

// As people may read it here: masked unless the job shows names.
[[nodiscard]] std::string ShownNumber(const JobFile& job, const std::string& number);
[[nodiscard]] std::string ShownFile(const JobFile& job, const std::string& name);

// 1 some could not be processed or are still to be, 3 some have no accepted photo or there are exceptions,
// else 0.
[[nodiscard]] int ExitCodeOf(const BatchCounts& counts);

}  // namespace certphoto::cli

#endif
