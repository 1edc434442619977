#include "pdf/jpeg_info.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

namespace certphoto::print {
namespace {

constexpr std::uint8_t kSoi = 0xD8, kSos = 0xDA, kEoi = 0xD9, kApp0 = 0xE0, kApp1 = 0xE1, kApp2 = 0xE2,
                       kApp14 = 0xEE, kApp15 = 0xEF, kComment = 0xFE, kTables = 0xDB;
constexpr std::size_t kMaxIccBytes = 4u << 20;

struct Segment {
  std::uint8_t marker = 0;
  std::size_t begin = 0, end = 0;         // of the whole segment, from its 0xFF
  std::span<const std::uint8_t> payload;  // after the length
};

// The next segment at or after `at`, or nothing when the file is damaged there.
std::optional<Segment> Next(std::span<const std::uint8_t> file, std::size_t at) {
  const auto begin = at;
  if (at + 4 > file.size() || file[at] != 0xFF) return std::nullopt;
  while (at < file.size() && file[at] == 0xFF) ++at;  // fill bytes
  if (at + 3 > file.size()) return std::nullopt;
  Segment s;
  s.marker = file[at];
  s.begin = begin;
  const std::size_t length = std::size_t{file[at + 1]} << 8 | file[at + 2];
  if (length < 2 || at + 1 + length > file.size()) return std::nullopt;
  s.end = at + 1 + length;
  s.payload = file.subspan(at + 3, length - 2);
  return s;
}

bool StartsWith(std::span<const std::uint8_t> payload, const char* text, std::size_t size) {
  return payload.size() >= size && std::memcmp(payload.data(), text, size) == 0;
}

// Tag 0x0112 of the first directory of an EXIF block (TIFF 6.0).
int ExifOrientation(std::span<const std::uint8_t> payload) {
  if (!StartsWith(payload, "Exif\0\0", 6)) return 1;
  const auto tiff = payload.subspan(6);
  if (tiff.size() < 8) return 1;
  const bool little = tiff[0] == 'I';
  const auto u16 = [&](std::size_t i) {
    return i + 2 > tiff.size() ? 0u
           : little            ? unsigned(tiff[i] | tiff[i + 1] << 8)
                               : unsigned(tiff[i] << 8 | tiff[i + 1]);
  };
  const auto u32 = [&](std::size_t i) {
    return little ? u16(i) | u16(i + 2) << 16 : u16(i) << 16 | u16(i + 2);
  };
  const std::size_t directory = u32(4);
  for (unsigned i = 0; i < u16(directory); ++i) {
    const auto entry = directory + 2 + std::size_t{i} * 12;
    if (u16(entry) == 0x0112) return static_cast<int>(u16(entry + 8));
  }
  return 1;
}

bool IsFrame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// The quality that libjpeg would have made the luminance table with: jcparam.c scales the table of Annex K by
// 5000/q percent below 50 and by 200 - 2q from there on; here from the sums, since single entries are
// rounded.
int QualityOf(std::span<const std::uint8_t> tables) {
  constexpr int kAnnexKSum = 3688;  // of the 64 entries of ISO/IEC 10918-1, table K.1
  for (std::size_t at = 0; at < tables.size();) {
    const int precision = tables[at] >> 4, id = tables[at] & 15;
    const std::size_t size = precision == 0 ? 64 : 128;
    if (at + 1 + size > tables.size()) return 0;
    if (id == 0) {
      int sum = 0;
      for (std::size_t i = 0; i < 64; ++i)
        sum += precision == 0 ? tables[at + 1 + i] : tables[at + 1 + 2 * i] << 8 | tables[at + 2 + 2 * i];
      const double percent = 100.0 * sum / kAnnexKSum;
      const double quality = percent <= 100 ? (200 - percent) / 2 : 5000 / percent;
      return std::clamp(static_cast<int>(std::lround(quality)), 1, 100);
    }
    at += 1 + size;
  }
  return 0;
}

class Reader {
 public:
  std::optional<JpegInfo> Read(std::span<const std::uint8_t> file) {
    if (file.size() < 4 || file[0] != 0xFF || file[1] != kSoi) return std::nullopt;
    for (std::size_t at = 2;;) {
      const auto segment = Next(file, at);
      if (!segment || segment->marker == kEoi) return std::nullopt;
      if (segment->marker == kSos) break;
      Take(*segment);
      at = segment->end;
    }
    if (info_.width <= 0 || info_.height <= 0) return std::nullopt;
    for (const auto& [number, part] : icc_) info_.icc.insert(info_.icc.end(), part.begin(), part.end());
    return std::move(info_);
  }

 private:
  void Take(const Segment& s) {
    const auto p = s.payload;
    if (IsFrame(s.marker) && p.size() >= 6) {
      info_.bits = p[0];
      info_.height = p[1] << 8 | p[2];
      info_.width = p[3] << 8 | p[4];
      info_.components = p[5];
      info_.baseline_or_progressive = s.marker <= 0xC2;
    } else if (s.marker == kTables) {
      if (const int quality = QualityOf(p); quality > 0) info_.quality = quality;
    } else if (s.marker == kApp1) {
      if (const int orientation = ExifOrientation(p); orientation != 1) info_.exif_orientation = orientation;
    } else if (s.marker == kApp2 && StartsWith(p, "ICC_PROFILE\0", 12) && p.size() > 14) {
      icc_bytes_ += p.size();
      if (icc_bytes_ <= kMaxIccBytes) icc_[p[12]] = p.subspan(14);
    } else if (s.marker == kApp14 && StartsWith(p, "Adobe", 5) && p.size() >= 12) {
      info_.adobe_transform = p[11];
    }
  }

  JpegInfo info_;
  std::map<int, std::span<const std::uint8_t>> icc_;
  std::size_t icc_bytes_ = 0;
};

}  // namespace

std::optional<JpegInfo> ReadJpegInfo(std::span<const std::uint8_t> file) {
  return Reader().Read(file);
}

std::vector<std::uint8_t> WithoutMetadata(std::span<const std::uint8_t> file) {
  std::vector<std::uint8_t> out(file.begin(), file.begin() + 2);
  out.reserve(file.size());
  std::size_t at = 2;
  for (auto s = Next(file, at); s && s->marker != kSos; s = Next(file, at)) {
    const bool application = s->marker >= kApp0 && s->marker <= kApp15;
    const bool stays = s->marker == kApp0 || s->marker == kApp14 || (!application && s->marker != kComment);
    if (stays)
      out.insert(out.end(), file.begin() + static_cast<std::ptrdiff_t>(s->begin),
                 file.begin() + static_cast<std::ptrdiff_t>(s->end));
    at = s->end;
  }
  out.insert(out.end(), file.begin() + static_cast<std::ptrdiff_t>(at), file.end());
  return out;
}

}  // namespace certphoto::print
