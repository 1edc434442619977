#include "engine/cli/work_options.h"

#include <algorithm>
#include <iostream>
#include <set>

#include "engine/base/machine.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/config/diagnostics.h"

namespace certphoto::cli {

void AddWorkOptions(Options& options) {
  options.Add("jobs,j", po::value<int>()->value_name("N"), "photos in work at once; default: one a core");
  options.Add("memory", po::value<std::string>()->value_name("SIZE")->default_value("1G"),
              "memory for decoded pictures, like 512M or 2G");
  options.AddFlag("quiet,q", "say nothing but errors on the way");
}

Result<WorkOptions> ReadWorkOptions(const Options& options) {
  WorkOptions work;
  work.jobs = options.Has("jobs") ? options.Get<int>("jobs") : UsableCores();
  if (work.jobs < 1 || work.jobs > 256)
    return Error{ErrorCode::kUsage, "--jobs takes 1 to 256, not " + std::to_string(work.jobs)};
  const auto memory = ParseBytes(options.Text("memory"));
  if (!memory) return Error{memory.error().code, "--memory: " + memory.error().message};
  work.memory_bytes = *memory;
  work.quiet = options.Has("quiet");
  return work;
}

Result<std::unique_ptr<Engine>> OpenEngine(Engine::Plugins plugins) {
  auto engine = Engine::Open(
      Installation::Find(),
      [](int level, const std::string& line) {
        if (level >= CPH_LOG_WARNING) std::cerr << Printable(line) << '\n';
      },
      plugins);
  if (!engine)
    return Error{ErrorCode::kInternal,
                 engine.error().message};  // the installation is broken, not the command
  for (const auto& broken : (*engine)->registry().broken())
    std::cerr << "warning: plugin not used: " << Printable(broken.reason) << '\n';
  return engine;
}

Result<PhotoList> ListPhotos(const std::vector<std::string>& places, bool quiet,
                             const std::filesystem::path& output) {
  auto list = CollectPhotos(places, output);
  for (const auto& error : list.unreadable) std::cerr << "warning: " << Printable(error.message) << '\n';
  if (const auto text = SkippedText(list); !quiet && !text.empty()) std::cerr << text << '\n';
  if (list.photos.empty()) {
    std::string where;
    for (const auto& place : places) where += (where.empty() ? "" : ", ") + Quoted(place);
    return Error{ErrorCode::kUsage,
                 "no photos in " + where +
                     "; looked for .jpg .jpeg .png .tif .tiff .webp .heic .heif, sub-folders included"};
  }
  if (list.absent.size() == list.photos.size()) {
    std::string which;
    for (const auto& file : list.absent) which += (which.empty() ? "" : ", ") + Quoted(file.string());
    return Error{ErrorCode::kUsage, "there is no " + which};
  }
  return list;
}

Status RefuseToOverwrite(const PhotoList& list, const std::vector<std::filesystem::path>& outputs) {
  std::error_code failed;
  std::set<std::filesystem::path> inputs;
  for (const auto& photo : list.photos) inputs.insert(std::filesystem::weakly_canonical(photo.file, failed));
  for (const auto& output : outputs)
    if (inputs.contains(std::filesystem::weakly_canonical(output, failed)))
      return Error{ErrorCode::kUsage, "the result would replace the original " + Quoted(output.string()) +
                                          "; choose another place for --out"};
  return {};
}

std::vector<std::filesystem::path> FilesOf(const PhotoList& list) {
  std::vector<std::filesystem::path> files;
  for (const auto& photo : list.photos) files.push_back(photo.file);
  return files;
}

int ExitCodeOf(std::size_t failed, std::size_t not_accepted) {
  if (failed > 0) return kOurFailure;
  return not_accepted > 0 ? kNotAllAccepted : kAllAccepted;
}

}  // namespace certphoto::cli
