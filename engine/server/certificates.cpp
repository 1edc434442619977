#include "engine/server/certificates.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/base/atomic_file.h"
#include "engine/base/machine.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxPemBytes = 1u << 20;
constexpr const char* kCurrent = "current";  // a link to the folder of the version in use

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using X509Owner = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Keys with a pass phrase would ask for it on the terminal.
int NoPassPhrase(char*, int, int, void*) {
  return 0;
}

Error Wrong(const fs::path& file, const std::string& what) {
  ERR_clear_error();
  return {ErrorCode::kInvalid, file.string() + ": " + what};
}

// How many certificates the text has; the first of them in `first`.
int CountCertificates(const std::string& text, X509Owner& first) {
  const auto bio = Open(text);
  int count = 0;
  while (X509Owner certificate{PEM_read_bio_X509(bio.get(), nullptr, NoPassPhrase, nullptr)}) {
    if (count++ == 0) first = std::move(certificate);
  }
  ERR_clear_error();
  return count;
}

Status Check(const TlsFiles& files, const CertificateTexts& texts) {
  X509Owner certificate, authority;
  if (CountCertificates(texts.certificate, certificate) == 0)
    return Wrong(files.certificate, "has no PEM certificate");
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0)
    return Wrong(files.certificate, "the certificate has expired");
  const Key key(PEM_read_bio_PrivateKey(Open(texts.key).get(), nullptr, NoPassPhrase, nullptr));
  if (key == nullptr) return Wrong(files.key, "has no PEM private key without a pass phrase");
  if (X509_check_private_key(certificate.get(), key.get()) != 1)
    return Wrong(files.key, "is not the key of the certificate in " + files.certificate.string());
  if (!files.client_ca.empty() && CountCertificates(texts.client_ca, authority) == 0)
    return Wrong(files.client_ca, "has no PEM certificate");
  return {};
}

fs::path FolderForKeys() {
  std::error_code failed;
  const auto base =
      fs::is_directory("/dev/shm", failed) ? fs::path("/dev/shm") : fs::temp_directory_path(failed);
  std::string name = (base / "certphoto-tls.XXXXXX").string();
  return ::mkdtemp(name.data()) != nullptr ? fs::path(name) : fs::path();
}

}  // namespace

Result<CertificateTexts> ReadCertificates(const TlsFiles& files) {
  CertificateTexts texts;
  const auto read = [](const fs::path& file, std::string& out) -> Status {
    auto text = ReadTextFile(file, kMaxPemBytes);
    if (!text) return text.error();
    out = std::move(*text);
    return {};
  };
  if (auto status = read(files.certificate, texts.certificate); !status) return status.error();
  if (auto status = read(files.key, texts.key); !status) return status.error();
  if (!files.client_ca.empty())
    if (auto status = read(files.client_ca, texts.client_ca); !status) return status.error();
  if (auto status = Check(files, texts); !status) return status.error();
  return texts;
}

Result<std::unique_ptr<Certificates>> Certificates::Open(const TlsFiles& files) {
  auto texts = ReadCertificates(files);
  if (!texts) return texts.error();
  const auto folder = FolderForKeys();
  if (folder.empty())
    return Error{ErrorCode::kIo,
                 std::string("cannot make a folder for the certificates: ") + std::strerror(errno)};
  std::unique_ptr<Certificates> made(new Certificates(files, folder));
  if (auto status = made->Place(*texts); !status) return status.error();
  return made;
}

Certificates::~Certificates() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Status Certificates::Place(const CertificateTexts& texts) {
  const auto name = std::to_string(++version_);
  const auto made = folder_ / name;
  if (::mkdir(made.c_str(), 0700) != 0)
    return Error{ErrorCode::kIo, made.string() + ": " + std::strerror(errno)};
  const auto write = [&](const char* file, const std::string& text) {
    return WriteFileAtomically(made / file,
                               {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  if (auto status = write("certificate.pem", texts.certificate); !status) return status;
  if (auto status = write("key.pem", texts.key); !status) return status;
  if (auto status = write("client_ca.pem", texts.client_ca); !status) return status;
  std::error_code failed;
  const auto link = folder_ / "next";
  fs::create_symlink(name, link, failed);
  if (!failed) fs::rename(link, folder_ / kCurrent, failed);  // replaces the old link in one step
  if (failed) return Error{ErrorCode::kIo, link.string() + ": " + failed.message()};
  if (version_ > 1) fs::remove_all(folder_ / std::to_string(version_ - 1), failed);
  texts_ = texts;
  return {};
}

std::shared_ptr<grpc::ServerCredentials> Certificates::Credentials() const {
  using grpc::experimental::FileWatcherCertificateProvider;
  constexpr unsigned kWatchSeconds = 1;
  const auto at = folder_ / kCurrent;
  const bool mutual = !files_.client_ca.empty();
  const auto provider = mutual
                            ? std::make_shared<FileWatcherCertificateProvider>(
                                  at / "key.pem", at / "certificate.pem", at / "client_ca.pem", kWatchSeconds)
                            : std::make_shared<FileWatcherCertificateProvider>(
                                  at / "key.pem", at / "certificate.pem", kWatchSeconds);
  grpc::experimental::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  if (mutual) options.watch_root_certs();
  options.set_cert_request_type(mutual ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                       : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return grpc::experimental::TlsServerCredentials(options);
}

Result<bool> Certificates::Reload() {
  auto texts = ReadCertificates(files_);
  if (!texts) return texts.error();
  if (*texts == texts_) return false;
  if (auto status = Place(*texts); !status) return status.error();
  return true;
}

}  // namespace certphoto
