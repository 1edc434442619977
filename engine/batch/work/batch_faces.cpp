#include "engine/batch/work/batch_faces.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "engine/base/groups.h"
#include "engine/base/sha256.h"
#include "engine/batch/runner.h"
#include "engine/batch/work/item_key.h"
#include "engine/match/identity_finding.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using Kind = BatchException::Kind;

constexpr const char* kCompared = "faces";  // of the journal: of which photos its exceptions speak

// A reason that is the same on every machine: names of files stay out of it.
MatchResult NotComparable(const std::string& why) {
  MatchResult out;
  out.verdict = Verdict::kReview;
  out.reason = why;
  return out;
}

bool IsSamePicture(const BatchFinding& finding) {
  return finding.note == "same_picture" || finding.note == "same_file";
}

using Pictures = Groups<std::string>;  // photos that show one picture

bool AreOne(const Pictures& pictures, const std::vector<fs::path>& photos) {
  return std::all_of(photos.begin(), photos.end(), [&](const auto& photo) {
    return pictures.Of(photo.string()) == pictures.Of(photos[0].string());
  });
}

std::string Number(const BatchFinding& finding) {
  char text[32];
  std::snprintf(text, sizeof text, finding.unit == "bits" ? "%.0f bits differ" : "similarity %.2f",
                finding.value);
  return text;
}

}  // namespace

bool BatchFaces::IsOurs(Kind kind) {
  return kind == Kind::kOneFace || kind == Kind::kTwoFaces || kind == Kind::kSamePicture;
}

std::vector<std::string> BatchFaces::NeededFacts() {
  auto facts = FaceMatcher::Options().wanted_facts;
  for (auto& fact : BatchCompare::NeededFacts())
    if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(std::move(fact));
  return facts;
}

Result<std::unique_ptr<BatchFaces>> BatchFaces::Create(const Engine& engine, const JobFile& job) {
  if (!job.one_to_many && !job.roster.columns.contains("portrait")) return std::unique_ptr<BatchFaces>();
  auto options = FaceMatcher::Options();
  options.wanted_facts = NeededFacts();
  options.spec = job.spec;
  auto plan = engine.Compile(job.pipeline, options);
  if (!plan) return plan.error();
  auto matcher = FaceMatcher::Create(engine, *plan);
  if (!matcher)
    return Error{
        matcher.error().code,
        matcher.error().message +
            "; without one, the job must say `faces: {one_to_many: false}` and its roster have no portraits"};
  auto compare = BatchCompare::Create(engine.rules());
  if (!compare) return compare.error();
  return std::unique_ptr<BatchFaces>(
      new BatchFaces(std::move(*matcher), std::move(*plan), std::move(*compare), job.one_to_many));
}

std::unique_ptr<Executor> BatchFaces::TakeExecutor() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto executor = std::move(idle_.back());
      idle_.pop_back();
      return executor;
    }
  }
  auto made = Executor::Create(plan_);
  return made ? std::move(*made) : nullptr;
}

void BatchFaces::CompareWithPortrait(const Plan& plan, const fs::path& portrait,
                                     const std::function<void(std::string_view)>& on_step,
                                     PhotoResult& photo) {
  const auto put = [&](MatchResult compared) {
    if (!compared.similarity)
      compared.verdict = Verdict::kReview;  // there is a portrait: who did not compare has not passed
    PutIdentityFinding(plan, matcher_.thresholds(), compared, "batch", photo);
  };
  const auto bytes = ReadFileBytes(portrait, plan_->limits().max_file_bytes);
  if (!bytes)
    return put(NotComparable(bytes.error().code == ErrorCode::kNotFound ? "the portrait's file is not there"
                                                                        : bytes.error().message));
  auto executor = TakeExecutor();
  if (!executor) return put(NotComparable("nothing here can measure faces"));
  auto request = FaceMatcher::Request();
  if (on_step)
    request.on_step = [&](std::string_view operation) { on_step("portrait/" + std::string(operation)); };
  put(matcher_.Compare(executor->Run(*bytes, request), photo));
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(executor));
}

void BatchFaces::Measure(const fs::path& file, PhotoResult& photo) {
  const auto bytes = ReadFileBytes(file, plan_->limits().max_file_bytes);
  if (!bytes) return;
  auto executor = TakeExecutor();
  if (!executor) return;
  auto request = FaceMatcher::Request();
  request.report_facts = NeededFacts();
  photo.facts = executor->Run(*bytes, request).facts;
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(executor));
}

void BatchFaces::Take(const std::string& photo, const std::string& candidate, PhotoResult& result) {
  const std::lock_guard lock(mutex_);
  if (one_to_many_ && taken_.insert(photo).second) compare_.Take(photo, candidate, result);
}

Result<std::vector<BatchFaces::Photo>> BatchFaces::PhotosToCompare(
    Journal& journal, const std::vector<BatchException>& exceptions) const {
  std::vector<Photo> out;
  const auto status = journal.EachItem([&](const Item& item) {
    if (item.state == ItemState::kDone || item.state == ItemState::kRejected)
      out.push_back({item.photo, item.candidate, item.photo_sha256});
  });
  if (!status) return status.error();
  for (const auto& e : exceptions)
    if (e.kind == Kind::kTwoPhotos)
      out.push_back({e.photo, e.candidate, ""});  // of these the journal has no sum
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tie(a.name, a.candidate) < std::tie(b.name, b.candidate);
  });
  return out;
}

Status BatchFaces::LookAt(const JobFile& job, const std::vector<Photo>& photos, const Work& work,
                          std::size_t* absent) {
  std::vector<const Photo*> todo;
  std::vector<fs::path> files;
  for (const auto& photo : photos) {
    if (taken_.contains(photo.name)) continue;
    const auto file = job.inputs / fs::path(photo.name);
    std::error_code failed;
    if (!fs::is_regular_file(file, failed)) {
      ++*absent;
      continue;
    }
    todo.push_back(&photo);
    files.push_back(file);
  }
  if (files.empty()) return {};
  RunnerOptions run;
  run.workers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(work.workers), files.size()));
  run.memory_bytes = work.memory_bytes;
  run.request.cancellation = work.cancellation;
  run.request.report_facts = NeededFacts();
  run.on_read = [&](std::size_t index, std::span<const std::uint8_t> bytes, RunRequest&) {
    const auto& sha = todo[index]->sha256;  // another photo by now: that one is for the next run
    return sha.empty() || Sha256Hex(bytes) == sha;
  };
  return RunPhotos(plan_, files, run, [&](RunnerResult result) {
    if (result.skipped || result.photo.error)
      ++*absent;
    else
      Take(todo[result.index]->name, todo[result.index]->candidate, result.photo);
  });
}

std::vector<BatchException> BatchFaces::ToExceptions(const Roster& roster, const std::vector<Photo>& photos,
                                                     const std::vector<BatchFinding>& found) const {
  std::map<std::string, std::string> candidate_of;
  Pictures pictures;
  std::map<std::string, std::string> first_of;  // by sum of the file
  for (const auto& photo : photos) {
    candidate_of[photo.name] = photo.candidate;
    if (!photo.sha256.empty())
      pictures.Join(photo.name, first_of.emplace(photo.sha256, photo.name).first->second);
  }
  const auto files = pictures;  // what the exception photo_twice is about
  for (const auto& finding : found)
    if (IsSamePicture(finding))
      for (const auto& photo : finding.photos) pictures.Join(photo.string(), finding.photos[0].string());
  const auto row_of = [&](const std::string& candidate) {
    const auto index = roster.FindBy("exam_no", candidate);
    return index ? roster.all()[*index].row : 0;
  };
  std::vector<BatchException> out;
  for (const auto& finding : found) {
    const bool one_face = finding.note == "one_face_two_names",
               two_faces = finding.note == "two_faces_one_name";
    const bool same = IsSamePicture(finding);
    if (!one_face && !two_faces && !same) continue;
    if (same ? AreOne(files, finding.photos) : one_face && AreOne(pictures, finding.photos))
      continue;  // said already, and why
    const auto kind = one_face ? Kind::kOneFace : two_faces ? Kind::kTwoFaces : Kind::kSamePicture;
    std::set<std::string> candidates;
    for (const auto& photo : finding.photos) candidates.insert(candidate_of[photo.string()]);
    if (same && candidates.size() < 2) continue;  // his own, sent twice: an exception of its own kind
    for (const auto& photo : finding.photos) {
      const auto& candidate = candidate_of[photo.string()];
      std::string rows;
      for (const auto& other : candidates)
        if (other != candidate) rows += (rows.empty() ? "row " : ", row ") + std::to_string(row_of(other));
      out.push_back({kind, photo.string(), candidate, row_of(candidate),
                     (one_face ? "the face is like that of " + rows
                      : same   ? "the picture is that of " + rows
                               : "his photos do not show one person") +
                         " (" + Number(finding) + ")"});
    }
  }
  return out;
}

Result<std::vector<BatchException>> BatchFaces::Compare(const JobFile& job, const Roster& roster,
                                                        Journal& journal,
                                                        const std::vector<BatchException>& exceptions,
                                                        const Work& work, bool* stopped,
                                                        std::size_t* absent) {
  std::vector<BatchException> out;
  *absent = 0;
  if (!one_to_many_) return out;
  const auto photos = PhotosToCompare(journal, exceptions);
  if (!photos) return photos.error();
  Sha256 sum;
  sum.Update(std::string_view(plan_->digest()));
  for (const auto& photo : *photos)
    sum.Update(
        std::string_view("\n" + photo.name + '\t' + photo.candidate + '\t' +
                         (photo.sha256.empty() ? StampOf(job.inputs / fs::path(photo.name)) : photo.sha256)));
  compared_ = sum.Hex();
  const auto before = journal.Meta(kCompared);
  if (!before) return before.error();
  if (*before == compared_) {
    auto known = journal.Exceptions();
    if (!known) return known.error();
    std::erase_if(*known, [](const auto& e) { return !IsOurs(e.kind); });
    return known;
  }
  if (auto status = LookAt(job, *photos, work, absent); !status) return status.error();
  *stopped = work.cancellation != nullptr && work.cancellation->stop();
  if (*stopped) return out;
  return ToExceptions(roster, *photos, compare_.Compare());
}

Status BatchFaces::Remember(Journal& journal) const {
  return one_to_many_ ? journal.SetMeta(kCompared, compared_) : Status();
}
Status BatchFaces::Forget(Journal& journal) {
  const auto known = journal.Meta(kCompared);
  if (!known) return known.error();
  return known->empty() ? Status() : journal.SetMeta(kCompared, "");
}

}  // namespace certphoto
