#include "engine/server/call.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cmath>

#include "engine/server/rpc_error.h"

namespace certphoto {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr std::size_t kMaxRequestId = 128;

std::string Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto it = all.find(key);
  return it == all.end() ? std::string() : std::string(it->second.data(), it->second.size());
}

// Not secret, only different from others: an id to find a request by.
std::string MadeUpId() {
  unsigned char bytes[8] = {};
  RAND_bytes(bytes, sizeof bytes);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id;
  for (const auto byte : bytes) {
    id += kDigits[byte >> 4];
    id += kDigits[byte & 15];
  }
  return id;
}

double SecondsBetween(steady_clock::time_point from, steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

const char* ReasonOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kQueueFull:
      return reason::kQueueFull;
    case Refusal::kMemoryFull:
      return reason::kMemoryFull;
    case Refusal::kClientFull:
      return reason::kClientFull;
    default:
      return reason::kDraining;
  }
}

const char* SentenceOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kQueueFull:
      return "the queue is full; try again after the pushback";
    case Refusal::kMemoryFull:
      return "the memory for requests is full; try again after the pushback";
    default:
      return "this client has its share of requests in work; try again after the pushback";
  }
}

}  // namespace

bool IsRequestId(std::string_view text) {
  return text.size() <= kMaxRequestId &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool IsTraceparent(std::string_view text) {
  return text.size() == 55 && text.starts_with("00-") && text[35] == '-' && text[52] == '-' &&
         IsLowerHex(text.substr(3, 32)) && IsLowerHex(text.substr(36, 16)) && IsLowerHex(text.substr(53)) &&
         text.substr(3, 32).find_first_not_of('0') != std::string_view::npos &&
         text.substr(36, 16).find_first_not_of('0') != std::string_view::npos;
}

std::string HostOfPeer(const std::string& peer) {
  const auto scheme = peer.find(':');
  if (scheme == std::string::npos) return peer;
  const auto kind = peer.substr(0, scheme);
  if (kind != "ipv4" && kind != "ipv6") return kind;  // "unix": one machine, whatever the socket
  auto host = peer.substr(scheme + 1, peer.rfind(':') - scheme - 1);
  if (host.starts_with("%5B") && host.ends_with("%5D")) host = host.substr(3, host.size() - 6);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

void OpenCalls::Add(Member* member) {
  const std::lock_guard lock(mutex_);
  members_.insert(member);
  last_change_ = steady_clock::now();
}

void OpenCalls::Remove(Member* member) {
  const std::lock_guard lock(mutex_);
  members_.erase(member);
  last_change_ = steady_clock::now();
}

void OpenCalls::Tick() {
  const std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  for (auto* member : members_) member->Tick(now);
}

void OpenCalls::Drain() {
  const std::lock_guard lock(mutex_);
  for (auto* member : members_) member->Drain();
}

std::size_t OpenCalls::streams() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(members_.begin(), members_.end(), [](const Member* m) { return m->is_stream(); }));
}

std::size_t OpenCalls::open() const {
  const std::lock_guard lock(mutex_);
  return members_.size();
}

steady_clock::time_point OpenCalls::last_change() const {
  const std::lock_guard lock(mutex_);
  return last_change_;
}

void OpenCalls::HoldRefusals() {
  const std::lock_guard lock(mutex_);
  holding_ = true;
}

bool OpenCalls::Hold(Member* member) {
  const std::lock_guard lock(mutex_);
  if (holding_) held_.push_back(member);
  return holding_;
}

void OpenCalls::ReleaseRefusals() {
  std::vector<Member*> held;
  {
    const std::lock_guard lock(mutex_);
    holding_ = false;
    held.swap(held_);
  }  // an answer may end its call at once, which takes the lock
  for (auto* member : held) member->Release();
}

Call::Call(ServiceParts& parts, grpc::CallbackServerContext& context, const char* method)
    : parts_(parts), context_(context), method_(method) {
  Arrive();
  const auto identity = context.auth_context()->GetPeerIdentity();
  client_ = identity.empty() ? HostOfPeer(context.peer())
                             : "tls:" + std::string(identity[0].data(), identity[0].size());
}

void Call::Arrive() {
  snapshot_ = parts_.snapshot();
  arrived_ = steady_clock::now();
  // A context without a deadline has one in the far future, which does not fit the steady clock.
  const auto left = std::min<system_clock::duration>(context_.deadline() - system_clock::now(),
                                                     parts_.config.request.longest);
  deadline_ = arrived_ + std::chrono::duration_cast<steady_clock::duration>(left);
}

Call Call::NextOfStream(const std::string& id) const {
  Call next(*this);
  next.Arrive();
  next.started_ = {};
  next.request_id_ = !id.empty() && IsRequestId(id) ? id : MadeUpId();
  return next;
}

grpc::Status Call::Reauthorize(const std::string& id_of_message) {
  if (!IsRequestId(id_of_message))
    return BadRequest({{"request.request_id", "at most 128 printable ASCII characters"}});
  return AskToken();
}

grpc::Status Call::ReadIds(const std::string& id_of_message) {
  request_id_ = id_of_message.empty() ? Metadata(context_, "x-request-id") : id_of_message;
  if (!IsRequestId(request_id_)) {
    request_id_ = MadeUpId();
    return BadRequest(
        {{id_of_message.empty() ? "x-request-id" : "request_id", "at most 128 printable ASCII characters"}});
  }
  if (request_id_.empty()) request_id_ = MadeUpId();
  if (auto trace = Metadata(context_, "traceparent"); IsTraceparent(trace)) traceparent_ = std::move(trace);
  return grpc::Status::OK;
}

grpc::Status Call::AskToken() {
  const auto* tokens = snapshot_->tokens();
  if (tokens == nullptr) return grpc::Status::OK;
  const auto header = Metadata(context_, "authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (!header.starts_with(kBearer))
    return RpcError(grpc::StatusCode::UNAUTHENTICATED, reason::kNoToken,
                    "the metadata `authorization: Bearer TOKEN` is missing");
  const auto found =
      tokens->Ask(std::string_view(header).substr(kBearer.size()), method_, system_clock::now());
  if (!found.id.empty()) client_ = "token:" + found.id;
  switch (found.answer) {
    case TokenAnswer::kAllowed:
      return grpc::Status::OK;
    case TokenAnswer::kNotAllowed:
      return RpcError(grpc::StatusCode::PERMISSION_DENIED, reason::kNotAllowed,
                      std::string("the token does not allow ") + method_);
    case TokenAnswer::kUnknown:
    case TokenAnswer::kExpired:
      break;  // told apart in the log only
  }
  return RpcError(grpc::StatusCode::UNAUTHENTICATED, reason::kBadToken,
                  "the token is unknown or has expired");
}

grpc::Status Call::Begin(const std::string& id_of_message) {
  const auto ids = ReadIds(id_of_message);
  context_.AddInitialMetadata("x-request-id", request_id_);
  if (!traceparent_.empty()) context_.AddInitialMetadata("traceparent", traceparent_);
  if (!ids.ok()) return ids;
  if (!parts_.accepting)
    return RpcError(grpc::StatusCode::UNAVAILABLE, reason::kDraining, "the service is starting or stopping");
  return AskToken();
}

grpc::Status Call::Admit(std::uint64_t bytes, Scheduler::Ticket& ticket, bool trailer) {
  bytes_in_ = bytes;
  auto admission = parts_.scheduler.Admit(client_, bytes);
  if (admission.refusal == Refusal::kNone) {
    ticket = std::move(admission.ticket);
    return grpc::Status::OK;
  }
  if (admission.refusal == Refusal::kStopping)
    return RpcError(grpc::StatusCode::UNAVAILABLE, reason::kDraining, "the service is stopping");
  if (trailer) AddPushback(context_, admission.try_again);
  return TryAgain(ReasonOf(admission.refusal), SentenceOf(admission.refusal), admission.try_again);
}

void Call::Started(bool waited) {
  started_ = steady_clock::now();
  if (waited) parts_.metrics.Waited(SecondsBetween(arrived_, started_));
}

void Call::End(const grpc::Status& status, ServiceLog::Fields more) {
  const auto now = steady_clock::now();
  const auto* code = CodeName(status.error_code());
  parts_.metrics.Request(method_, code, SecondsBetween(arrived_, now));
  ServiceLog::Fields fields;
  fields["request_id"] = request_id_;
  if (!traceparent_.empty()) fields["traceparent"] = traceparent_;
  fields["method"] = method_;
  fields["client"] = client_;
  fields["code"] = code;
  const bool refused = started_ == steady_clock::time_point{};
  if (!status.ok()) {
    const auto why = certphoto::ReasonOf(status);
    fields["reason"] = why;
    refused ? parts_.metrics.Refused(why) : parts_.metrics.Dropped(code);
  }
  fields["bytes_in"] = bytes_in_;
  if (!refused) fields["queue_ms"] = std::round(SecondsBetween(arrived_, started_) * 1e4) / 10;
  fields["total_ms"] = std::round(SecondsBetween(arrived_, now) * 1e4) / 10;
  if (more.is_object()) fields.update(more);
  parts_.log.Info("request", std::move(fields));
}

}  // namespace certphoto
