#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "engine/isolation/worker.h"
#include "engine/report/render_note.h"

namespace certphoto::isolation {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLookMs = 5;                                // how often a cancellation is passed on
constexpr auto kGrace = std::chrono::milliseconds(2000);  // from there to the end of the process
constexpr std::uint32_t kMaxLogLines = 1000;              // of one call
constexpr std::uint32_t kMaxModelPorts = 64;
constexpr std::uint32_t kMaxModels = 256;
constexpr std::uint32_t kMaxHandles = 65536;

// One call of a worker, from the host's side. Everything it says is checked before it is used; a message that
// makes no sense ends the worker.
class Conversation {
 public:
  Conversation(Worker& worker, const cph_host& table, const cph_renderer_host& renderer, cph_call* call,
               const IsolationLimits& limits)
      : worker_(worker),
        table_(table),
        renderer_(renderer),
        call_(call),
        limits_(limits),
        shared_{Allocator(worker.process->pool()), call->host == nullptr ? nullptr : call->host->inference},
        deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(limits.wall_seconds))) {}

  CallEnd Hold(MessageType type, const ByteWriter& body,
               std::span<const std::shared_ptr<SharedBlock>> blocks) {
    may_ask_ = type != MessageType::kDestroy;  // there is no call behind it to serve
    worker_.process->Ask(false);
    worker_.process->AllowProcessorTime();
    if (!worker_.process->Send(type, body, blocks)) return Broken("it takes no messages");
    for (Message message;;) {
      switch (Wait(message)) {
        case Received::kMessage:
          break;
        case Received::kClosed:
          return Broken("");
        case Received::kMalformed:
          return Broken("it sent a malformed message");
        case Received::kNothingYet: {
          auto end = Broken(cancelled_ ? "it did not stop when asked"
                                       : "no answer within " + FormatNumber(limits_.wall_seconds) + " s");
          end.gave_no_heed = cancelled_;
          end.timeout = !cancelled_;
          return end;
        }
      }
      ByteReader in(message.body);
      Release(in);
      if (message.type == MessageType::kDone) {
        CallEnd end;
        end.status = in.Get<std::int32_t>();
        call_->error = in.GetText(kMaxText);
        end.whole = in.done();
        return end.whole ? end : Broken("it sent a malformed message");
      }
      if (!Serve(message.type, in)) return Broken("it sent a malformed message");
    }
  }

 private:
  CallEnd Broken(const std::string& what) {
    CallEnd end;
    const auto how = worker_.process->End();
    end.why = what.empty() ? how : what;
    return end;
  }

  Received Wait(Message& message) {
    for (;;) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left <= 0) return Received::kNothingYet;
      const bool look = call_->cancellation != nullptr && !cancelled_;
      const auto received = worker_.process->Receive(
          message, static_cast<int>(look ? std::min<long long>(left, kLookMs) : left));
      if (received != Received::kNothingYet) return received;
      if (look && call_->cancellation->stop()) {
        cancelled_ = true;
        worker_.process->Ask(true);
        deadline_ = std::min(deadline_, Clock::now() + kGrace);
      }
    }
  }

  void Release(ByteReader& in) {
    const auto count = in.GetCount(kMaxHandles, sizeof(std::uint64_t));
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto it = worker_.held.find(in.Get<std::uint64_t>());
      if (it == worker_.held.end()) return in.Fail();
      worker_.held_bytes -= it->second.bytes;
      worker_.held.erase(it);
    }
  }

  // False when the message is malformed or cannot be answered.
  bool Serve(MessageType type, ByteReader& in) {
    if (!may_ask_ && type != MessageType::kLog) return false;
    switch (type) {
      case MessageType::kLog:
        return Log(in);
      case MessageType::kImageCreate:
        return ImageCreate(in);
      case MessageType::kTensorCreate:
        return TensorCreate(in);
      case MessageType::kFactPut:
        return FactPut(in);
      case MessageType::kFindingAdd:
        return FindingAdd(in);
      case MessageType::kModelOpen:
        return ModelOpen(in);
      case MessageType::kModelRun:
        return ModelRun(in);
      case MessageType::kItemText:
        return ItemText(in);
      case MessageType::kItemFile:
        return ItemFile(in);
      case MessageType::kItemImage:
        return ItemImage(in);
      case MessageType::kAttachment:
        return Attachment(in);
      case MessageType::kOutputOpen:
        return OutputOpen(in);
      case MessageType::kOutputWrite:
        return OutputWrite(in);
      case MessageType::kOutputClose:
        return OutputClose(in);
      default:
        return false;
    }
  }

  // ---- answers
  // -----------------------------------------------------------------------------------------------

  bool Reply(cph_status status) {
    reply_.Clear();
    blocks_.clear();
    reply_.Put(status);
    reply_.PutText(status == CPH_OK ? std::string_view()
                                    : std::string_view(call_->error).substr(0, kMaxText));
    return status == CPH_OK || SendReply();
  }
  bool SendReply(bool writable = false) {
    return worker_.process->Send(MessageType::kReply, reply_, blocks_, writable);
  }
  bool Refuse(cph_status status, std::string why) {
    call_->error = std::move(why);
    return Reply(status);
  }
  // The answer to what makes an image or tensor.
  template <class Ref>
  bool ReplyValue(cph_status status, Ref value, bool writable) {
    if (status != CPH_OK) return Reply(status);
    if (Full()) return Refuse(CPH_E_LIMIT, "the worker holds too much of the host's memory");
    Reply(CPH_OK);
    return static_cast<bool>(PutForWorker(worker_, reply_, value, writable, blocks_)) && SendReply(writable);
  }
  [[nodiscard]] bool Full() const {
    return worker_.held.size() >= kMaxHandles || worker_.held_bytes > std::uint64_t{limits_.memory_mb} << 20;
  }

  // Runs `use` while what the host allocates for the call lies in memory that the worker may write to.
  template <class Use>
  cph_status WithShared(Use use) {
    const auto* before = std::exchange(call_->host, &shared_);
    const auto status = use();
    call_->host = before;
    return status;
  }

  // ---- values from the worker
  // --------------------------------------------------------------------------------

  // What a handle names, or a new value with the bytes that came along. False when neither makes sense.
  bool TakeImage(ByteReader& in, ImageRef& out) {
    const auto wire = GetImage(in);
    if (!in.ok()) return false;
    if (wire.handle != 0) {
      const auto it = worker_.held.find(wire.handle);
      if (it == worker_.held.end() || !it->second.image) return false;
      out = it->second.image;
      if (std::exchange(it->second.writable, false)) {
        out->dpi = wire.dpi;
        out->placement = wire.placement;
      }
      return true;
    }
    if (wire.pixels.block != 0 || wire.pixels.size != ByteSize(wire)) return false;
    auto made = call_->host->allocator.NewImage(wire.format, wire.width, wire.height);
    if (!made || wire.stride_bytes != (*made)->stride_bytes) return false;
    out = std::move(*made);
    out->dpi = wire.dpi;
    out->placement = wire.placement;
    std::memcpy(out->pixels, wire.pixels.inline_bytes.data(), wire.pixels.inline_bytes.size());
    return true;
  }
  bool TakeTensor(ByteReader& in, TensorRef& out) {
    const auto wire = GetTensor(in);
    if (!in.ok()) return false;
    if (wire.handle != 0) {
      const auto it = worker_.held.find(wire.handle);
      if (it == worker_.held.end() || !it->second.tensor) return false;
      out = it->second.tensor;
      return true;
    }
    const auto size = ByteSize(wire);
    if (!size || wire.data.block != 0 || wire.data.size != *size) return false;
    auto made =
        call_->host->allocator.NewTensor(wire.type, {wire.shape, static_cast<std::size_t>(wire.rank)});
    if (!made) return false;
    out = std::move(*made);
    if (*size > 0) std::memcpy(out->data, wire.data.inline_bytes.data(), wire.data.inline_bytes.size());
    return true;
  }
  std::string Text(ByteReader& in) { return std::string(in.GetText(kMaxText)); }

  // ---- requests
  // ----------------------------------------------------------------------------------------------

  bool Log(ByteReader& in) {
    const auto level = in.Get<std::int32_t>();
    const auto line = Text(in);
    if (!in.done() || ++log_lines_ > kMaxLogLines) return false;
    table_.log(&table_, level, line.c_str());
    return true;
  }

  bool ImageCreate(ByteReader& in) {
    const auto format = in.Get<std::int32_t>(), width = in.Get<std::int32_t>(),
               height = in.Get<std::int32_t>();
    if (!in.done()) return false;
    WireImage size;
    size.format = format;
    size.width = width;
    size.height = height;
    size.stride_bytes = std::int64_t{4} * width;
    if (Over(ByteSize(size))) return Refuse(CPH_E_LIMIT, "the worker holds too much of the host's memory");
    cph_image* image = nullptr;
    const auto status = WithShared([&] { return table_.image_create(call_, format, width, height, &image); });
    return ReplyValue(status, ImageRef(image), true);
  }

  bool TensorCreate(ByteReader& in) {
    WireTensor wire;
    wire.type = in.Get<std::int32_t>();
    wire.rank = in.Get<std::int32_t>();
    for (auto& extent : wire.shape) extent = in.Get<std::int64_t>();
    if (!in.done()) return false;
    if (Over(ByteSize(wire))) return Refuse(CPH_E_LIMIT, "the worker holds too much of the host's memory");
    cph_tensor* tensor = nullptr;
    const auto status =
        WithShared([&] { return table_.tensor_create(call_, wire.type, wire.rank, wire.shape, &tensor); });
    return ReplyValue(status, TensorRef(tensor), true);
  }
  // A size that makes no sense is refused by the host's own check, with its message.
  [[nodiscard]] bool Over(std::optional<std::uint64_t> bytes) const {
    return bytes && worker_.held_bytes + *bytes > std::uint64_t{limits_.memory_mb} << 20;
  }

  bool FactPut(ByteReader& in) {
    const auto id = Text(in);
    ImageRef image;
    TensorRef tensor;
    if (in.GetBool() && !TakeImage(in, image)) return false;
    if (in.GetBool() && !TakeTensor(in, tensor)) return false;
    if (!in.done()) return false;
    const auto status = table_.fact_put(call_, id.c_str(), image.Release(), tensor.Release());
    return Reply(status) && (status != CPH_OK || SendReply());
  }

  bool FindingAdd(ByteReader& in) {
    const bool has_item = in.GetBool();
    const auto item = in.Get<std::uint64_t>();
    WireFinding finding;
    if (!finding.Read(in) || !in.done()) return false;
    const auto status = has_item ? renderer_.finding_for_item(call_, item, &finding.raw())
                                 : table_.finding_add(call_, &finding.raw());
    return Reply(status) && (status != CPH_OK || SendReply());
  }

  bool ModelOpen(ByteReader& in) {
    const auto id = Text(in);
    if (!in.done() || worker_.models.size() >= kMaxModels) return false;
    cph_model* model = nullptr;
    const auto status = table_.model_open(call_, id.c_str(), &model);
    if (!Reply(status)) return false;
    if (status != CPH_OK) return true;
    worker_.models.push_back(model);
    reply_.Put(static_cast<std::uint32_t>(worker_.models.size()));  // 0 is none
    return SendReply();
  }

  bool ModelRun(ByteReader& in) {
    const auto index = in.Get<std::uint32_t>();
    std::vector<TensorRef> inputs(in.GetCount(kMaxModelPorts, 1));
    for (auto& input : inputs)
      if (!TakeTensor(in, input)) return false;
    const auto output_count = in.Get<std::uint32_t>();
    if (!in.done() || index == 0 || index > worker_.models.size()) return false;
    if (output_count > kMaxModelPorts || Full()) return Refuse(CPH_E_LIMIT, "a model has at most 64 outputs");
    std::vector<const cph_tensor*> raw_inputs;
    for (const auto& input : inputs) raw_inputs.push_back(input.get());
    std::vector<cph_tensor*> raw_outputs(output_count);
    const auto status = WithShared([&] {
      return table_.model_run(call_, worker_.models[index - 1], raw_inputs.data(),
                              static_cast<std::uint32_t>(raw_inputs.size()), raw_outputs.data(),
                              output_count);
    });
    std::vector<TensorRef> outputs;
    for (auto* output : raw_outputs) outputs.emplace_back(output);
    if (!Reply(status)) return false;
    if (status != CPH_OK) return true;
    for (const auto& output : outputs)
      if (!PutForWorker(worker_, reply_, output, true, blocks_)) return false;
    return SendReply(true);
  }

  // ---- requests of renderers
  // ---------------------------------------------------------------------------------

  bool ItemText(ByteReader& in) {
    const auto item = in.Get<std::uint64_t>();
    const auto key = Text(in);
    if (!in.done()) return false;
    const char* text = nullptr;
    const auto status = renderer_.item_text(call_, item, key.c_str(), &text);
    if (!Reply(status)) return false;
    if (status != CPH_OK) return true;
    reply_.PutText(text);
    return SendReply();
  }
  bool ItemFile(ByteReader& in) {
    const auto item = in.Get<std::uint64_t>();
    if (!in.done()) return false;
    cph_tensor* tensor = nullptr;
    const auto status = renderer_.item_file(call_, item, &tensor);
    return ReplyValue(status, TensorRef(tensor), false);
  }
  bool ItemImage(ByteReader& in) {
    const auto item = in.Get<std::uint64_t>();
    if (!in.done()) return false;
    cph_image* image = nullptr;
    const auto status = renderer_.item_image(call_, item, &image);
    return ReplyValue(status, ImageRef(image), false);
  }
  bool Attachment(ByteReader& in) {
    const auto name = Text(in);
    if (!in.done()) return false;
    cph_tensor* tensor = nullptr;
    const auto status = renderer_.attachment(call_, name.c_str(), &tensor);
    return ReplyValue(status, TensorRef(tensor), false);
  }
  bool OutputOpen(ByteReader& in) {
    const auto role = Text(in);
    const auto number = in.Get<std::uint32_t>();
    const auto extension = Text(in);
    if (!in.done()) return false;
    std::uint32_t output = 0;
    const auto status = renderer_.output_open(call_, role.c_str(), number, extension.c_str(), &output);
    if (!Reply(status)) return false;
    if (status != CPH_OK) return true;
    reply_.Put(output);
    return SendReply();
  }
  bool OutputWrite(ByteReader& in) {
    const auto output = in.Get<std::uint32_t>();
    const auto bytes = in.GetBytes();
    if (!in.done()) return false;
    const auto status = renderer_.output_write(call_, output, bytes.data(), bytes.size());
    return Reply(status) && (status != CPH_OK || SendReply());
  }
  bool OutputClose(ByteReader& in) {
    const auto output = in.Get<std::uint32_t>();
    if (!in.done()) return false;
    const auto status = renderer_.output_close(call_, output);
    return Reply(status) && (status != CPH_OK || SendReply());
  }

  Worker& worker_;
  const cph_host& table_;
  const cph_renderer_host& renderer_;
  cph_call* call_;
  const IsolationLimits& limits_;
  HostResources shared_;
  Clock::time_point deadline_;
  bool cancelled_ = false;
  bool may_ask_ = false;
  std::uint32_t log_lines_ = 0;
  ByteWriter reply_;
  std::vector<std::shared_ptr<SharedBlock>> blocks_;
};

}  // namespace

CallEnd Converse(Worker& worker, const cph_host& table, const cph_renderer_host& renderer, cph_call* call,
                 MessageType type, const ByteWriter& body,
                 std::span<const std::shared_ptr<SharedBlock>> blocks, const IsolationLimits& limits) {
  return Conversation(worker, table, renderer, call, limits).Hold(type, body, blocks);
}

}  // namespace certphoto::isolation
