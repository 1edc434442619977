// The worker's side of the conversation: makes, runs and destroys instances as the host says.
#ifndef CERTPHOTO_ENGINE_WORKER_SESSION_H
#define CERTPHOTO_ENGINE_WORKER_SESSION_H

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "certphoto/abi/plugin.h"
#include "engine/isolation/channel.h"
#include "engine/plugin/loader.h"
#include "engine/worker/values.h"

namespace certphoto::worker {

// An operation as it was configured. `values` points into `texts`.
struct Configured {
  const Operation* operation = nullptr;
  void* handle = nullptr;
  std::vector<cph_value> values;
  std::deque<std::string> texts;
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> thresholds;
  bool has_spec = false;
  std::map<std::string, double, std::less<>> spec_numbers;
  std::map<std::string, std::string, std::less<>> spec_texts;
};

class Session {
 public:
  Session(int socket, const std::atomic<std::uint32_t>* control) : channel_(socket), control_(control) {}

  void SayReady();
  void SayRefused(const std::string& why);
  // Serves until the host is gone. The plugin must be loaded with the table of services.h.
  void Serve(const Plugin& plugin);

  // For the services: sends a request and returns the reply's reader, past its status; `error` of the call is
  // set when the status is not CPH_OK.
  isolation::ByteReader Ask(isolation::MessageType type, const isolation::ByteWriter& body, cph_call* call,
                            cph_status* status);
  void Tell(isolation::MessageType type, const isolation::ByteWriter& body);
  [[nodiscard]] bool asked_to_stop() const { return control_->load(std::memory_order_relaxed) != 0; }
  [[nodiscard]] const BlockMap& blocks() const { return blocks_; }
  [[nodiscard]] Releases& releases() { return releases_; }

 private:
  void Create(isolation::ByteReader& in, const Plugin& plugin);
  void Run(isolation::ByteReader& in);
  void Destroy(isolation::ByteReader& in);
  void Done(cph_status status, const std::string& error);
  void Receive(isolation::Message& message);

  isolation::Channel channel_;
  const std::atomic<std::uint32_t>* control_;
  BlockMap blocks_;
  Releases releases_;
  isolation::Message reply_;
  std::map<std::uint64_t, std::unique_ptr<Configured>> instances_;
};

// The table that the plugin is given at `init`. The session must outlive the plugin's use of it.
[[nodiscard]] const cph_host* HostTableOf(Session& session);

}  // namespace certphoto::worker

// One create or run, as the services see it.
struct cph_call {
  certphoto::worker::Session* session = nullptr;
  const certphoto::worker::Configured* configured = nullptr;
  bool creating = false;
  std::map<std::string, cph_fact, std::less<>> facts;
  std::map<std::string, std::string, std::less<>> inputs;
  std::uint64_t item_count = 0;
  std::deque<std::string> item_texts;  // borrowed by the plugin until the call ends
  std::string error;
};

#endif
