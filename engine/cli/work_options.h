// Options that every command which looks at photos has, and what it takes to look at them.
#ifndef CERTPHOTO_ENGINE_CLI_WORK_OPTIONS_H
#define CERTPHOTO_ENGINE_CLI_WORK_OPTIONS_H

#include <memory>

#include "engine/batch/runner.h"
#include "engine/cli/options.h"
#include "engine/cli/photo_list.h"
#include "engine/engine.h"

namespace certphoto::cli {

struct WorkOptions {
  int jobs = 1;
  std::uint64_t memory_bytes = 0;
  bool quiet = false;
};

// --jobs, --memory and --quiet.
void AddWorkOptions(Options& options);
[[nodiscard]] Result<WorkOptions> ReadWorkOptions(const Options& options);

// The installation this program belongs to. Says on stderr which plugins could not be loaded; warnings of
// plugins go there as well.
[[nodiscard]] Result<std::unique_ptr<Engine>> OpenEngine(Engine::Plugins plugins = Engine::Plugins::kRun);

// The photos of a command line. Says on stderr what was skipped and what cannot be listed; kUsage when
// nothing is left to do.
[[nodiscard]] Result<PhotoList> ListPhotos(const std::vector<std::string>& places, bool quiet,
                                           const std::filesystem::path& output = {});

// kUsage when one of `outputs` is one of the photos: an original is all its owner has.
[[nodiscard]] Status RefuseToOverwrite(const PhotoList& list,
                                       const std::vector<std::filesystem::path>& outputs);

[[nodiscard]] std::vector<std::filesystem::path> FilesOf(const PhotoList& list);

// The exit code that outcomes ask for: ours if any photo failed, else not-all-accepted if any is rejected or
// for review.
[[nodiscard]] int ExitCodeOf(std::size_t failed, std::size_t not_accepted);

}  // namespace certphoto::cli

#endif
