// What the service answers from: pipelines, rules, specs, papers and tokens as their files were at one
// moment. A reload makes another one; requests keep the one they came in under.
#ifndef CERTPHOTO_ENGINE_SERVER_SNAPSHOT_H
#define CERTPHOTO_ENGINE_SERVER_SNAPSHOT_H

#include <compare>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalogue/paper.h"
#include "engine/engine.h"
#include "engine/match/face_matcher.h"
#include "engine/server/config.h"
#include "engine/server/tokens.h"

namespace certphoto {

// Thread-safe; immutable but for the plans compiled on first use.
class Snapshot {
 public:
  struct Pipeline {
    std::string name, text;
    Bilingual title;
    std::string description, spec;
  };

  // Reads everything and compiles every pipeline: what is broken is found here, not by a request.
  [[nodiscard]] static Result<std::shared_ptr<const Snapshot>> Load(std::shared_ptr<const Engine> engine,
                                                                    const ServerConfig& config,
                                                                    std::uint64_t generation);

  struct PlanKey {
    std::string pipeline, spec;
    bool facts = false;  // computes every fact that can be reported
    auto operator<=>(const PlanKey&) const = default;
  };
  // The plan keeps what it was compiled from alive. Compiled by the first who asks; others wait for it. An
  // empty pipeline is the default.
  [[nodiscard]] Result<std::shared_ptr<const Plan>> PlanFor(PlanKey key) const;
  [[nodiscard]] Result<std::shared_ptr<const FaceMatcher>> MatcherFor(const std::string& pipeline) const;

  // Null when there is none of that name; pipelines in order of name.
  [[nodiscard]] const Pipeline* FindPipeline(const std::string& name) const;
  [[nodiscard]] const std::vector<Pipeline>& pipelines() const { return pipelines_; }
  [[nodiscard]] std::vector<std::string> PipelineNames() const;
  [[nodiscard]] const std::string& default_pipeline() const { return default_pipeline_; }
  [[nodiscard]] const Engine& engine() const { return *engine_; }
  [[nodiscard]] const PaperCatalogue& papers() const { return papers_; }
  [[nodiscard]] const TokenList* tokens() const {
    return tokens_ ? &*tokens_ : nullptr;
  }  // null: none are asked for
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

 private:
  Snapshot() = default;
  [[nodiscard]] Result<std::shared_ptr<const Plan>> Compile(const std::string& pipeline,
                                                            const PlanOptions& options) const;
  [[nodiscard]] Status ReadPipelines();

  std::shared_ptr<const Engine> engine_;
  std::string default_pipeline_;
  std::vector<Pipeline> pipelines_;
  PaperCatalogue papers_;
  std::optional<TokenList> tokens_;
  std::uint64_t generation_ = 0;

  using Compiled = std::shared_future<Result<std::shared_ptr<const Plan>>>;
  mutable std::mutex mutex_;
  mutable std::map<PlanKey, Compiled> plans_;
  mutable std::map<std::string, std::shared_ptr<const FaceMatcher>> matchers_;
};

}  // namespace certphoto

#endif
