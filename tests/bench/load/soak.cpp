#include "soak.h"

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <thread>

namespace {

namespace v1 = certphoto::v1;

constexpr int kClients = 4;
constexpr double kStepSeconds = 30;
// What the allocator keeps and gives back between two readings moves by some megabytes; the mean of the last
// third of the readings may lie so much above that of the third before it.
constexpr double kGrowthMb = 8;
constexpr double kGrowthDescriptors = 1;

void AskInVain(v1::PhotoService::Stub& stub, const v1::ProcessRequest& photo, int how) {
  grpc::ClientContext context;
  v1::ProcessRequest request;
  v1::ProcessResponse response;
  switch (how % 4) {
    case 0:
      request.set_photo("no photo");
      break;
    case 1:
      request.set_photo(photo.photo().substr(0, photo.photo().size() / 2));
      break;  // truncated
    case 2:
      request = photo;
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(20));
      break;
    default:  // the caller goes away
      request = photo;
      std::jthread gone([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        context.TryCancel();
      });
      (void)stub.Process(&context, request, &response);
      return;
  }
  (void)stub.Process(&context, request, &response);
}

void ConnectAndSayNothing(const std::string& address) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + address.rfind(':') + 1)));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  (void)!::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  ::close(fd);
}

double MeanOfThird(const std::vector<double>& values, std::size_t third) {
  const auto from = values.begin() + std::ssize(values) * std::ptrdiff_t(third) / 3,
             to = values.begin() + std::ssize(values) * std::ptrdiff_t(third + 1) / 3;
  return to == from ? 0 : std::accumulate(from, to, 0.0) / double(to - from);
}

}  // namespace

int Soak(Served& served, const Requests& photos, double seconds) {
  std::printf("| s | photos/s | resident MB | descriptors |\n|--:|--:|--:|--:|\n");
  std::jthread trouble([&](const std::stop_token& stop) {
    auto stub = Connect(served.address());
    for (int i = 0; !stop.stop_requested(); ++i) {
      if (i % 50 == 0) stub = Connect(served.address());
      AskInVain(*stub, photos[static_cast<std::size_t>(i) % photos.size()], i);
      ConnectAndSayNothing(served.address());
    }
  });
  std::vector<double> memory, descriptors;
  for (double at = 0; at < seconds; at += kStepSeconds) {
    const auto closed = RunClosed(served.address(), photos, kClients, std::min(kStepSeconds, seconds - at));
    served.Signal(SIGHUP);
    memory.push_back(served.resident_mb());
    descriptors.push_back(served.descriptors());
    std::printf("| %.0f | %.1f | %.0f | %.0f |\n", at + kStepSeconds, closed.rate, memory.back(),
                descriptors.back());
    std::fflush(stdout);
    if (closed.failed + closed.refused > 0)
      return std::fprintf(stderr, "%zu photos failed, %zu were refused\n", closed.failed, closed.refused), 1;
  }
  const double more_mb = MeanOfThird(memory, 2) - MeanOfThird(memory, 1),
               more_fd = MeanOfThird(descriptors, 2) - MeanOfThird(descriptors, 1);
  std::printf("\nlast third over the middle one: %+.1f MB, %+.1f descriptors\n", more_mb, more_fd);
  return more_mb > kGrowthMb || more_fd > kGrowthDescriptors ? std::fprintf(stderr, "it grows\n"), 1 : 0;
}
