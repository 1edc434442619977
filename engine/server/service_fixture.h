// A service on a real socket, for the tests of this folder.
#ifndef CERTPHOTO_ENGINE_SERVER_SERVICE_FIXTURE_H
#define CERTPHOTO_ENGINE_SERVER_SERVICE_FIXTURE_H

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/batch/runner.h"
#include "engine/imaging/encode_png.h"
#include "engine/server/server.h"

namespace certphoto {

inline std::shared_ptr<const Engine> TheEngine() {
  static const std::shared_ptr<const Engine> engine = [] {
    auto opened = Engine::Open(Installation::Find(), [](int, const std::string&) {});
    if (!opened) ADD_FAILURE() << opened.error().message;
    return std::shared_ptr<const Engine>(std::move(*opened));
  }();
  return engine;
}

// A picture without a face: enough for everything but the face's own checks.
inline std::string Wall(int width = 320, int height = 400) {
  const Allocator allocator(std::make_shared<BufferPool>());
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, width, height);
  for (int i = 0; i < width * height * 3; ++i)
    (*image)->pixels[i] = static_cast<std::uint8_t>(150 + i / 3 % width % 16);
  const auto png = EncodePng(**image, 1);
  return {png->begin(), png->end()};
}

// The demo's portrait; empty when it was not fetched.
inline std::string Portrait() {
  const auto file = std::filesystem::path(CERTPHOTO_DEPS) / "portrait/astronaut.png";
  const auto bytes = ReadFileBytes(file, 1 << 24);
  return bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
}

class ServiceTest : public ::testing::Test {
 protected:
  // Loopback, any port, one worker unless said otherwise, no file.
  void Start(ServerConfig config = {}) {
    config.address = "127.0.0.1:0";
    auto server = Server::Start(TheEngine(), config, log_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    channel_ = Connect();
    stub_ = v1::PhotoService::NewStub(channel_);
  }
  [[nodiscard]] std::string Address() const { return "127.0.0.1:" + std::to_string(server_->port()); }
  [[nodiscard]] std::shared_ptr<grpc::Channel> Connect() const {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);             // tests see every refusal
    return grpc::CreateCustomChannel(Address(), grpc::InsecureChannelCredentials(), arguments);
  }
  grpc::Status Process(const v1::ProcessRequest& request, v1::ProcessResponse& response,
                       std::chrono::milliseconds deadline = std::chrono::minutes(2)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    return stub_->Process(&context, request, &response);
  }
  grpc::Status Process(const v1::ProcessRequest& request) {
    v1::ProcessResponse ignored;
    return Process(request, ignored);
  }

  ServiceLog log_{true};
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::PhotoService::Stub> stub_;
};

}  // namespace certphoto

#endif
