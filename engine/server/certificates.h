// The service's certificates. The configured files are checked before gRPC sees them: what it watches are
// copies of our own, replaced as a whole, so that a half-written or wrong file never breaks a service that
// runs.
#ifndef CERTPHOTO_ENGINE_SERVER_CERTIFICATES_H
#define CERTPHOTO_ENGINE_SERVER_CERTIFICATES_H

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <memory>
#include <string>

#include "engine/server/config.h"

namespace certphoto {

struct CertificateTexts {
  std::string certificate, key, client_ca;  // PEM
  bool operator==(const CertificateTexts&) const = default;
};

// Reads the files and checks what can be known of them: the chain and the key are PEM, the key belongs to the
// first certificate, the certificate has not expired, the clients' authorities are PEM.
[[nodiscard]] Result<CertificateTexts> ReadCertificates(const TlsFiles& files);

// Used by one thread at a time. Its folder is readable by the owner only, in memory where the machine has
// /dev/shm, and goes with the object.
class Certificates {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Certificates>> Open(const TlsFiles& files);
  ~Certificates();

  // Server credentials that follow what Reload puts into place, within a second. With client_ca, clients must
  // show a certificate.
  [[nodiscard]] std::shared_ptr<grpc::ServerCredentials> Credentials() const;

  // Reads the files again; after an error those of before stay. `true` when they were new.
  [[nodiscard]] Result<bool> Reload();

 private:
  Certificates(TlsFiles files, std::filesystem::path folder)
      : files_(std::move(files)), folder_(std::move(folder)) {}
  [[nodiscard]] Status Place(const CertificateTexts& texts);

  TlsFiles files_;
  std::filesystem::path folder_;
  CertificateTexts texts_;
  int version_ = 0;
};

}  // namespace certphoto

#endif
