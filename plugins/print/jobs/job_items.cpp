#include "jobs/job_items.h"

#include <algorithm>

#include "colour/icc_profile.h"
#include "jobs/background_colour.h"
#include "pdf/jpeg_info.h"
#include "text/clean_text.h"

namespace certphoto::print {
namespace {

constexpr std::size_t kPictureBytes = 64u << 20;
constexpr std::size_t kPeople = 256;  // more than any sheet holds in common sizes
constexpr std::size_t kMostProfiles = 16, kMostBackgrounds = 64;
constexpr Micrometres kTextMargin =
    1000;  // of a caption at either side: the cutting error the bleed allows for

template <class T>
std::shared_ptr<const T> Recall(std::list<std::pair<std::uint64_t, std::shared_ptr<const T>>>& kept,
                                std::uint64_t item) {
  const auto found =
      std::find_if(kept.begin(), kept.end(), [&](const auto& entry) { return entry.first == item; });
  if (found == kept.end()) return nullptr;
  kept.splice(kept.begin(), kept, found);
  return kept.front().second;
}

std::shared_ptr<const Pixels> Copy(const cph::Image& image) {
  auto pixels = std::make_shared<Pixels>();
  const auto view = image.view();
  pixels->width = view.width();
  pixels->height = view.height();
  pixels->rgb.reserve(std::size_t(view.width()) * std::size_t(view.height()) * 3);
  for (int y = 0; y < view.height(); ++y)
    pixels->rgb.insert(pixels->rgb.end(), view.row(y), view.row(y) + std::ptrdiff_t(view.width()) * 3);
  return pixels;
}

}  // namespace

JobItems::JobItems(cph::Job& job, const SheetSettings& settings, const std::vector<CellShape>& shapes,
                   Typesetter& typesetter, const SuitabilityLimits& limits, OrderedSizes ordered)
    : job_(job),
      settings_(settings),
      shapes_(shapes),
      typesetter_(typesetter),
      limits_(limits),
      ordered_(std::move(ordered)),
      reported_(job.size(), false) {}

std::shared_ptr<const Person> JobItems::Get(std::uint64_t item) {
  if (auto known = Recall(people_, item)) return known;
  auto person = Describe(item);
  people_.emplace_front(item, person);
  if (people_.size() > kPeople) people_.pop_back();
  return person;
}

std::shared_ptr<const Pixels> JobItems::Decoded(std::uint64_t item) {
  if (auto known = Recall(pictures_, item)) return known;
  cph::Image image;
  const auto status = job_.try_image(item, image);
  if (status == CPH_E_CANCELLED || status == CPH_E_INTERNAL)
    throw cph::Error(status, "cannot read item " + std::to_string(item + 1));
  if (status != CPH_OK) return nullptr;
  auto pixels = Copy(image);
  pictures_.emplace_front(item, pixels);
  std::size_t bytes = 0;
  for (auto it = pictures_.begin(); it != pictures_.end(); ++it) {
    bytes += it->second->rgb.size();
    if (bytes <= kPictureBytes || it == pictures_.begin()) continue;
    pictures_.erase(it, pictures_.end());
    break;
  }
  return pixels;
}

std::shared_ptr<const Person> JobItems::Describe(std::uint64_t item) {
  auto person = std::make_shared<Person>();
  person->captions.resize(shapes_.size());
  const auto picture = Decoded(item);
  if (picture) {
    person->readable = true;
    person->width_px = picture->width;
    person->height_px = picture->height;
    person->background = BackgroundOf(*picture);
  }
  SetTexts(item, *person);
  if (!reported_[item]) {
    reported_[item] = true;
    cph::Finding photo;
    photo.rule = kPhotoRule.rule;
    photo.verdict = picture ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
    if (!picture) photo.note = kUnreadableNote.code;
    job_.report(item, photo);
    if (picture) Judge(item, *picture);
    ReportTexts(item, *person);
  }
  if (picture) NoteBackground(person->background);
  return person;
}

void JobItems::SetTexts(std::uint64_t item, Person& person) {
  const auto& captions = settings_.captions;
  for (const int size : ordered_(item)) {
    const auto& shape = shapes_[static_cast<std::size_t>(size)];
    for (const auto& line : captions.lines)
      person.captions[static_cast<std::size_t>(size)].push_back(
          SetLine(item, line, captions.size_pt, captions.min_size_pt, shape.caption.width - 2 * kTextMargin));
  }
  if (captions.back.empty()) return;
  Micrometres narrowest = 0;
  for (const int size : ordered_(item)) {
    const auto width = shapes_[static_cast<std::size_t>(size)].cell.width;
    narrowest = narrowest == 0 ? width : std::min(narrowest, width);
  }
  for (const auto& line : captions.back)
    person.back.push_back(SetLine(item, line, kBackPt, captions.min_size_pt, narrowest - 2 * kTextMargin));
}

std::shared_ptr<const ShapedLine> JobItems::SetLine(std::uint64_t item, const CaptionTemplate& line,
                                                    double size, double least, Micrometres width) {
  const auto text = line.Fill([&](const char* key) { return job_.text(item, key); });
  return typesetter_.Fit(text, size, least, static_cast<double>(std::max<Micrometres>(width, 1)));
}

void JobItems::Judge(std::uint64_t item, const Pixels& picture) {
  std::vector<PrintSize> sizes;
  for (const int size : ordered_(item)) sizes.push_back(shapes_[static_cast<std::size_t>(size)].size);
  if (sizes.empty()) return;
  cph::Tensor file;
  int quality = 0;
  if (job_.try_file(item, file) == CPH_OK)
    if (const auto info = ReadJpegInfo(file.values<std::uint8_t>())) quality = info->quality;
  for (const auto& finding : JudgeForPrint(picture, quality, sizes, limits_)) job_.report(item, finding);
}

void JobItems::ReportTexts(std::uint64_t item, const Person& person) {
  std::vector<std::shared_ptr<const ShapedLine>> lines = person.back;
  for (const auto& captions : person.captions) lines.insert(lines.end(), captions.begin(), captions.end());
  if (lines.empty()) return;
  cph::Finding finding;
  finding.rule = kCaptionRule.rule;
  finding.verdict = CPH_VERDICT_PASS;
  std::string characters;
  for (const auto& line : lines) {
    for (const char32_t c : line->missing) {
      const auto name = ToUtf8(std::u32string(1, c)) + " (" + CodePointName(c) + ")";
      if (characters.find(name) == std::string::npos) characters += (characters.empty() ? "" : ", ") + name;
    }
    if (!line->ellipsized || finding.note != nullptr) continue;
    finding.verdict = CPH_VERDICT_FAIL;
    finding.note = kCutTextNote.code;
    finding.args = {{"size", "", line->size_pt}};
  }
  if (!characters.empty()) {
    finding.verdict = CPH_VERDICT_FAIL;
    finding.note = kMissingGlyphNote.code;
    finding.args = {{"characters", characters, 0}};
  }
  job_.report(item, finding);
}

void JobItems::NoteBackground(const Rgb& colour) {
  Rgb rounded{};
  for (std::size_t i = 0; i < 3; ++i)
    rounded[i] = static_cast<std::uint8_t>(std::min(255, (colour[i] + 4) / 8 * 8));
  const bool known = std::find(backgrounds_.begin(), backgrounds_.end(), rounded) != backgrounds_.end();
  if (!known && backgrounds_.size() < kMostBackgrounds) backgrounds_.push_back(rounded);
}

std::vector<std::uint8_t> JobItems::PassThroughJpeg(std::uint64_t item) {
  cph::Tensor file;
  if (job_.try_file(item, file) != CPH_OK) return {};
  const auto bytes = file.values<std::uint8_t>();
  const auto info = ReadJpegInfo(bytes);
  if (!info || !info->PassesThrough() || !ShowsSrgb(info->icc)) return {};
  return WithoutMetadata(bytes);
}

bool JobItems::ShowsSrgb(const std::vector<std::uint8_t>& icc) {
  if (icc.empty()) return true;
  std::string key(icc.begin(), icc.end());
  if (const auto known = profiles_.find(key); known != profiles_.end()) return known->second;
  const auto profile = IccProfile::Parse(icc);
  const bool same = profile && ShowsLikeSrgb(*profile);
  if (profiles_.size() < kMostProfiles) profiles_.emplace(std::move(key), same);
  return same;
}

}  // namespace certphoto::print
