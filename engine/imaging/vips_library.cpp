#include "engine/imaging/vips_library.h"

// clang-format off
#include <vips/vips.h>
#include <vips/vector.h>  // needs vips.h before it
// clang-format on

#include <mutex>

#include "engine/imaging/exif.h"

namespace certphoto {
namespace {

// All that may read a file of a stranger. JPEG has its own decoder.
constexpr const char* kAllowedLoaders[] = {"VipsForeignLoadPngBuffer", "VipsForeignLoadTiffBuffer",
                                           "VipsForeignLoadWebpBuffer", "VipsForeignLoadHeifBuffer"};

constexpr std::size_t kMaxComplaintBytes = 160;

Status Start() {
  if (vips_init("certphoto") != 0) {
    return Error{ErrorCode::kInternal, "libvips does not start: " + TakeVipsComplaint()};
  }
  vips_concurrency_set(1);  // the host owns the threads: one a photo
  vips_cache_set_max(0);    // no photo meets the cache of another
  // Its vector code is compiled at run time by liborc, whose table of code (0.4.33, orccodemem.c) two threads
  // may change at once: two photos on two workers then share or free one piece of it, and the heap is gone.
  vips_vector_set_enabled(FALSE);
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : kAllowedLoaders) vips_operation_block_set(loader, FALSE);
  // Warnings on standard error would name fields of the file.
  g_log_set_handler(
      "VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR),
      [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
  return {};
}

}  // namespace

Status StartVips() {
  static std::once_flag once;
  static Status status;
  std::call_once(once, [] { status = Start(); });
  return status;
}

std::string TakeVipsComplaint() {
  gchar* raw = vips_error_buffer_copy();
  std::string text = raw != nullptr ? raw : "";
  g_free(raw);
  // The last line is the newest.
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (const auto line = text.rfind('\n'); line != std::string::npos) text.erase(0, line + 1);
  return CleanText(text, kMaxComplaintBytes);
}

std::span<const std::uint8_t> DefaultCmykProfile() {
  static VipsBlob* const blob = [] {  // libvips' own, for the life of the process
    VipsBlob* loaded = nullptr;
    if (!StartVips() || vips_profile_load("cmyk", &loaded, nullptr) != 0)
      return static_cast<VipsBlob*>(nullptr);
    return loaded;
  }();
  if (blob == nullptr) return {};
  std::size_t size = 0;
  const void* data = vips_blob_get(blob, &size);
  return {static_cast<const std::uint8_t*>(data), size};
}

}  // namespace certphoto
