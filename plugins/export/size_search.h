// The JPEG quality and chroma that bring a file into its byte range, found with few encodings.
//
// Bytes grow with quality: log(bytes) is close to a straight line in log(quantiser scale), so the second try
// is near. The tries use the standard's Huffman tables, at a third of the work; how many bytes optimal tables
// save hardly changes from one quality to the next. What is handed back was encoded with optimal tables and
// fits as it is.
#ifndef CERTPHOTO_EXPORT_SIZE_SEARCH_H
#define CERTPHOTO_EXPORT_SIZE_SEARCH_H

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "jpeg_encoder.h"

namespace certphoto::exporting {

struct SizeGoal {
  std::uint64_t bytes_min = 0;  // what the receiver takes
  std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t bytes_target_min = 0;   // what we aim above, inside the range
  int quality_min = 1;                  // never below, whatever the bytes
  int quality_usual = 95;               // not above, unless the file would be too small otherwise
  bool may_444 = true, may_420 = true;  // at least one
  // Full chroma as long as it reaches this quality. On 39 London products at 40, 30, 20 and 14 kB full chroma
  // kept the colours at the painted outline closer throughout (mean CIEDE2000 1.35 against 1.72 at 40 kB),
  // and those of the person down to quality 50; docs/geometry.md.
  int quality_444_min = 60;
};

struct SizeResult {
  int quality = 0;
  Chroma chroma = Chroma::k444;
  bool in_range = false;  // bytes_min..bytes_max met
  std::vector<std::uint8_t> file;
  int trials = 0;     // with standard tables
  int encodings = 0;  // with optimal ones
};

// Encodes at a quality and chroma, with optimal or standard Huffman tables.
using Encoder = std::function<void(int quality, Chroma chroma, bool optimal, std::vector<std::uint8_t>& out)>;

// The best file. Out of reach above: the smallest file allowed (quality_min, 4:2:0 where allowed). Out of
// reach below: the largest (quality 100). Either way in_range says so; nothing is padded.
[[nodiscard]] SizeResult SearchSize(const Encoder& encode, const SizeGoal& goal);

}  // namespace certphoto::exporting

#endif
