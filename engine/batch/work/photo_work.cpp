#include "engine/batch/work/photo_work.h"

#include <utility>

#include "engine/base/sha256.h"
#include "engine/batch/work/batch_faces.h"
#include "engine/batch/work/job_findings.h"
#include "engine/imaging/thumbnail.h"
#include "engine/report/json_report.h"

namespace certphoto {
namespace {

// The page carries these pictures inside, for 20,000 photos: most are accepted and only to be leafed through;
// of the others a face has to be judged. Bytes of a studio portrait at quality 60: 2.3 kB at 160 px, 5.7 kB
// at 320 px.
constexpr int kAcceptedHeight = 160, kLookHeight = 320;  // px
constexpr int kThumbnailQuality = 60;

// Takes the pixels away, too.
ItemPictures PicturesOf(PhotoResult& photo, bool kept) {
  const int height = photo.outcome == Outcome::kAccepted ? kAcceptedHeight : kLookHeight;
  const auto source = std::exchange(photo.source_image, {}), product = std::exchange(photo.image, {});
  ItemPictures out;
  out.source = ThumbnailOf(source, height, kThumbnailQuality);
  out.source_width_px = static_cast<int>(photo.source.width_px);
  out.source_height_px = static_cast<int>(photo.source.height_px);
  if (!kept || !product) return out;
  out.product = ThumbnailOf(product, height, kThumbnailQuality);
  out.product_width_px = static_cast<int>(product->width);
  out.product_height_px = static_cast<int>(product->height);
  return out;
}

std::string ReportOf(const PhotoResult& photo, const std::string& file) {
  PhotoReport report;
  report.photo = "";  // whoever prints it says what may be seen of the name
  report.result = &photo;
  report.output_file = file;
  return JsonReport(report, {.facts = false, .timing = false});
}

}  // namespace

bool PhotoWork::Begin(Task& task, std::span<const std::uint8_t> bytes, RunRequest& request) const {
  auto& item = task.result.item;
  item.photo_sha256 = Sha256Hex(bytes);
  item.stamp = StampOf(photos_[task.bound->photo].file);
  const auto key = keys_.KeyOf(*task.bound, item.photo_sha256, task.portrait);
  task.whole = task.whole && key == item.key;
  item.key = key;
  if (task.whole) return false;
  if (!task.bound->code.empty()) request.inputs["voucher.code"] = task.bound->code;
  if (options_.elsewhere) return true;  // this process cannot die of it
  task.slot = slots_.Take(item.candidate);
  request.on_step = [this, slot = task.slot](std::string_view operation) { slots_.Enter(slot, operation); };
  return true;
}

void PhotoWork::Finish(Task& task, RunnerResult& result) const {
  if (!result.skipped && !result.photo.error) CompareFaces(task, result.photo);
  slots_.Give(std::exchange(task.slot, -1));
  auto& out = task.result;
  out.kept = result.skipped;
  if (result.skipped) return;
  auto& photo = result.photo;
  if (photo.error && photo.error->code == ErrorCode::kCancelled) return;
  AddJobFindings(job_, roster_, *task.bound, plan_, photo);
  const bool kept =
      (photo.outcome == Outcome::kAccepted || photo.outcome == Outcome::kReview) && !photo.file.empty();
  out.pictures = PicturesOf(photo, kept);
  auto& item = out.item;
  item.error = photo.error ? photo.error->message : "";
  item.file = kept ? "finished/" + item.key.substr(0, 2) + "/" + item.key + "." + photo.file_extension : "";
  item.file_sha256 = kept ? Sha256Hex(photo.file) : "";
  item.file_bytes = kept ? photo.file.size() : 0;
  item.outcome = photo.outcome;
  item.state = photo.error                           ? ItemState::kFailed
               : photo.outcome == Outcome::kRejected ? ItemState::kRejected
                                                     : ItemState::kDone;
  item.crashes = 0;
  item.crashed_in.clear();
  out.report = ReportOf(photo, item.file);
  if (kept) out.file = std::move(photo.file);
}

void PhotoWork::CompareFaces(Task& task, PhotoResult& photo) const {
  if (options_.faces == nullptr) return;
  const auto& item = task.result.item;
  if (options_.elsewhere) {  // services keep what describes a face: it is measured here
    task.slot = slots_.Take(item.candidate);
    slots_.Enter(task.slot, "face");
    options_.faces->Measure(photos_[task.bound->photo].file, photo);
  }
  if (const auto portrait = keys_.PortraitOf(roster_.all()[task.bound->candidate]); !portrait.empty())
    options_.faces->CompareWithPortrait(
        plan_, portrait, [&](std::string_view operation) { slots_.Enter(task.slot, operation); }, photo);
  options_.faces->Take(item.photo, item.candidate, photo);
}

}  // namespace certphoto
