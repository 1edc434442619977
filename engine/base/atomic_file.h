// Files that appear whole or not at all, whatever happens meanwhile.
#ifndef CERTPHOTO_ENGINE_BASE_ATOMIC_FILE_H
#define CERTPHOTO_ENGINE_BASE_ATOMIC_FILE_H

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace certphoto {

// A file under a temporary name beside its place until Commit. Readable by its owner only (0600): photos are
// personal data. Not thread-safe. Errors are kIo and name the file.
class AtomicFile {
 public:
  // The folder must exist.
  [[nodiscard]] static Result<AtomicFile> Create(const std::filesystem::path& place);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();  // without Commit: removes the temporary file

  [[nodiscard]] Status Write(std::string_view bytes);
  // Brings the bytes to the disk and the file to its place, replacing what was there.
  [[nodiscard]] Status Commit();

 private:
  AtomicFile(int descriptor, std::filesystem::path place, std::string temporary)
      : descriptor_(descriptor), place_(std::move(place)), temporary_(std::move(temporary)) {}

  int descriptor_ = -1;
  std::filesystem::path place_;
  std::string temporary_;
};

[[nodiscard]] Status WriteFileAtomically(const std::filesystem::path& place,
                                         std::span<const std::uint8_t> bytes);

// Brings the names in a folder to the disk: after it, what Commit put there survives a power cut.
[[nodiscard]] Status SyncFolder(const std::filesystem::path& folder);

// Makes the folder and its parents, each readable by its owner only (0700). What exists stays as it is.
[[nodiscard]] Status MakeFolder(const std::filesystem::path& folder);

}  // namespace certphoto

#endif
