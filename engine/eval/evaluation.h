// What a pipeline says of labelled photos, against what the labels say.
//
// A rule is raised on a photo when its verdict is `fail` or `review`: a person or the candidate hears of it.
#ifndef CERTPHOTO_ENGINE_EVAL_EVALUATION_H
#define CERTPHOTO_ENGINE_EVAL_EVALUATION_H

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/eval/labelled_set.h"
#include "engine/eval/rates.h"
#include "engine/pipeline/result.h"

namespace certphoto {

// The gravest finding about one rule of one photo.
struct Judgement {
  bool tried = false;  // false: no step of the pipeline assesses the rule, or the photo could not be read
  bool raised = false, failed = false, undecided = false;
  std::optional<double> score;       // high: broken
  std::optional<double> limit;       // of the score
  bool lower = false;                // score and limit are the negative of what the rule measures
  const Finding* finding = nullptr;  // of the result that was judged
};

// `label`: null for a rule without one. The score is the label's fact (which has to be among the result's
// facts), else the value of the rule's findings where they share a unit and a direction.
[[nodiscard]] Judgement Judge(const PhotoResult& result, const std::string& rule, const LabelledRule* label);

struct Mistake {
  std::filesystem::path photo;
  std::string row;      // RuleRates::name
  bool missed = false;  // else a false alarm
  std::optional<double> score;
  std::string verdict;
  Bilingual text;  // what the candidate is told; empty where nothing is
  std::vector<FindingRegion> regions;
};

struct RuleRates {
  std::string name, rule;
  bool labelled = false;
  Rate found;         // of the photos whose label says broken, those on which the rule was raised
  Rate false_alarms;  // of those whose label says it holds
  std::size_t found_failed = 0, false_failed = 0;  // of the hits, those with the verdict `fail`
  std::size_t undecided = 0;                       // inconclusive; counted as not raised
  std::vector<double> broken_scores, holding_scores;
  std::optional<double> limit;  // of the score, when it was the same for all photos
  bool lower = false;           // scores and limit are the negative of what the rule measures

  [[nodiscard]] Rate accuracy() const;         // raised says broken
  [[nodiscard]] Rate failed_accuracy() const;  // only `fail` says broken
};

// Photos compared in pairs by their faces' embeddings.
struct IdentityRates {
  double pass = 0, review = 0;  // thresholds of match.identity
  Rate same_below_pass, same_below_review, different_from_review, different_from_pass;
  std::size_t without_face = 0;
  std::optional<double> auc;
};

struct EvaluationReport {
  std::string id, description;
  std::size_t photos = 0, persons = 0;
  std::array<std::size_t, 4> outcomes{};  // by Outcome
  Rate rejected_unexplained;              // photos rejected by a rule that their labels do not call broken
  std::map<std::string, std::size_t> unexplained_rules;
  std::vector<RuleRates> rules;  // the map's, then those without a label, as in the catalogue
  std::vector<Mistake> mistakes;
  std::optional<IdentityRates> identity;
};

// Used by one thread at a time. `map` and `rules` outlive it.
class Evaluation {
 public:
  Evaluation(const LabelMap& map, const RuleCatalogue& rules);

  // The facts results have to carry.
  [[nodiscard]] std::vector<std::string> NeededFacts() const;
  // Takes one photo in; returns its mistakes.
  std::vector<Mistake> Add(const LabelledPhoto& photo, const PhotoResult& result);
  // Mistakes in order of row and photo.
  [[nodiscard]] EvaluationReport Finish();

 private:
  void Count(RuleRates& rates, const LabelledPhoto& photo, Truth truth, const Judgement& judgement,
             std::vector<Mistake>& mistakes);
  void CountOutcome(const LabelledPhoto& photo, const PhotoResult& result);
  [[nodiscard]] IdentityRates CompareFaces() const;

  struct Face {
    std::string person;
    std::vector<float> embedding;
  };

  const LabelMap& map_;
  const RuleCatalogue& rules_;
  EvaluationReport report_;
  std::map<std::string, RuleRates> unlabelled_;
  std::set<std::string> persons_;
  std::vector<Face> faces_;
  std::size_t without_face_ = 0;
};

}  // namespace certphoto

#endif
