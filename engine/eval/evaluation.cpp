#include "engine/eval/evaluation.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/report/photo_report.h"

namespace certphoto {
namespace {

constexpr const char* kEmbedding = "face.embedding/1";
constexpr const char* kIdentityRule = "match.identity";

const ReportedFact* FindFact(const PhotoResult& result, const std::string& name) {
  const auto it = std::find_if(result.facts.begin(), result.facts.end(),
                               [&](const ReportedFact& fact) { return fact.name == name; });
  return it == result.facts.end() ? nullptr : &*it;
}

std::optional<double> ScoreFromFact(const PhotoResult& result, const ScoreSource& source) {
  const auto* fact = FindFact(result, source.fact);
  if (fact == nullptr || std::size_t(source.index) >= fact->values.size()) return {};
  double value = fact->values[std::size_t(source.index)];
  if (!std::isfinite(value)) return {};
  if (source.absolute) value = std::abs(value);
  return source.high ? value : -value;
}

// +1 where the rule is broken above its limit, -1 below, 0 when a finding has no value or no single limit.
int DirectionOf(const Finding& finding) {
  if (!finding.value || !std::isfinite(*finding.value)) return 0;
  if (finding.limit_max && !finding.limit_min) return 1;
  return finding.limit_min && !finding.limit_max ? -1 : 0;
}

struct Score {
  double value = 0, limit = 0;
  bool lower = false;
};

// The worst of the findings' values, if they can be compared at all.
std::optional<Score> ScoreFromFindings(const std::vector<const Finding*>& findings) {
  std::optional<Score> worst;
  const Finding* first = nullptr;
  for (const Finding* finding : findings) {
    const int direction = DirectionOf(*finding);
    if (direction == 0) continue;
    if (first != nullptr && (first->unit != finding->unit || DirectionOf(*first) != direction ||
                             first->operation != finding->operation))
      return {};
    first = finding;
    const double limit = direction > 0 ? *finding->limit_max : *finding->limit_min;
    if (!worst || direction * *finding->value > worst->value)
      worst = Score{direction * *finding->value, direction * limit, direction < 0};
  }
  return worst;
}

int RankOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return 4;
    case Verdict::kReview:
      return 3;
    case Verdict::kInconclusive:
      return 2;
    case Verdict::kPass:
      return 1;
    case Verdict::kNotApplicable:
      break;
  }
  return 0;
}

std::optional<double> ThresholdOf(const RuleCatalogue& rules, const char* name) {
  const Rule* rule = rules.Find(kIdentityRule);
  if (rule == nullptr || !rule->thresholds.contains(name)) return {};
  return rule->thresholds.at(name).value;
}

}  // namespace

Judgement Judge(const PhotoResult& result, const std::string& rule, const LabelledRule* label) {
  Judgement out;
  std::vector<const Finding*> findings;
  for (const auto& finding : result.findings)
    if (finding.rule == rule && !WasNotTried(finding)) findings.push_back(&finding);
  const bool by_fact = label != nullptr && label->score;
  if (findings.empty() && !by_fact) return out;
  for (const Finding* finding : findings)
    if (out.finding == nullptr || RankOf(finding->verdict) > RankOf(out.finding->verdict))
      out.finding = finding;
  if (out.finding != nullptr) {
    out.tried = true;
    out.failed = out.finding->verdict == Verdict::kFail;
    out.raised = out.failed || out.finding->verdict == Verdict::kReview;
    out.undecided = out.finding->verdict == Verdict::kInconclusive;
  }
  if (!by_fact) {
    if (const auto score = ScoreFromFindings(findings)) {
      out.score = score->value;
      out.limit = score->limit;
      out.lower = score->lower;
    }
    return out;
  }
  out.score = ScoreFromFact(result, *label->score);
  out.lower = !label->score->high;
  if (const auto& limit = label->score->limit) {
    out.tried = true;
    out.limit = label->score->high ? *limit : -*limit;
    out.undecided = !out.score;
    out.raised = out.failed = out.score && *out.score > *out.limit;
  }
  return out;
}

Rate RuleRates::accuracy() const {
  return {found.hits + false_alarms.of - false_alarms.hits, found.of + false_alarms.of};
}

Rate RuleRates::failed_accuracy() const {
  return {found_failed + false_alarms.of - false_failed, found.of + false_alarms.of};
}

Evaluation::Evaluation(const LabelMap& map, const RuleCatalogue& rules) : map_(map), rules_(rules) {
  report_.id = map.id;
  report_.description = map.description;
  for (const auto& label : map.rules) {
    RuleRates rates;
    rates.name = label.name;
    rates.rule = label.rule;
    rates.labelled = true;
    report_.rules.push_back(std::move(rates));
  }
}

std::vector<std::string> Evaluation::NeededFacts() const {
  std::set<std::string> facts;
  for (const auto& label : map_.rules)
    if (label.score) facts.insert(label.score->fact);
  if (map_.identity_pairs) facts.insert(kEmbedding);
  return {facts.begin(), facts.end()};
}

void Evaluation::Count(RuleRates& rates, const LabelledPhoto& photo, Truth truth, const Judgement& judgement,
                       std::vector<Mistake>& mistakes) {
  if (!judgement.tried || truth == Truth::kUnknown) return;
  const bool broken = truth == Truth::kBroken;
  auto& rate = broken ? rates.found : rates.false_alarms;
  ++rate.of;
  rate.hits += judgement.raised;
  (broken ? rates.found_failed : rates.false_failed) += judgement.failed;
  rates.undecided += judgement.undecided;
  if (judgement.score) (broken ? rates.broken_scores : rates.holding_scores).push_back(*judgement.score);
  const bool first = rates.found.of + rates.false_alarms.of == 1;
  if (first) {
    rates.limit = judgement.limit;
    rates.lower = judgement.lower;
  } else if (judgement.limit && rates.limit != judgement.limit) {
    rates.limit.reset();
  }
  if (judgement.raised == broken) return;
  Mistake mistake{photo.name, rates.name, broken, judgement.score, "", {}, {}};
  if (judgement.finding != nullptr) {
    mistake.verdict = ToString(judgement.finding->verdict);
    mistake.text = judgement.finding->text;
    mistake.regions = judgement.finding->regions;
  }
  mistakes.push_back(std::move(mistake));
}

void Evaluation::CountOutcome(const LabelledPhoto& photo, const PhotoResult& result) {
  ++report_.photos;
  persons_.insert(photo.person);
  ++report_.outcomes[static_cast<std::size_t>(result.outcome)];
  std::set<std::string> unexplained;
  for (const Finding& finding : result.findings) {
    if (OutcomeOf(finding) != Outcome::kRejected) continue;
    bool explained = false;
    for (std::size_t i = 0; i < map_.rules.size(); ++i)
      explained = explained || (map_.rules[i].rule == finding.rule && photo.truths[i] == Truth::kBroken);
    if (!explained) unexplained.insert(finding.rule);
  }
  ++report_.rejected_unexplained.of;
  report_.rejected_unexplained.hits += !unexplained.empty();
  for (const auto& rule : unexplained) ++report_.unexplained_rules[rule];
}

std::vector<Mistake> Evaluation::Add(const LabelledPhoto& photo, const PhotoResult& result) {
  std::vector<Mistake> mistakes;
  CountOutcome(photo, result);
  for (std::size_t i = 0; i < map_.rules.size(); ++i)
    Count(report_.rules[i], photo, photo.truths[i], Judge(result, map_.rules[i].rule, &map_.rules[i]),
          mistakes);
  if (map_.unlabelled_hold)
    for (const auto& rule : rules_.all()) {
      const bool labelled = std::any_of(map_.rules.begin(), map_.rules.end(),
                                        [&](const LabelledRule& label) { return label.rule == rule.id; });
      const bool left_out = std::find(map_.unlabelled_but.begin(), map_.unlabelled_but.end(), rule.id) !=
                            map_.unlabelled_but.end();
      if (labelled || left_out) continue;
      auto& rates = unlabelled_[rule.id];
      rates.name = rates.rule = rule.id;
      Count(rates, photo, Truth::kHolds, Judge(result, rule.id, nullptr), mistakes);
    }
  if (map_.identity_pairs) {
    const auto* embedding = FindFact(result, kEmbedding);
    if (embedding == nullptr || embedding->values.empty()) {
      ++without_face_;
    } else {
      faces_.push_back({photo.person, {embedding->values.begin(), embedding->values.end()}});
    }
  }
  report_.mistakes.insert(report_.mistakes.end(), mistakes.begin(), mistakes.end());
  return mistakes;
}

IdentityRates Evaluation::CompareFaces() const {
  IdentityRates out;
  out.pass = ThresholdOf(rules_, "similarity_review").value_or(1);
  out.review = ThresholdOf(rules_, "similarity_min").value_or(1);
  out.without_face = without_face_;
  std::vector<double> same, different;
  for (std::size_t i = 0; i < faces_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      if (faces_[i].embedding.size() != faces_[j].embedding.size()) continue;
      double dot = 0;
      for (std::size_t k = 0; k < faces_[i].embedding.size(); ++k)
        dot += double(faces_[i].embedding[k]) * double(faces_[j].embedding[k]);
      (faces_[i].person == faces_[j].person ? same : different).push_back(dot);
    }
  const auto count = [](const std::vector<double>& all, auto test) {
    return Rate{static_cast<std::size_t>(std::count_if(all.begin(), all.end(), test)), all.size()};
  };
  out.same_below_pass = count(same, [&](double s) { return s < out.pass; });
  out.same_below_review = count(same, [&](double s) { return s < out.review; });
  out.different_from_review = count(different, [&](double s) { return s >= out.review; });
  out.different_from_pass = count(different, [&](double s) { return s >= out.pass; });
  out.auc = AreaUnderRoc(same, different);
  return out;
}

EvaluationReport Evaluation::Finish() {
  report_.persons = persons_.size();
  for (const auto& rule : rules_.all())
    if (const auto it = unlabelled_.find(rule.id); it != unlabelled_.end() && it->second.false_alarms.of > 0)
      report_.rules.push_back(it->second);
  if (map_.identity_pairs) report_.identity = CompareFaces();
  std::sort(report_.mistakes.begin(), report_.mistakes.end(), [](const Mistake& a, const Mistake& b) {
    return std::tie(a.row, b.missed, a.photo) < std::tie(b.row, a.missed, b.photo);
  });
  return std::move(report_);
}

}  // namespace certphoto
