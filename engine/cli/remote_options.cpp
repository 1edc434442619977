#include "engine/cli/remote_options.h"

#include <cstdlib>

#include "engine/base/machine.h"
#include "engine/config/diagnostics.h"

namespace certphoto::cli {
namespace {

constexpr std::uint64_t kMaxTokenBytes = 4096;

std::vector<std::string> Split(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const auto& text : given)
    for (std::size_t from = 0; from <= text.size();) {
      const auto comma = std::min(text.find(',', from), text.size());
      if (comma > from) out.push_back(text.substr(from, comma - from));
      from = comma + 1;
    }
  return out;
}

Result<std::string> ReadToken(const Options& options) {
  if (!options.Has("token-file")) {
    const char* token = std::getenv("CERTPHOTO_TOKEN");
    return std::string(token != nullptr ? token : "");
  }
  auto text = ReadTextFile(options.Text("token-file"), kMaxTokenBytes);
  if (!text) return text.error();
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return text;
}

}  // namespace

void AddServerOptions(Options& options) {
  options.Add("server", po::value<std::vector<std::string>>()->value_name("HOST:PORT[,…]")->composing(),
              "have these services do the work, in turn; files, names and report are as without");
  options.Add("tls-ca", po::value<std::string>()->value_name("FILE"),
              "certificates to trust; without it the servers are asked in plain text");
  options.Add("tls-cert", po::value<std::string>()->value_name("FILE"), "certificate to show");
  options.Add("tls-key", po::value<std::string>()->value_name("FILE"), "its key");
  options.Add("tls-name", po::value<std::string>()->value_name("NAME"),
              "name the servers' certificates must have, if not the address's");
  options.Add("token-file", po::value<std::string>()->value_name("FILE"),
              "bearer token (default: the variable CERTPHOTO_TOKEN)");
  options.AddFlag("plaintext-network", "send portraits to other machines unencrypted");
}

void AddRemoteOptions(Options& options) {
  AddServerOptions(options);
  options.Add("in-flight", po::value<int>()->value_name("N")->default_value(4),
              "photos at once, of each server");
}

bool IsRemote(const Options& options) {
  return options.Has("server");
}

Result<RemoteServers> ReadServers(const Options& options) {
  RemoteServers servers;
  servers.addresses = Split(options.Get<std::vector<std::string>>("server"));
  servers.ca = options.Text("tls-ca");
  servers.certificate = options.Text("tls-cert");
  servers.key = options.Text("tls-key");
  servers.name = options.Text("tls-name");
  servers.plaintext_network = options.Has("plaintext-network");
  auto token = ReadToken(options);
  if (!token) return token.error();
  servers.token = std::move(*token);
  if (auto status = CheckRemoteServers(servers); !status) return status.error();
  return servers;
}

Result<RemoteOptions> ReadRemoteOptions(const Options& options, const std::string& pipeline,
                                        const std::string& spec) {
  RemoteOptions remote;
  auto servers = ReadServers(options);
  if (!servers) return servers.error();
  remote.servers = std::move(*servers);
  remote.pipeline = pipeline;
  remote.spec = spec;
  remote.in_flight = options.Get<int>("in-flight");
  if (remote.in_flight < 1 || remote.in_flight > 1024)
    return Error{ErrorCode::kUsage, "--in-flight takes 1 to 1024"};
  if (remote.pipeline.find('/') != std::string::npos || remote.pipeline.ends_with(".yaml"))
    return Error{ErrorCode::kUsage,
                 "with --server the pipeline is the name of one that the service has, not the file " +
                     Quoted(remote.pipeline)};
  return remote;
}

}  // namespace certphoto::cli
