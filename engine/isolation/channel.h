// A stream socket that carries whole messages, with descriptors from the host to the worker.
#ifndef CERTPHOTO_ENGINE_ISOLATION_CHANNEL_H
#define CERTPHOTO_ENGINE_ISOLATION_CHANNEL_H

#include <deque>
#include <span>
#include <vector>

#include "engine/isolation/messages.h"

namespace certphoto::isolation {

struct Message {
  MessageType type = MessageType::kDone;
  std::vector<std::uint8_t> body;
  std::vector<int> descriptors;  // the receiver closes them
};

enum class Received { kMessage, kNothingYet, kClosed, kMalformed };

// Owns the socket. Used by one thread at a time.
class Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel();

  // False when the other side is gone, or takes nothing for `timeout_ms`. The descriptors stay the caller's.
  [[nodiscard]] bool Send(MessageType type, std::span<const std::uint8_t> body,
                          std::span<const int> descriptors, int timeout_ms);
  // Waits up to `timeout_ms` (-1: for ever). Descriptors are taken only when `take_descriptors`; otherwise
  // the kernel closes what the other side sends.
  [[nodiscard]] Received Receive(Message& message, int timeout_ms, bool take_descriptors);

 private:
  [[nodiscard]] Received TakeBuffered(Message& message);
  [[nodiscard]] bool Fill(bool take_descriptors);

  int socket_;
  std::vector<std::uint8_t> buffer_;
  std::size_t used_ = 0;  // bytes of buffer_ already handed out
  std::deque<int> pending_descriptors_;
};

}  // namespace certphoto::isolation

#endif
