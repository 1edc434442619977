// certphoto serve.
#include <cstdio>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include "engine/cli/exit_code.h"
#include "engine/cli/options.h"
#include "engine/cli/stop_signal.h"
#include "engine/cli/work_options.h"
#include "engine/server/server.h"

namespace certphoto::cli {
namespace {

constexpr std::chrono::milliseconds kStopPoll{50};

// Whether only this machine can reach the address. What is not certainly loopback is not.
bool IsLoopback(const std::string& address) {
  return address.starts_with("127.") || address.starts_with("[::1]:") || address.starts_with("localhost:");
}

}  // namespace

int RunServe(const Arguments& arguments) {
  Options options({"certphoto serve",
                   "[OPTIONS]",
                   "Answers the gRPC service certphoto.v1.PhotoService, with health and reflection, until it is stopped "
                   "by SIGINT or SIGTERM; running requests are finished first. Plain text, on this machine only unless "
                   "asked otherwise.",
                   {{"certphoto serve", "on 127.0.0.1:50051 with the pipeline grad"},
                    {"certphoto serve --address 127.0.0.1:9000 --pipeline studio --jobs 4", "another port and pipeline"}}});
  options.Add("address", po::value<std::string>()->value_name("HOST:PORT")->default_value("127.0.0.1:50051"),
              "where to listen; port 0 takes a free one and prints it");
  options.Add("pipeline", po::value<std::string>()->value_name("NAME")->default_value("grad"),
              "for requests that name none; loaded before the service says it is ready");
  options.Add("queue", po::value<int>()->value_name("N")->default_value(64),
              "requests that may wait; the next one is refused with RESOURCE_EXHAUSTED");
  options.AddFlag("plaintext-network", "listen on an address that other machines can reach, without encryption");
  AddWorkOptions(options);
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto work = ReadWorkOptions(options);
  if (!work) return options.Wrong(work.error().message);

  ServerOptions server_options;
  server_options.address = options.Text("address");
  server_options.default_pipeline = options.Text("pipeline");
  server_options.limits.workers = work->jobs;
  server_options.limits.queued_bytes = work->memory_bytes;
  const int queue = options.Get<int>("queue");
  if (queue < 1 || queue > 100'000) return options.Wrong("--queue must be 1 to 100000, is " + std::to_string(queue));
  server_options.limits.queued_jobs = static_cast<std::size_t>(queue);
  if (!IsLoopback(server_options.address) && !options.Has("plaintext-network"))
    return options.Wrong(server_options.address +
                         " can be reached by other machines, and portraits would cross the network unencrypted; listen "
                         "on 127.0.0.1, or say --plaintext-network");

  const StopSignal stop;  // before the engine
  auto engine = OpenEngine();
  if (!engine) {
    std::cerr << "certphoto serve: " << engine.error().message << '\n';
    return kOurFailure;
  }
  auto server = Server::Start(**engine, server_options);
  if (!server) {
    std::cerr << "certphoto serve: " << server.error().message << '\n';
    return kOurFailure;
  }
  const auto host = server_options.address.substr(0, server_options.address.rfind(':'));
  std::cout << "serving on " << host << ':' << (*server)->port() << " with " << work->jobs << " workers" << std::endl;
  while (!stop.cancellation().stop()) std::this_thread::sleep_for(kStopPoll);
  if (!work->quiet) std::cout << "stopping: running requests are finished first" << std::endl;
  (*server)->Stop();
  return kAllAccepted;
}

}  // namespace certphoto::cli
