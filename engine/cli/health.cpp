// certphoto health: whether services are serving, for probes that cannot speak gRPC over TLS.
#include <iostream>

#include "engine/cli/exit_code.h"
#include "engine/cli/remote_options.h"

namespace certphoto::cli {

int RunHealth(const Arguments& arguments) {
  Options options({"certphoto health",
                   "[OPTIONS] --server HOST:PORT",
                   "Asks services whether they are serving (grpc.health.v1).\n\nExit code: 0 all are, 1 one "
                   "is not or cannot be "
                   "asked, 2 wrong usage.",
                   {{"certphoto health --server 127.0.0.1:50051", "this machine's service"}}});
  AddServerOptions(options);
  options.Add("timeout", po::value<int>()->value_name("SECONDS")->default_value(5), "for one answer");
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (!IsRemote(options)) return options.Wrong("--server HOST:PORT is missing");
  const auto servers = ReadServers(options);
  if (!servers) return options.Wrong(servers.error().message);
  int exit = kAllAccepted;
  for (const auto& address : servers->addresses) {
    const auto serving = AskHealth(*servers, address, std::chrono::seconds(options.Get<int>("timeout")));
    if (!serving) exit = Fail("certphoto health", serving.error());
    if (serving && !*serving) exit = kOurFailure;
    if (serving) std::cout << address << ": " << (*serving ? "serving" : "not serving") << '\n';
  }
  return exit;
}

}  // namespace certphoto::cli
