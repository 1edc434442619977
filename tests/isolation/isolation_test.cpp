// What a photo, its neighbours and the process see of a plugin that does not behave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "engine/batch/runner.h"
#include "engine/engine.h"
#include "engine/imaging/encode_png.h"
#include "engine/pipeline/executor.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<std::uint8_t> GreyPhoto(std::uint8_t level, int width = 320, int height = 240) {
  const Allocator allocator(std::make_shared<BufferPool>());
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, width, height);
  std::fill_n((*image)->pixels, (*image)->stride_bytes * height, level);
  auto png = EncodePng(**image, 1);
  return png ? *png : std::vector<std::uint8_t>{};
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kOrEnded = "exited with status";
#else
constexpr const char* kOrEnded = "killed by no signal";
#endif

std::size_t Descriptors() {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

class Isolation : public testing::Test {
 protected:
  // An engine with the fixtures, and a policy of these lines.
  void Open(const std::string& policy = "") {
    folder_ = fs::temp_directory_path() / ("certphoto-isolation-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "plugins.yaml") << "schema: certphoto/plugins/1\n" << policy;
    auto installation = Installation::Find();
    installation.plugin_folders = {ISOLATION_FIXTURES};
    installation.plugin_policy = folder_ / "plugins.yaml";
    installation.plugin_cache = folder_ / "cache";
    auto engine = Engine::Open(installation, [this](int, const std::string& line) { log_.push_back(line); });
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = std::move(*engine);
    for (const auto& broken : engine_->registry().broken()) ADD_FAILURE() << broken.reason;
  }
  ~Isolation() override {
    engine_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::unique_ptr<Executor> ExecutorOf(const std::string& steps) {
    auto plan = engine_->CompileText(
        "schema: certphoto/pipeline/1\nid: isolation\nname: {zh: 隔离, en: isolation}\n"
        "description: one step\n" +
            steps,
        "isolation.yaml", {});
    if (!plan) {
      ADD_FAILURE() << plan.error().message;
      return nullptr;
    }
    auto executor = Executor::Create(*plan);
    if (!executor) ADD_FAILURE() << executor.error().message;
    return executor ? std::move(*executor) : nullptr;
  }
  std::unique_ptr<Executor> ExecutorFor(const std::string& mode, bool required = false) {
    return ExecutorOf("checks:\n  - use: test.misbehaving\n    with: {mode: " + mode + "}\n" +
                      (required ? "    required: true\n" : ""));
  }
  static const Finding* FindingOf(const PhotoResult& result, const std::string& rule = "light.even") {
    for (const auto& finding : result.findings)
      if (finding.rule == rule) return &finding;
    return nullptr;
  }

  IsolationCounters Counters() {
    for (const auto& plugin : engine_->registry().isolated())
      if (plugin->id() == "test.misbehaving") return plugin->counters();
    ADD_FAILURE() << "test.misbehaving is not isolated";
    return {};
  }

  fs::path folder_;
  std::vector<std::string> log_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(Isolation, ErrorOfCreateIsAnErrorOfThePipeline) {
  Open();
  auto plan = engine_->CompileText(
      "schema: certphoto/pipeline/1\nid: x\nname: {zh: x, en: x}\ndescription: x\nchecks:\n"
      "  - use: test.misbehaving\n    with: {mode: refuse}\n",
      "x.yaml", {});
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().message, AllOf(HasSubstr("x.yaml:6"), HasSubstr("this mode is refused")));
}

TEST_F(Isolation, EveryWayToLoseAWorkerIsInconclusiveAndNamesThePlugin) {
  Open("isolation: {wall_seconds: 0.5, memory_mb: 256, quarantine_after: 0}\n");
  const struct {
    const char *mode, *expected;
  } table[] = {{"crash", "signal 11"},
               {"abort", "signal 6"},
               {"exit", "exited with status 0"},
               {"kill", "signal 9"},
               {"hang", "no answer"},
               {"sleep", "no answer"},
               {"corrupt", "malformed message"},
               {"write_input", "signal 11"}};
  auto good = ExecutorFor("good");
  for (const auto& row : table) {
    SCOPED_TRACE(row.mode);
    auto executor = ExecutorFor(row.mode);
    ASSERT_TRUE(executor);
    const auto result = executor->Run(GreyPhoto(60), {});
    const auto* finding = FindingOf(result);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->verdict, Verdict::kInconclusive);
    // the address sanitizer ends the process itself
    EXPECT_THAT(finding->text.en,
                AllOf(HasSubstr("test.misbehaving"), AnyOf(HasSubstr(row.expected), HasSubstr(kOrEnded))));
    EXPECT_NE(result.outcome, Outcome::kFailed);
    // its neighbour is not touched
    const auto other = good->Run(GreyPhoto(60), {});
    ASSERT_TRUE(FindingOf(other));
    EXPECT_EQ(FindingOf(other)->verdict, Verdict::kPass);
    EXPECT_EQ(FindingOf(other)->value, 60);
  }
  EXPECT_EQ(Counters().crashes, std::size(table));
  EXPECT_EQ(Counters().timeouts, 2u);
  EXPECT_THAT(log_, Contains(AllOf(HasSubstr("test.misbehaving"), HasSubstr("lost a worker"))));
}

TEST_F(Isolation, MemoryIsLimited) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer takes more addresses than any limit allows";
#endif
  Open("isolation: {memory_mb: 256}\n");
  for (const char* mode : {"hog", "hog_host"}) {
    auto executor = ExecutorFor(mode);
    ASSERT_TRUE(executor);
    const auto result = executor->Run(GreyPhoto(60), {});
    ASSERT_TRUE(FindingOf(result));
    EXPECT_EQ(FindingOf(result)->verdict, Verdict::kInconclusive) << mode;
    EXPECT_THAT(FindingOf(result)->text.en, AnyOf(HasSubstr("memory"), HasSubstr("signal"))) << mode;
  }
}

TEST_F(Isolation, RequiredMeansFailed) {
  Open();
  auto executor = ExecutorFor("crash", true);
  ASSERT_TRUE(executor);
  const auto result = executor->Run(GreyPhoto(60), {});
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  ASSERT_TRUE(result.error);
  EXPECT_THAT(result.error->message, HasSubstr("plugin 'test.misbehaving'"));
}

TEST_F(Isolation, QuarantineAfterRepeatedCrashes) {
  Open("isolation: {quarantine_after: 3}\n");
  auto executor = ExecutorFor("crash");
  ASSERT_TRUE(executor);
  std::string last;
  for (int i = 0; i < 5; ++i) {
    const auto result = executor->Run(GreyPhoto(60), {});
    last = FindingOf(result)->text.en;
  }
  EXPECT_THAT(last, HasSubstr("quarantined"));
  EXPECT_EQ(Counters().crashes, 3u);
  EXPECT_TRUE(Counters().quarantined);
  EXPECT_THAT(log_, Contains(HasSubstr("is quarantined after 3 crashes")));
}

TEST_F(Isolation, NothingForbiddenCanBeDone) {
  Open();
  auto executor = ExecutorFor("forbidden");
  ASSERT_TRUE(executor);
  const auto result = executor->Run(GreyPhoto(60), {});
  ASSERT_TRUE(FindingOf(result));
  EXPECT_EQ(FindingOf(result)->verdict, Verdict::kPass) << FindingOf(result)->text.en;
  EXPECT_EQ(FindingOf(result)->value, 0);
  EXPECT_FALSE(fs::exists("/tmp/certphoto-worker-was-here"));
}

TEST_F(Isolation, CancellationReachesThePlugin) {
  Open();
  auto executor = ExecutorFor("stop");
  ASSERT_TRUE(executor);
  const Cancellation soon(std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
  RunRequest request;
  request.cancellation = &soon;
  EXPECT_TRUE(FindingOf(executor->Run(GreyPhoto(60), request)));
  EXPECT_EQ(Counters().crashes, 0u);
}

TEST_F(Isolation, WhatNeedsABrokenAnalyzerSaysSo) {
  Open("isolation: {quarantine_after: 0}\n");
  auto executor = ExecutorOf("checks:\n  - use: test.reads\n");
  ASSERT_TRUE(executor);
  const auto result = executor->Run(GreyPhoto(60), {});
  ASSERT_TRUE(FindingOf(result, "image.sharp"));
  EXPECT_EQ(FindingOf(result, "image.sharp")->verdict, Verdict::kInconclusive);
  EXPECT_THAT(FindingOf(result, "image.sharp")->text.en, HasSubstr("plugin 'test.broken_facts'"));
}

TEST_F(Isolation, BrokenTransformMakesNoProduct) {
  Open("isolation: {quarantine_after: 0}\n");
  auto executor = ExecutorOf("transforms:\n  - use: test.breaks\n");
  ASSERT_TRUE(executor);
  const auto result = executor->Run(GreyPhoto(60), {});
  EXPECT_TRUE(result.file.empty());
  EXPECT_EQ(result.outcome, Outcome::kFailed);  // transforms are required unless the file says otherwise
  ASSERT_TRUE(result.error);
  EXPECT_THAT(result.error->message, HasSubstr("plugin 'test.broken_facts'"));

  executor = ExecutorOf("transforms:\n  - use: test.breaks\n    required: false\n");
  ASSERT_TRUE(executor);
  const auto without = executor->Run(GreyPhoto(60), {});
  EXPECT_TRUE(without.file.empty());
  EXPECT_EQ(without.outcome, Outcome::kReview);
  EXPECT_THAT(FindingOf(without, "report.complete")->text.en, HasSubstr("plugin 'test.broken_facts'"));
}

TEST_F(Isolation, ManyCrashesLeaveNothingBehind) {
  Open("isolation: {quarantine_after: 0}\n");
  auto executor = ExecutorFor("crash");
  ASSERT_TRUE(executor);
  const auto photo = GreyPhoto(60);
  static_cast<void>(executor->Run(photo, {}));
  const auto descriptors = Descriptors();
  const auto references = LiveReferences();
  for (int i = 0; i < 30; ++i)
    static_cast<void>(executor->Run(photo, {}));  // bench-isolation does a thousand
  EXPECT_EQ(Descriptors(), descriptors);
  EXPECT_EQ(LiveReferences(), references);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a zombie, or a worker that is still there";
  EXPECT_EQ(Counters().workers, 0u);
}

TEST_F(Isolation, NeighboursOnOtherThreadsAreNotTouched) {
  Open("isolation: {quarantine_after: 0}\n");
  const auto photo = GreyPhoto(77);
  std::vector<std::thread> threads;
  std::atomic<int> passed{0}, lost{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      auto executor = ExecutorFor(t % 2 == 0 ? "good" : "crash");
      for (int i = 0; i < 10 && executor; ++i) {
        const auto result = executor->Run(photo, {});
        const auto* finding = FindingOf(result);
        if (finding->verdict == Verdict::kPass && finding->value == 77) ++passed;
        if (finding->verdict == Verdict::kInconclusive) ++lost;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(passed, 20);
  EXPECT_EQ(lost, 20);
}

TEST_F(Isolation, AnAllowListRefusesTheRest) {
  fs::path folder = fs::temp_directory_path() / ("certphoto-policy-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "plugins.yaml")
      << "schema: certphoto/plugins/1\nallow: [\"" << std::string(64, 'a') << "\"]\n";
  auto installation = Installation::Find();
  installation.plugin_folders = {ISOLATION_FIXTURES};
  installation.plugin_policy = folder / "plugins.yaml";
  auto engine = Engine::Open(installation, [](int, const std::string&) {});
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_TRUE((*engine)->registry().plugins().empty());
  ASSERT_EQ((*engine)->registry().broken().size(), 2u);
  EXPECT_THAT((*engine)->registry().broken()[0].reason, HasSubstr("is not allowed"));
  fs::remove_all(folder);
}

// The pipeline for graduation photos, all of our plugins in workers, against all in the process.
TEST_F(Isolation, SameResultsBitForBit) {
  const fs::path portrait = fs::path(CERTPHOTO_DEPS) / "portrait/astronaut.png";
  if (!fs::exists(portrait)) GTEST_SKIP() << "no portrait " << portrait << ": run scripts/test";
  auto bytes = ReadFileBytes(portrait, 1u << 30);
  ASSERT_TRUE(bytes);
  const auto run = [&](const char* mode) {
    folder_ = fs::temp_directory_path() / ("certphoto-isolation-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "plugins.yaml")
        << "schema: certphoto/plugins/1\nisolation: {default: " << mode << "}\n";
    auto installation = Installation::Find();
    installation.plugin_policy = folder_ / "plugins.yaml";
    auto engine = Engine::Open(installation, [](int, const std::string& line) { ADD_FAILURE() << line; });
    EXPECT_TRUE(engine) << engine.error().message;
    auto source = (*engine)->FindPipeline("grad");
    std::ifstream in(*source);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    auto plan = (*engine)->CompileText(text + "\non_reject: produce\n", "grad.yaml", {});
    EXPECT_TRUE(plan) << plan.error().message;
    auto executor = Executor::Create(*plan);
    EXPECT_TRUE(executor);
    RunRequest request;
    request.report_facts = {"face.boxes/1", "face.mesh/1", "head.outline/1"};
    auto result = (*executor)->Run(*bytes, request);
    EXPECT_FALSE(result.error) << result.error->message;
    EXPECT_EQ((*engine)->registry().isolated().empty(), std::string(mode) == "none");
    return result;
  };
  const auto here = run("none"), there = run("all");
  EXPECT_EQ(here.outcome, there.outcome);
  EXPECT_FALSE(here.file.empty());
  EXPECT_EQ(here.file, there.file);
  ASSERT_EQ(here.facts.size(), there.facts.size());
  for (std::size_t i = 0; i < here.facts.size(); ++i) EXPECT_EQ(here.facts[i].values, there.facts[i].values);
  ASSERT_EQ(here.findings.size(), there.findings.size());
  for (std::size_t i = 0; i < here.findings.size(); ++i) {
    const auto &a = here.findings[i], &b = there.findings[i];
    EXPECT_EQ(a.rule, b.rule);
    EXPECT_EQ(a.verdict, b.verdict) << a.rule;
    EXPECT_EQ(a.value, b.value) << a.rule;
    EXPECT_EQ(a.confidence, b.confidence) << a.rule;
    EXPECT_EQ(a.text.en, b.text.en) << a.rule;
    EXPECT_EQ(a.regions.size(), b.regions.size()) << a.rule;
  }
}

}  // namespace
}  // namespace certphoto
