// What `certphoto serve` is told: configs/server/*.yaml. docs/service.md describes the fields.
#ifndef CERTPHOTO_ENGINE_SERVER_CONFIG_H
#define CERTPHOTO_ENGINE_SERVER_CONFIG_H

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/diagnostics.h"

namespace certphoto {

struct WorkLimits {
  int workers = 1;
  std::size_t queued = 64;                    // requests that wait, of all clients
  std::uint64_t held_bytes = 512u << 20;      // requests taken and not yet answered
  std::uint64_t decoded_bytes = 1024u << 20;  // decoded pictures in work
  std::size_t per_client = 64;                // requests of one client, waiting or in work
};

struct RequestLimits {
  int message_bytes = 32 << 20;
  std::uint32_t stream_window = 16;            // unanswered requests of one ProcessStream
  std::chrono::milliseconds longest{120'000};  // a request may take, whatever its own deadline
  std::uint64_t document_bytes = 64u << 20;    // of sheets that wait for a slow reader
  std::chrono::milliseconds stalled{10'000};   // a reader may leave a full buffer
};

struct ConnectionLimits {
  int streams = 128;                            // calls at once on one connection
  std::uint64_t transport_bytes = 1024u << 20;  // gRPC's own buffers, of all connections
  std::chrono::milliseconds handshake{10'000};
  std::chrono::milliseconds idle{300'000};           // a connection without calls is closed
  std::chrono::milliseconds age{3'600'000};          // then the client connects anew: balancers see it
  std::chrono::milliseconds keepalive{60'000};       // a silent peer is asked
  std::chrono::milliseconds keepalive_wait{20'000};  // and given up
};

struct TlsFiles {
  std::filesystem::path certificate, key;  // PEM; both or none
  std::filesystem::path client_ca;         // PEM; clients must show a certificate of it
  std::chrono::milliseconds poll{60'000};  // how often the files are looked at for a change
  [[nodiscard]] bool on() const { return !certificate.empty(); }
};

struct DrainTimes {
  std::chrono::milliseconds notice{0};        // not serving, still answering: for balancers to see
  std::chrono::milliseconds longest{30'000};  // for what is in work
};

struct ServerConfig {
  std::string address = "127.0.0.1:50051";  // port 0: any free one
  bool plaintext_network = false;           // without TLS on an address that others can reach
  std::string metrics_address;              // empty: no metrics
  std::string default_pipeline = "grad";
  std::vector<std::string> warm;  // further pipelines that are ready before the service says so
  bool reflection = true;
  std::filesystem::path tokens;  // empty: every caller may call everything
  TlsFiles tls;
  WorkLimits work;
  RequestLimits request;
  ConnectionLimits connection;
  DrainTimes drain;
  bool log_json = true;
};

// A port is at the end, behind the last colon. Problems name the whole address.
struct HostPort {
  std::string host;
  int port = 0;
};
[[nodiscard]] Result<HostPort> ParseHostPort(std::string_view address);
// Whether only this machine can reach it. What is not certainly loopback is not.
[[nodiscard]] bool IsLoopback(std::string_view address);

// What does not go together, such as a network address without TLS. The file's reader and the command line
// both ask.
[[nodiscard]] Status CheckServerConfig(const ServerConfig& config);

// Every mistake of the file at once. Relative paths in it are relative to it. Numbers not in it are the
// machine's: one worker a core, half of the memory this process may use (cgroup.h) for decoded pictures and a
// quarter for requests.
[[nodiscard]] Result<ServerConfig> LoadServerConfig(const std::filesystem::path& file);
[[nodiscard]] Result<ServerConfig> LoadServerConfigText(std::string_view text,
                                                        const std::filesystem::path& file);

// What the machine or its container allows, in place of the defaults above.
[[nodiscard]] WorkLimits MachineLimits();

}  // namespace certphoto

#endif
