// Many photos through one or several services: the other end of PhotoService.Process, with the shape of
// RunPhotos (batch/runner.h).
#ifndef CERTPHOTO_ENGINE_SERVER_REMOTE_RUNNER_H
#define CERTPHOTO_ENGINE_SERVER_REMOTE_RUNNER_H

#include <chrono>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/batch/runner.h"

namespace certphoto {

struct RemoteServers {
  std::vector<std::string> addresses;  // HOST:PORT, taken in turn
  // TLS: what to trust, and what to show where clients must. All empty: plain text, to loopback addresses
  // only unless `plaintext_network`.
  std::filesystem::path ca, certificate, key;
  std::string name;  // that the server's certificate must have, when it is not the address's
  bool plaintext_network = false;
  std::string token;  // empty: none
};

struct RemoteOptions {
  RemoteServers servers;
  std::string pipeline, spec;                  // as in ProcessRequest
  int in_flight = 4;                           // requests at once, of each server
  std::uint64_t max_file_bytes = 64u << 20;    // without a plan, which has its own
  std::chrono::milliseconds one_try{120'000};  // for one request
  std::chrono::milliseconds patience{
      600'000};  // for one photo: full or absent servers are asked again until then
  const Cancellation* cancellation = nullptr;  // looked at even while everything waits
  // The plan that the servers should have. With it an answer of another one is an error of the run, and the
  // pictures that RunnerOptions::request asks for are made here: of the photo, and of the finished file.
  std::shared_ptr<const Plan> plan;
};

// What is wrong with the options, before anything is sent.
[[nodiscard]] Status CheckRemoteServers(const RemoteServers& servers);

// Sends every file; a refused one again after the server's pushback, an unanswered one to the next server: a
// request changes nothing, so asking twice is safe, and `on_result` hears of each photo once, from one thread
// at a time. A photo that the servers do not answer while they answer others has failed. An error when no
// server has answered anything for `patience`, or they refuse us as such: an unknown pipeline, another plan,
// a wrong token, a broken request; photos not reported then were not done.
//
// Of `run` it follows on_read, on_worker, and of its request the inputs, the pictures to keep and the
// cancellation; memory and workers are the servers'.
[[nodiscard]] Status RunPhotosRemotely(std::span<const std::filesystem::path> files,
                                       const RemoteOptions& options, const RunnerOptions& run,
                                       const std::function<void(RunnerResult)>& on_result);

// Whether the server says that it is serving (grpc.health.v1, the server as a whole). An error when it cannot
// be asked.
[[nodiscard]] Result<bool> AskHealth(const RemoteServers& servers, const std::string& address,
                                     std::chrono::milliseconds timeout);

}  // namespace certphoto

#endif
