// Faces of a batch: each candidate's photo against the portrait of his identity card, and all photos against
// one another.
//
// Embeddings identify people: they live in this object while the command runs, and nothing here writes or
// hands them out.
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_BATCH_FACES_H
#define CERTPHOTO_ENGINE_BATCH_WORK_BATCH_FACES_H

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/batch/batch_compare.h"
#include "engine/batch/binding/binding.h"
#include "engine/batch/journal/journal.h"
#include "engine/match/face_matcher.h"

namespace certphoto {

class BatchFaces {
 public:
  struct Work {
    int workers = 1;
    std::uint64_t memory_bytes = 1ull << 30;
    const Cancellation* cancellation = nullptr;
  };

  // Null when the job compares no faces: its roster has no portraits and faces.one_to_many is false.
  // kNotFound when no plugin measures faces. `engine` must outlive the object.
  [[nodiscard]] static Result<std::unique_ptr<BatchFaces>> Create(const Engine& engine, const JobFile& job);

  // What the job's own plan has to be compiled with and each of its runs has to report, so that no photo is
  // looked at twice.
  [[nodiscard]] static std::vector<std::string> NeededFacts();

  // The finding of match.identity for a photo that the job's plan has run, from a picture of the identity
  // card. A portrait that cannot be read or shows no face asks a person. Thread-safe; `on_step` is told as
  // RunRequest's is.
  void CompareWithPortrait(const Plan& plan, const std::filesystem::path& portrait,
                           const std::function<void(std::string_view)>& on_step, PhotoResult& photo);

  // Measures the face of a photo that ran elsewhere, into its result. A file that cannot be read leaves it
  // without. Thread-safe.
  void Measure(const std::filesystem::path& file, PhotoResult& photo);

  // Takes what is needed for Compare out of a photo's result. Thread-safe.
  void Take(const std::string& photo, const std::string& candidate, PhotoResult& result);

  // One face under two names, two faces under one, one picture in two files: over all photos of the journal
  // and those of `exceptions` that are bound to a candidate who has several. Photos that were not taken are
  // looked at now; those that are gone (purged) or have changed are left out, and `*absent` counts them. What
  // an earlier run found of the very same photos is taken from the journal. Empty when the job does not ask
  // for it, or when stopped (`*stopped`).
  [[nodiscard]] Result<std::vector<BatchException>> Compare(const JobFile& job, const Roster& roster,
                                                            Journal& journal,
                                                            const std::vector<BatchException>& exceptions,
                                                            const Work& work, bool* stopped,
                                                            std::size_t* absent);
  // After the exceptions are in the journal: the next Compare of the same photos need not look again.
  [[nodiscard]] Status Remember(Journal& journal) const;
  [[nodiscard]] static Status Forget(Journal& journal);
  [[nodiscard]] static bool IsOurs(BatchException::Kind kind);

 private:
  struct Photo {
    std::string name, candidate, sha256;
  };

  BatchFaces(FaceMatcher matcher, std::shared_ptr<const Plan> plan, BatchCompare compare, bool one_to_many)
      : matcher_(std::move(matcher)),
        plan_(std::move(plan)),
        compare_(std::move(compare)),
        one_to_many_(one_to_many) {}
  [[nodiscard]] Result<std::vector<Photo>> PhotosToCompare(
      Journal& journal, const std::vector<BatchException>& exceptions) const;
  [[nodiscard]] Status LookAt(const JobFile& job, const std::vector<Photo>& photos, const Work& work,
                              std::size_t* absent);
  [[nodiscard]] std::vector<BatchException> ToExceptions(const Roster& roster,
                                                         const std::vector<Photo>& photos,
                                                         const std::vector<BatchFinding>& found) const;
  [[nodiscard]] std::unique_ptr<Executor> TakeExecutor();

  FaceMatcher matcher_;
  std::shared_ptr<const Plan> plan_;  // of the job's pipeline, faces only: the same pixels, the same numbers
  BatchCompare compare_;
  bool one_to_many_;
  std::set<std::string> taken_;  // photos in compare_
  std::string compared_;         // what Compare was about
  std::vector<std::unique_ptr<Executor>> idle_;
  std::mutex mutex_;
};

}  // namespace certphoto

#endif
