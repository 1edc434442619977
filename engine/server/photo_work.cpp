#include "engine/server/photo_work.h"

#include <algorithm>

#include "engine/config/diagnostics.h"
#include "engine/imaging/encode_png.h"
#include "engine/pipeline/completion.h"
#include "engine/report/annotate_photo.h"
#include "engine/report/reported_facts.h"
#include "engine/server/convert.h"
#include "engine/server/rpc_error.h"

namespace certphoto {
namespace {

constexpr int kMaxInputs = 32;
constexpr std::size_t kMaxInputBytes =
    4096;  // the text of a code: a QR code holds 2,953 bytes (ISO/IEC 18004, version 40-L)
constexpr int kMaxArtefacts = 3;
constexpr const char* kMatchRule = "match.identity";

// Names are looked up among what is installed and never become part of a path.
bool IsName(const std::string& name) {
  return name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
         });
}

std::span<const std::uint8_t> Bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool Asks(const v1::ProcessRequest& request, v1::ArtefactKind kind) {
  return std::find(request.artefacts().begin(), request.artefacts().end(), kind) != request.artefacts().end();
}

void CheckArtefacts(const v1::ProcessRequest& request, std::vector<FieldViolation>& violations) {
  if (request.artefacts_size() > kMaxArtefacts)
    violations.push_back({"artefacts", "more than one of a kind"});
  for (int i = 0; i < std::min(request.artefacts_size(), kMaxArtefacts); ++i)
    if (!v1::ArtefactKind_IsValid(request.artefacts(i)) ||
        request.artefacts(i) == v1::ARTEFACT_KIND_UNSPECIFIED)
      violations.push_back(
          {"artefacts[" + std::to_string(i) + "]", "no kind of artefact this service knows"});
}

void AddArtefact(v1::ProcessResponse& response, v1::ArtefactKind kind, const char* media_type,
                 std::string_view content) {
  auto* out = response.add_artefacts();
  out->set_kind(kind);
  out->set_media_type(media_type);
  out->set_content(content.data(), content.size());
}

std::string_view Text(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What was asked for and there is; what cannot be made is left out, as the field says.
void AddArtefacts(const v1::ProcessRequest& request, const PhotoResult& result, const RuleCatalogue& rules,
                  v1::ProcessResponse& response) {
  if (Asks(request, v1::ARTEFACT_KIND_MATTE) && result.matte)
    if (const auto png = EncodePng(*result.matte))
      AddArtefact(response, v1::ARTEFACT_KIND_MATTE, "image/png", Text(*png));
  if (Asks(request, v1::ARTEFACT_KIND_ANNOTATED) && result.source_image) {
    PhotoReport report;
    report.photo = request.request_id();
    report.result = &result;
    if (const auto png = AnnotatePhoto(report, rules))
      AddArtefact(response, v1::ARTEFACT_KIND_ANNOTATED, "image/png", Text(*png));
  }
  if (Asks(request, v1::ARTEFACT_KIND_FACTS))
    AddArtefact(response, v1::ARTEFACT_KIND_FACTS, "application/json", FactsToJson(result.facts).dump());
}

Bilingual IdentityText(const MatchResult& result) {
  switch (result.verdict) {
    case Verdict::kPass:
      return {"与证件照片是同一个人", "The same person as on the identity card's photo"};
    case Verdict::kReview:
      return {"与证件照片的相似度不够高，请人工比对",
              "Not alike enough to the identity card's photo; a person has to compare"};
    case Verdict::kFail:
      return {"与证件照片不像同一个人，请人工比对",
              "Does not look like the person on the identity card's photo; a person has to compare"};
    default:
      return {"无法与证件照片比对", "Could not be compared with the identity card's photo: " + result.reason};
  }
}

// Takes the place of what the pipeline said about the rule, which had nothing to compare with.
void PutIdentity(const Plan& plan, const Compared& compared, PhotoResult& result) {
  const auto* rule = plan.rules().Find(kMatchRule);
  if (rule == nullptr) return;
  Finding finding;
  finding.rule = kMatchRule;
  finding.operation = "engine";
  finding.severity = plan.SeverityOf(*rule);
  finding.verdict = compared.result.verdict;
  finding.value = compared.result.similarity;
  finding.unit = "cosine";
  finding.limit_min = compared.thresholds.pass;
  finding.text = IdentityText(compared.result);
  if (!compared.result.similarity) finding.note = "not_comparable";
  const auto same = [&](const Finding& f) { return f.rule == kMatchRule; };
  const auto first = std::find_if(result.findings.begin(), result.findings.end(), same);
  const auto at = first - result.findings.begin();
  std::erase_if(result.findings, same);
  result.findings.insert(result.findings.begin() + at, std::move(finding));
  if (!result.error) result.outcome = DecideOutcome(result.findings);
}

RunRequest MakeRun(const v1::ProcessRequest& request, const Cancellation& cancellation) {
  RunRequest run;
  run.cancellation = &cancellation;
  run.keep_matte = Asks(request, v1::ARTEFACT_KIND_MATTE);
  run.keep_source_image = Asks(request, v1::ARTEFACT_KIND_ANNOTATED);
  if (Asks(request, v1::ARTEFACT_KIND_FACTS) || Asks(request, v1::ARTEFACT_KIND_ANNOTATED))
    run.report_facts = ReportableFacts(false);
  for (const auto& [key, value] : request.inputs()) run.inputs.emplace(key, value);
  return run;
}

}  // namespace

grpc::Status CheckProcess(const v1::ProcessRequest& request, const Snapshot& snapshot) {
  std::vector<FieldViolation> violations;
  if (request.photo().empty()) violations.push_back({"photo", "is empty"});
  if (!IsName(request.pipeline()) || request.pipeline().ends_with(".yaml"))
    violations.push_back({"pipeline", "must be the name of an installed pipeline"});
  if (!IsName(request.spec())) violations.push_back({"spec", "must be the id of a spec"});
  if (request.inputs_size() > kMaxInputs) violations.push_back({"inputs", "more than 32 entries"});
  for (const auto& [key, value] : request.inputs())
    if (key.size() > kMaxInputBytes || value.size() > kMaxInputBytes) {
      violations.push_back({"inputs", "an entry is longer than 4096 bytes"});
      break;
    }
  CheckArtefacts(request, violations);
  if (!violations.empty()) return BadRequest(violations);
  if (!request.pipeline().empty() && snapshot.FindPipeline(request.pipeline()) == nullptr)
    return RpcError(grpc::StatusCode::NOT_FOUND, reason::kNoSuchName,
                    "no pipeline " + Quoted(request.pipeline()) +
                        DidYouMean(request.pipeline(), snapshot.PipelineNames()));
  const auto& specs = snapshot.engine().specs();
  if (!request.spec().empty() && specs.Find(request.spec()) == nullptr)
    return RpcError(grpc::StatusCode::NOT_FOUND, reason::kNoSuchName,
                    "no spec " + Quoted(request.spec()) + DidYouMean(request.spec(), specs.Ids()));
  return grpc::Status::OK;
}

std::uint64_t BytesOf(const v1::ProcessRequest& request) {
  return request.photo().size() + request.id_portrait().size();
}

ServiceLog::Fields SummaryOf(const v1::ProcessResponse& response) {
  ServiceLog::Fields fields;
  auto outcome = v1::Outcome_Name(response.outcome()).substr(std::string_view("OUTCOME_").size());
  std::transform(outcome.begin(), outcome.end(), outcome.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  fields["outcome"] = outcome;
  fields["bytes_out"] = response.finished_photo().size();
  fields["plan"] = response.plan_digest().substr(0, 12);
  return fields;
}

grpc::Status StatusOfStopped(const Cancellation& cancellation) {
  return cancellation.cancelled()
             ? RpcError(grpc::StatusCode::CANCELLED, reason::kCancelled, "the caller has gone")
             : RpcError(grpc::StatusCode::DEADLINE_EXCEEDED, reason::kExpired, "the deadline has passed");
}

Result<PhotoResult> RunAdmitted(const Call& call, WorkerExecutors& executors,
                                const std::shared_ptr<const Plan>& plan, const std::string& photo,
                                const RunRequest& request) {
  auto executor = executors.For(plan, call.snapshot().generation());
  if (!executor) return executor.error();
  const auto bytes = Bytes(photo);
  const auto probe = ProbePhoto(bytes, plan->limits(), plan->request());
  const auto cost =
      probe ? probe->decoded_bytes : 0;  // what cannot be probed is refused before it is decoded
  auto& budget = call.parts().scheduler.decoded();
  budget.Acquire(cost);
  auto result = (*executor)->Run(bytes, request);
  budget.Release(cost);
  return result;
}

Result<Compared> ComparePhotos(const Call& call, WorkerExecutors& executors, const std::string& pipeline,
                               const std::string& a, const std::string& b, const Cancellation& cancellation) {
  auto matcher = call.snapshot().MatcherFor(pipeline);
  if (!matcher) return matcher.error();
  auto run = FaceMatcher::Request();
  run.cancellation = &cancellation;
  PhotoResult results[2];
  for (int i = 0; i < 2; ++i) {
    auto result = RunAdmitted(call, executors, (*matcher)->plan(), i == 0 ? a : b, run);
    if (!result) return result.error();
    if (cancellation.stop() && result->error) return *result->error;
    results[i] = std::move(*result);
  }
  return Compared{(*matcher)->Compare(results[0], results[1]), (*matcher)->thresholds()};
}

grpc::Status RunPhoto(const Call& call, WorkerExecutors& executors, const v1::ProcessRequest& request,
                      const Cancellation& cancellation, v1::ProcessResponse& response) {
  const auto run = MakeRun(request, cancellation);
  auto plan = call.snapshot().PlanFor({request.pipeline(), request.spec(), !run.report_facts.empty()});
  if (!plan) return ToRpc(plan.error());
  auto result = RunAdmitted(call, executors, *plan, request.photo(), run);
  if (!result) return ToRpc(result.error());
  if (cancellation.stop() && result->error) return ToRpc(*result->error);
  if (!request.id_portrait().empty()) {
    const auto compared =
        ComparePhotos(call, executors, kMatchPipeline, request.photo(), request.id_portrait(), cancellation);
    if (!compared) return ToRpc(compared.error());
    PutIdentity(**plan, *compared, *result);
    *response.mutable_comparison() = ToMessage(compared->result, compared->thresholds);
  }
  call.parts().metrics.Photo(*result);
  AddArtefacts(request, *result, call.snapshot().engine().rules(), response);
  response.set_request_id(call.request_id());
  response.set_plan_digest((*plan)->digest());
  FillResponse(std::move(*result), request.findings_only(), response);
  return grpc::Status::OK;
}

}  // namespace certphoto
