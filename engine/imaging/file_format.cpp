#include "engine/imaging/file_format.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace certphoto {
namespace {

using namespace std::string_view_literals;

// The shortest picture of any format we read has more bytes than the longest signature looked at here.
constexpr std::size_t kSignatureBytes = 16;
// Where XML and HTML hide their root behind a prologue.
constexpr std::size_t kTextBytes = 1024;

constexpr std::string_view kSendInstead = "send a JPEG, PNG, TIFF, WebP or HEIC photo";

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  const char* name;
};

// From each format's own specification; camera raw files before TIFF, whose signature most of them share.
constexpr Signature kForeign[] = {
    {0, "%PDF"sv, "a PDF document"},
    {0, "GIF8"sv, "a GIF picture"},
    {0, "BM"sv, "a BMP picture"},
    {0, "8BPS"sv, "a Photoshop document"},
    {0, "\0\0\1\0"sv, "an icon"},
    {0, "PK\3\4"sv, "a ZIP archive or office document"},
    {0, "Rar!"sv, "a RAR archive"},
    {0, "7z\xBC\xAF\x27\x1C"sv, "a 7z archive"},
    {0, "\x1F\x8B"sv, "a gzip archive"},
    {0, "\xD0\xCF\x11\xE0"sv, "an old office document"},
    {0, "\xFF\x0A"sv, "a JPEG XL picture"},
    {0, "\0\0\0\x0CJXL "sv, "a JPEG XL picture"},
    {0, "\0\0\0\x0CjP  "sv, "a JPEG 2000 picture"},
    {0, "\xFF\x4F\xFF\x51"sv, "a JPEG 2000 picture"},
    {0,
     "\x7F"
     "ELF"sv,
     "a program"},
    {0, "MZ"sv, "a program"},
    {0, "FUJIFILM"sv, "a camera raw file"},
    {0, "IIU\0"sv, "a camera raw file"},
    {0, "IIRO"sv, "a camera raw file"},
    {8, "CR\2\0"sv, "a camera raw file"},
    {0, "II+\0"sv, "a BigTIFF picture"},
    {0, "MM\0+"sv, "a BigTIFF picture"},
    {8, "AVI "sv, "a video"},
    {8, "WAVE"sv, "a sound file"},
};

constexpr std::string_view kHeicBrands[] = {"heic"sv, "heix"sv, "heim"sv, "heis"sv};
constexpr std::string_view kAvifBrands[] = {"avif"sv, "avis"sv};

bool Has(std::string_view file, std::size_t offset, std::string_view signature) {
  return file.size() >= offset + signature.size() && file.substr(offset, signature.size()) == signature;
}

Error Foreign(const std::string& name) {
  return Error{ErrorCode::kUnsupported, "this is " + name + ", not a photo: " + std::string(kSendInstead)};
}

// ISO base media files name the formats they are compatible with in their first box.
Result<FileFormat> RecogniseIsoMedia(std::string_view file) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(file[i]); };
  const std::size_t box = std::size_t{byte(0)} << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
  const std::size_t end = std::min({box, file.size(), std::size_t{256}});
  bool avif = false;
  for (std::size_t at = 8; at + 4 <= end; at = at == 8 ? 16 : at + 4) {  // 12: the minor version
    const auto brand = file.substr(at, 4);
    if (std::find(std::begin(kHeicBrands), std::end(kHeicBrands), brand) != std::end(kHeicBrands)) {
      return FileFormat::kHeic;
    }
    avif = avif || std::find(std::begin(kAvifBrands), std::end(kAvifBrands), brand) != std::end(kAvifBrands);
  }
  if (avif) return Foreign("an AVIF picture");
  if (Has(file, 8, "crx ")) return Foreign("a camera raw file");
  return Foreign("a video");
}

bool IsText(std::string_view start) {
  return std::all_of(start.begin(), start.end(), [](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t';
  });
}

Error DescribeText(std::string_view start) {
  std::string lower(start);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (lower.find("<svg") != std::string::npos) return Foreign("an SVG drawing");
  if (lower.find("<html") != std::string::npos || lower.find("<!doctype html") != std::string::npos) {
    return Foreign("a web page");
  }
  return Foreign("text");
}

}  // namespace

const char* ToString(FileFormat format) {
  switch (format) {
    case FileFormat::kJpeg:
      return "JPEG";
    case FileFormat::kPng:
      return "PNG";
    case FileFormat::kTiff:
      return "TIFF";
    case FileFormat::kWebp:
      return "WebP";
    case FileFormat::kHeic:
      return "HEIC";
  }
  return "unknown";
}

Result<FileFormat> RecogniseFormat(std::span<const std::uint8_t> bytes) {
  const std::string_view file(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (file.empty()) return Error{ErrorCode::kInvalid, "the file is empty"};

  for (const auto& signature : kForeign) {
    if (Has(file, signature.offset, signature.bytes)) return Foreign(signature.name);
  }
  if (Has(file, 0, "\xFF\xD8\xFF"sv)) return FileFormat::kJpeg;
  if (Has(file, 0, "\x89PNG\r\n\x1A\n"sv)) return FileFormat::kPng;
  if (Has(file, 0, "II*\0"sv) || Has(file, 0, "MM\0*"sv)) return FileFormat::kTiff;
  if (Has(file, 0, "RIFF"sv) && Has(file, 8, "WEBP"sv)) return FileFormat::kWebp;
  if (Has(file, 4, "ftyp"sv) && file.size() >= kSignatureBytes) return RecogniseIsoMedia(file);

  const auto start = file.substr(0, kTextBytes);
  if (start.find_first_not_of('\0') == std::string_view::npos) {
    return Error{ErrorCode::kInvalid,
                 "the file holds only zeros: it was not copied completely, copy it again"};
  }
  if (file.size() < kSignatureBytes) {
    return Error{ErrorCode::kInvalid,
                 "the file has only " + std::to_string(file.size()) + " bytes: it was not copied completely"};
  }
  if (IsText(start)) return DescribeText(start);
  return Foreign("a file of a kind we do not know");
}

}  // namespace certphoto
