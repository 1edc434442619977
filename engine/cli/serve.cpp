// certphoto serve.
#include <iostream>
#include <string>

#include "engine/cli/exit_code.h"
#include "engine/cli/options.h"
#include "engine/cli/service_manager.h"
#include "engine/cli/service_signals.h"
#include "engine/cli/work_options.h"
#include "engine/server/server.h"

namespace certphoto::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "certphoto serve";

Options MakeOptions() {
  Options options(
      {kProgram,
       "[OPTIONS]",
       "Answers the gRPC services of certphoto.v1, with health and reflection, until it is stopped by SIGINT "
       "or SIGTERM; "
       "what was\ntaken is finished first. SIGHUP reads pipelines, specs, rules, tokens and certificates "
       "again. Options win over the\n"
       "configuration file; docs/service.md describes its fields.",
       {{"certphoto serve", "on 127.0.0.1:50051 with the pipeline grad, metrics on 127.0.0.1:9464"},
        {"certphoto serve --config /etc/certphoto/server.yaml", "as configured"},
        {"certphoto serve --address 127.0.0.1:9000 --pipeline studio --jobs 4",
         "another port and pipeline"}}});
  options.Add("config,c", po::value<std::string>()->value_name("FILE.yaml"),
              "the configuration (default: the installation's server/default.yaml)");
  options.AddFlag("check-config", "only say whether the configuration is good");
  options.Add("address", po::value<std::string>()->value_name("HOST:PORT"),
              "where to listen; port 0 takes a free one and prints it");
  options.Add("metrics", po::value<std::string>()->value_name("HOST:PORT"),
              "where Prometheus reads; port 0 as above, empty: none");
  options.Add("pipeline", po::value<std::string>()->value_name("NAME"),
              "for requests that name none; loaded before the service is ready");
  options.Add("queue", po::value<int>()->value_name("N"),
              "requests that may wait; the next one is refused with RESOURCE_EXHAUSTED");
  options.AddFlag("plaintext-network",
                  "listen on an address that other machines can reach, without encryption");
  AddWorkOptions(options);
  return options;
}

Result<ServerConfig> ReadConfig(const Options& options) {
  auto config = LoadServerConfig(options.Has("config") ? fs::path(options.Text("config"))
                                                       : Installation::Find().data / "server/default.yaml");
  if (!config) return config.error();
  const auto work = ReadWorkOptions(options);
  if (!work) return work.error();
  if (options.Has("jobs")) config->work.workers = work->jobs;
  if (options.Has("memory")) config->work.decoded_bytes = work->memory_bytes;
  if (options.Has("address")) config->address = options.Text("address");
  if (options.Has("metrics")) config->metrics_address = options.Text("metrics");
  if (options.Has("pipeline")) config->default_pipeline = options.Text("pipeline");
  if (options.Has("plaintext-network")) config->plaintext_network = true;
  if (options.Has("queue")) {
    const int queue = options.Get<int>("queue");
    if (queue < 1 || queue > 100'000)
      return Error{ErrorCode::kUsage, "--queue must be 1 to 100000, is " + std::to_string(queue)};
    config->work.queued = static_cast<std::size_t>(queue);
  }
  if (auto status = CheckServerConfig(*config); !status) return status.error();
  return config;
}

std::string Listening(const std::string& address, int port) {
  return ParseHostPort(address)->host + ':' + std::to_string(port);
}

// Reloads until it is to stop.
void Serve(Server& server, const ServiceSignals& signals, const ServiceManager& manager) {
  while (signals.Wait() == SIGHUP) {
    manager.Reloading();
    (void)server.Reload();  // says in the log how it went
    manager.Ready("serving");
  }
  manager.Stopping();
}

}  // namespace

int RunServe(const Arguments& arguments) {
  auto options = MakeOptions();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto config = ReadConfig(options);
  if (!config) return Fail(kProgram, config.error());
  if (options.Has("check-config")) return kAllAccepted;

  const ServiceSignals signals;  // before the engine and its threads
  const ServiceManager manager;
  const ServiceLog log(config->log_json);
  auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  auto server = Server::Start(std::move(*engine), *config, log);
  if (!server) return Fail(kProgram, server.error());
  std::cout << "serving on " << Listening(config->address, (*server)->port()) << " with "
            << config->work.workers << " workers";
  if ((*server)->metrics_port() != 0)
    std::cout << ", metrics on " << Listening(config->metrics_address, (*server)->metrics_port());
  std::cout << std::endl;
  log.Info("ready", {{"version", CERTPHOTO_VERSION},
                     {"port", (*server)->port()},
                     {"metrics_port", (*server)->metrics_port()}});
  manager.Ready("serving");
  Serve(**server, signals, manager);
  log.Info("draining");
  (*server)->Stop();
  log.Info("stopped");
  return kAllAccepted;
}

}  // namespace certphoto::cli
