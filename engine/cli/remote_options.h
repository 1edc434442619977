// Options of commands whose photos another machine may work on.
#ifndef CERTPHOTO_ENGINE_CLI_REMOTE_OPTIONS_H
#define CERTPHOTO_ENGINE_CLI_REMOTE_OPTIONS_H

#include "engine/cli/options.h"
#include "engine/server/remote_runner.h"

namespace certphoto::cli {

// --server and how to reach it; --in-flight with them.
void AddServerOptions(Options& options);
[[nodiscard]] Result<RemoteServers> ReadServers(const Options& options);
void AddRemoteOptions(Options& options);
[[nodiscard]] bool IsRemote(const Options& options);
// Checked; kUsage says what is wrong. The pipeline has to be a name.
[[nodiscard]] Result<RemoteOptions> ReadRemoteOptions(const Options& options, const std::string& pipeline,
                                                      const std::string& spec);

}  // namespace certphoto::cli

#endif
