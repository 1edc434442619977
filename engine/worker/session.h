// The worker's side of the conversation: makes, runs and destroys instances as the host says.
#ifndef CERTPHOTO_ENGINE_WORKER_SESSION_H
#define CERTPHOTO_ENGINE_WORKER_SESSION_H

#include <unistd.h>

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

// Status with which the process ends when the host says what makes no sense.
inline constexpr int kMalformed = 70;

class Session {
 public:
  // Ends the process with a status: 0 when the host is gone, kMalformed. Does not return.
  using End = void (*)(int status);

  Session(int socket, const std::atomic<std::uint32_t>* control, End end = &::_exit)
      : channel_(socket), control_(control), end_(end) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() = default;

  void SayReady();
  void SayRefused(const std::string& why);
  // Serves until the host is gone. The plugin must be loaded with the table of services.h.
  void Serve(const Plugin& plugin);

  // For the services: sends a request and returns the reply's reader, past its status; `error` of the call is
  // set when the status is not CPH_OK. What is left in the reader of a reply is the caller's to read, to its
  // end.
  isolation::ByteReader Ask(isolation::MessageType type, const isolation::ByteWriter& body, cph_call* call,
                            cph_status* status);
  void Tell(isolation::MessageType type, const isolation::ByteWriter& body);
  [[noreturn]] void Malformed() { Quit(kMalformed); }
  [[nodiscard]] bool asked_to_stop() const { return control_->load(std::memory_order_relaxed) != 0; }
  [[nodiscard]] const BlockMap& blocks() const { return blocks_; }
  [[nodiscard]] Releases& releases() { return releases_; }

 private:
  void Create(isolation::ByteReader& in, const Plugin& plugin);
  void Run(isolation::ByteReader& in);
  void Destroy(isolation::ByteReader& in);
  void Done(cph_status status, const std::string& error);
  void Receive(isolation::Message& message);
  [[noreturn]] void Quit(int status);

  isolation::Channel channel_;
  const std::atomic<std::uint32_t>* control_;
  End end_;
  BlockMap blocks_;
  Releases releases_;
  isolation::Message reply_;
  std::map<std::uint64_t, std::unique_ptr<Configured>> instances_;
};

// The table that the plugin is given at `init`. The session must outlive the plugin's use of it.
[[nodiscard]] const cph_host* HostTableOf(Session& session);

}  // namespace certphoto::worker

// One create or run, as the services see it. Gives the facts back that it was made with.
struct cph_call {
  cph_call() = default;
  cph_call(const cph_call&) = delete;
  cph_call& operator=(const cph_call&) = delete;
  ~cph_call() {
    for (const auto& [id, fact] : facts) {
      certphoto::worker::ImageValue::Unref(fact.image);
      certphoto::worker::TensorValue::Unref(fact.tensor);
    }
  }

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
