// What the host makes of a worker that lies: whole conversations of valid, broken and random messages, with
// the real services behind them. Run with the preset `asan` to see reads and writes out of bounds.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <random>

#include "engine/isolation/worker.h"
#include "engine/plugin/host_services.h"
#include "engine/plugin/renderer_services.h"

namespace certphoto::isolation {
namespace {

using Random = std::mt19937_64;
constexpr std::uint64_t kSeed = 20'240'611;

// As Channel writes it, but the body need not be what the head says.
void PutFrame(std::vector<std::uint8_t>& out, std::uint16_t type, std::span<const std::uint8_t> body,
              std::uint32_t length, std::uint32_t magic = 0x31687063) {
  ByteWriter head;
  head.Put(magic);
  head.Put(type);
  head.Put<std::uint16_t>(0);
  head.Put(length);
  head.Put<std::uint32_t>(0);
  out.insert(out.end(), head.bytes().begin(), head.bytes().end());
  out.insert(out.end(), body.begin(), body.end());
}

struct Seed {
  MessageType type;
  std::vector<std::uint8_t> body;
};

// One valid message of every kind that a plugin can cause.
std::vector<Seed> Seeds() {
  std::vector<Seed> seeds;
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

void Mutate(std::vector<std::uint8_t>& body, Random& random) {
  static constexpr std::uint8_t kEdges[] = {0x00, 0xff, 0x7f, 0x80, 0x01};
  for (auto changes = random() % 4; changes > 0 && !body.empty(); --changes) {
    const auto at = random() % body.size();
    switch (random() % 5) {
      case 0:
        body[at] ^= static_cast<std::uint8_t>(1u << random() % 8);
        break;
      case 1:
        body[at] = kEdges[random() % std::size(kEdges)];
        break;
      case 2:
        body.resize(at);
        break;
      case 3:
        body.insert(body.begin() + static_cast<std::ptrdiff_t>(at), random() % 9,
                    static_cast<std::uint8_t>(random()));
        break;
      default:
        for (std::size_t i = at; i < std::min(body.size(), at + 8); ++i)
          body[i] = kEdges[random() % std::size(kEdges)];
    }
  }
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

int MessageCount() {
  const char* wanted = std::getenv("CERTPHOTO_FUZZ_MESSAGES");
  return wanted != nullptr ? std::atoi(wanted) : 10'000;
}

TEST(IsolationFuzz, AWorkerThatLiesEndsItsCallAndNothingElse) {
  Random random(kSeed);
  const auto seeds = Seeds();
  Conversations conversations;
  const auto before = LiveReferences();
  const int count = MessageCount();
  for (int sent = 0; sent < count;) {
    std::vector<std::uint8_t> stream;
    for (auto messages = 1 + random() % 6; messages > 0; --messages, ++sent) {
      auto seed = seeds[random() % seeds.size()];
      const auto kind = random() % 20;
      if (kind > 3) Mutate(seed.body, random);
      if (kind == 4) seed.type = static_cast<MessageType>(random() % 64);
      // now and then the head is wrong as well
      const auto length =
          kind == 5 ? static_cast<std::uint32_t>(random()) : static_cast<std::uint32_t>(seed.body.size());
      PutFrame(stream, static_cast<std::uint16_t>(seed.type), seed.body, length,
               kind == 6 ? static_cast<std::uint32_t>(random()) : 0x31687063);
    }
    if (random() % 50 == 0)
      for (auto& byte : stream) byte = static_cast<std::uint8_t>(random());
    conversations.Hold(stream);
  }
  EXPECT_EQ(LiveReferences(), before);
  EXPECT_GT(conversations.whole_, count / 200) << "the seeds are not valid: nothing was tried";
}

TEST(IsolationFuzz, ValidMessagesAreServed) {
  Conversations conversations;
  for (const auto& seed : Seeds()) {
    if (seed.type == MessageType::kModelRun || seed.body.empty()) continue;  // of a model nobody opened
    std::vector<std::uint8_t> stream;
    if (seed.type == MessageType::kFactPut) {
      const auto create = Seeds()[2];
      PutFrame(stream, static_cast<std::uint16_t>(create.type), create.body,
               static_cast<std::uint32_t>(create.body.size()));
    }
    PutFrame(stream, static_cast<std::uint16_t>(seed.type), seed.body,
             static_cast<std::uint32_t>(seed.body.size()));
    if (seed.type == MessageType::kModelOpen) continue;  // needs a runtime
    const auto done = Seeds()[0];
    if (seed.type != MessageType::kDone)
      PutFrame(stream, static_cast<std::uint16_t>(done.type), done.body,
               static_cast<std::uint32_t>(done.body.size()));
    const int before = conversations.whole_;
    conversations.Hold(stream);
    EXPECT_EQ(conversations.whole_, before + 1) << "message type " << static_cast<int>(seed.type);
  }
}

}  // namespace
}  // namespace certphoto::isolation
