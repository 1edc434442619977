// PhotoService.Process over a real socket. Wrong use first.
#include "engine/server/server.h"

#include <gmock/gmock.h>

#include <future>

#include "engine/server/rpc_error.h"
#include "engine/server/service_fixture.h"
#include "google/rpc/error_details.pb.h"

namespace certphoto {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

template <class T>
T DetailOf(const grpc::Status& status) {
  T detail;
  const auto message = ToMessage(status);
  for (const auto& any : message.details())
    if (any.Is<T>()) any.UnpackTo(&detail);
  return detail;
}

class ServerTest : public ServiceTest {};

TEST_F(ServerTest, RefusesRequestsThatBreakALimit) {
  Start();
  v1::ProcessRequest request;
  EXPECT_THAT(Process(request).error_message(), HasSubstr("photo: is empty"));
  request.set_photo("x");
  for (const char* name : {"../../etc/passwd", "/tmp/x.yaml", "grad.yaml", "a b"}) {
    request.set_pipeline(name);
    EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT) << name;
  }
  request.set_pipeline("grda");
  const auto unknown = Process(request);
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("did you mean 'grad'"));
  EXPECT_EQ(ReasonOf(unknown), reason::kNoSuchName);
  request.set_pipeline("grad");
  request.set_spec("cn.edu.grda");
  const auto no_spec = Process(request);
  EXPECT_EQ(no_spec.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(no_spec.error_message(), HasSubstr("did you mean 'cn.edu.grad'"));
  request.clear_spec();
  for (const auto& id : {std::string(129, 'a'), std::string("line\nbreak"), std::string("\xe5\xbc\xa0")}) {
    request.set_request_id(id);
    EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
}

TEST_F(ServerTest, EveryWrongFieldIsNamedAtOnce) {
  Start();
  v1::ProcessRequest request;
  request.set_pipeline("/");
  request.add_artefacts(static_cast<v1::ArtefactKind>(77));
  (*request.mutable_inputs())["k"] = std::string(4097, 'x');
  const auto bad = DetailOf<google::rpc::BadRequest>(Process(request));
  std::vector<std::string> fields;
  for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre("photo", "pipeline", "artefacts[0]", "inputs"));
}

TEST_F(ServerTest, RefusesMessagesOverTheLimit) {
  ServerConfig config;
  config.request.message_bytes = 1 << 20;
  Start(config);
  v1::ProcessRequest request;
  request.set_photo(std::string(2 << 20, 'x'));
  EXPECT_EQ(Process(request).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ServerTest, SecondServerOnTheSamePortIsAnError) {
  Start();
  ServerConfig config;
  config.address = Address();
  auto second = Server::Start(TheEngine(), config, log_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("in use"));
}

TEST_F(ServerTest, APipelineThatIsNotThereIsAnErrorOfTheStart) {
  ServerConfig config;
  config.default_pipeline = "grda";
  config.address = "127.0.0.1:0";
  auto server = Server::Start(TheEngine(), config, log_);
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().message, HasSubstr("did you mean 'grad'"));
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
  EXPECT_EQ(Process(request, response, milliseconds(0)).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(ServerTest, TheServicesOwnLongestTimeHolds) {
  ServerConfig config;
  config.request.longest = milliseconds(1);
  Start(config);
  v1::ProcessRequest request;
  request.set_photo(Wall(1500, 2000));
  const auto status = Process(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(ReasonOf(status), reason::kExpired);
}

TEST_F(ServerTest, AFullQueueRefusesWithAPushback) {
  ServerConfig config;
  config.work.queued = 1;
  Start(config);
  v1::ProcessRequest request;
  request.set_photo(Wall(1500, 2000));
  struct Answer {
    grpc::Status status;
    std::string pushback;
  };
  std::vector<std::future<Answer>> calls;
  for (int i = 0; i < 12; ++i)
    calls.push_back(std::async(std::launch::async, [&] {
      grpc::ClientContext context;
      v1::ProcessResponse response;
      auto status = stub_->Process(&context, request, &response);
      const auto& trailers = context.GetServerTrailingMetadata();
      const auto it = trailers.find(kPushbackTrailer);
      return Answer{status, it == trailers.end() ? "" : std::string(it->second.data(), it->second.size())};
    }));
  int refused = 0, done = 0;
  for (auto& call : calls) {
    const auto [status, pushback] = call.get();
    if (status.ok()) {
      ++done;
      continue;
    }
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
    EXPECT_GT(std::atoi(pushback.c_str()), 0);
    const auto delay = DetailOf<google::rpc::RetryInfo>(status).retry_delay();
    EXPECT_EQ(delay.seconds() * 1000 + delay.nanos() / 1'000'000, std::atoi(pushback.c_str()));
    ++refused;
  }
  EXPECT_GE(done, 1);
  EXPECT_GE(refused, 1);
}

TEST_F(ServerTest, IdsAreEchoed) {
  Start();
  v1::ProcessRequest request;
  request.set_photo("no photo");
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", "from-the-header");
  context.AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  v1::ProcessResponse response;
  ASSERT_TRUE(stub_->Process(&context, request, &response).ok());
  EXPECT_EQ(response.request_id(), "from-the-header");
  EXPECT_EQ(context.GetServerInitialMetadata().find("x-request-id")->second, "from-the-header");
  EXPECT_EQ(context.GetServerInitialMetadata().find("traceparent")->second,
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
}

TEST_F(ServerTest, StopFinishesWhatWasAccepted) {
  Start();
  v1::ProcessRequest request;
  request.set_photo(Wall(1500, 2000));
  auto running = std::async(std::launch::async, [&] { return Process(request); });
  std::this_thread::sleep_for(milliseconds(30));
  server_->Stop();
  const auto status = running.get();
  EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE) << status.error_message();
}

// A client that was answered or refused came back while gRPC was shutting down, and was cut off with
// CANCELLED.
TEST_F(ServerTest, WhoComesBackWithinHalfASecondIsRefusedAndNotCutOff) {
  Start();
  v1::ProcessRequest request;
  request.set_photo("no photo");
  ASSERT_TRUE(Process(request).ok());
  const auto told = std::chrono::steady_clock::now();
  auto stopping = std::async(std::launch::async, [&] { server_->Stop(); });
  auto status = Process(request);
  while (status.ok() || ReasonOf(status) == reason::kDraining) status = Process(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();  // nobody is there
  EXPECT_GE(std::chrono::steady_clock::now() - told, milliseconds(500));
  stopping.get();
}

TEST_F(ServerTest, AReloadOfTheSameFilesAnswersTheSame) {
  Start();
  v1::ProcessRequest request;
  request.set_photo(Wall());
  v1::ProcessResponse before, after;
  ASSERT_TRUE(Process(request, before).ok());
  ASSERT_TRUE(server_->Reload());
  ASSERT_TRUE(Process(request, after).ok());
  EXPECT_EQ(before.plan_digest(), after.plan_digest());
  EXPECT_THAT(server_->MetricsText(), HasSubstr("certphoto_reloads_total{result=\"good\"} 1"));
}

TEST_F(ServerTest, TheSameBytesAsLocally) {
  const auto portrait = Portrait();
  if (portrait.empty()) GTEST_SKIP() << "no portrait among the dependencies; scripts/test fetches it";
  auto plan = TheEngine()->Compile("studio", {});
  ASSERT_TRUE(plan) << plan.error().message;
  auto executor = Executor::Create(*plan);
  ASSERT_TRUE(executor);
  const auto local =
      (*executor)->Run({reinterpret_cast<const std::uint8_t*>(portrait.data()), portrait.size()}, {});

  Start();
  v1::ProcessRequest request;
  request.set_photo(portrait);
  request.set_pipeline("studio");
  v1::ProcessResponse response;
  const auto status = Process(request, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.finished_photo(), std::string(local.file.begin(), local.file.end()));
  EXPECT_EQ(static_cast<std::size_t>(response.findings_size()), local.findings.size());
  EXPECT_EQ(response.plan_digest(), (*plan)->digest());
}

TEST_F(ServerTest, ArtefactsAndTheComparisonComeWhenAskedFor) {
  const auto portrait = Portrait();
  if (portrait.empty()) GTEST_SKIP() << "no portrait among the dependencies; scripts/test fetches it";
  Start();
  v1::ProcessRequest request;
  request.set_photo(portrait);
  request.set_pipeline("studio");
  request.set_id_portrait(portrait);
  for (const auto kind : {v1::ARTEFACT_KIND_MATTE, v1::ARTEFACT_KIND_ANNOTATED, v1::ARTEFACT_KIND_FACTS})
    request.add_artefacts(kind);
  v1::ProcessResponse response;
  const auto status = Process(request, response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.artefacts_size(), 3);
  EXPECT_THAT(response.artefacts(0).content(), HasSubstr("PNG"));
  EXPECT_THAT(response.artefacts(2).content(), HasSubstr("pose"));
  EXPECT_NEAR(response.comparison().similarity(), 1, 1e-3);
  EXPECT_EQ(response.comparison().verdict(), v1::VERDICT_PASS);
  for (const auto& finding : response.findings())
    EXPECT_TRUE(finding.rule() != "match.identity" || finding.verdict() == v1::VERDICT_PASS);
}

}  // namespace
}  // namespace certphoto
