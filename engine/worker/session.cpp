#include "engine/worker/session.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace certphoto::worker {
namespace {

using isolation::ByteReader;
using isolation::ByteWriter;
using isolation::kMaxText;
using isolation::Message;
using isolation::MessageType;
using isolation::Received;

constexpr std::uint32_t kMaxEntries = 65536;
constexpr std::size_t kMaxValue = isolation::kMaxMessageBytes;  // a parameter's text may be long

template <class GetValue>
void ReadMap(ByteReader& in, GetValue get_value) {
  for (auto count = in.GetCount(kMaxEntries, 4); count > 0; --count) {
    const std::string key(in.GetText(kMaxValue));
    get_value(key);
  }
}

}  // namespace

// The host is trusted, and a message of its that makes no sense is a defect: there is nobody to tell, and
// going on would be worse.
void Session::Quit(int status) {
  end_(status);
  std::abort();
}

void Session::SayReady() {
  if (!channel_.Send(MessageType::kReady, {}, {}, -1)) Quit(0);
}

void Session::SayRefused(const std::string& why) {
  ByteWriter body;
  body.PutText(std::string_view(why).substr(0, kMaxText));
  static_cast<void>(channel_.Send(MessageType::kRefused, body.bytes(), {}, -1));
}

void Session::Receive(Message& message) {
  switch (channel_.Receive(message, -1, true)) {
    case Received::kMessage:
      return;
    case Received::kMalformed:
      Malformed();
    default:
      Quit(0);  // the host is gone
  }
}

void Session::Serve(const Plugin& plugin) {
  for (Message message;;) {
    Receive(message);
    ByteReader in(message.body);
    if (!blocks_.Read(in, message.descriptors)) Malformed();
    switch (message.type) {
      case MessageType::kCreate:
        Create(in, plugin);
        break;
      case MessageType::kRun:
        Run(in);
        break;
      case MessageType::kDestroy:
        Destroy(in);
        break;
      default:
        Malformed();
    }
  }
}

void Session::Create(ByteReader& in, const Plugin& plugin) {
  auto made = std::make_unique<Configured>();
  const auto id = in.Get<std::uint64_t>();
  if (instances_.contains(id)) Malformed();
  const auto operation = in.GetText(kMaxText);
  for (const auto& candidate : plugin.operations)
    if (candidate.id == operation) made->operation = &candidate;
  for (auto count = in.GetCount(kMaxEntries, 16); count > 0; --count) {
    cph_value value{};
    value.type = in.Get<std::int32_t>();
    value.number = in.Get<double>();
    value.text = made->texts.emplace_back(in.GetText(kMaxValue)).c_str();
    made->values.push_back(value);
  }
  ReadMap(in, [&](const std::string& rule) {
    auto& of_rule = made->thresholds[rule];
    ReadMap(in, [&](const std::string& name) { of_rule[name] = in.Get<double>(); });
  });
  made->has_spec = in.GetBool();
  if (made->has_spec) {
    ReadMap(in, [&](const std::string& path) { made->spec_numbers[path] = in.Get<double>(); });
    ReadMap(in, [&](const std::string& path) { made->spec_texts[path] = in.GetText(kMaxValue); });
  }
  if (!in.done()) Malformed();
  // The library that was scanned and the one that was loaded are not the same.
  if (made->operation == nullptr ||
      !std::equal(made->values.begin(), made->values.end(), made->operation->params.begin(),
                  made->operation->params.end(), [](const cph_value& value, const Param& param) {
                    return value.type == static_cast<std::int32_t>(param.type);
                  }))
    return Done(CPH_E_INVALID, "the library has changed since it was scanned");
  cph_call call;
  call.session = this;
  call.configured = made.get();
  call.creating = true;
  const auto status = made->operation->raw->create(
      &call, made->values.data(), static_cast<std::uint32_t>(made->values.size()), &made->handle);
  if (status == CPH_OK) instances_[id] = std::move(made);
  Done(status, call.error);
}

void Session::Run(ByteReader& in) {
  const auto it = instances_.find(in.Get<std::uint64_t>());
  if (it == instances_.end()) Malformed();
  cph_call call;
  call.session = this;
  call.configured = it->second.get();
  bool no_memory = false;
  for (auto count = in.GetCount(kMaxEntries, 6); count > 0; --count) {
    const std::string id(in.GetText(kMaxText));
    if (call.facts.contains(id)) Malformed();
    cph_fact& fact = call.facts[id];
    if (in.GetBool() && (fact.image = ReadImage(in, blocks_, releases_)) == nullptr) no_memory = true;
    if (in.GetBool() && (fact.tensor = ReadTensor(in, blocks_, releases_)) == nullptr) no_memory = true;
  }
  ReadMap(in, [&](const std::string& key) { call.inputs[key] = in.GetText(kMaxValue); });
  call.item_count = in.Get<std::uint64_t>();
  if (!in.done()) Malformed();
  cph_status status = CPH_E_LIMIT;
  if (no_memory) {
    call.error = "the photo does not fit into the worker's memory";
  } else {
    status = it->second->operation->raw->run(it->second->handle, &call);
  }
  for (const auto& [id, fact] : std::exchange(call.facts, {})) {
    ImageValue::Unref(fact.image);
    TensorValue::Unref(fact.tensor);
  }
  Done(status, call.error);
}

void Session::Destroy(ByteReader& in) {
  const auto it = instances_.find(in.Get<std::uint64_t>());
  if (it == instances_.end() || !in.done()) Malformed();
  it->second->operation->raw->destroy(it->second->handle);
  instances_.erase(it);
  Done(CPH_OK, "");
}

void Session::Done(cph_status status, const std::string& error) {
  ByteWriter body;
  releases_.Put(body);
  body.Put(status);
  body.PutText(std::string_view(error).substr(0, kMaxText));
  if (!channel_.Send(MessageType::kDone, body.bytes(), {}, -1)) Quit(0);
}

void Session::Tell(MessageType type, const ByteWriter& body) {
  ByteWriter message;
  releases_.Put(message);
  message.Append(body);
  if (!channel_.Send(type, message.bytes(), {}, -1)) Quit(0);
}

ByteReader Session::Ask(MessageType type, const ByteWriter& body, cph_call* call, cph_status* status) {
  Tell(type, body);
  Receive(reply_);
  ByteReader in(reply_.body);
  if (!blocks_.Read(in, reply_.descriptors) || reply_.type != MessageType::kReply) Malformed();
  *status = in.Get<std::int32_t>();
  const auto error = in.GetText(kMaxText);
  if (!in.ok() || *status < CPH_OK || *status > CPH_E_INTERNAL || (*status != CPH_OK && !in.done()))
    Malformed();
  if (*status != CPH_OK && call != nullptr) call->error = error;
  return in;
}

}  // namespace certphoto::worker
