#include "engine/plugin/loader.h"

#include <dlfcn.h>
#include <link.h>

#include <boost/dll/shared_library.hpp>
#include <cstddef>
#include <cstring>
#include <set>
#include <system_error>

namespace certphoto {
namespace {

namespace dll = boost::dll;

constexpr std::uint32_t kMaxOperations = 256;

std::string VersionText(unsigned major, unsigned minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

Status CheckVersion(const cph_plugin_entry& entry, const std::string& file) {
  const std::string theirs = VersionText(entry.abi_major, entry.abi_minor);
  const std::string ours = VersionText(CPH_ABI_MAJOR, CPH_ABI_MINOR);
  if (entry.abi_major != CPH_ABI_MAJOR)
    return Error{ErrorCode::kUnsupported, file + " was built for plugin ABI " + theirs +
                                              ", this host speaks " + ours +
                                              "; rebuild the plugin with the SDK of this release"};
  if (entry.abi_minor > CPH_ABI_MINOR)
    return Error{ErrorCode::kUnsupported, file + " needs plugin ABI " + theirs + ", this host speaks " +
                                              ours +
                                              "; update certphoto or use an older build of the plugin"};
  return {};
}

const char* TextOr(const char* text, const char* other) {
  return text != nullptr ? text : other;
}

// The host owns all threads. OpenCV's variable (OPENCV_FOR_THREADS_NUM) does not reach its TBB pool, and what
// a plugin's OpenCV is called the engine does not know: the one that came with the library is asked by name.
void HoldOpenCvToOneThread() {
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void*) {
        if (std::strstr(info->dlpi_name, "libopencv_core") == nullptr) return 0;
        void* core = ::dlopen(info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
        if (core == nullptr) return 0;
        if (void* set = ::dlsym(core, "_ZN2cv13setNumThreadsEi"); set != nullptr)
          reinterpret_cast<void (*)(int)>(set)(1);
        ::dlclose(core);
        return 0;
      },
      nullptr);
}

}  // namespace

Result<Plugin> LoadPlugin(const std::filesystem::path& path, const cph_host* host) {
  const std::string file = path.string();
  // Libraries are never unloaded: a plugin may have left thread-local or static state behind that outlives
  // its handle.
  const auto mode =
      static_cast<dll::load_mode::type>(static_cast<int>(dll::load_mode::rtld_now) |
                                        static_cast<int>(dll::load_mode::rtld_local) | RTLD_NODELETE);
  dll::shared_library library;
  std::error_code failed;
  library.load(path, failed, mode);
  if (failed) {
    const char* detail = ::dlerror();
    return Error{ErrorCode::kInvalid,
                 file + " is not a loadable library: " + TextOr(detail, failed.message().c_str())};
  }
  HoldOpenCvToOneThread();
  if (!library.has(CPH_ENTRY_SYMBOL))
    return Error{ErrorCode::kInvalid, file + " exports no '" CPH_ENTRY_SYMBOL "': not a certphoto plugin"};

  const auto* entry = &library.get<const cph_plugin_entry>(CPH_ENTRY_SYMBOL);
  if (!CPH_HAS(entry, cph_plugin_entry, abi_minor))
    return Error{ErrorCode::kInvalid, file + ": its entry is too small to be one"};
  if (auto status = CheckVersion(*entry, file); !status) return status.error();
  if (!CPH_HAS(entry, cph_plugin_entry, operation) || entry->id == nullptr || entry->version == nullptr ||
      entry->init == nullptr || entry->deinit == nullptr || entry->operation_count == nullptr ||
      entry->operation == nullptr)
    return Error{ErrorCode::kInvalid, file + ": its entry lacks members that ABI 1.0 requires"};

  if (const auto status = entry->init(host); status != CPH_OK)
    return Error{ErrorCode::kInvalid, file + ": init failed with status " + std::to_string(status)};

  Plugin plugin;
  plugin.id = entry->id;
  plugin.version = entry->version;
  plugin.vendor = TextOr(entry->vendor, "");
  plugin.licence = TextOr(entry->licence, "");
  plugin.abi_major = entry->abi_major;
  plugin.abi_minor = entry->abi_minor;
  plugin.file = path;
  plugin.entry = entry;
  const auto count = entry->operation_count();
  if (count == 0 || count > kMaxOperations)
    return Error{ErrorCode::kInvalid,
                 file + ": offers " + std::to_string(count) + " operations; 1 to 256 are allowed"};
  std::set<std::string> ids;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto operation = ReadOperation(entry->operation(i), plugin.id);
    if (!operation) return Error{operation.error().code, file + ": " + operation.error().message};
    if (!ids.insert(operation->id).second)
      return Error{ErrorCode::kInvalid, file + ": offers operation '" + operation->id + "' twice"};
    plugin.operations.push_back(std::move(*operation));
  }
  return plugin;
}

}  // namespace certphoto
