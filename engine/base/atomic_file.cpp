#include "engine/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace certphoto {
namespace {

namespace fs = std::filesystem;

Error IoError(const char* what, const fs::path& file) {
  const int code = errno;  // before anything below may change it
  return Error{ErrorCode::kIo, std::string(what) + ' ' + file.string() + ": " + std::strerror(code)};
}

}  // namespace

Result<AtomicFile> AtomicFile::Create(const fs::path& place) {
  // A leading dot keeps a half-written file out of listings; 200 bytes of the name leave room for the random
  // part below the 255 that file systems allow.
  std::string name(1, '.');
  name.append(place.filename().string(), 0, 200).append(".XXXXXX");
  std::string temporary = (place.parent_path() / name).string();
  const int descriptor = ::mkstemp(temporary.data());  // 0600
  if (descriptor < 0) return IoError("cannot write", place);
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return AtomicFile(descriptor, place, std::move(temporary));
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      place_(std::move(other.place_)),
      temporary_(std::move(other.temporary_)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(place_, other.place_);
  std::swap(temporary_, other.temporary_);
  return *this;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Status AtomicFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return IoError("cannot write", place_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status AtomicFile::Commit() {
  if (::fsync(descriptor_) != 0) return IoError("cannot write", place_);
  if (::rename(temporary_.c_str(), place_.c_str()) != 0) return IoError("cannot write", place_);
  if (::close(std::exchange(descriptor_, -1)) != 0) return IoError("cannot write", place_);
  return {};
}

Status WriteFileAtomically(const fs::path& place, std::span<const std::uint8_t> bytes) {
  auto file = AtomicFile::Create(place);
  if (!file) return file.error();
  if (auto status = file->Write({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); !status)
    return status;
  return file->Commit();
}

Status SyncFolder(const fs::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return IoError("cannot open the folder", folder);
  Status status;
  if (::fsync(descriptor) != 0 && errno != EINVAL)
    status = IoError("cannot write", folder);  // EINVAL: a file system that has no need of it
  ::close(descriptor);
  return status;
}

Status MakeFolder(const fs::path& folder) {
  std::error_code ignored;
  if (folder.empty() || fs::is_directory(folder, ignored)) return {};
  if (auto status = MakeFolder(folder.parent_path()); !status) return status;
  if (::mkdir(folder.c_str(), 0700) != 0 && !(errno == EEXIST && fs::is_directory(folder, ignored)))
    return IoError("cannot make the folder", folder);
  return {};
}

}  // namespace certphoto
