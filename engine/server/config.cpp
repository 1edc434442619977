#include "engine/server/config.h"

#include <algorithm>
#include <charconv>

#include "engine/base/machine.h"
#include "engine/config/yaml.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::uint64_t kMiB = 1u << 20;

fs::path Resolved(const std::optional<std::string>& text, const fs::path& file) {
  if (!text || text->empty()) return {};
  return file.parent_path() / *text;  // an absolute one stays as it is
}

void ReadSeconds(YamlMap& map, const char* key, double min, double max, milliseconds& out) {
  if (const auto seconds = map.OptionalNumber(key, min, max))
    out = milliseconds(static_cast<std::int64_t>(*seconds * 1000));
}

template <class T>
void ReadMebibytes(YamlMap& map, const char* key, std::int64_t max, T& out) {
  if (const auto mb = map.OptionalInteger(key, 1, max))
    out = static_cast<T>(static_cast<std::uint64_t>(*mb) * kMiB);
}

template <class T>
void ReadCount(YamlMap& map, const char* key, std::int64_t min, std::int64_t max, T& out) {
  if (const auto count = map.OptionalInteger(key, min, max)) out = static_cast<T>(*count);
}

void ReadAddress(YamlMap& map, const char* key, std::string& out) {
  const auto text = map.OptionalText(key);
  if (!text) return;
  if (const auto address = ParseHostPort(*text); !address)
    map.Problem(std::string(key) + ": " + address.error().message);
  out = *text;
}

void ReadPipelines(YamlMap& root, ServerConfig& config) {
  auto map = root.OptionalMap("pipelines");
  if (!map) return;
  if (const auto name = map->OptionalText("default")) config.default_pipeline = *name;
  for (const auto& entry : map->OptionalList("warm"))
    if (const auto name = entry.Text()) config.warm.push_back(*name);
  map->FinishKeys();
}

void ReadWork(YamlMap& root, WorkLimits& work) {
  auto map = root.OptionalMap("work");
  if (!map) return;
  ReadCount(*map, "workers", 1, 256, work.workers);
  ReadCount(*map, "queue", 1, 100'000, work.queued);
  ReadCount(*map, "per_client", 1, 100'000, work.per_client);
  ReadMebibytes(*map, "request_memory_mb", 1 << 20, work.held_bytes);
  ReadMebibytes(*map, "picture_memory_mb", 1 << 20, work.decoded_bytes);
  map->FinishKeys();
}

void ReadRequest(YamlMap& root, RequestLimits& request) {
  auto map = root.OptionalMap("request");
  if (!map) return;
  ReadMebibytes(*map, "message_mb", 1024, request.message_bytes);
  ReadMebibytes(*map, "document_buffer_mb", 4096, request.document_bytes);
  ReadCount(*map, "stream_window", 1, 1024, request.stream_window);
  ReadSeconds(*map, "longest_s", 1, 3600, request.longest);
  ReadSeconds(*map, "stalled_reader_s", 0.1, 600, request.stalled);
  map->FinishKeys();
}

void ReadConnection(YamlMap& root, ConnectionLimits& connection) {
  auto map = root.OptionalMap("connection");
  if (!map) return;
  ReadCount(*map, "calls", 1, 10'000, connection.streams);
  ReadMebibytes(*map, "transport_memory_mb", 1 << 20, connection.transport_bytes);
  ReadSeconds(*map, "handshake_s", 0.1, 120, connection.handshake);
  ReadSeconds(*map, "idle_s", 1, 86'400, connection.idle);
  ReadSeconds(*map, "age_s", 1, 864'000, connection.age);
  ReadSeconds(*map, "keepalive_s", 1, 3600, connection.keepalive);
  ReadSeconds(*map, "keepalive_wait_s", 1, 600, connection.keepalive_wait);
  map->FinishKeys();
}

void ReadTls(YamlMap& root, const fs::path& file, TlsFiles& tls) {
  auto map = root.OptionalMap("tls");
  if (!map) return;
  tls.certificate = Resolved(map->RequiredText("certificate"), file);
  tls.key = Resolved(map->RequiredText("key"), file);
  tls.client_ca = Resolved(map->OptionalText("client_ca"), file);
  ReadSeconds(*map, "poll_s", 1, 86'400, tls.poll);
  map->FinishKeys();
}

void ReadDrain(YamlMap& root, DrainTimes& drain) {
  auto map = root.OptionalMap("drain");
  if (!map) return;
  ReadSeconds(*map, "notice_s", 0, 600, drain.notice);
  ReadSeconds(*map, "longest_s", 0, 3600, drain.longest);
  map->FinishKeys();
}

}  // namespace

Result<HostPort> ParseHostPort(std::string_view address) {
  const auto colon = address.rfind(':');
  HostPort out;
  if (colon != std::string_view::npos && colon > 0) {
    const auto port = address.substr(colon + 1);
    const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), out.port);
    out.host = address.substr(0, colon);
    const bool bracketed = out.host.starts_with('[') && out.host.ends_with(']');
    if (failed == std::errc() && end == port.data() + port.size() && !port.empty() && out.port >= 0 &&
        out.port < 65536 && (bracketed || out.host.find_first_of(":[]/ ") == std::string::npos))
      return out;
  }
  return Error{ErrorCode::kUsage,
               "an address is HOST:PORT, like 127.0.0.1:50051 or [::1]:50051, not " + Quoted(address)};
}

bool IsLoopback(std::string_view address) {
  const auto parsed = ParseHostPort(address);
  if (!parsed) return false;
  const auto& host = parsed->host;
  if (host == "[::1]" || host == "localhost") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
}

Status CheckServerConfig(const ServerConfig& config) {
  if (const auto address = ParseHostPort(config.address); !address) return address.error();
  if (!IsLoopback(config.address) && !config.tls.on() && !config.plaintext_network)
    return Error{
        ErrorCode::kUsage,
        Quoted(config.address) +
            " can be reached by other machines, and portraits would cross the network unencrypted; listen on "
            "127.0.0.1, set `tls`, or ask for it: plaintext_network: true (--plaintext-network)"};
  if (config.tls.on() && config.plaintext_network)
    return Error{ErrorCode::kUsage, "plaintext_network and tls exclude each other"};
  if (!config.tokens.empty() && !config.tls.on() && !IsLoopback(config.address))
    return Error{ErrorCode::kUsage, "tokens would cross the network unencrypted; set `tls`"};
  if (static_cast<std::uint64_t>(config.request.message_bytes) > config.work.held_bytes)
    return Error{
        ErrorCode::kUsage,
        "request.message_mb is more than work.request_memory_mb: the largest request could not be held"};
  return {};
}

WorkLimits MachineLimits() {
  WorkLimits limits;
  limits.workers = UsableCores();
  const auto memory = UsableMemoryBytes();
  limits.decoded_bytes = std::max<std::uint64_t>(256 * kMiB, memory / 2);
  limits.held_bytes = std::max<std::uint64_t>(64 * kMiB, std::min<std::uint64_t>(512 * kMiB, memory / 4));
  return limits;
}

Result<ServerConfig> LoadServerConfigText(std::string_view text, const fs::path& file) {
  Diagnostics problems;
  ServerConfig config;
  config.work = MachineLimits();
  auto root = LoadYamlText(text, file.filename().string(), problems);
  if (!root) return problems.ToError();
  root->ExpectSchema("certphoto/server/1");
  ReadAddress(*root, "address", config.address);
  ReadAddress(*root, "metrics", config.metrics_address);
  if (const auto plain = root->OptionalBoolean("plaintext_network")) config.plaintext_network = *plain;
  if (const auto on = root->OptionalBoolean("reflection")) config.reflection = *on;
  config.tokens = Resolved(root->OptionalText("tokens"), file);
  if (const auto log = root->OptionalChoice("log", {"json", "text"})) config.log_json = *log == "json";
  ReadPipelines(*root, config);
  ReadWork(*root, config.work);
  ReadRequest(*root, config.request);
  ReadConnection(*root, config.connection);
  ReadTls(*root, file, config.tls);
  ReadDrain(*root, config.drain);
  root->FinishKeys();
  if (problems.empty())
    if (auto status = CheckServerConfig(config); !status)
      problems.Add({file.filename().string(), 0, 0}, status.error().message);
  if (!problems.empty()) return problems.ToError();
  return config;
}

Result<ServerConfig> LoadServerConfig(const fs::path& file) {
  Diagnostics problems;
  // Read through the strict reader first: size and encoding are its business.
  if (!LoadYamlFile(file, problems)) return problems.ToError();
  auto bytes = ReadTextFile(file, kMaxYamlBytes);
  if (!bytes) return bytes.error();
  return LoadServerConfigText(*bytes, file);
}

}  // namespace certphoto
