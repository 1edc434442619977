// The host table that plugins are given at `init`.
#ifndef CERTPHOTO_ENGINE_PLUGIN_HOST_SERVICES_H
#define CERTPHOTO_ENGINE_PLUGIN_HOST_SERVICES_H

#include <functional>
#include <string>

#include "engine/plugin/call.h"

namespace certphoto {

// Called from any thread with one line of a plugin's log.
using LogSink = std::function<void(int level, const std::string& line)>;

// The table and what `log` needs. Must outlive every plugin: the engine makes one per process and keeps it.
struct HostTable : cph_host {
  explicit HostTable(LogSink sink);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;
  LogSink log_sink;
};

// What extensions need of the table's own services: `finding_add`, and the status for an error of ours.
[[nodiscard]] cph_status AddFinding(cph_call* call, const cph_finding* raw);
[[nodiscard]] cph_status StatusOf(ErrorCode code);

// A status of the ABI as an error of ours, with the call's message and the operation's name.
[[nodiscard]] Error ErrorFromCall(cph_status status, const cph_call& call);

}  // namespace certphoto

#endif
