#include "engine/pipeline/executor.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>

#include "engine/pipeline/completion.h"
#include "engine/plugin/host_services.h"

namespace certphoto {
namespace {

using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// The layout of source.info/1 (sdk: cph::SourceInfo).
Result<TensorRef> SourceInfoTensor(const Photo& photo, const Allocator& allocator) {
  const auto& s = photo.source;
  const double values[] = {double(s.width_px),          double(s.height_px),
                           double(s.file_bytes),        double(static_cast<int>(s.format)),
                           double(s.exif_orientation),  photo.image->placement.scale,
                           s.converted_icc ? 1.0 : 0.0, s.dpi,
                           double(s.file_channels),     double(s.jpeg_quality)};
  const std::int64_t shape[] = {std::ssize(values)};
  auto tensor = allocator.NewTensor(CPH_TYPE_F64, shape);
  if (tensor) std::copy(std::begin(values), std::end(values), static_cast<double*>((*tensor)->data));
  return tensor;
}

// source.exif/1: a line "Name=value" for each field. CleanText has taken line breaks out of the values.
std::string ExifText(const SourceDescription& source) {
  std::string text;
  for (const auto& [name, value] : source.exif) text += name + '=' + value + '\n';
  return text;
}

// One picture under work: the capture, or the finished file.
struct Scene {
  FactStore facts;
  double width_px = 0, height_px = 0;

  [[nodiscard]] Status Fill(const Photo& photo, std::span<const std::uint8_t> bytes,
                            const Allocator& allocator) {
    auto info = SourceInfoTensor(photo, allocator);
    if (!info) return info.error();
    auto file = allocator.NewBytes(bytes);
    if (!file) return file.error();
    width_px = photo.source.width_px;
    height_px = photo.source.height_px;
    facts.Put(engine_fact::kSourceImage, {photo.image, {}});
    facts.Put(engine_fact::kPhotoImage, {photo.image, {}});
    facts.Put(engine_fact::kSourceInfo, {{}, std::move(*info)});
    facts.Put(engine_fact::kSourceFile, {{}, std::move(*file)});
    if (const auto text = ExifText(photo.source); !text.empty()) {
      auto exif = allocator.NewBytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
      if (!exif) return exif.error();
      facts.Put(engine_fact::kSourceExif, {{}, std::move(*exif)});
    }
    return {};
  }
};

// Scale of the planned crop over the decode's: above 1 the decode was too small to be sharp.
double Magnification(const FactStore& facts) {
  const auto* geometry = facts.Find(engine_fact::kPhotoGeometry);
  const auto* image = facts.Find(engine_fact::kSourceImage);
  if (geometry == nullptr || !geometry->tensor || image == nullptr || geometry->tensor->rank != 1 ||
      geometry->tensor->shape[0] < 5 || geometry->tensor->type != CPH_TYPE_F64)
    return 0;
  return static_cast<const double*>(geometry->tensor->data)[4] / image->image->placement.scale;
}

// The work on one photo; lives for one Run.
class PhotoRun {
 public:
  PhotoRun(const Plan& plan, std::vector<Instance>& instances, const RunRequest& request)
      : plan_(plan), instances_(instances), request_(request) {}

  PhotoResult Run(std::span<const std::uint8_t> bytes) {
    auto ingest = plan_.request();
    Work(bytes, ingest);
    if (finer_short_side_px_ > 0) {
      // The face is small in the picture: what was decoded at a reduced size is decoded again, large enough.
      ingest.min_short_side_px = finer_short_side_px_;
      result_ = {};
      findings_.clear();
      broken_.clear();
      Work(bytes, ingest);
    }
    CompleteFindings(plan_, findings_, result_);
    return std::move(result_);
  }

 private:
  void Work(std::span<const std::uint8_t> bytes, const IngestRequest& ingest) {
    const bool may_go_finer = std::exchange(finer_short_side_px_, 0) == 0;
    Scene capture;
    if (!Open(capture, bytes, ingest)) return;
    const bool capture_ok = RunSteps(plan_.capture(), capture, nullptr, "");
    KeepCapture(capture);
    if (!capture_ok || plan_.making().empty()) return;
    if (plan_.skips_product_of_rejected() && DecideOutcome(findings_) == Outcome::kRejected) return;
    if (!Make(capture, may_go_finer)) return;
    KeepProduct(capture);
    if (!plan_.product().empty() && !result_.file.empty()) CheckProduct(capture);
  }

  bool Open(Scene& scene, std::span<const std::uint8_t> bytes, const IngestRequest& ingest) {
    if (request_.on_step) request_.on_step("ingest");
    const auto start = Clock::now();
    auto photo = IngestPhoto(bytes, plan_.limits(), ingest, plan_.host().allocator);
    Time("ingest", start);
    if (!photo) {
      if (photo.error().code == ErrorCode::kInternal) {
        result_.error = photo.error();
      } else {
        findings_.push_back(UnreadableFinding(photo.error()));
      }
      return false;
    }
    findings_.push_back(ReadableFinding());
    result_.source = photo->source;
    if (auto status = scene.Fill(*photo, bytes, plan_.host().allocator); !status) {
      result_.error = status.error();
      return false;
    }
    return true;
  }

  // Analyzers for the product, transforms and export. False when there is no finished photo.
  bool Make(Scene& capture, bool may_go_finer) {
    if (may_go_finer && AskFiner(capture))
      return false;  // planned already, because a check of the capture reads it
    for (const auto index : plan_.making()) {
      const auto& operation = *plan_.steps()[index].operation;
      if (!RunStep(index, capture, nullptr, "")) return false;
      if (may_go_finer && operation.Gives(engine_fact::kPhotoGeometry) && AskFiner(capture)) return false;
    }
    return true;
  }

  // Sets finer_short_side_px_ when a larger decode would make the finished photo sharper.
  bool AskFiner(const Scene& capture) {
    constexpr double kWorthIt = 1.02;  // 2 % of magnification is not visible
    const auto* image = capture.facts.Find(engine_fact::kSourceImage);
    const double decode_scale = image->image->placement.scale;
    const double magnification = Magnification(capture.facts);
    if (decode_scale >= 1 || magnification <= kWorthIt) return false;
    const double short_side = std::min(capture.width_px, capture.height_px);
    finer_short_side_px_ =
        static_cast<std::uint32_t>(std::ceil(short_side * std::min(1.0, decode_scale * magnification)));
    return true;
  }

  void CheckProduct(Scene& capture) {
    Scene product;
    const auto start = Clock::now();
    auto photo = IngestPhoto(result_.file, plan_.limits(), IngestRequest{0}, plan_.host().allocator);
    Time("product/ingest", start);
    if (!photo) {
      result_.error =
          Error{ErrorCode::kInternal, "the finished file cannot be read back: " + photo.error().message};
      return;
    }
    if (auto status = product.Fill(*photo, result_.file, plan_.host().allocator); !status) {
      result_.error = status.error();
      return;
    }
    RunSteps(plan_.product(), product, &capture.facts, "product/");
  }

  bool RunSteps(const std::vector<std::size_t>& order, Scene& scene, const FactStore* capture,
                const char* prefix) {
    return std::all_of(order.begin(), order.end(),
                       [&](std::size_t index) { return RunStep(index, scene, capture, prefix); });
  }

  // False when the photo cannot go on: cancelled, or a required step did not work.
  bool RunStep(std::size_t index, Scene& scene, const FactStore* capture, const char* prefix) {
    const auto& step = plan_.steps()[index];
    const auto& operation = *step.operation;
    if (const auto absent = FirstAbsent(operation, scene.facts, capture)) {
      if (const auto it = broken_.find(*absent); it != broken_.end())
        return Broke(step, it->second, capture != nullptr);
      for (const auto& rule : operation.rules)
        findings_.push_back(AbsentFactFinding(operation, rule.rule, *absent, capture != nullptr));
      return operation.kind != OperationKind::kTransform;
    }
    cph_call call;
    call.host = &plan_.host();
    call.operation = &operation;
    call.settings = &step.settings;
    call.spec = plan_.spec();
    call.facts = &scene.facts;
    call.capture = capture;
    call.on_product = capture != nullptr;
    call.picture_width = scene.width_px;
    call.picture_height = scene.height_px;
    call.findings = &findings_;
    call.cancellation = request_.cancellation;
    call.inputs = &request_.inputs;
    if (Cancelled()) return false;
    if (request_.on_step) request_.on_step(operation.id);
    const auto before = findings_.size();
    const auto start = Clock::now();
    const auto status = instances_[index].Run(&call);
    Time(prefix + operation.id, start, call.inference_milliseconds);
    if (status == CPH_OK) return true;
    if (status == CPH_E_CANCELLED && Cancelled()) return false;
    findings_.resize(before);  // half of a broken check's findings prove nothing
    if (status == CPH_E_ABSENT) {
      for (const auto& rule : operation.rules)
        findings_.push_back(AbsentFactFinding(operation, rule.rule, call.error, capture != nullptr));
      return operation.kind != OperationKind::kTransform;
    }
    return Broke(step, ErrorFromCall(status, call), capture != nullptr);
  }

  // The operation did not do its work, by its own fault or that of one whose fact it needs.
  bool Broke(const PlanStep& step, const Error& error, bool on_product) {
    const auto& operation = *step.operation;
    if (step.required) {
      result_.error = error;
      return false;
    }
    for (const auto& fact : operation.gives) broken_.emplace(fact, error);
    for (const auto& rule : operation.rules)
      findings_.push_back(BrokenOperationFinding(operation, rule.rule, error, on_product));
    if (operation.rules.empty()) findings_.push_back(IncompleteFinding(operation, error, on_product));
    // without one of its transforms a finished photo is not what the pipeline promises
    return operation.kind != OperationKind::kTransform;
  }

  static std::optional<std::string> FirstAbsent(const Operation& operation, const FactStore& facts,
                                                const FactStore* capture) {
    for (std::string_view need : operation.needs) {
      const FactStore* store = &facts;
      if (need.starts_with("capture:")) {
        need.remove_prefix(8);
        store = capture;
      }
      if (store == nullptr || store->Find(need) == nullptr) return std::string(need);
    }
    return std::nullopt;
  }

  bool Cancelled() {
    if (request_.cancellation == nullptr || !request_.cancellation->stop()) return false;
    result_.error = request_.cancellation->cancelled()
                        ? Error{ErrorCode::kCancelled, "cancelled by the caller"}
                        : Error{ErrorCode::kDeadline, "the deadline has passed"};
    return true;
  }

  void KeepCapture(const Scene& capture) {
    if (const auto* f = capture.facts.Find(engine_fact::kPersonMatte); f != nullptr && request_.keep_matte)
      result_.matte = f->image;
    if (const auto* f = capture.facts.Find(engine_fact::kSourceImage);
        f != nullptr && request_.keep_source_image)
      result_.source_image = f->image;
    for (const auto& name : request_.report_facts) {
      const auto* fact = capture.facts.Find(name);
      if (fact != nullptr && fact->tensor) result_.facts.push_back(Reported(name, *fact->tensor));
    }
  }

  void KeepProduct(const Scene& capture) {
    if (const auto* f = capture.facts.Find(engine_fact::kPhotoImage); f != nullptr && request_.keep_image)
      result_.image = f->image;
    if (const auto* f = capture.facts.Find(engine_fact::kPersonMatte); f != nullptr && request_.keep_matte)
      result_.matte = f->image;
    if (const auto* f = capture.facts.Find(engine_fact::kExportFile); f != nullptr && f->tensor) {
      const auto* data = static_cast<const std::uint8_t*>(f->tensor->data);
      result_.file.assign(data, data + f->tensor->shape[0]);
      result_.file_extension = result_.file.size() > 1 && result_.file[0] == 0x89 ? "png" : "jpg";
    }
  }

  static ReportedFact Reported(const std::string& name, const cph_tensor& tensor) {
    ReportedFact out{name, {tensor.shape, tensor.shape + tensor.rank}, {}};
    std::int64_t count = 1;
    for (const auto extent : out.shape) count *= extent;
    if (tensor.type == CPH_TYPE_F32) {
      const auto* v = static_cast<const float*>(tensor.data);
      out.values.assign(v, v + count);
    } else if (tensor.type == CPH_TYPE_F64) {
      const auto* v = static_cast<const double*>(tensor.data);
      out.values.assign(v, v + count);
    } else if (tensor.type == CPH_TYPE_U8) {
      const auto* v = static_cast<const std::uint8_t*>(tensor.data);
      out.values.assign(v, v + count);
    }
    return out;
  }

  void Time(std::string operation, Clock::time_point start, double inference_milliseconds = 0) {
    result_.timings.push_back({std::move(operation), MillisecondsSince(start), inference_milliseconds});
  }

  const Plan& plan_;
  std::vector<Instance>& instances_;
  const RunRequest& request_;
  PhotoResult result_;
  std::vector<Finding> findings_;
  std::map<std::string, Error, std::less<>> broken_;  // facts whose operation broke
  std::uint32_t finer_short_side_px_ = 0;
};

}  // namespace

Result<std::unique_ptr<Executor>> Executor::Create(std::shared_ptr<const Plan> plan) {
  std::unique_ptr<Executor> executor(new Executor(std::move(plan)));
  for (const auto& step : executor->plan_->steps()) {
    auto instance = Instance::Create(step, executor->plan_->host(), executor->plan_->spec());
    if (!instance) return instance.error();
    executor->instances_.push_back(std::move(*instance));
  }
  return executor;
}

PhotoResult Executor::Run(std::span<const std::uint8_t> bytes, const RunRequest& request) {
  return PhotoRun(*plan_, instances_, request).Run(bytes);
}

}  // namespace certphoto
