// Clients of the service, as many and as fast as asked for.
#ifndef CERTPHOTO_TESTS_BENCH_LOAD_CLIENTS_H
#define CERTPHOTO_TESTS_BENCH_LOAD_CLIENTS_H

#include <memory>
#include <string>
#include <vector>

#include "certphoto/v1/photo_service.grpc.pb.h"

using Requests = std::vector<certphoto::v1::ProcessRequest>;

struct Measured {
  double rate = 0;  // answered photos a second
  double median_ms = 0, p99_ms = 0;
  std::size_t answered = 0, refused = 0, without_pushback = 0, failed = 0;
  double client_cpu_seconds = 0;  // of this process, while it lasted
};

[[nodiscard]] std::unique_ptr<certphoto::v1::PhotoService::Stub> Connect(const std::string& address);

// `clients` connections, each sending the next photo when its last is answered. Refused ones are not sent
// again.
[[nodiscard]] Measured RunClosed(const std::string& address, const Requests& photos, int clients,
                                 double seconds);

// One connection, `rate` photos a second whatever the answers: at equal intervals, or at random ones (a
// Poisson process, always the same). Latency counts from when a photo was due, so a client that lags hides
// nothing.
[[nodiscard]] Measured RunOpen(const std::string& address, const Requests& photos, double rate,
                               double seconds, bool random);

// User and system time of this process so far.
[[nodiscard]] double CpuSeconds();

#endif
