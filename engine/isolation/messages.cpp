#include "engine/isolation/messages.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "certphoto/abi/version.h"
#include "engine/plugin/table_row.h"

namespace certphoto::isolation {
namespace {

// As many as `finding_add` takes.
constexpr std::uint32_t kMaxRegions = 64;
constexpr std::uint32_t kMaxRegionPoints = 1024;
constexpr std::uint32_t kMaxNoteArgs = 16;

void PutPayload(ByteWriter& out, const Payload& payload) {
  out.Put(payload.block);
  if (payload.block != 0) {
    out.Put(payload.offset);
    out.Put(payload.size);
  } else {
    out.PutBytes(payload.inline_bytes.data(), payload.inline_bytes.size());
  }
}

Payload GetPayload(ByteReader& in) {
  Payload payload;
  payload.block = in.Get<std::uint64_t>();
  if (payload.block != 0) {
    payload.offset = in.Get<std::uint64_t>();
    payload.size = in.Get<std::uint64_t>();
  } else {
    payload.inline_bytes = in.GetBytes();
    payload.size = payload.inline_bytes.size();
  }
  return payload;
}

void PutOptionalText(ByteWriter& out, const char* text) {
  out.Put<std::uint8_t>(text != nullptr);
  if (text != nullptr) out.PutText({text, strnlen(text, kMaxText)});
}

bool GetOptionalText(ByteReader& in, std::string& text) {
  if (!in.GetBool()) return false;
  text = in.GetText(kMaxText);
  return true;
}

}  // namespace

void Put(ByteWriter& out, const WireImage& image) {
  out.Put(image.handle);
  out.Put(image.format);
  out.Put(image.width);
  out.Put(image.height);
  out.Put(image.stride_bytes);
  out.Put(image.dpi);
  out.Put(image.placement.origin_x);
  out.Put(image.placement.origin_y);
  out.Put(image.placement.scale);
  out.PutBytes(image.icc.data(), image.icc.size());
  PutPayload(out, image.pixels);
}

WireImage GetImage(ByteReader& in) {
  WireImage image;
  image.handle = in.Get<std::uint64_t>();
  image.format = in.Get<std::int32_t>();
  image.width = in.Get<std::int32_t>();
  image.height = in.Get<std::int32_t>();
  image.stride_bytes = in.Get<std::int64_t>();
  image.dpi = in.Get<double>();
  image.placement.origin_x = in.Get<double>();
  image.placement.origin_y = in.Get<double>();
  image.placement.scale = in.Get<double>();
  image.icc = in.GetBytes();
  if (image.icc.size() > kMaxIccBytes) in.Fail();
  image.pixels = GetPayload(in);
  return image;
}

void Put(ByteWriter& out, const WireTensor& tensor) {
  out.Put(tensor.handle);
  out.Put(tensor.type);
  out.Put(tensor.rank);
  for (const auto extent : tensor.shape) out.Put(extent);
  PutPayload(out, tensor.data);
}

WireTensor GetTensor(ByteReader& in) {
  WireTensor tensor;
  tensor.handle = in.Get<std::uint64_t>();
  tensor.type = in.Get<std::int32_t>();
  tensor.rank = in.Get<std::int32_t>();
  for (auto& extent : tensor.shape) extent = in.Get<std::int64_t>();
  if (tensor.rank < 0 || tensor.rank > CPH_MAX_RANK) in.Fail();
  tensor.data = GetPayload(in);
  return tensor;
}

std::optional<std::uint64_t> ByteSize(const WireTensor& tensor) {
  constexpr std::uint64_t kMax = std::uint64_t{1} << 31;  // as Allocator::NewTensor
  std::uint64_t bytes = 0;
  switch (tensor.type) {
    case CPH_TYPE_F32:
    case CPH_TYPE_I32:
      bytes = 4;
      break;
    case CPH_TYPE_F64:
    case CPH_TYPE_I64:
      bytes = 8;
      break;
    case CPH_TYPE_U8:
      bytes = 1;
      break;
    default:
      return std::nullopt;
  }
  if (tensor.rank < 0 || tensor.rank > CPH_MAX_RANK) return std::nullopt;
  bool empty = false;
  for (int i = 0; i < tensor.rank; ++i) {
    const auto extent = tensor.shape[i];
    if (extent < 0 || static_cast<std::uint64_t>(extent) > kMax) return std::nullopt;
    empty = empty || extent == 0;
    const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(extent, 1));
    if (bytes > kMax / factor) return std::nullopt;
    bytes *= factor;
  }
  return empty ? 0 : bytes;
}

std::optional<std::uint64_t> ByteSize(const WireImage& image) {
  std::int64_t pixel_bytes = 0;
  switch (image.format) {
    case CPH_FORMAT_GRAY8:
    case CPH_FORMAT_LABEL8:
      pixel_bytes = 1;
      break;
    case CPH_FORMAT_RGB8:
      pixel_bytes = 3;
      break;
    case CPH_FORMAT_RGBA8:
      pixel_bytes = 4;
      break;
    default:
      return std::nullopt;
  }
  if (image.width < 1 || image.height < 1) return std::nullopt;
  const std::int64_t row = image.width * pixel_bytes;
  if (image.stride_bytes < row || image.stride_bytes > std::int64_t{1} << 40) return std::nullopt;
  return static_cast<std::uint64_t>(image.stride_bytes) * static_cast<std::uint64_t>(image.height - 1) +
         static_cast<std::uint64_t>(row);
}

cph_status Put(ByteWriter& out, const cph_finding& finding) {
  if (!CPH_HAS(&finding, cph_finding, arg_stride)) return CPH_E_INVALID;
  if (finding.region_count > kMaxRegions || finding.arg_count > kMaxNoteArgs) return CPH_E_LIMIT;
  out.Put(finding.verdict);
  PutOptionalText(out, finding.rule);
  PutOptionalText(out, finding.unit);
  PutOptionalText(out, finding.note);
  for (const double number : {finding.value, finding.limit_min, finding.limit_max, finding.confidence})
    out.Put(number);
  out.Put(finding.region_count);
  for (std::uint32_t i = 0; i < finding.region_count; ++i) {
    const auto region = TableRow(finding.regions, finding.region_stride, i);
    PutOptionalText(out, region.label);
    // a region the host refuses by its number of points is refused there, with its message
    const auto count = region.points == nullptr ? 0 : std::min(region.point_count, kMaxRegionPoints + 1);
    out.Put(count);
    for (std::uint32_t k = 0; k < 2 * count; ++k) out.Put(region.points[k]);
  }
  out.Put(finding.arg_count);
  for (std::uint32_t i = 0; i < finding.arg_count; ++i) {
    const auto arg = TableRow(finding.args, finding.arg_stride, i);
    PutOptionalText(out, arg.name);
    PutOptionalText(out, arg.text);
    out.Put(arg.number);
  }
  return CPH_OK;
}

bool WireFinding::Read(ByteReader& in) {
  raw_.struct_size = sizeof raw_;
  raw_.verdict = in.Get<std::int32_t>();
  if (GetOptionalText(in, rule_)) raw_.rule = rule_.c_str();
  if (GetOptionalText(in, unit_)) raw_.unit = unit_.c_str();
  if (GetOptionalText(in, note_)) raw_.note = note_.c_str();
  for (double* number : {&raw_.value, &raw_.limit_min, &raw_.limit_max, &raw_.confidence})
    *number = in.Get<double>();
  region_data_.resize(in.GetCount(kMaxRegions, 5));
  for (auto& region : region_data_) {
    const bool labelled = GetOptionalText(in, region.label);
    region.points.resize(2 * std::size_t{in.GetCount(kMaxRegionPoints + 1, 2 * sizeof(double))});
    for (auto& number : region.points) number = in.Get<double>();
    regions_.push_back({sizeof(cph_region), static_cast<std::uint32_t>(region.points.size() / 2),
                        region.points.data(), labelled ? region.label.c_str() : nullptr});
  }
  arg_data_.resize(in.GetCount(kMaxNoteArgs, 10));
  for (auto& arg : arg_data_) {
    GetOptionalText(in, arg.name);
    arg.has_text = GetOptionalText(in, arg.text);
    arg.number = in.Get<double>();
    args_.push_back({arg.name.c_str(), arg.has_text ? arg.text.c_str() : nullptr, arg.number});
  }
  raw_.regions = regions_.data();
  raw_.region_count = static_cast<std::uint32_t>(regions_.size());
  raw_.region_stride = sizeof(cph_region);
  raw_.args = args_.data();
  raw_.arg_count = static_cast<std::uint32_t>(args_.size());
  raw_.arg_stride = sizeof(cph_note_arg);
  return in.ok();
}

}  // namespace certphoto::isolation
