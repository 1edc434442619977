#include "engine/server/photo_work.h"

#include <algorithm>

#include "engine/config/diagnostics.h"
#include "engine/imaging/encode_png.h"
#include "engine/match/identity_finding.h"
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
    PutIdentityFinding(**plan, compared->thresholds, compared->result, "engine", *result);
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
