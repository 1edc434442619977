#include "camera_data.h"

#include <algorithm>
#include <array>

namespace certphoto::provenance {

namespace {

// Programs that retouch or edit, as they sign the Software field. Names of products; a program that signs
// with none of these is not found.
constexpr std::array<std::string_view, 48> kEditors{
    "Photoshop",  "Lightroom",  "GIMP",       "Affinity",    "Meitu",         "美图",       "美颜",
    "BeautyPlus", "BeautyCam",  "B612",       "Snapseed",    "PicsArt",       "VSCO",       "Facetune",
    "FaceApp",    "轻颜",       "醒图",       "Xingtu",      "Ulike",         "FaceU",      "Camera360",
    "SNOW",       "Pixlr",      "Canva",      "Paint.NET",   "Polarr",        "AirBrush",   "YouCam",
    "Remini",     "Picasa",     "ACDSee",     "PhotoScape",  "FastStone",     "无他",       "天天P图",
    "Pitu",       "可牛",       "光影魔术手", "Capture One", "PhotoDirector", "Fotor",      "BeautyFace",
    "Luminar",    "Paint Shop", "PaintShop",  "CorelDRAW",   "Photo Editor",  "PhotoEditor"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace

CameraData CameraData::parse(std::string_view lines) {
  CameraData out;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = line.substr(0, equals);
    const std::string value(line.substr(equals + 1));
    if (name == "Make") out.make = value;
    if (name == "Model") out.model = value;
    if (name == "Software") out.software = value;
    if (name == "LensModel") out.lens = value;
    if (name == "DateTimeOriginal") out.taken = value;
    if (name == "OffsetTimeOriginal") out.taken_offset = value;
    if (name == "UserComment") out.comment = value;
  }
  return out;
}

CameraData CameraData::of(const cph::Call& call) {
  const auto exif = call.find_tensor(cph::fact::kSourceExif);
  if (!exif) return {};
  const auto bytes = exif.values<std::uint8_t>();
  return parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string_view editor_in(std::string_view software) {
  const auto it = std::find_if(kEditors.begin(), kEditors.end(),
                               [&](std::string_view editor) { return contains(software, editor); });
  return it == kEditors.end() ? std::string_view() : *it;
}

CameraSide side_of(const CameraData& data) {
  for (const std::string_view word : {"front", "前置", "selfie", "truedepth"})
    if (contains(data.lens, word)) return CameraSide::kFront;
  for (const std::string_view word : {"back", "rear", "后置"})
    if (contains(data.lens, word)) return CameraSide::kRear;
  return CameraSide::kUnknown;
}

bool is_screenshot(const CameraData& data) {
  return contains(data.comment, "screenshot") || contains(data.software, "screenshot") ||
         contains(data.software, "screen capture");
}

}  // namespace certphoto::provenance
