#include "jpeg_markers.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace certphoto::output {
namespace {

// ITU-T T.81 table B.1.
enum Marker : std::uint8_t {
  kSof0 = 0xC0,
  kDht = 0xC4,
  kJpg = 0xC8,
  kDac = 0xCC,
  kSof15 = 0xCF,
  kRst0 = 0xD0,
  kSoi = 0xD8,
  kEoi = 0xD9,
  kSos = 0xDA,
  kDqt = 0xDB,
  kApp0 = 0xE0,
  kApp1 = 0xE1,
  kApp2 = 0xE2,
  kApp14 = 0xEE,
  kApp15 = 0xEF,
  kCom = 0xFE,
  kTem = 0x01
};

// ITU-T T.81 table K.1, the luminance table that IJG's quality scales, in zigzag order as files hold it.
constexpr std::array<int, 64> kLuminance = {
    16, 11,  12, 14, 12, 10, 16,  14,  13,  14, 18, 17,  16,  19,  24,  40,  26, 24,  22,  22, 24, 49,
    35, 37,  29, 40, 58, 51, 61,  60,  57,  51, 56, 55,  64,  72,  92,  78,  64, 68,  87,  69, 55, 56,
    80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99};

// IJG's quality whose scaled table is nearest.
int NearestQuality(const std::array<int, 64>& table) {
  int best = 0;
  int least = std::numeric_limits<int>::max();
  for (int quality = 1; quality <= 100; ++quality) {
    const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    int difference = 0;
    for (std::size_t i = 0; i < 64; ++i)
      difference += std::abs(table[i] - std::clamp((kLuminance[i] * scale + 50) / 100, 1, 255));
    if (difference < least) {
      least = difference;
      best = quality;
    }
  }
  return best;
}

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> file) : file_(file) {}

  JpegMarkers Read() {
    if (file_.size() < 4 || file_[0] != 0xFF || file_[1] != kSoi) {
      out_.broken = "it does not begin as a JPEG";
      return out_;
    }
    out_.is_jpeg = true;
    at_ = 2;
    while (Segment()) {
    }
    return out_;
  }

 private:
  // One marker and its segment. False at the end, or where the file breaks.
  bool Segment() {
    if (at_ >= file_.size() || file_[at_] != 0xFF) return Broken("a marker is missing");
    while (at_ < file_.size() && file_[at_] == 0xFF) ++at_;  // fill bytes
    if (at_ >= file_.size()) return Broken("it ends inside a marker");
    const std::uint8_t marker = file_[at_++];
    if (marker == kTem || (marker >= kRst0 && marker <= kSoi)) return true;
    if (marker == kEoi) return Broken("it ends before the picture data");
    if (at_ + 2 > file_.size()) return Broken("it ends inside a segment");
    const std::size_t length = (std::size_t{file_[at_]} << 8) | file_[at_ + 1];
    if (length < 2 || at_ + length > file_.size()) return Broken("a segment is longer than the file");
    Take(marker, file_.subspan(at_ + 2, length - 2));
    at_ += length;
    if (marker != kSos) return true;
    return Finish();
  }

  void Take(std::uint8_t marker, std::span<const std::uint8_t> body) {
    const auto begins = [&](std::string_view text) {
      return body.size() >= text.size() &&
             std::equal(text.begin(), text.end(), body.begin(),
                        [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    };
    const bool frame =
        marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
    if (frame) {
      TakeFrame(marker, body);
    } else if (marker == kDqt) {
      TakeTables(body);
    } else if (marker == kApp0 && begins(std::string_view("JFIF\0", 5)) && body.size() >= 12) {
      out_.density_unit = body[7];
      out_.density_x = body[8] << 8 | body[9];
      out_.density_y = body[10] << 8 | body[11];
    } else if (marker == kApp1 && begins("Exif")) {
      out_.has_exif = true;
    } else if (marker == kApp2 && begins("ICC_PROFILE")) {
      out_.has_icc = true;
    } else if (marker == kApp14 && begins("Adobe")) {
      // says how colour is coded, nothing about anybody
    } else if (marker == kCom || (marker >= kApp0 && marker <= kApp15)) {
      out_.has_other_metadata = true;
    }
  }

  void TakeFrame(std::uint8_t marker, std::span<const std::uint8_t> body) {
    if (body.size() < 6) return;
    out_.baseline = marker == kSof0;
    out_.bits = body[0];
    out_.height = body[1] << 8 | body[2];
    out_.width = body[3] << 8 | body[4];
    out_.components = body[5];
    if (body.size() >= 9) {
      out_.luma_sampling_h = body[7] >> 4;
      out_.luma_sampling_v = body[7] & 15;
    }
  }

  void TakeTables(std::span<const std::uint8_t> body) {
    while (!body.empty()) {
      const bool wide = (body[0] >> 4) != 0;
      const int number = body[0] & 15;
      const std::size_t size = wide ? 129 : 65;
      if (body.size() < size) return;
      if (number == 0) {
        std::array<int, 64> table{};
        for (std::size_t i = 0; i < 64; ++i)
          table[i] = wide ? body[1 + 2 * i] << 8 | body[2 + 2 * i] : body[1 + i];
        out_.quality = NearestQuality(table);
      }
      body = body.subspan(size);
    }
  }

  // After the header of the first scan only the end of the file is looked at.
  bool Finish() {
    if (file_[file_.size() - 2] != 0xFF || file_[file_.size() - 1] != kEoi || at_ + 2 > file_.size())
      return Broken("it does not end with the end-of-image marker");
    out_.complete = true;
    return false;
  }

  bool Broken(const char* why) {
    out_.broken = why;
    return false;
  }

  std::span<const std::uint8_t> file_;
  std::size_t at_ = 0;
  JpegMarkers out_;
};

}  // namespace

double JpegMarkers::dpi() const {
  if (density_x != density_y) return 0;
  return density_unit == 1 ? density_x : density_unit == 2 ? density_x * 2.54 : 0;
}

JpegMarkers ReadJpegMarkers(std::span<const std::uint8_t> file) {
  return Reader(file).Read();
}

}  // namespace certphoto::output
