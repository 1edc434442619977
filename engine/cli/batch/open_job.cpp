#include "engine/cli/batch/open_job.h"

#include <iostream>

#include "engine/batch/roster/masking.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/photo_list.h"

namespace certphoto::cli {

namespace fs = std::filesystem;

namespace {

void OverrideWork(const Options& options, JobFile& job) {
  if (!options.Text("work").empty()) job.work = options.Text("work");
}

}  // namespace

void AddWorkFolderOption(Options& options) {
  options.Add("work", po::value<std::string>()->value_name("FOLDER"),
              "journal and finished photos there, not in the job's folder `work`");
}

int FailWithProblems(const std::string& program, const Error& error) {
  if (error.message.find('\n') == std::string::npos) return Fail(program, error);
  std::cerr << error.message;
  return Fail(program, {error.code, "the mistakes above have to be put right first"});
}

Result<JobFile> LoadJob(const Options& options) {
  if (options.places().size() != 1)
    return Error{ErrorCode::kUsage, "name the job's file (and only that one)"};
  Diagnostics problems;
  auto job = LoadJobFile(options.places()[0], problems);
  if (!job || !problems.empty()) return problems.ToError();
  OverrideWork(options, *job);
  return std::move(*job);
}

Result<OpenJob> LoadJobAndRoster(const Options& options) {
  if (options.places().size() != 1)
    return Error{ErrorCode::kUsage, "name the job's file (and only that one)"};
  Diagnostics problems, rows;
  auto job = LoadJobFile(options.places()[0], problems);
  if (!job) return problems.ToError();
  std::optional<Roster> roster;
  if (!job->roster.file.empty() && !job->roster.columns.empty()) roster = Roster::Load(*job, rows);
  if (!problems.empty() || !roster || (!rows.empty() && !job->roster.leave_out_mistakes)) {
    for (const auto& row : rows.Sorted()) problems.Add(row.place, row.message);
    return problems.ToError();
  }
  OverrideWork(options, *job);
  OpenJob out{std::move(*job), std::move(*roster), {}};
  for (const auto& row : rows.Sorted())
    out.roster_mistakes.push_back({BatchException::Kind::kRosterRow, "", "", row.place.line, row.message});
  return out;
}

Result<std::vector<InputPhoto>> PhotosOf(const JobFile& job) {
  std::error_code failed;
  if (!fs::is_directory(job.inputs, failed))
    return Error{ErrorCode::kUsage,
                 "the folder " + Quoted(job.inputs.string()) + " of the job's inputs is not there"};
  auto list = CollectPhotos({job.inputs.string()}, job.work);
  if (!list.unreadable.empty()) return list.unreadable.front();
  std::vector<InputPhoto> out;
  for (auto& photo : list.photos) out.push_back({std::move(photo.file), photo.name.generic_string()});
  return out;
}

int ExitCodeOf(const BatchCounts& counts) {
  if (counts.Of("failed") + counts.Of("poison") + counts.Of("pending") > 0) return kOurFailure;
  return counts.exceptions.empty() && counts.Of("accepted") == counts.all ? kAllAccepted : kNotAllAccepted;
}

std::string ShownNumber(const JobFile& job, const std::string& number) {
  return job.show_names ? number : MaskNumber(number);
}
std::string ShownFile(const JobFile& job, const std::string& name) {
  return job.show_names ? name : MaskFileName(name);
}

}  // namespace certphoto::cli
