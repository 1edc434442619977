#include "engine/server/remote_runner.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/base/machine.h"
#include "engine/base/utf8.h"
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
  if (servers.ca.empty())
    return std::shared_ptr<grpc::ChannelCredentials>(grpc::InsecureChannelCredentials());
  grpc::SslCredentialsOptions ssl;
  for (const auto& [file, text] : {std::pair{&servers.ca, &ssl.pem_root_certs},
                                   {&servers.certificate, &ssl.pem_cert_chain},
                                   {&servers.key, &ssl.pem_private_key}}) {
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
  explicit Remote(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::PhotoService::NewStub(channel)) {}

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
  return code == StatusCode::NOT_FOUND || code == StatusCode::INVALID_ARGUMENT ||
         code == StatusCode::UNAUTHENTICATED || code == StatusCode::PERMISSION_DENIED ||
         code == StatusCode::UNIMPLEMENTED || code == StatusCode::FAILED_PRECONDITION;
}

// The calls under way, to be given up when the run is stopped. Thread-safe.
class CallsUnderWay {
 public:
  class Entry {
   public:
    Entry(CallsUnderWay& calls, grpc::ClientContext& context) : calls_(calls), context_(context) {
      const std::lock_guard lock(calls_.mutex_);
      calls_.open_.insert(&context_);
      if (calls_.given_up_) context_.TryCancel();
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() {
      const std::lock_guard lock(calls_.mutex_);
      calls_.open_.erase(&context_);
    }

   private:
    CallsUnderWay& calls_;
    grpc::ClientContext& context_;
  };
  void GiveUp() {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    for (auto* context : open_) context->TryCancel();
  }

 private:
  std::mutex mutex_;
  std::set<grpc::ClientContext*> open_;
  bool given_up_ = false;
};

class RemoteRun {
 public:
  RemoteRun(std::span<const std::filesystem::path> files, const RemoteOptions& options,
            const RunnerOptions& run, const std::function<void(RunnerResult)>& on_result,
            const std::shared_ptr<grpc::ChannelCredentials>& credentials)
      : files_(files),
        options_(options),
        run_(run),
        on_result_(on_result),
        last_answer_(steady_clock::now()) {
    for (const auto& address : options.servers.addresses)
      servers_.push_back(std::make_unique<Remote>(Connect(options.servers, address, credentials)));
  }

  Status Run() {
    const auto senders =
        std::min(files_.size(), servers_.size() * static_cast<std::size_t>(std::max(1, options_.in_flight)));
    {
      std::jthread watch([this](const std::stop_token& done) { WatchForStop(done); });
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < senders; ++i) threads.emplace_back([this] { Send(); });
    }
    const std::lock_guard lock(mutex_);
    if (refused_) return *refused_;
    return {};
  }

 private:
  void WatchForStop(const std::stop_token& done) {
    while (!done.stop_requested() && !Stopped()) std::this_thread::sleep_for(kStopPoll);
    if (!done.stop_requested()) calls_.GiveUp();
  }

  void Send() {
    while (!Stopped()) {
      const auto index = next_.fetch_add(1);
      if (index >= files_.size()) return;
      const auto start = steady_clock::now();
      RunnerResult result;
      result.index = index;
      if (!Do(result)) return;  // stopped, or refused as such
      result.milliseconds = std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
      if (run_.on_worker) run_.on_worker(result);
      const std::lock_guard lock(mutex_);
      on_result_(std::move(result));
    }
  }

  // False when there is no result because the run ends.
  bool Do(RunnerResult& result) {
    const auto limit = options_.plan ? options_.plan->limits().max_file_bytes : options_.max_file_bytes;
    const auto bytes = ReadFileBytes(files_[result.index], limit);
    if (!bytes) {
      result.photo = Failed(bytes.error());
      return true;
    }
    auto wanted = run_.request;
    result.skipped = run_.on_read && !run_.on_read(result.index, *bytes, wanted);
    if (result.skipped) return true;
    auto photo = PhotoOf(*bytes, wanted);
    if (!photo) return false;
    result.photo = std::move(*photo);
    MakePictures(*bytes, wanted, result.photo);
    return true;
  }

  std::optional<PhotoResult> PhotoOf(std::span<const std::uint8_t> bytes, const RunRequest& wanted) {
    v1::ProcessRequest request;
    request.set_photo(bytes.data(), bytes.size());
    request.set_pipeline(options_.pipeline);
    request.set_spec(options_.spec);
    for (const auto& [key, value] : wanted.inputs) {
      if (!IsUtf8(key) || !IsUtf8(value))  // gRPC's texts are
        return Failed({ErrorCode::kInvalid, "the input " + Quoted(key) + " is not UTF-8 and cannot be sent"});
      (*request.mutable_inputs())[key] = value;
    }
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
      last_answer_ = steady_clock::now();
      if (options_.plan && response.plan_digest() != options_.plan->digest())
        return Refused("the server's pipeline " + Quoted(options_.pipeline) +
                       " is another one than that here: rules, specs, networks or plugins differ (the digest "
                       "of its plan is " +
                       response.plan_digest().substr(0, 12) + ", here " +
                       options_.plan->digest().substr(0, 12) + ")");
      auto result = FromResponse(response);
      if (!result) return Failed(result.error());
      return std::move(*result);
    }
    if (status.ok()) {
      const Error late{ErrorCode::kIo, "no server took the photo in time"};
      if (steady_clock::now() - last_answer_.load() < options_.patience) return Failed(late);
      return Refused("no server has answered for " + std::to_string(options_.patience.count() / 1000) + " s",
                     ErrorCode::kIo);
    }
    const Error error{ErrorCode::kIo, std::string("the server says ") + CodeName(status.error_code()) + ": " +
                                          status.error_message()};
    return ConcernsEveryPhoto(status.error_code()) ? Refused(error.message) : Failed(error);
  }

  // The run ends, with this error.
  std::optional<PhotoResult> Refused(std::string why, ErrorCode code = ErrorCode::kUsage) {
    const std::lock_guard lock(mutex_);
    if (!refused_) refused_ = Error{code, std::move(why)};
    return std::nullopt;
  }

  // What the wire does not carry: the picture as decoded, what its file says about itself, the finished
  // picture.
  void MakePictures(std::span<const std::uint8_t> bytes, const RunRequest& wanted, PhotoResult& photo) const {
    if (!options_.plan) return;
    const auto& plan = *options_.plan;
    if (wanted.keep_source_image) {
      if (auto source = IngestPhoto(bytes, plan.limits(), plan.request(), plan.host().allocator)) {
        photo.source_image = std::move(source->image);
        photo.source = std::move(source->source);
      }
    }
    if (!wanted.keep_image || photo.file.empty()) return;
    if (auto finished =
            IngestPhoto(photo.file, plan.limits(), {.min_short_side_px = 0}, plan.host().allocator))
      photo.image = std::move(finished->image);
  }

  // Empty when the same request should be sent again, to whoever is next.
  std::optional<grpc::Status> Ask(Remote& server, const v1::ProcessRequest& request,
                                  v1::ProcessResponse& response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + options_.one_try);
    if (!options_.servers.token.empty())
      context.AddMetadata("authorization", "Bearer " + options_.servers.token);
    const auto status = Call(server, context, request, response);
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      const auto& trailers = context.GetServerTrailingMetadata();
      const auto it = trailers.find(kPushbackTrailer);
      if (it == trailers.end()) return status;  // no queue: the photo is larger than the service takes
      last_answer_ = steady_clock::now();
      server.Full(milliseconds(
          std::clamp(std::atoi(std::string(it->second.data(), it->second.size()).c_str()), 1, 60'000)));
      return std::nullopt;
    }
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE ||
        status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
        status.error_code() == grpc::StatusCode::CANCELLED) {
      server.Absent();
      return std::nullopt;
    }
    server.Answered();
    return status;
  }

  // Waits for the answer, or gives it up when the run is stopped.
  grpc::Status Call(Remote& server, grpc::ClientContext& context, const v1::ProcessRequest& request,
                    v1::ProcessResponse& response) {
    const CallsUnderWay::Entry entry(calls_, context);
    return server.stub().Process(&context, request, &response);
  }

  // The next server in turn that wants to be asked, waiting for the first that will; null when the run has
  // stopped.
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
    for (const auto* cancellation : {options_.cancellation, run_.request.cancellation})
      if (cancellation != nullptr && cancellation->stop()) return true;
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
  const RunnerOptions& run_;
  const std::function<void(RunnerResult)>& on_result_;
  std::vector<std::unique_ptr<Remote>> servers_;
  std::atomic<std::size_t> next_{0}, turn_{0};
  std::atomic<steady_clock::time_point> last_answer_;  // of any server
  CallsUnderWay calls_;
  std::mutex mutex_;
  std::optional<Error> refused_;
};

}  // namespace

Status CheckRemoteServers(const RemoteServers& servers) {
  if (servers.addresses.empty()) return Error{ErrorCode::kUsage, "name at least one server"};
  for (const auto& address : servers.addresses) {
    if (const auto parsed = ParseHostPort(address); !parsed) return parsed.error();
    if (servers.ca.empty() && !IsLoopback(address) && !servers.plaintext_network)
      return Error{
          ErrorCode::kUsage,
          Quoted(address) +
              " is another machine, and portraits would cross the network unencrypted; give --tls-ca, "
              "or say --plaintext-network"};
  }
  if (servers.ca.empty() && !(servers.certificate.empty() && servers.key.empty()))
    return Error{ErrorCode::kUsage, "--tls-cert and --tls-key go with --tls-ca"};
  if (servers.certificate.empty() != servers.key.empty())
    return Error{ErrorCode::kUsage, "--tls-cert and --tls-key go together"};
  if (servers.ca.empty() && !servers.token.empty() &&
      !std::all_of(servers.addresses.begin(), servers.addresses.end(),
                   [](const auto& a) { return IsLoopback(a); }))
    return Error{ErrorCode::kUsage, "the token would cross the network unencrypted; give --tls-ca"};
  return {};
}

Status RunPhotosRemotely(std::span<const std::filesystem::path> files, const RemoteOptions& options,
                         const RunnerOptions& run, const std::function<void(RunnerResult)>& on_result) {
  if (auto status = CheckRemoteServers(options.servers); !status) return status;
  const auto credentials = CredentialsOf(options.servers);
  if (!credentials) return credentials.error();
  return RemoteRun(files, options, run, on_result, *credentials).Run();
}

Result<bool> AskHealth(const RemoteServers& servers, const std::string& address, milliseconds timeout) {
  const auto credentials = CredentialsOf(servers);
  if (!credentials) return credentials.error();
  grpc::GenericStub stub(Connect(servers, address, *credentials));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  // An empty HealthCheckRequest is no bytes; SERVING is field 1, a varint, with the value 1.
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);  // one made without a slice is no message
  grpc::ByteBuffer response;
  grpc::Status status;
  grpc::CompletionQueue answers;
  auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &answers);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  (void)answers.Next(&tag, &ok);
  if (!status.ok())
    return Error{ErrorCode::kIo,
                 address + ": " + CodeName(status.error_code()) + ": " + status.error_message()};
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (response.Dump(&slices).ok())
    for (const auto& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes == std::string("\x08\x01", 2);
}

}  // namespace certphoto
