#include "engine/batch/run_folder.h"

#include <utility>

#include "engine/imaging/thumbnail.h"
#include "engine/report/csv_report.h"
#include "engine/report/json_report.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr int kThumbnailHeight = 240;  // px: a face can be judged, and a page of 1000 photos still opens

fs::path WithExtension(fs::path name, const std::string& extension) {
  name += "." + extension;  // replace_extension would cut "zhang.san" short
  return name;
}

void Count(Outcome outcome, HtmlCounts& counts) {
  switch (outcome) {
    case Outcome::kAccepted:
      ++counts.accepted;
      break;
    case Outcome::kReview:
      ++counts.review;
      break;
    case Outcome::kRejected:
      ++counts.rejected;
      break;
    case Outcome::kFailed:
      ++counts.failed;
      break;
  }
}

}  // namespace

Result<RunFolder> RunFolder::Open(const fs::path& folder, std::vector<RunItem> items,
                                  const RuleCatalogue& rules, const RunFolderOptions& options) {
  if (auto status = MakeFolder(folder); !status) return status.error();
  std::error_code ignored;
  const bool used_before = fs::exists(folder / "report.jsonl", ignored);
  auto json = AtomicFile::Create(folder / "report.jsonl");
  if (!json) return json.error();
  auto csv = AtomicFile::Create(folder / "report.csv");
  if (!csv) return csv.error();
  if (auto status = csv->Write(CsvHeader(rules)); !status) return status.error();
  std::optional<AtomicFile> html;
  if (options.html) {
    auto page = AtomicFile::Create(folder / "report.html");
    if (!page) return page.error();
    if (auto status = page->Write(HtmlHead(folder.filename().string())); !status) return status.error();
    html = std::move(*page);
  }
  return RunFolder(folder, std::move(items), rules, std::move(*json), std::move(*csv), std::move(html),
                   used_before);
}

void RunFolder::Prepare(RunnerResult& result) {
  if (!html_) return;
  auto& photo = result.photo;
  auto& out = thumbnails_.at(result.index);
  out.source = ThumbnailOf(photo.source_image, kThumbnailHeight);
  if (photo.image && !photo.file.empty()) {
    out.product = ThumbnailOf(photo.image, kThumbnailHeight);
    out.product_width_px = double(photo.image->width);
    out.product_height_px = double(photo.image->height);
  }
  photo.source_image = {};
  photo.image = {};
}

std::string RunFolder::HtmlOf(const PhotoReport& report, std::size_t index) {
  if (!html_) return "";
  const auto pictures = std::exchange(thumbnails_.at(index), {});
  const auto& source = report.result->source;
  return HtmlPhoto(report, *rules_,
                   {{pictures.source, double(source.width_px), double(source.height_px)},
                    {pictures.product, pictures.product_width_px, pictures.product_height_px}});
}

Result<fs::path> RunFolder::WritePhoto(const RunItem& item, const PhotoResult& photo) const {
  const bool kept = photo.outcome == Outcome::kAccepted || photo.outcome == Outcome::kReview;
  if (!kept || photo.file.empty()) return fs::path();
  auto place = WithExtension(item.name, photo.file_extension);
  if (photo.outcome == Outcome::kReview) place = kReviewFolder / place;
  if (auto status = MakeFolder((folder_ / place).parent_path()); !status) return status.error();
  if (auto status = WriteFileAtomically(folder_ / place, photo.file); !status) return status.error();
  return place;
}

void RunFolder::RemoveContradicted(const RunItem& item, const fs::path& written) const {
  if (!used_before_) return;  // whatever lies there is not ours
  std::error_code ignored;
  for (const char* extension : {"jpg", "png"})
    for (const auto& place :
         {WithExtension(item.name, extension), kReviewFolder / WithExtension(item.name, extension)})
      if (place != written) fs::remove(folder_ / place, ignored);
}

Status RunFolder::Add(RunnerResult& result) {
  const auto& item = items_.at(result.index);
  auto written = WritePhoto(item, result.photo);
  if (!written) {
    result.photo.error = written.error();
    result.photo.outcome = Outcome::kFailed;
  }
  PhotoReport report;
  report.photo = item.photo.string();
  report.result = &result.photo;
  report.output_file = written ? written->string() : "";
  report.milliseconds = result.milliseconds;
  RemoveContradicted(item, report.output_file);
  Count(result.photo.outcome, counts_);
  waiting_.emplace(result.index,
                   Lines{JsonReport(report) + '\n', CsvRow(report, *rules_), HtmlOf(report, result.index)});
  for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_;
       it = waiting_.erase(it), ++next_)
    if (auto status = WriteLines(it->second); !status) return status;
  return {};
}

Status RunFolder::WriteLines(const Lines& lines) {
  if (auto status = json_.Write(lines.json); !status) return status;
  if (auto status = csv_.Write(lines.csv); !status || !html_) return status;
  return html_->Write(lines.html);
}

Status RunFolder::Finish() {
  for (const auto& [index, lines] : waiting_)
    if (auto status = WriteLines(lines); !status) return status;
  waiting_.clear();
  if (auto status = json_.Commit(); !status) return status;
  if (auto status = csv_.Commit(); !status || !html_) return status;
  if (auto status = html_->Write(HtmlFoot(counts_)); !status) return status;
  return html_->Commit();
}

}  // namespace certphoto
