// What the worker makes of a host that lies: whole conversations with one broken message, from the first to
// the last reply, with a plugin that touches every byte it is given. Run with the preset `asan` to see reads
// and writes out of bounds.
#include "engine/isolation/fuzz.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "certphoto/abi/renderer.h"
#include "engine/worker/session.h"

namespace certphoto::worker {
namespace {

using isolation::ByteWriter;
using isolation::FuzzMessage;
using isolation::FuzzRandom;
using isolation::MessageType;
using isolation::WireImage;
using isolation::WireTensor;

constexpr std::int32_t kSide = 300;         // an image of 270 kB: it lies in a block
constexpr std::int64_t kElements = 70'000;  // a tensor of 280 kB
constexpr std::uint64_t kBlockBytes = 1 << 19;
constexpr std::uint64_t kInput = 7, kOutput = 9;  // ids of blocks

// ---- the plugin
// --------------------------------------------------------------------------------------------------

const cph_host* host = nullptr;
std::vector<MessageType> script;     // what `run` asks for, in this order
volatile std::uint64_t touched = 0;  // so that no read is left out

void Touch(const void* data, std::size_t size) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  for (std::size_t i = 0; i < size; i += 61) touched = touched + bytes[i];
  if (size > 0) touched = touched + bytes[size - 1];
}
void Touch(const cph_image* image) {
  if (image == nullptr) return;
  const auto pixel = image->format == CPH_FORMAT_RGB8 ? 3 : image->format == CPH_FORMAT_RGBA8 ? 4 : 1;
  for (std::int32_t y = 0; y < image->height; ++y)
    Touch(image->pixels + y * image->stride_bytes, static_cast<std::size_t>(image->width) * pixel);
  Touch(image->icc, static_cast<std::size_t>(image->icc_bytes));
}
void Touch(const cph_tensor* tensor) {
  if (tensor == nullptr) return;
  std::int64_t size = tensor->type == CPH_TYPE_U8                                    ? 1
                      : tensor->type == CPH_TYPE_F32 || tensor->type == CPH_TYPE_I32 ? 4
                                                                                     : 8;
  for (int i = 0; i < tensor->rank; ++i) size *= tensor->shape[i];
  Touch(tensor->data, static_cast<std::size_t>(size));
}

struct UnrefImage {
  void operator()(cph_image* image) const { host->image_unref(image); }
};
struct UnrefTensor {
  void operator()(cph_tensor* tensor) const { host->tensor_unref(tensor); }
};
using OwnImage = std::unique_ptr<cph_image, UnrefImage>;
using OwnTensor = std::unique_ptr<cph_tensor, UnrefTensor>;

cph_status Create(cph_call* call, const cph_value* values, std::uint32_t count, void** instance) {
  double number = 0;
  const char* text = nullptr;
  for (std::uint32_t i = 0; i < count; ++i) Touch(values[i].text, std::strlen(values[i].text));
  static_cast<void>(host->threshold(call, "light.even", "min", &number));
  static_cast<void>(host->spec_number(call, "picture.width_px", &number));
  if (host->spec_text(call, "id", &text) == CPH_OK) Touch(text, std::strlen(text));
  static int any;
  *instance = &any;
  return CPH_OK;
}

void MakeImage(cph_call* call) {
  cph_image* image = nullptr;
  if (host->image_create(call, CPH_FORMAT_RGB8, kSide, kSide, &image) != CPH_OK) return;
  for (int y = 0; y < kSide; ++y) std::memset(image->pixels + y * image->stride_bytes, y, 3 * kSide);
  static_cast<void>(host->fact_put(call, "test.made/1", image, nullptr));
}
void MakeTensor(cph_call* call) {
  cph_tensor* tensor = nullptr;
  if (host->tensor_create(call, CPH_TYPE_F32, 1, &kElements, &tensor) != CPH_OK) return;
  std::memset(tensor->data, 1, 4 * kElements);
  static_cast<void>(host->fact_put(call, "test.made/1", nullptr, tensor));
}
void RunModel(cph_call* call) {
  cph_model* model = nullptr;
  if (host->model_open(call, "model", &model) != CPH_OK) return;
  const std::int64_t three = 3;
  cph_tensor* made = nullptr;
  if (host->tensor_create(call, CPH_TYPE_F32, 1, &three, &made) != CPH_OK) return;
  const OwnTensor input(made);
  const cph_tensor* inputs[] = {input.get()};
  cph_tensor* raw[2] = {};
  std::memset(input->data, 0, 12);
  if (host->model_run(call, model, inputs, 1, raw, 2) != CPH_OK) return;
  for (auto* output : raw) Touch(OwnTensor(output).get());
}

void Ask(cph_call* call, MessageType type) {
  const auto* renderer = static_cast<const cph_renderer_host*>(host->get_extension(host, CPH_EXT_RENDERER));
  cph_tensor* tensor = nullptr;
  cph_image* image = nullptr;
  const char* text = nullptr;
  std::uint32_t output = 0;
  switch (type) {
    case MessageType::kImageCreate:
      return MakeImage(call);
    case MessageType::kTensorCreate:
      return MakeTensor(call);
    case MessageType::kModelRun:
      return RunModel(call);
    case MessageType::kFindingAdd: {
      cph_finding finding{};
      finding.struct_size = sizeof finding;
      finding.rule = "light.even";
      static_cast<void>(host->finding_add(call, &finding));
      return;
    }
    case MessageType::kItemText:
      if (renderer->item_text(call, 0, "name", &text) == CPH_OK) Touch(text, std::strlen(text));
      return;
    case MessageType::kItemFile:
      if (renderer->item_file(call, 0, &tensor) == CPH_OK) Touch(OwnTensor(tensor).get());
      return;
    case MessageType::kItemImage:
      if (renderer->item_image(call, 0, &image) == CPH_OK) Touch(OwnImage(image).get());
      return;
    case MessageType::kAttachment:
      if (renderer->attachment(call, "profile", &tensor) == CPH_OK) Touch(OwnTensor(tensor).get());
      return;
    default:
      if (renderer->output_open(call, "document", 0, "txt", &output) != CPH_OK) return;
      static_cast<void>(renderer->output_write(call, output, "abc", 3));
      static_cast<void>(renderer->output_close(call, output));
  }
}

cph_status Run(void*, cph_call* call) {
  for (const char* id : {"test.image/1", "test.tensor/1", "test.small/1"}) {
    cph_fact fact{};
    if (host->fact_get(call, id, &fact) != CPH_OK) continue;
    Touch(fact.image);
    Touch(fact.tensor);
  }
  const char* text = nullptr;
  if (host->input_text(call, "name", &text) == CPH_OK) Touch(text, std::strlen(text));
  for (const auto type : script) Ask(call, type);
  return CPH_OK;
}

Plugin ThePlugin() {
  static const cph_operation raw = [] {
    cph_operation out{};
    out.create = &Create;
    out.run = &Run;
    out.destroy = [](void*) {};
    return out;
  }();
  Plugin plugin;
  auto& operation = plugin.operations.emplace_back();
  operation.id = "test.fuzz";
  operation.needs = {"test.image/1", "test.tensor/1", "test.small/1"};
  operation.params.resize(2);
  operation.params[0].type = ParamType::kNumber;
  operation.params[1].type = ParamType::kText;
  operation.raw = &raw;
  return plugin;
}

// ---- the host
// ----------------------------------------------------------------------------------------------------

struct Fresh {  // a block that comes with a message
  std::uint64_t id;
  bool writable;
};

template <class Write>
FuzzMessage Message(MessageType type, const std::vector<Fresh>& blocks, Write write) {
  ByteWriter body;
  body.Put<std::uint32_t>(0);  // nothing to unmap
  body.Put(static_cast<std::uint32_t>(blocks.size()));
  for (const auto& block : blocks) {
    body.Put(block.id);
    body.Put(kBlockBytes);
    body.Put<std::uint8_t>(block.writable);
  }
  write(body);
  return {type, {body.bytes().begin(), body.bytes().end()}, static_cast<std::uint16_t>(blocks.size())};
}

WireImage ImageIn(std::uint64_t block, std::uint64_t handle) {
  WireImage image;
  image.handle = handle;
  image.format = CPH_FORMAT_RGB8;
  image.width = image.height = kSide;
  image.stride_bytes = 3 * kSide;
  image.pixels.block = block;
  image.pixels.size = 3 * kSide * kSide;
  return image;
}
WireTensor TensorIn(std::uint64_t block, std::uint64_t handle) {
  WireTensor tensor;
  tensor.handle = handle;
  tensor.type = CPH_TYPE_F32;
  tensor.rank = 1;
  tensor.shape[0] = kElements;
  tensor.data.block = block;
  tensor.data.size = 4 * kElements;
  return tensor;
}
WireTensor SmallTensor() {
  static const std::uint8_t bytes[12] = {};
  WireTensor tensor;
  tensor.type = CPH_TYPE_F32;
  tensor.rank = 1;
  tensor.shape[0] = 3;
  tensor.data.inline_bytes = bytes;
  return tensor;
}

FuzzMessage CreateMessage() {
  return Message(MessageType::kCreate, {}, [](ByteWriter& out) {
    out.Put<std::uint64_t>(1);
    out.PutText("test.fuzz");
    out.Put<std::uint32_t>(2);
    out.Put(static_cast<std::int32_t>(ParamType::kNumber));
    out.Put(0.5);
    out.PutText("");
    out.Put(static_cast<std::int32_t>(ParamType::kText));
    out.Put(0.0);
    out.PutText("a text");
    out.Put<std::uint32_t>(1);  // thresholds
    out.PutText("light.even");
    out.Put<std::uint32_t>(1);
    out.PutText("min");
    out.Put(3.0);
    out.Put<std::uint8_t>(1);  // a spec
    out.Put<std::uint32_t>(1);
    out.PutText("picture.width_px");
    out.Put(480.0);
    out.Put<std::uint32_t>(1);
    out.PutText("id");
    out.PutText("cn.edu.grad");
  });
}

FuzzMessage RunMessage() {
  return Message(MessageType::kRun, {{kInput, false}}, [](ByteWriter& out) {
    static const std::uint8_t icc[200] = {};
    auto image = ImageIn(kInput, 1);
    image.icc = icc;
    out.Put<std::uint64_t>(1);
    out.Put<std::uint32_t>(3);
    out.PutText("test.image/1");
    out.Put<std::uint8_t>(1);
    Put(out, image);
    out.Put<std::uint8_t>(0);
    out.PutText("test.tensor/1");
    out.Put<std::uint8_t>(0);
    out.Put<std::uint8_t>(1);
    Put(out, TensorIn(kInput, 2));
    out.PutText("test.small/1");
    out.Put<std::uint8_t>(0);
    out.Put<std::uint8_t>(1);
    Put(out, SmallTensor());
    out.Put<std::uint32_t>(1);
    out.PutText("name");
    out.PutText("value");
    out.Put<std::uint64_t>(2);  // items
  });
}

FuzzMessage DestroyMessage() {
  return Message(MessageType::kDestroy, {}, [](ByteWriter& out) { out.Put<std::uint64_t>(1); });
}

template <class Write>
FuzzMessage Reply(const std::vector<Fresh>& blocks, Write write) {
  return Message(MessageType::kReply, blocks, [&](ByteWriter& out) {
    out.Put<std::int32_t>(CPH_OK);
    out.PutText("");
    write(out);
  });
}
FuzzMessage Fine() {
  return Reply({}, [](ByteWriter&) {});
}
FuzzMessage Number() {
  return Reply({}, [](ByteWriter& out) { out.Put<std::uint32_t>(1); });
}

constexpr MessageType kRequests[] = {
    MessageType::kImageCreate, MessageType::kTensorCreate, MessageType::kFindingAdd,
    MessageType::kModelRun,    MessageType::kItemText,     MessageType::kItemFile,
    MessageType::kItemImage,   MessageType::kAttachment,   MessageType::kOutputOpen};

// What the host says to a request of the script.
void AddReplies(MessageType request, std::vector<FuzzMessage>& out) {
  switch (request) {
    case MessageType::kImageCreate:
      out.push_back(Reply({{kOutput, true}}, [](ByteWriter& b) { Put(b, ImageIn(kOutput, 3)); }));
      return out.push_back(Fine());
    case MessageType::kTensorCreate:
      out.push_back(Reply({{kOutput, true}}, [](ByteWriter& b) { Put(b, TensorIn(kOutput, 4)); }));
      return out.push_back(Fine());
    case MessageType::kModelRun:
      out.push_back(Number());
      return out.push_back(Reply({{kOutput, true}}, [](ByteWriter& b) {
        Put(b, TensorIn(kOutput, 5));
        Put(b, SmallTensor());
      }));
    case MessageType::kItemText:
      return out.push_back(Reply({}, [](ByteWriter& b) { b.PutText("a name"); }));
    case MessageType::kItemFile:
    case MessageType::kAttachment:
      return out.push_back(Reply({{kOutput, false}}, [](ByteWriter& b) { Put(b, TensorIn(kOutput, 6)); }));
    case MessageType::kItemImage:
      return out.push_back(Reply({{kOutput, false}}, [](ByteWriter& b) { Put(b, ImageIn(kOutput, 7)); }));
    case MessageType::kOutputOpen:
      out.push_back(Number());
      out.push_back(Fine());
      return out.push_back(Fine());
    default:
      return out.push_back(Fine());
  }
}

std::vector<FuzzMessage> Conversation(const std::vector<MessageType>& requests) {
  std::vector<FuzzMessage> out = {CreateMessage(), RunMessage()};
  for (const auto request : requests) AddReplies(request, out);
  out.push_back(DestroyMessage());
  return out;
}

struct Ended {
  int status;
};

class WorkerFuzz : public testing::Test {
 protected:
  WorkerFuzz() : block_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    EXPECT_EQ(::ftruncate(block_, kBlockBytes), 0);
  }
  ~WorkerFuzz() override { ::close(block_); }

  // Status with which the worker would have ended. `replies` receives what it said.
  int Hold(const std::vector<std::vector<std::uint8_t>>& messages,
           const std::vector<std::uint16_t>& descriptors, std::size_t* said = nullptr) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    for (std::size_t i = 0; i < messages.size(); ++i) Send(ends[1], messages[i], descriptors[i]);
    ::shutdown(ends[1], SHUT_WR);
    int status = -1;
    {
      static const std::atomic<std::uint32_t> never{0};
      Session session(ends[0], &never, [](int how) { throw Ended{how}; });
      host = HostTableOf(session);
      try {
        session.Serve(plugin_);
      } catch (const Ended& ended) {
        status = ended.status;
      }
    }
    if (said != nullptr) {
      isolation::Channel channel(ends[1]);
      for (isolation::Message message; channel.Receive(message, 0, false) == isolation::Received::kMessage;)
        *said += message.type == MessageType::kDone;
    } else {
      ::close(ends[1]);
    }
    return status;
  }

 private:
  // One piece with its descriptors, all of the same memory.
  void Send(int socket, const std::vector<std::uint8_t>& bytes, std::uint16_t count) const {
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 4)];
    const std::vector<int> all(std::min<std::uint16_t>(count, 4), block_);
    iovec part{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (!all.empty()) {
      message.msg_control = control;
      message.msg_controllen = CMSG_SPACE(sizeof(int) * all.size());
      cmsghdr* rights = CMSG_FIRSTHDR(&message);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof(int) * all.size());
      std::memcpy(CMSG_DATA(rights), all.data(), sizeof(int) * all.size());
    }
    ASSERT_EQ(::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT), static_cast<ssize_t>(bytes.size()));
  }

  int block_;
  Plugin plugin_ = ThePlugin();
};

std::size_t Lines(const char* file) {
  std::ifstream in(file);
  return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(in), {}, '\n'));
}
std::size_t Descriptors() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

TEST_F(WorkerFuzz, ValidConversationsEndWhenTheHostHangsUp) {
  for (const auto request : kRequests) {
    script = {request};
    std::vector<std::vector<std::uint8_t>> messages;
    std::vector<std::uint16_t> descriptors;
    for (const auto& message : Conversation(script)) {
      PutWhole(messages.emplace_back(), message);
      descriptors.push_back(message.descriptors);
    }
    std::size_t done = 0;
    EXPECT_EQ(Hold(messages, descriptors, &done), 0) << "request " << static_cast<int>(request);
    EXPECT_EQ(done, 3u) << "create, run and destroy, request " << static_cast<int>(request);
  }
}

TEST_F(WorkerFuzz, AHostThatLiesEndsTheWorkerAndNothingElse) {
  FuzzRandom random(isolation::kFuzzSeed);
  const int count = isolation::FuzzMessageCount();
  int gone = 0, malformed = 0;
  const auto descriptors_before = Descriptors();
  std::size_t maps_before = 0;
  for (int i = 0; i < count; ++i) {
    if (i == count / 2) maps_before = Lines("/proc/self/maps");  // what an allocator keeps it has by now
    script.clear();
    for (auto more = random() % 4; more > 0; --more)
      script.push_back(kRequests[random() % std::size(kRequests)]);
    const auto conversation = Conversation(script);
    const auto broken = random() % conversation.size();
    std::vector<std::vector<std::uint8_t>> messages;
    std::vector<std::uint16_t> descriptors;
    for (std::size_t at = 0; at < conversation.size(); ++at) {
      if (at == broken) {
        messages.push_back(Broken(conversation[at], random));
      } else {
        PutWhole(messages.emplace_back(), conversation[at]);
      }
      // now and then a descriptor less or more than the message says
      const auto extra = at == broken && random() % 16 == 0 ? random() % 4 : conversation[at].descriptors;
      descriptors.push_back(static_cast<std::uint16_t>(extra));
    }
    const int status = Hold(messages, descriptors);
    ASSERT_TRUE(status == 0 || status == kMalformed) << "conversation " << i << " ended with " << status;
    (status == 0 ? gone : malformed)++;
  }
  EXPECT_EQ(Descriptors(), descriptors_before);
  EXPECT_LE(Lines("/proc/self/maps"), maps_before + 8);
  EXPECT_GT(malformed, count / 5);
  std::printf("%d broken messages to the worker: %d refused, %d without harm until the host hung up\n", count,
              malformed, gone);
}

}  // namespace
}  // namespace certphoto::worker
