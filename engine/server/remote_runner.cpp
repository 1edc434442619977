#include "engine/server/remote_runner.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <future>
#include <optional>
#include <thread>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/base/machine.h"
#include "engine/server/config.h"
#include "engine/server/convert.h"
#include "engine/server/rpc_error.h"

namespace certphoto {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstBackoff{100}, kLongestBackoff{5'000}, kStopPoll{50};
constexpr int kKeepaliveMs = 20'000;
constexpr std::uint64_t kMaxPemBytes = 1u << 20;

Result<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(const RemoteServers& servers) {
  if (servers.ca.empty()) return std::shared_ptr<grpc::ChannelCredentials>(grpc::InsecureChannelCredentials());
  grpc::SslCredentialsOptions ssl;
  for (const auto& [file, text] : {std::pair{&servers.ca, &ssl.pem_root_certs}, {&servers.certificate, &ssl.pem_cert_chain}, {&servers.key, &ssl.pem_private_key}}) {
    if (file->empty()) continue;
    auto read = ReadTextFile(*file, kMaxPemBytes);
    if (!read) return read.error();
    *text = std::move(*read);
  }
  return std::shared_ptr<grpc::ChannelCredentials>(grpc::SslCredentials(ssl));
}

std::shared_ptr<grpc::Channel> Connect(const RemoteServers& servers, const std::string& address,
                                       const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // ours go to the next server
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  if (!servers.name.empty()) arguments.SetSslTargetNameOverride(servers.name);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

// One server, and until when it does not want to be asked. Thread-safe.
class Remote {
 public:
  explicit Remote(const std::shared_ptr<grpc::Channel>& channel) : stub_(v1::PhotoService::NewStub(channel)) {}

  [[nodiscard]] v1::PhotoService::Stub& stub() { return *stub_; }
  [[nodiscard]] steady_clock::time_point not_before() const { return not_before_.load(); }
  void Full(milliseconds pushback) { not_before_ = steady_clock::now() + pushback; }
  void Absent() {
    const auto backoff = backoff_ms_.load();
    not_before_ = steady_clock::now() + milliseconds(backoff);
    backoff_ms_ = std::min<std::int64_t>(2 * backoff, kLongestBackoff.count());
  }
  void Answered() { backoff_ms_ = kFirstBackoff.count(); }

 private:
  std::unique_ptr<v1::PhotoService::Stub> stub_;
  std::atomic<steady_clock::time_point> not_before_{steady_clock::time_point{}};
  std::atomic<std::int64_t> backoff_ms_{kFirstBackoff.count()};
};

// What the service says about us rather than about one photo.
bool ConcernsEveryPhoto(grpc::StatusCode code) {
  using grpc::StatusCode;
  return code == StatusCode::NOT_FOUND || code == StatusCode::INVALID_ARGUMENT || code == StatusCode::UNAUTHENTICATED ||
         code == StatusCode::PERMISSION_DENIED || code == StatusCode::UNIMPLEMENTED || code == StatusCode::FAILED_PRECONDITION;
}

class RemoteRun {
 public:
  RemoteRun(std::span<const std::filesystem::path> files, const RemoteOptions& options, const std::function<void(RunnerResult)>& on_result,
            const std::shared_ptr<grpc::ChannelCredentials>& credentials)
      : files_(files), options_(options), on_result_(on_result) {
    for (const auto& address : options.servers.addresses) servers_.push_back(std::make_unique<Remote>(Connect(options.servers, address, credentials)));
  }

  Status Run() {
    const auto senders = std::min(files_.size(), servers_.size() * static_cast<std::size_t>(std::max(1, options_.in_flight)));
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < senders; ++i) threads.emplace_back([this] { Send(); });
    }
    const std::lock_guard lock(mutex_);
    if (refused_) return *refused_;
    return {};
  }

 private:
  void Send() {
    while (!Stopped()) {
      const auto index = next_.fetch_add(1);
      if (index >= files_.size()) return;
      const auto start = steady_clock::now();
      auto photo = PhotoOf(files_[index]);
      if (!photo) return;  // stopped, or refused as such
      RunnerResult result;
      result.index = index;
      result.photo = std::move(*photo);
      result.milliseconds = std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
      const std::lock_guard lock(mutex_);
      on_result_(std::move(result));
    }
  }

  std::optional<PhotoResult> PhotoOf(const std::filesystem::path& file) {
    const auto bytes = ReadFileBytes(file, options_.max_file_bytes);
    if (!bytes) return Failed(bytes.error());
    v1::ProcessRequest request;
    request.set_photo(bytes->data(), bytes->size());
    request.set_pipeline(options_.pipeline);
    request.set_spec(options_.spec);
    const auto give_up = steady_clock::now() + options_.patience;
    grpc::Status status;
    while (steady_clock::now() < give_up) {
      auto* server = Choose();
      if (server == nullptr) return std::nullopt;
      v1::ProcessResponse response;
      const auto answer = Ask(*server, request, response);
      if (!answer) continue;  // to be tried again
      status = *answer;
      if (!status.ok()) break;
      auto result = FromResponse(response);
      if (!result) return Failed(result.error());
      return std::move(*result);
    }
    if (status.ok()) return Failed({ErrorCode::kIo, "no server took the photo in time"});
    const Error error{ErrorCode::kIo, std::string("the server says ") + CodeName(status.error_code()) + ": " + status.error_message()};
    if (!ConcernsEveryPhoto(status.error_code())) return Failed(error);
    const std::lock_guard lock(mutex_);
    refused_ = Error{ErrorCode::kUsage, error.message};
    return std::nullopt;
  }

  // Empty when the same request should be sent again, to whoever is next.
  std::optional<grpc::Status> Ask(Remote& server, const v1::ProcessRequest& request, v1::ProcessResponse& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + options_.one_try);
    if (!options_.servers.token.empty()) context.AddMetadata("authorization", "Bearer " + options_.servers.token);
    const auto status = server.stub().Process(&context, request, &response);
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      const auto& trailers = context.GetServerTrailingMetadata();
      const auto it = trailers.find(kPushbackTrailer);
      if (it == trailers.end()) return status;  // no queue: the photo is larger than the service takes
      server.Full(milliseconds(std::clamp(std::atoi(std::string(it->second.data(), it->second.size()).c_str()), 1, 60'000)));
      return std::nullopt;
    }
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE || status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
        status.error_code() == grpc::StatusCode::CANCELLED) {
      server.Absent();
      return std::nullopt;
    }
    server.Answered();
    return status;
  }

  // The next server in turn that wants to be asked, waiting for the first that will; null when the run has stopped.
  Remote* Choose() {
    while (!Stopped()) {
      const auto first = turn_.fetch_add(1);
      const auto now = steady_clock::now();
      auto earliest = steady_clock::time_point::max();
      for (std::size_t i = 0; i < servers_.size(); ++i) {
        auto& server = *servers_[(first + i) % servers_.size()];
        if (server.not_before() <= now) return &server;
        earliest = std::min(earliest, server.not_before());
      }
      std::this_thread::sleep_for(std::min<steady_clock::duration>(earliest - now, kStopPoll));
    }
    return nullptr;
  }

  bool Stopped() {
    if (options_.cancellation != nullptr && options_.cancellation->stop()) return true;
    const std::lock_guard lock(mutex_);
    return refused_.has_value();
  }

  static PhotoResult Failed(Error error) {
    PhotoResult result;
    result.outcome = Outcome::kFailed;
    result.error = std::move(error);
    return result;
  }

  std::span<const std::filesystem::path> files_;
  const RemoteOptions& options_;
  const std::function<void(RunnerResult)>& on_result_;
  std::vector<std::unique_ptr<Remote>> servers_;
  std::atomic<std::size_t> next_{0}, turn_{0};
  std::mutex mutex_;
  std::optional<Error> refused_;
};

}  // namespace

Status CheckRemoteServers(const RemoteServers& servers) {
  if (servers.addresses.empty()) return Error{ErrorCode::kUsage, "name at least one server"};
  for (const auto& address : servers.addresses) {
    if (const auto parsed = ParseHostPort(address); !parsed) return parsed.error();
    if (servers.ca.empty() && !IsLoopback(address) && !servers.plaintext_network)
      return Error{ErrorCode::kUsage, Quoted(address) + " is another machine, and portraits would cross the network unencrypted; give --tls-ca, "
                                                        "or say --plaintext-network"};
  }
  if (servers.ca.empty() && !(servers.certificate.empty() && servers.key.empty()))
    return Error{ErrorCode::kUsage, "--tls-cert and --tls-key go with --tls-ca"};
  if (servers.certificate.empty() != servers.key.empty()) return Error{ErrorCode::kUsage, "--tls-cert and --tls-key go together"};
  if (servers.ca.empty() && !servers.token.empty() &&
      !std::all_of(servers.addresses.begin(), servers.addresses.end(), [](const auto& a) { return IsLoopback(a); }))
    return Error{ErrorCode::kUsage, "the token would cross the network unencrypted; give --tls-ca"};
  return {};
}

Status RunPhotosRemotely(std::span<const std::filesystem::path> files, const RemoteOptions& options,
                         const std::function<void(RunnerResult)>& on_result) {
  if (auto status = CheckRemoteServers(options.servers); !status) return status;
  const auto credentials = CredentialsOf(options.servers);
  if (!credentials) return credentials.error();
  return RemoteRun(files, options, on_result, *credentials).Run();
}

Result<bool> AskHealth(const RemoteServers& servers, const std::string& address, milliseconds timeout) {
  const auto credentials = CredentialsOf(servers);
  if (!credentials) return credentials.error();
  grpc::GenericStub stub(Connect(servers, address, *credentials));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  // An empty HealthCheckRequest is no bytes; SERVING is field 1, a varint, with the value 1.
  const grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  grpc::Status status;
  std::promise<void> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response, [&](grpc::Status ended) {
    status = std::move(ended);
    done.set_value();
  });
  done.get_future().wait();
  if (!status.ok()) return Error{ErrorCode::kIo, address + ": " + CodeName(status.error_code()) + ": " + status.error_message()};
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (response.Dump(&slices).ok())
    for (const auto& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes == std::string("\x08\x01", 2);
}

}  // namespace certphoto
