// What the host makes of a worker that lies: whole conversations of valid, broken and random messages, with
// the real services behind them. Run with the preset `asan` to see reads and writes out of bounds.
#include "engine/isolation/fuzz.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "engine/isolation/worker.h"
#include "engine/plugin/host_services.h"
#include "engine/plugin/renderer_services.h"

namespace certphoto::isolation {
namespace {

constexpr std::size_t kDoneSeed = 0, kImageCreateSeed = 2;  // where they stand among the seeds

// One valid message of every kind that a plugin can cause.
std::vector<FuzzMessage> Seeds() {
  std::vector<FuzzMessage> seeds;
  const auto add = [&](MessageType type, auto write) {
    ByteWriter body;
    body.Put<std::uint32_t>(0);  // nothing released
    write(body);
    seeds.push_back({type, {body.bytes().begin(), body.bytes().end()}});
  };
  static const std::array<std::uint8_t, 48> bytes{};
  WireImage image;
  image.format = CPH_FORMAT_RGB8;
  image.width = image.height = 4;
  image.stride_bytes = 12;
  image.pixels.inline_bytes = bytes;
  WireTensor tensor;
  tensor.type = CPH_TYPE_F32;
  tensor.rank = 1;
  tensor.shape[0] = 3;
  tensor.data.inline_bytes = std::span(bytes).first(12);
  add(MessageType::kDone, [](auto& b) {
    b.template Put<std::int32_t>(0);
    b.PutText("fine");
  });
  add(MessageType::kLog, [](auto& b) {
    b.template Put<std::int32_t>(1);
    b.PutText("a line");
  });
  add(MessageType::kImageCreate, [](auto& b) {
    for (const int v : {2, 300, 300}) b.template Put<std::int32_t>(v);
  });
  add(MessageType::kTensorCreate, [](auto& b) {
    b.template Put<std::int32_t>(1);
    b.template Put<std::int32_t>(1);
    b.template Put<std::int64_t>(70'000);
    for (int i = 0; i < 5; ++i) b.template Put<std::int64_t>(0);
  });
  add(MessageType::kFactPut, [&](auto& b) {
    b.PutText("test.value/1");
    b.template Put<std::uint8_t>(1);
    Put(b, image);
    b.template Put<std::uint8_t>(1);
    Put(b, tensor);
  });
  WireImage by_handle = image;
  by_handle.handle = 1;
  by_handle.pixels = {};
  add(MessageType::kFactPut, [&](auto& b) {
    b.PutText("test.value/1");
    b.template Put<std::uint8_t>(1);
    Put(b, by_handle);
    b.template Put<std::uint8_t>(0);
  });
  add(MessageType::kFindingAdd, [](auto& b) {
    const double points[] = {1, 1, 2, 2};
    const cph_region region = {sizeof region, 2, points, "here"};
    const cph_note_arg arg = {"name", nullptr, 3};
    const cph_finding finding = {sizeof finding,
                                 CPH_VERDICT_FAIL,
                                 "light.even",
                                 1,
                                 "px",
                                 0,
                                 2,
                                 0.5,
                                 "dark",
                                 &region,
                                 1,
                                 sizeof region,
                                 &arg,
                                 1,
                                 sizeof arg};
    b.template Put<std::uint8_t>(0);
    b.template Put<std::uint64_t>(0);
    EXPECT_EQ(Put(b, finding), CPH_OK);
  });
  add(MessageType::kModelOpen, [](auto& b) { b.PutText("no-such-model"); });
  add(MessageType::kModelRun, [&](auto& b) {
    b.template Put<std::uint32_t>(1);
    b.template Put<std::uint32_t>(1);
    Put(b, tensor);
    b.template Put<std::uint32_t>(2);
  });
  add(MessageType::kItemText, [](auto& b) {
    b.template Put<std::uint64_t>(0);
    b.PutText("name");
  });
  add(MessageType::kItemFile, [](auto& b) { b.template Put<std::uint64_t>(0); });
  add(MessageType::kItemImage, [](auto& b) { b.template Put<std::uint64_t>(0); });
  add(MessageType::kAttachment, [](auto& b) { b.PutText("profile"); });
  add(MessageType::kOutputOpen, [](auto& b) {
    b.PutText("document");
    b.template Put<std::uint32_t>(0);
    b.PutText("pdf");
  });
  add(MessageType::kOutputWrite, [](auto& b) {
    b.template Put<std::uint32_t>(0);
    b.PutBytes("abc", 3);
  });
  add(MessageType::kOutputClose, [](auto& b) { b.template Put<std::uint32_t>(0); });
  return seeds;
}

class Conversations {
 public:
  Conversations() : allocator_(std::make_shared<BufferPool>()), host_([](int, const std::string&) {}) {
    operation_.id = "test.fuzz";
    operation_.kind = OperationKind::kCheck;
    operation_.gives = {"test.value/1"};
    operation_.rules = {{"light.even", {}}};
    operation_.notes["dark"] = {"暗 {name}", "dark {name}"};
    resources_.emplace(HostResources{allocator_, nullptr});
  }

  // Sends `bytes` and then silence to a host that is in the middle of a call.
  void Hold(std::span<const std::uint8_t> bytes) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    static_cast<void>(::send(ends[1], bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    ::shutdown(ends[1], SHUT_WR);
    {
      Worker worker(WorkerProcess::Adopt(ends[0]));
      cph_call call;
      call.host = &*resources_;
      call.operation = &operation_;
      call.settings = &settings_;
      call.facts = &facts_;
      call.findings = &findings_;
      call.picture_width = call.picture_height = 100;
      IsolationLimits limits;
      limits.memory_mb = 64;
      const auto end =
          Converse(worker, host_, *RendererHost(), &call, MessageType::kRun, ByteWriter(), {}, limits);
      whole_ += end.whole;
    }
    ::close(ends[1]);
    findings_.clear();
    facts_.Clear();
  }
  int whole_ = 0;

 private:
  Allocator allocator_;
  HostTable host_;
  Operation operation_;
  std::optional<HostResources> resources_;
  StepSettings settings_;
  FactStore facts_;
  std::vector<Finding> findings_;
};

// What can be said at any time, and the call goes on.
bool GoesOn(const FuzzMessage& message) {
  return message.type != MessageType::kDone && message.type != MessageType::kModelRun;
}

// Some valid messages, one that is broken, and some more in case the host takes it.
TEST(IsolationFuzz, AWorkerThatLiesEndsItsCallAndNothingElse) {
  FuzzRandom random(kFuzzSeed);
  const auto seeds = Seeds();
  Conversations conversations;
  const auto before = LiveReferences();
  const int count = FuzzMessageCount();
  for (int i = 0; i < count; ++i) {
    std::vector<std::uint8_t> stream;
    PutWhole(stream, seeds[kImageCreateSeed]);  // the image that another seed puts
    for (auto more = random() % 4; more > 0; --more)
      if (const auto& seed = seeds[random() % seeds.size()]; GoesOn(seed)) PutWhole(stream, seed);
    const auto broken = Broken(seeds[random() % seeds.size()], random);
    stream.insert(stream.end(), broken.begin(), broken.end());
    PutWhole(stream, seeds[random() % seeds.size()]);
    PutWhole(stream, seeds[kDoneSeed]);
    conversations.Hold(stream);
  }
  EXPECT_EQ(LiveReferences(), before);
  EXPECT_GT(conversations.whole_, count / 50) << "nothing was taken: the messages before are not valid";
  std::printf("%d broken messages to the host: %d calls went on to their end\n", count, conversations.whole_);
}

TEST(IsolationFuzz, ValidMessagesAreServed) {
  Conversations conversations;
  for (const auto& seed : Seeds()) {
    if (seed.type == MessageType::kModelRun || seed.body.empty()) continue;  // of a model nobody opened
    std::vector<std::uint8_t> stream;
    if (seed.type == MessageType::kFactPut) {
      PutWhole(stream, Seeds()[kImageCreateSeed]);
    }
    PutWhole(stream, seed);
    if (seed.type == MessageType::kModelOpen) continue;  // needs a runtime
    if (seed.type != MessageType::kDone) PutWhole(stream, Seeds()[kDoneSeed]);
    const int before = conversations.whole_;
    conversations.Hold(stream);
    EXPECT_EQ(conversations.whole_, before + 1) << "message type " << static_cast<int>(seed.type);
  }
}

}  // namespace
}  // namespace certphoto::isolation
