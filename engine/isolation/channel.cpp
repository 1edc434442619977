#include "engine/isolation/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace certphoto::isolation {
namespace {

constexpr std::uint32_t kMagic = 0x31687063;  // "cph1"
constexpr std::size_t kReadBytes = 128u << 10;

struct Header {
  std::uint32_t magic = kMagic;
  std::uint16_t type = 0;
  std::uint16_t descriptors = 0;
  std::uint32_t length = 0;
  std::uint32_t reserved = 0;
};

bool WaitFor(int socket, short events, int timeout_ms) {
  pollfd entry{socket, events, 0};
  int ready = 0;
  do ready = ::poll(&entry, 1, timeout_ms);
  while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

Channel::~Channel() {
  for (const int descriptor : pending_descriptors_) ::close(descriptor);
  ::close(socket_);
}

bool Channel::Send(MessageType type, std::span<const std::uint8_t> body, std::span<const int> descriptors,
                   int timeout_ms) {
  if (body.size() > kMaxMessageBytes || descriptors.size() > kMaxBlocks) return false;
  Header header;
  header.type = static_cast<std::uint16_t>(type);
  header.descriptors = static_cast<std::uint16_t>(descriptors.size());
  header.length = static_cast<std::uint32_t>(body.size());
  iovec parts[] = {{&header, sizeof header}, {const_cast<std::uint8_t*>(body.data()), body.size()}};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxBlocks)> control;
  std::size_t sent = 0;
  const std::size_t total = sizeof header + body.size();
  while (sent < total) {
    msghdr message{};
    iovec rest[2];
    std::size_t skip = sent, count = 0;
    for (const auto& part : parts) {
      const auto left = part.iov_len - std::min(part.iov_len, skip);
      if (left > 0) rest[count++] = {static_cast<char*>(part.iov_base) + (part.iov_len - left), left};
      skip -= std::min(part.iov_len, skip);
    }
    message.msg_iov = rest;
    message.msg_iovlen = count;
    if (sent == 0 && !descriptors.empty()) {
      message.msg_control = control.data();
      message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
      cmsghdr* rights = CMSG_FIRSTHDR(&message);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
      std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
    }
    const auto n = ::sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0) {
      sent += static_cast<std::size_t>(n);
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (!WaitFor(socket_, POLLOUT, timeout_ms)) return false;
    } else {
      return false;
    }
  }
  return true;
}

Received Channel::Receive(Message& message, int timeout_ms, bool take_descriptors) {
  for (;;) {
    if (const auto buffered = TakeBuffered(message); buffered != Received::kNothingYet) return buffered;
    if (timeout_ms >= 0 && !WaitFor(socket_, POLLIN, timeout_ms)) return Received::kNothingYet;
    if (!Fill(take_descriptors)) return Received::kClosed;
  }
}

Received Channel::TakeBuffered(Message& message) {
  const std::size_t have = buffer_.size() - used_;
  Header header;
  if (have < sizeof header) return Received::kNothingYet;
  std::memcpy(&header, buffer_.data() + used_, sizeof header);
  if (header.magic != kMagic || header.length > kMaxMessageBytes || header.descriptors > kMaxBlocks ||
      header.reserved != 0)
    return Received::kMalformed;
  if (have < sizeof header + header.length) return Received::kNothingYet;
  if (header.descriptors > pending_descriptors_.size()) return Received::kMalformed;
  message.type = static_cast<MessageType>(header.type);
  const auto* body = buffer_.data() + used_ + sizeof header;
  message.body.assign(body, body + header.length);
  message.descriptors.assign(pending_descriptors_.begin(), pending_descriptors_.begin() + header.descriptors);
  pending_descriptors_.erase(pending_descriptors_.begin(), pending_descriptors_.begin() + header.descriptors);
  used_ += sizeof header + header.length;
  if (used_ == buffer_.size()) {
    buffer_.clear();
    used_ = 0;
  }
  return Received::kMessage;
}

bool Channel::Fill(bool take_descriptors) {
  if (used_ > 0) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ = 0;
  }
  // A message is at most kMaxMessageBytes and is taken as soon as it is whole, which bounds the buffer.
  std::array<std::uint8_t, kReadBytes> chunk;
  iovec part{chunk.data(), chunk.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxBlocks)> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (take_descriptors) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
  }
  ssize_t n = 0;
  do n = ::recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n <= 0) return false;
  for (cmsghdr* c = take_descriptors ? CMSG_FIRSTHDR(&message) : nullptr; c != nullptr;
       c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
      pending_descriptors_.push_back(descriptor);
    }
  }
  buffer_.insert(buffer_.end(), chunk.data(), chunk.data() + n);
  return true;
}

}  // namespace certphoto::isolation
