#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/batch/delivery/delivery.h"
#include "engine/batch/runner.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxFinishedBytes = 256u << 20;

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

// The bytes of a file of the delivery, when they are what the journal recorded.
Result<std::string> BytesOf(const DeliveredFile& file) {
  if (file.source.empty()) return file.text;
  const auto bytes = ReadFileBytes(file.source, kMaxFinishedBytes);
  if (!bytes)
    return Error{ErrorCode::kIo, file.source.string() + ": " + bytes.error().message +
                                     "; `certphoto batch run` makes it again"};
  if (Sha256Hex(*bytes) != file.sha256)
    return Error{
        ErrorCode::kIo,
        file.source.string() +
            " is not what the journal recorded: somebody changed it. Remove it and run the batch again"};
  return std::string(bytes->begin(), bytes->end());
}

// A temporary name beside `place` that nobody lists.
fs::path Beside(const fs::path& place) {
  std::string name(1, '.');
  name.append(place.filename().string()).append(".half");
  return place.parent_path() / name;
}

Error OpensslError(const std::string& what) {
  char text[256] = "";
  ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
  ERR_clear_error();
  return {ErrorCode::kInvalid, what + ": " + text};
}

// Not on the disk yet: SyncAll brings all of them there at once, in a fraction of the time that one after the
// other would take.
Status WriteWhole(const fs::path& file, const std::string& bytes) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  std::string_view left = bytes;
  while (descriptor >= 0 && !left.empty()) {
    const auto written = ::write(descriptor, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  const int code = errno;
  if (descriptor >= 0 && ::close(descriptor) == 0 && left.empty()) return {};
  return Error{ErrorCode::kIo, "cannot write " + file.string() + ": " + std::strerror(code)};
}

Status SyncAll(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::syncfs(descriptor) == 0;
  const int code = errno;
  if (descriptor >= 0) ::close(descriptor);
  return synced
             ? Status()
             : Status(Error{ErrorCode::kIo, "cannot write " + folder.string() + ": " + std::strerror(code)});
}

Status RefuseExisting(const fs::path& place) {
  std::error_code failed;
  if (fs::symlink_status(place, failed).type() == fs::file_type::not_found) return {};
  return Error{ErrorCode::kUsage, place.string() + " exists; a delivery is never written over another"};
}

}  // namespace

Status WriteDeliveryFolder(const DeliveryPlan& plan, const fs::path& place) {
  if (auto status = RefuseExisting(place); !status) return status;
  const auto half = Beside(place);
  std::error_code failed;
  fs::remove_all(half, failed);  // of an attempt that was killed
  const auto write = [&]() -> Status {
    for (const auto& file : plan.files) {
      auto bytes = BytesOf(file);
      if (!bytes) return bytes.error();
      const auto to = half / fs::path(file.path);
      if (auto status = MakeFolder(to.parent_path()); !status) return status;
      if (auto status = WriteWhole(to, *bytes); !status) return status;
    }
    if (auto status = SyncAll(half); !status) return status;
    if (std::rename(half.c_str(), place.c_str()) != 0)
      return Error{ErrorCode::kIo, "cannot put the delivery at " + place.string()};
    return SyncFolder(place.parent_path());
  };
  auto status = write();
  if (!status) fs::remove_all(half, failed);
  return status;
}

Status WriteDeliveryZip(const DeliveryPlan& plan, const fs::path& place) {
  if (auto status = RefuseExisting(place); !status) return status;
  const auto half = Beside(place);
  std::error_code ignored;
  fs::remove(half, ignored);
  int code = 0;
  zip_t* archive = zip_open(half.c_str(), ZIP_CREATE | ZIP_EXCL, &code);
  if (archive == nullptr) return Error{ErrorCode::kIo, "cannot write " + place.string()};
  // libzip reads the sources when it closes; each is looked at here first, so that nothing but what was
  // recorded goes in.
  constexpr std::time_t kEpochOfZip = 315'532'800;  // 1980-01-01, the first moment a ZIP can state
  for (const auto& file : plan.files) {
    const auto bytes = BytesOf(file);
    if (!bytes) {
      zip_discard(archive);
      fs::remove(half, ignored);
      return bytes.error();
    }
    zip_source_t* source =
        file.source.empty()
            ? zip_source_buffer(archive, file.text.data(), file.text.size(), 0)
            : zip_source_file(archive, file.source.c_str(), 0, static_cast<zip_int64_t>(file.bytes));
    const auto index =
        source == nullptr ? -1 : zip_file_add(archive, file.path.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      const std::string why = zip_strerror(archive);
      if (source != nullptr) zip_source_free(source);
      zip_discard(archive);
      fs::remove(half, ignored);
      return Error{ErrorCode::kIo, "cannot write " + place.string() + ": " + why};
    }
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index),
                             file.source.empty() ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), kEpochOfZip, 0);
    zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                     0100600u << 16);
  }
  if (zip_close(archive) != 0) {
    const std::string why = zip_strerror(archive);
    zip_discard(archive);
    fs::remove(half, ignored);
    return Error{ErrorCode::kIo, "cannot write " + place.string() + ": " + why};
  }
  fs::permissions(half, fs::perms::owner_read | fs::perms::owner_write, ignored);
  if (std::FILE* file = std::fopen(half.c_str(), "rb")) {
    ::fsync(::fileno(file));
    std::fclose(file);
  }
  if (std::rename(half.c_str(), place.c_str()) != 0)
    return Error{ErrorCode::kIo, "cannot put the delivery at " + place.string()};
  return SyncFolder(place.parent_path());
}

Status EncryptTo(const fs::path& certificate, const fs::path& zip, const fs::path& place) {
  if (auto status = RefuseExisting(place); !status) return status;
  const Owned<BIO> pem(BIO_new_file(certificate.c_str(), "rb"), [](BIO* p) { BIO_free(p); });
  if (!pem) return OpensslError("cannot read the certificate " + certificate.string());
  const Owned<X509> receiver(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr), &X509_free);
  if (!receiver) return OpensslError(certificate.string() + " is no PEM certificate");
  if (X509_cmp_current_time(X509_get0_notAfter(receiver.get())) < 0)
    return Error{ErrorCode::kInvalid, "the certificate " + certificate.string() + " has expired"};
  const Owned<STACK_OF(X509)> receivers(sk_X509_new_null(), [](STACK_OF(X509) * p) { sk_X509_free(p); });
  sk_X509_push(receivers.get(), receiver.get());
  const auto half = Beside(place);
  const Owned<BIO> in(BIO_new_file(zip.c_str(), "rb"), [](BIO* p) { BIO_free(p); });
  std::error_code ignored;
  fs::remove(half, ignored);
  const Owned<BIO> out(BIO_new_file(half.c_str(), "wb"), [](BIO* p) { BIO_free(p); });
  if (!in || !out) return OpensslError("cannot write " + place.string());
  fs::permissions(half, fs::perms::owner_read | fs::perms::owner_write, ignored);
  constexpr unsigned kFlags =
      CMS_BINARY | CMS_STREAM | CMS_PARTIAL;  // in pieces: a delivery need not fit into memory
  const Owned<CMS_ContentInfo> cms(CMS_encrypt(receivers.get(), nullptr, EVP_aes_256_cbc(), kFlags),
                                   &CMS_ContentInfo_free);
  if (!cms || i2d_CMS_bio_stream(out.get(), cms.get(), in.get(), CMS_BINARY | CMS_STREAM) != 1 ||
      BIO_flush(out.get()) != 1) {
    fs::remove(half, ignored);
    return OpensslError("cannot encrypt to " + certificate.string());
  }
  if (std::rename(half.c_str(), place.c_str()) != 0)
    return Error{ErrorCode::kIo, "cannot put the delivery at " + place.string()};
  return SyncFolder(place.parent_path());
}

}  // namespace certphoto
