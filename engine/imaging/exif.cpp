#include "engine/imaging/exif.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

namespace certphoto {
namespace {

// Tags and types of EXIF 2.32 (CIPA DC-008), sections 4.6.4 and 4.6.5.
enum Tag : std::uint16_t {
  kNewSubfileType = 0x00FE,
  kImageDescription = 0x010E,
  kMake = 0x010F,
  kModel = 0x0110,
  kOrientation = 0x0112,
  kXResolution = 0x011A,
  kResolutionUnit = 0x0128,
  kSoftware = 0x0131,
  kDateTime = 0x0132,
  kExifDirectory = 0x8769,
  kDateTimeOriginal = 0x9003,
  kOffsetTimeOriginal = 0x9011,
  kSubjectDistance = 0x9206,
  kFocalLength = 0x920A,
  kUserComment = 0x9286,
  kFocalLengthIn35mmFilm = 0xA405,
  kLensModel = 0xA434,
  kDngVersion = 0xC612,
};
enum Type : std::uint16_t { kAscii = 2, kShort = 3, kLong = 4, kRational = 5, kUndefined = 7, kUtf8 = 129 };

// Cameras write some 60 entries a directory; more than this is damage or an attack.
constexpr std::size_t kMaxEntries = 512;
constexpr std::uint32_t kRationalInfinity = 0xFFFFFFFF;  // EXIF 2.32, SubjectDistance

// Reads numbers of either byte order; outside the block everything is absent.
class TiffBlock {
 public:
  static std::optional<TiffBlock> Open(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < 8) return std::nullopt;
    const bool little = bytes[0] == 'I' && bytes[1] == 'I';
    if (!little && !(bytes[0] == 'M' && bytes[1] == 'M')) return std::nullopt;
    TiffBlock block(bytes, little);
    if (block.Number(2, 2) != 42u) return std::nullopt;
    return block;
  }

  [[nodiscard]] std::optional<std::uint32_t> Number(std::size_t at, int size) const {
    if (at > bytes_.size() || bytes_.size() - at < static_cast<std::size_t>(size)) return std::nullopt;
    std::uint32_t value = 0;
    for (int i = 0; i < size; ++i) {
      const std::uint32_t byte = bytes_[at + static_cast<std::size_t>(i)];
      value |= byte << 8 * (little_ ? i : size - 1 - i);
    }
    return value;
  }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  TiffBlock(std::span<const std::uint8_t> bytes, bool little) : bytes_(bytes), little_(little) {}
  std::span<const std::uint8_t> bytes_;
  bool little_;
};

struct Entry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint32_t count = 0;
  std::size_t at = 0;  // of the value, wherever it lies
};

std::size_t TypeBytes(std::uint16_t type) {
  switch (type) {
    case kAscii:
    case kUndefined:
    case kUtf8:
      return 1;
    case kShort:
      return 2;
    case kLong:
      return 4;
    case kRational:
      return 8;
    default:
      return 0;
  }
}

std::optional<Entry> EntryAt(const TiffBlock& block, std::size_t at) {
  const auto tag = block.Number(at, 2), type = block.Number(at + 2, 2), count = block.Number(at + 4, 4);
  const auto offset = block.Number(at + 8, 4);
  if (!tag || !type || !count || !offset) return std::nullopt;
  Entry entry{static_cast<std::uint16_t>(*tag), static_cast<std::uint16_t>(*type), *count, at + 8};
  if (TypeBytes(entry.type) * std::uint64_t{*count} > 4) entry.at = *offset;
  return entry;
}

std::optional<std::uint32_t> Integer(const TiffBlock& block, const Entry& entry) {
  if (entry.count < 1) return std::nullopt;
  if (entry.type == kShort) return block.Number(entry.at, 2);
  if (entry.type == kLong) return block.Number(entry.at, 4);
  return std::nullopt;
}

struct Ratio {
  std::uint32_t over = 0, under = 0;
  [[nodiscard]] bool known() const { return over > 0 && under > 0; }
  [[nodiscard]] double value() const { return static_cast<double>(over) / under; }
};

std::optional<Ratio> Rational(const TiffBlock& block, const Entry& entry) {
  if (entry.type != kRational || entry.count < 1) return std::nullopt;
  const auto over = block.Number(entry.at, 4), under = block.Number(entry.at + 4, 4);
  if (!over || !under) return std::nullopt;
  return Ratio{*over, *under};
}

std::string Text(const TiffBlock& block, const Entry& entry) {
  if ((entry.type != kAscii && entry.type != kUtf8) || entry.at >= block.bytes().size()) return {};
  const std::size_t size = std::min<std::size_t>(entry.count, block.bytes().size() - entry.at);
  return CleanText({reinterpret_cast<const char*>(block.bytes().data()) + entry.at, size});
}

// Text behind a name of its character code in 8 bytes, of which only ASCII is read.
std::string Comment(const TiffBlock& block, Entry entry) {
  constexpr std::size_t kCodeBytes = 8;
  if (entry.type != kUndefined || entry.count <= kCodeBytes || entry.at >= block.bytes().size()) return {};
  if (block.bytes().size() - entry.at < kCodeBytes) return {};
  const auto* code = reinterpret_cast<const char*>(block.bytes().data()) + entry.at;
  if (std::string_view(code, 5) != "ASCII") return {};
  return Text(block, {entry.tag, kAscii, static_cast<std::uint32_t>(entry.count - kCodeBytes),
                      entry.at + kCodeBytes});
}

std::string Decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

class Reader {
 public:
  explicit Reader(const TiffBlock& block) : block_(block) {}

  Exif Read() {
    if (const auto first = block_.Number(4, 4)) ReadDirectory(*first, /*nested=*/false);
    if (resolution_.known()) exif_.dpi = resolution_.value() * (resolution_per_cm_ ? 2.54 : 1.0);
    return std::move(exif_);
  }

 private:
  void ReadDirectory(std::size_t at, bool nested) {
    const auto count = block_.Number(at, 2);
    if (!count || *count > kMaxEntries) return;
    for (std::size_t i = 0; i < *count; ++i) {
      const auto entry = EntryAt(block_, at + 2 + 12 * i);
      if (!entry) return;
      nested ? ReadCameraEntry(*entry) : ReadPictureEntry(*entry);
    }
  }

  void ReadPictureEntry(const Entry& entry) {
    const auto number = Integer(block_, entry);
    switch (entry.tag) {
      case kImageDescription:
        return Put("ImageDescription", Text(block_, entry));
      case kMake:
        return Put("Make", Text(block_, entry));
      case kModel:
        return Put("Model", Text(block_, entry));
      case kSoftware:
        return Put("Software", Text(block_, entry));
      case kDateTime:
        return Put("DateTime", Text(block_, entry));
      case kOrientation:
        if (number && *number >= 1 && *number <= 8) exif_.orientation = static_cast<int>(*number);
        return;
      case kXResolution:
        if (const auto ratio = Rational(block_, entry)) resolution_ = *ratio;
        return;
      case kResolutionUnit:
        resolution_per_cm_ = number == 3u;
        return;
      case kNewSubfileType:
        exif_.reduced_picture = exif_.reduced_picture || (number && (*number & 1) != 0);
        return;
      case kDngVersion:
        exif_.reduced_picture = true;
        return;
      case kExifDirectory:
        if (number) ReadDirectory(*number, /*nested=*/true);
        return;
      default:
        return;
    }
  }

  void ReadCameraEntry(const Entry& entry) {
    switch (entry.tag) {
      case kDateTimeOriginal:
        return Put("DateTimeOriginal", Text(block_, entry));
      case kOffsetTimeOriginal:
        return Put("OffsetTimeOriginal", Text(block_, entry));
      case kUserComment:
        return Put("UserComment", Comment(block_, entry));
      case kLensModel:
        return Put("LensModel", Text(block_, entry));
      case kFocalLength:
        return PutRatio("FocalLength", entry);
      case kSubjectDistance:
        return PutRatio("SubjectDistance", entry);
      case kFocalLengthIn35mmFilm:
        if (const auto mm = Integer(block_, entry); mm && *mm > 0)
          Put("FocalLengthIn35mmFilm", std::to_string(*mm));
        return;
      default:
        return;
    }
  }

  void PutRatio(const char* name, const Entry& entry) {
    const auto ratio = Rational(block_, entry);
    if (!ratio || ratio->over == 0) return;  // 0: unknown
    if (ratio->over == kRationalInfinity) return Put(name, "inf");
    if (ratio->under > 0) Put(name, Decimal(ratio->value()));
  }

  void Put(const char* name, std::string text) {
    if (!text.empty()) exif_.fields.emplace(name, std::move(text));
  }

  const TiffBlock& block_;
  Exif exif_;
  Ratio resolution_;
  bool resolution_per_cm_ = false;
};

// Length of the valid UTF-8 character at the front, 0 if there is none (RFC 3629: no overlong forms, no
// surrogates).
std::size_t CharacterBytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const int lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0, surrogate = lead == 0xED && byte(1) > 0x9F;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90, beyond = lead == 0xF4 && byte(1) > 0x8F;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

}  // namespace

Exif ReadExif(std::span<const std::uint8_t> block) {
  static constexpr std::array<std::uint8_t, 6> kPrefix{'E', 'x', 'i', 'f', 0, 0};
  if (block.size() >= kPrefix.size() && std::equal(kPrefix.begin(), kPrefix.end(), block.begin())) {
    block = block.subspan(kPrefix.size());
  }
  const auto tiff = TiffBlock::Open(block);
  return tiff ? Reader(*tiff).Read() : Exif{};
}

std::string CleanText(std::string_view raw, std::size_t max_bytes) {
  raw = raw.substr(0, raw.find('\0'));
  // No need to look at more: a replacement is never shorter than what it replaces.
  raw = raw.substr(0, max_bytes + 4);
  std::string clean;
  while (!raw.empty()) {
    const std::size_t size = CharacterBytes(raw);
    std::string_view character = size == 0 ? std::string_view("\xEF\xBF\xBD") : raw.substr(0, size);
    if (size == 1 && (static_cast<std::uint8_t>(raw[0]) < 0x20 || raw[0] == 0x7F)) character = " ";
    if (clean.size() + character.size() > max_bytes) break;
    clean += character;
    raw.remove_prefix(std::max<std::size_t>(size, 1));
  }
  const auto first = clean.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return clean.substr(first, clean.find_last_not_of(' ') - first + 1);
}

}  // namespace certphoto
