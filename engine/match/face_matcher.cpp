#include "engine/match/face_matcher.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/match/face_cache.h"

namespace certphoto {
namespace {

constexpr const char* kRule = "match.identity";
constexpr const char* kEmbedding = "face.embedding/1";
constexpr const char* kBoxes = "face.boxes/1";
constexpr const char* kPose = "face.pose/1";

const ReportedFact* FindFact(const PhotoResult& photo, std::string_view name) {
  const auto it = std::find_if(photo.facts.begin(), photo.facts.end(),
                               [&](const auto& fact) { return fact.name == name; });
  return it == photo.facts.end() ? nullptr : &*it;
}

// The file itself is at fault: what the engine says about it.
const Finding* UnreadableFindingOf(const PhotoResult& photo) {
  const auto it = std::find_if(photo.findings.begin(), photo.findings.end(), [](const auto& finding) {
    return finding.rule == "source.readable" && finding.verdict == Verdict::kFail;
  });
  return it == photo.findings.end() ? nullptr : &*it;
}

Face FaceOf(const PhotoResult& photo) {
  if (photo.error) return {{}, photo.error->message, true};
  if (const auto* finding = UnreadableFindingOf(photo)) return {{}, finding->text.en, false};
  if (const auto* fact = FindFact(photo, kEmbedding); fact != nullptr && !fact->values.empty()) {
    Face face{{fact->values.begin(), fact->values.end()}, "", false};
    if (const auto* pose = FindFact(photo, kPose); pose != nullptr && pose->values.size() >= 2) {
      face.yaw_deg = pose->values[0];
      face.pitch_deg = pose->values[1];
    }
    return face;
  }
  const auto* boxes = FindFact(photo, kBoxes);
  const bool none = boxes == nullptr || boxes->values.empty();
  return {{}, none ? "no face found" : "a face was found, but it could not be measured", false};
}

// Empty for a face that looks at the camera well enough.
std::string TurnedText(const Face& face, const MatchThresholds& limits) {
  const auto degrees = [](double value) {
    return std::to_string(static_cast<int>(std::lround(std::abs(value)))) + " degrees";
  };
  if (std::abs(face.yaw_deg) > limits.yaw_max_deg)
    return "the face is turned to the side by " + degrees(face.yaw_deg);
  if (face.pitch_deg > limits.up_max_deg) return "the face looks up by " + degrees(face.pitch_deg);
  if (-face.pitch_deg > limits.down_max_deg) return "the face looks down by " + degrees(face.pitch_deg);
  return "";
}

MatchResult CompareFaces(const Face& a, const Face& b, const MatchThresholds& thresholds) {
  MatchResult out;
  const auto blame = [&](const char* which, const Face& face) {
    if (face.reason.empty()) return;
    out.reason += (out.reason.empty() ? "" : "; ") + std::string(which) + ": " + face.reason;
    out.failed = out.failed || face.failed;
  };
  blame("first photo", a);
  blame("second photo", b);
  if (!out.reason.empty()) return out;
  if (a.embedding.size() != b.embedding.size()) {
    out.reason = "the embeddings have different lengths";
    out.failed = true;
    return out;
  }
  double dot = 0;
  for (std::size_t i = 0; i < a.embedding.size(); ++i) dot += double(a.embedding[i]) * double(b.embedding[i]);
  out.similarity = std::clamp(dot, -1.0, 1.0);
  out.verdict = FaceMatcher::VerdictOf(*out.similarity, thresholds);
  const auto turn = [&](const char* which, const Face& face) {
    const auto text = TurnedText(face, thresholds);
    if (text.empty()) return;
    if (!out.reason.empty()) out.reason += "; ";
    out.reason.append(which).append(": ").append(text);
    out.verdict = Verdict::kReview;
  };
  turn("first photo", a);
  turn("second photo", b);
  return out;
}

Result<double> ThresholdOf(const Rule& rule, const char* name) {
  const auto it = rule.thresholds.find(name);
  if (it != rule.thresholds.end()) return it->second.value;
  return Error{ErrorCode::kNotFound, "the rule " + rule.id + " has no threshold " + name};
}

Result<MatchThresholds> ReadThresholds(const RuleCatalogue& rules) {
  const auto* rule = rules.Find(kRule);
  if (rule == nullptr) return Error{ErrorCode::kNotFound, std::string("there is no rule ") + kRule};
  MatchThresholds out;
  const std::pair<const char*, double*> members[] = {{"similarity_review", &out.pass},
                                                     {"similarity_min", &out.review},
                                                     {"yaw_max_deg", &out.yaw_max_deg},
                                                     {"pitch_up_max_deg", &out.up_max_deg},
                                                     {"pitch_down_max_deg", &out.down_max_deg}};
  for (const auto& [name, member] : members) {
    const auto value = ThresholdOf(*rule, name);
    if (!value) return value.error();
    *member = *value;
  }
  out.source = std::string("rule ") + kRule + ". pass: " + rule->thresholds.at("similarity_review").source +
               ". review: " + rule->thresholds.at("similarity_min").source;
  return out;
}

// Looks at the files of a block that are not remembered.
Status LookAt(const std::shared_ptr<const Plan>& plan, std::span<const MatchPair> block,
              const MatcherOptions& options, FaceCache& cache) {
  std::set<std::filesystem::path> wanted;
  for (const auto& pair : block)
    for (const auto* file : {&pair.a, &pair.b})
      if (cache.Find(*file) == nullptr) wanted.insert(*file);
  const std::vector<std::filesystem::path> files(wanted.begin(), wanted.end());
  RunnerOptions run;
  run.workers = options.workers;
  run.memory_bytes = options.memory_bytes;
  run.request = FaceMatcher::Request();
  run.request.cancellation = options.cancellation;
  return RunPhotos(plan, files, run,
                   [&](const RunnerResult& result) { cache.Put(files[result.index], FaceOf(result.photo)); });
}

}  // namespace

RunRequest FaceMatcher::Request() {
  RunRequest request;
  request.report_facts = {kEmbedding, kBoxes, kPose};
  return request;
}

MatchResult FaceMatcher::Compare(const PhotoResult& a, const PhotoResult& b) const {
  return CompareFaces(FaceOf(a), FaceOf(b), thresholds_);
}

Verdict FaceMatcher::VerdictOf(double similarity, const MatchThresholds& thresholds) {
  if (similarity >= thresholds.pass) return Verdict::kPass;
  return similarity >= thresholds.review ? Verdict::kReview : Verdict::kFail;
}

PlanOptions FaceMatcher::Options() {
  PlanOptions options;
  options.wanted_facts = {kBoxes, kPose, kEmbedding};
  options.checks = false;
  options.product = false;
  return options;
}

Result<FaceMatcher> FaceMatcher::Create(const Engine& engine, const std::string& pipeline) {
  auto plan = engine.Compile(pipeline, Options());
  if (!plan) return plan.error();
  return Create(engine, std::move(*plan));
}

Result<FaceMatcher> FaceMatcher::Create(const Engine& engine, std::shared_ptr<const Plan> plan) {
  auto thresholds = ReadThresholds(engine.rules());
  if (!thresholds) return thresholds.error();
  if (engine.registry().ProvidersOf(kEmbedding).empty())
    return Error{ErrorCode::kNotFound, std::string("no loaded plugin gives ") + kEmbedding +
                                           "; `certphoto plugins list` shows what is there"};
  return FaceMatcher(std::move(plan), std::move(*thresholds));
}

Status FaceMatcher::Match(std::span<const MatchPair> pairs, const MatcherOptions& options,
                          const std::function<void(std::size_t, const MatchResult&)>& on_result) const {
  FaceCache cache(options.remembered_faces);
  const auto stopped = [&] { return options.cancellation != nullptr && options.cancellation->stop(); };
  const std::size_t block_size = std::max<std::size_t>(1, options.block_pairs);
  for (std::size_t begin = 0; begin < pairs.size() && !stopped(); begin += block_size) {
    const auto block = pairs.subspan(begin, std::min(block_size, pairs.size() - begin));
    if (auto status = LookAt(plan_, block, options, cache); !status) return status;
    if (stopped()) break;
    for (std::size_t i = 0; i < block.size(); ++i)
      on_result(begin + i, CompareFaces(*cache.Find(block[i].a), *cache.Find(block[i].b), thresholds_));
    cache.Shrink();
  }
  return {};
}

}  // namespace certphoto
