// The service over a real socket. Wrong use first.
#include "engine/server/server.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/batch/runner.h"
#include "engine/imaging/encode_png.h"
#include "engine/pipeline/executor.h"

namespace certphoto {
namespace {

using ::testing::HasSubstr;

const Engine& TheEngine() {
  static const auto engine = Engine::Open(Installation::Find(), [](int, const std::string&) {});
  if (!engine) ADD_FAILURE() << engine.error().message;
  return **engine;
}

// A picture without a face: enough for everything but the face's own checks.
std::string Wall(int width = 320, int height = 400) {
  const Allocator allocator(std::make_shared<BufferPool>());
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, width, height);
  for (int i = 0; i < width * height * 3; ++i) (*image)->pixels[i] = static_cast<std::uint8_t>(150 + i / 3 % width % 16);
  const auto png = EncodePng(**image, 1);
  return {png->begin(), png->end()};
}

class ServerTest : public ::testing::Test {
 protected:
  void Start(ServerOptions options = {}) {
    options.address = "127.0.0.1:0";
    auto server = Server::Start(TheEngine(), options);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    const auto address = "127.0.0.1:" + std::to_string(server_->port());
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    stub_ = v1::PhotoService::NewStub(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
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

  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::PhotoService::Stub> stub_;
};

TEST_F(ServerTest, RefusesRequestsThatBreakALimit) {
  Start();
  v1::ProcessRequest request;
  EXPECT_THAT(Process(request).error_message(), HasSubstr("photo: is empty"));
  request.set_photo("x");
  request.set_pipeline("../../etc/passwd");
  EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_pipeline("/tmp/x.yaml");
  EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_pipeline("grda");
  const auto unknown = Process(request);
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("did you mean 'grad'"));
  request.set_pipeline("grad");
  request.set_spec("no.such.spec");
  EXPECT_NE(Process(request).error_code(), grpc::StatusCode::OK);
  request.clear_spec();
  request.set_request_id(std::string(129, 'a'));
  EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ServerTest, RefusesMessagesOverTheLimit) {
  ServerOptions options;
  options.max_message_bytes = 1 << 20;
  Start(options);
  v1::ProcessRequest request;
  request.set_photo(std::string(2 << 20, 'x'));
  EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ServerTest, SecondServerOnTheSamePortIsAnError) {
  Start();
  ServerOptions options;
  options.address = "127.0.0.1:" + std::to_string(server_->port());
  auto second = Server::Start(TheEngine(), options);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("in use"));
}

TEST_F(ServerTest, AFileThatIsNoPhotoIsAnAnswer) {
  Start();
  v1::ProcessRequest request;
  request.set_request_id("job-7/photo-3");
  request.set_photo("this is no photo");
  v1::ProcessResponse response;
  const auto status = Process(request, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.request_id(), "job-7/photo-3");
  EXPECT_EQ(response.outcome(), v1::OUTCOME_REJECTED);
  EXPECT_TRUE(response.finished_photo().empty());
  EXPECT_EQ(response.plan_digest().size(), 64u);
}

TEST_F(ServerTest, AnExpiredRequestIsNotWorkedOn) {
  Start();
  v1::ProcessRequest request;
  request.set_photo(Wall());
  v1::ProcessResponse response;
  EXPECT_EQ(Process(request, response, std::chrono::milliseconds(0)).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(ServerTest, AFullQueueRefusesWithAPushback) {
  ServerOptions options;
  options.limits.workers = 1;
  options.limits.queued_jobs = 1;
  Start(options);
  v1::ProcessRequest request;
  request.set_photo(Wall(1500, 2000));
  std::vector<std::future<std::pair<grpc::Status, bool>>> calls;
  for (int i = 0; i < 12; ++i)
    calls.push_back(std::async(std::launch::async, [&] {
      grpc::ClientContext context;
      v1::ProcessResponse response;
      auto status = stub_->Process(&context, request, &response);
      return std::pair(status, context.GetServerTrailingMetadata().contains("grpc-retry-pushback-ms"));
    }));
  int refused = 0, done = 0;
  for (auto& call : calls) {
    const auto [status, pushback] = call.get();
    if (status.ok()) {
      ++done;
      continue;
    }
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
    EXPECT_TRUE(pushback);
    ++refused;
  }
  EXPECT_GE(done, 1);
  EXPECT_GE(refused, 1);
}

TEST_F(ServerTest, StopFinishesWhatWasAccepted) {
  Start();
  v1::ProcessRequest request;
  request.set_photo(Wall(1500, 2000));
  auto running = std::async(std::launch::async, [&] { return Process(request); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  server_->Stop();
  const auto status = running.get();
  EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE) << status.error_message();
}

TEST_F(ServerTest, TheSameBytesAsLocally) {
  const std::filesystem::path portrait = std::filesystem::path(CERTPHOTO_DEPS) / "portrait/astronaut.png";
  if (!std::filesystem::exists(portrait)) GTEST_SKIP() << "no portrait " << portrait << "; scripts/test fetches it";
  const auto bytes = ReadFileBytes(portrait, 1 << 24);
  ASSERT_TRUE(bytes);
  auto plan = TheEngine().Compile("studio", {});
  ASSERT_TRUE(plan) << plan.error().message;
  auto executor = Executor::Create(*plan);
  ASSERT_TRUE(executor);
  const auto local = (*executor)->Run(*bytes, {});

  Start();
  v1::ProcessRequest request;
  request.set_photo(bytes->data(), bytes->size());
  request.set_pipeline("studio");
  v1::ProcessResponse response;
  const auto status = Process(request, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.finished_photo(), std::string(local.file.begin(), local.file.end()));
  EXPECT_EQ(static_cast<std::size_t>(response.findings_size()), local.findings.size());
  EXPECT_EQ(response.plan_digest(), (*plan)->digest());
}

}  // namespace
}  // namespace certphoto
