// Whether two photos show the same person, by the similarity of their faces' embeddings.
//
// An embedding identifies a person: it lives in memory while the command runs, and no function here hands it
// out.
#ifndef CERTPHOTO_ENGINE_MATCH_FACE_MATCHER_H
#define CERTPHOTO_ENGINE_MATCH_FACE_MATCHER_H

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/batch/runner.h"
#include "engine/engine.h"
#include "engine/report/finding.h"

namespace certphoto {

// Similarity is the cosine of two embeddings, -1..1.
struct MatchThresholds {
  double pass = 0;    // the same person from here
  double review = 0;  // a person has to compare from here; below: different people
  // Faces turned further are for a person to compare whatever their similarity: the embedding of a turned
  // face says more about the turn than about who it is.
  double yaw_max_deg = 0, up_max_deg = 0, down_max_deg = 0;
  std::string source;
};

struct MatchPair {
  std::filesystem::path a, b;
};

struct MatchResult {
  std::optional<double> similarity;  // empty: inconclusive
  Verdict verdict = Verdict::kInconclusive;
  std::string reason;   // why inconclusive, or why a person has to compare whatever the similarity
  bool failed = false;  // a file could not be read, or we broke: not the photos' fault
};

struct MatcherOptions {
  int workers = 1;
  std::uint64_t memory_bytes = 1ull << 30;
  const Cancellation* cancellation = nullptr;
  std::size_t block_pairs = 512;          // results come out in blocks of this many; bounds what is in work
  std::size_t remembered_faces = 20'000;  // embeddings kept between blocks, 2 KB each
};

class FaceMatcher {
 public:
  // Thresholds come from the rule match.identity. kNotFound when no plugin gives face.embedding/1 or the rule
  // is missing; `engine` must outlive the matcher.
  [[nodiscard]] static Result<FaceMatcher> Create(const Engine& engine, const std::string& pipeline);

  // Of a plan compiled with these options, for who compiles himself.
  [[nodiscard]] static PlanOptions Options();
  [[nodiscard]] static Result<FaceMatcher> Create(const Engine& engine, std::shared_ptr<const Plan> plan);

  [[nodiscard]] const MatchThresholds& thresholds() const { return thresholds_; }

  // Compares every pair, in their order; each photo is looked at once as long as it is remembered.
  // `on_result` is called on the calling thread. Stops between blocks when cancelled. An error only when the
  // work cannot begin.
  [[nodiscard]] Status Match(
      std::span<const MatchPair> pairs, const MatcherOptions& options,
      const std::function<void(std::size_t index, const MatchResult&)>& on_result) const;

  // For who runs the photos through the plan himself: what to ask of a run, and what its results say.
  [[nodiscard]] const std::shared_ptr<const Plan>& plan() const { return plan_; }
  [[nodiscard]] static RunRequest Request();
  [[nodiscard]] MatchResult Compare(const PhotoResult& a, const PhotoResult& b) const;

  // Of a similarity. Exposed for tests.
  [[nodiscard]] static Verdict VerdictOf(double similarity, const MatchThresholds& thresholds);

 private:
  FaceMatcher(std::shared_ptr<const Plan> plan, MatchThresholds thresholds)
      : plan_(std::move(plan)), thresholds_(std::move(thresholds)) {}

  std::shared_ptr<const Plan> plan_;
  MatchThresholds thresholds_;
};

}  // namespace certphoto

#endif
