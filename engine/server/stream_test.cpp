// PhotoService.ProcessStream, MatchService and CatalogService over a real socket.
#include <gmock/gmock.h>

#include <future>
#include <set>

#include "certphoto/v1/catalog_service.grpc.pb.h"
#include "certphoto/v1/match_service.grpc.pb.h"
#include "engine/server/service_fixture.h"

namespace certphoto {
namespace {

using ::testing::HasSubstr;

class StreamTest : public ServiceTest {
 protected:
  void Open() {
    stream_ = stub_->ProcessStream(&context_);
    v1::ProcessStreamResponse first;
    ASSERT_TRUE(stream_->Read(&first));
    EXPECT_EQ(first.body_case(), v1::ProcessStreamResponse::kWindow);
    window_ = first.window();
  }
  bool Send(const std::string& id, const std::string& photo) {
    v1::ProcessStreamRequest request;
    request.set_id(id);
    request.mutable_request()->set_photo(photo);
    return stream_->Write(request);
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ProcessStreamRequest, v1::ProcessStreamResponse>> stream_;
  std::uint32_t window_ = 0;
};

TEST_F(StreamTest, WrongRequestsAreAnsweredAndTheStreamLives) {
  Start();
  Open();
  Send("empty", "");
  Send("bad id \n", "x");
  Send("good", Wall());
  stream_->WritesDone();
  std::map<std::string, v1::ProcessStreamResponse> answers;
  for (v1::ProcessStreamResponse r; stream_->Read(&r);) answers[r.id()] = r;
  EXPECT_TRUE(stream_->Finish().ok());
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers["empty"].error().code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(answers["empty"].error().message(), HasSubstr("photo: is empty"));
  EXPECT_EQ(answers[""].error().code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(answers["good"].has_response());
}

TEST_F(StreamTest, EveryRequestIsAnsweredOnceWhateverTheWindow) {
  ServerConfig config;
  config.work.workers = 2;
  config.request.stream_window = 3;
  Start(config);
  Open();
  EXPECT_EQ(window_, 3u);
  constexpr int kPhotos = 20;
  auto writing = std::async(std::launch::async, [&] {
    for (int i = 0; i < kPhotos; ++i)
      if (!Send(std::to_string(i), "no photo")) return false;
    return stream_->WritesDone();
  });
  std::multiset<std::string> ids;
  for (v1::ProcessStreamResponse r; stream_->Read(&r);) {
    EXPECT_TRUE(r.has_response()) << r.error().message();
    ids.insert(r.id());
  }
  EXPECT_TRUE(writing.get());
  EXPECT_TRUE(stream_->Finish().ok());
  EXPECT_EQ(ids.size(), std::size_t(kPhotos));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), std::size_t(kPhotos));
}

TEST_F(StreamTest, TwoUnansweredRequestsOfOneIdAreRefused) {
  Start();
  Open();
  Send("same", Wall(1500, 2000));
  Send("same", Wall());
  stream_->WritesDone();
  int answered = 0, refused = 0;
  for (v1::ProcessStreamResponse r; stream_->Read(&r);) r.has_error() ? ++refused : ++answered;
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(refused, 1);
}

TEST_F(StreamTest, StopAnswersWhatWasReadAndEndsTheStream) {
  Start();
  Open();
  Send("1", Wall(1500, 2000));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // so that it is read
  auto stopping = std::async(std::launch::async, [&] { server_->Stop(); });
  v1::ProcessStreamResponse response;
  int answers = 0;
  while (stream_->Read(&response)) ++answers;
  const auto status = stream_->Finish();
  stopping.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_LE(answers, 1);
}

TEST_F(StreamTest, ACallerThatGoesTakesItsWorkAlong) {
  Start();
  Open();
  for (int i = 0; i < 8; ++i) Send(std::to_string(i), Wall(1500, 2000));
  context_.TryCancel();
  v1::ProcessStreamResponse response;
  while (stream_->Read(&response)) {
  }
  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // Its places come free: the next is answered.
  v1::ProcessRequest request;
  request.set_photo("no photo");
  EXPECT_TRUE(Process(request).ok());
}

TEST_F(StreamTest, MatchComparesAndSaysWhyNot) {
  Start();
  auto stub = v1::MatchService::NewStub(channel_);
  const auto match = [&](const std::string& a, const std::string& b, v1::MatchResponse& response) {
    grpc::ClientContext context;
    v1::MatchRequest request;
    request.set_photo_a(a);
    request.set_photo_b(b);
    return stub->Match(&context, request, &response);
  };
  v1::MatchResponse response;
  EXPECT_EQ(match("", "", response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_TRUE(match(Wall(), Wall(), response).ok());
  EXPECT_EQ(response.comparison().verdict(), v1::VERDICT_INCONCLUSIVE);
  EXPECT_THAT(response.comparison().reason(), HasSubstr("no face"));
  const auto portrait = Portrait();
  if (portrait.empty()) GTEST_SKIP() << "no portrait among the dependencies; scripts/test fetches it";
  ASSERT_TRUE(match(portrait, portrait, response).ok());
  EXPECT_EQ(response.comparison().verdict(), v1::VERDICT_PASS);
  EXPECT_FALSE(response.comparison().source().empty());
}

TEST_F(StreamTest, TheCatalogueIsWhole) {
  Start();
  auto stub = v1::CatalogService::NewStub(channel_);
  const auto ask = [](auto method, auto request, auto& response) {
    grpc::ClientContext context;
    return method(&context, request, &response);
  };
  v1::ListPipelinesResponse pipelines;
  ASSERT_TRUE(ask([&](auto* c, auto& q, auto* r) { return stub->ListPipelines(c, q, r); },
                  v1::ListPipelinesRequest(), pipelines)
                  .ok());
  EXPECT_GE(pipelines.pipelines_size(), 4);
  v1::ListSpecsResponse specs;
  ASSERT_TRUE(
      ask([&](auto* c, auto& q, auto* r) { return stub->ListSpecs(c, q, r); }, v1::ListSpecsRequest(), specs)
          .ok());
  EXPECT_EQ(std::size_t(specs.specs_size()), TheEngine()->specs().all().size());
  v1::ListRulesResponse rules;
  ASSERT_TRUE(
      ask([&](auto* c, auto& q, auto* r) { return stub->ListRules(c, q, r); }, v1::ListRulesRequest(), rules)
          .ok());
  EXPECT_EQ(std::size_t(rules.rules_size()), TheEngine()->rules().all().size());
  v1::ListPluginsResponse plugins;
  ASSERT_TRUE(ask([&](auto* c, auto& q, auto* r) { return stub->ListPlugins(c, q, r); },
                  v1::ListPluginsRequest(), plugins)
                  .ok());
  EXPECT_EQ(std::size_t(plugins.plugins_size()), TheEngine()->registry().plugins().size());
  v1::ListPapersResponse papers;
  ASSERT_TRUE(ask([&](auto* c, auto& q, auto* r) { return stub->ListPapers(c, q, r); },
                  v1::ListPapersRequest(), papers)
                  .ok());
  EXPECT_GE(papers.papers_size(), 30);
}

}  // namespace
}  // namespace certphoto
