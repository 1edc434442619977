// What host and worker say to each other.
//
//   host → worker   kCreate, kRun, kDestroy: one at a time; then replies until the worker says kDone
//   worker → host   kReady or kRefused once; then during a call requests, each answered by kReply but kLog;
//   kDone ends the call
//
// Every message of the worker begins with the handles it no longer needs (u32 count, u64 each); every message
// of the host with the blocks to unmap (u32 count, u64 each) and the blocks that come with it (u32 count,
// then u64 id, u64 size, u8 writable, one descriptor each).
#ifndef CERTPHOTO_ENGINE_ISOLATION_MESSAGES_H
#define CERTPHOTO_ENGINE_ISOLATION_MESSAGES_H

#include <optional>
#include <string>
#include <vector>

#include "certphoto/abi/finding.h"
#include "certphoto/abi/image.h"
#include "certphoto/abi/status.h"
#include "certphoto/abi/tensor.h"
#include "engine/isolation/wire.h"

namespace certphoto::isolation {

enum class MessageType : std::uint16_t {
  kReady = 1,
  kRefused,
  kDone,
  kCreate,
  kRun,
  kDestroy,
  kReply,
  // requests
  kLog = 32,
  kImageCreate,
  kTensorCreate,
  kFactPut,
  kFindingAdd,
  kModelOpen,
  kModelRun,
  kItemText,
  kItemFile,
  kItemImage,
  kAttachment,
  kOutputOpen,
  kOutputWrite,
  kOutputClose,
};

// Values below this travel in the message; above it in shared blocks (BufferPool pools from 64 KiB on).
inline constexpr std::size_t kInlineBytes = 64u << 10;
inline constexpr std::size_t kMaxMessageBytes = 8u << 20;
inline constexpr std::size_t kMaxText = 4096;
inline constexpr std::uint32_t kMaxBlocks = 128;  // descriptors in one message; the kernel allows 253
inline constexpr std::size_t kMaxIccBytes = 4u << 20;

// Where the bytes of a value are: in the message, or in a block.
struct Payload {
  std::uint64_t block = 0;  // 0: `inline_bytes`
  std::uint64_t offset = 0, size = 0;
  std::span<const std::uint8_t> inline_bytes;
};

// An image or tensor as it crosses. `handle` names it in the host's table; 0: made in the worker, the bytes
// come along.
struct WireImage {
  std::uint64_t handle = 0;
  std::int32_t format = 0, width = 0, height = 0;
  std::int64_t stride_bytes = 0;
  double dpi = 0;
  cph_placement placement{0, 0, 1};
  std::span<const std::uint8_t> icc;
  Payload pixels;
};
struct WireTensor {
  std::uint64_t handle = 0;
  std::int32_t type = 0, rank = 0;
  std::int64_t shape[CPH_MAX_RANK] = {};
  Payload data;
};

void Put(ByteWriter& out, const WireImage& image);
void Put(ByteWriter& out, const WireTensor& tensor);
[[nodiscard]] WireImage GetImage(ByteReader& in);
[[nodiscard]] WireTensor GetTensor(ByteReader& in);

// Bytes of the elements of a tensor, or of the rows of an image; nothing when type, format or size make no
// sense.
[[nodiscard]] std::optional<std::uint64_t> ByteSize(const WireTensor& tensor);
[[nodiscard]] std::optional<std::uint64_t> ByteSize(const WireImage& image);

// A finding with everything it points to. The struct points into the object: neither copied nor moved.
class WireFinding {
 public:
  // False when the message is malformed.
  [[nodiscard]] bool Read(ByteReader& in);
  [[nodiscard]] const cph_finding& raw() const { return raw_; }
  WireFinding() = default;
  WireFinding(const WireFinding&) = delete;
  WireFinding& operator=(const WireFinding&) = delete;

 private:
  struct Region {
    std::string label;
    std::vector<double> points;
  };
  struct Arg {
    std::string name, text;
    bool has_text = false;
    double number = 0;
  };
  cph_finding raw_{};
  std::string rule_, unit_, note_;
  std::vector<Region> region_data_;
  std::vector<Arg> arg_data_;
  std::vector<cph_region> regions_;
  std::vector<cph_note_arg> args_;
};

// Checks of a finding's size that must come before it is copied; CPH_E_LIMIT beyond what the host takes
// anyway.
[[nodiscard]] cph_status Put(ByteWriter& out, const cph_finding& finding);

}  // namespace certphoto::isolation

#endif
