// Broken messages for the tests of both sides: engine/isolation/fuzz_test.cpp lies to the host,
// engine/worker/fuzz_test.cpp to the worker.
#ifndef CERTPHOTO_ENGINE_ISOLATION_FUZZ_H
#define CERTPHOTO_ENGINE_ISOLATION_FUZZ_H

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <random>
#include <vector>

#include "engine/isolation/messages.h"

namespace certphoto::isolation {

using FuzzRandom = std::mt19937_64;
inline constexpr std::uint64_t kFuzzSeed = 20'240'611;
inline constexpr std::uint32_t kFuzzMagic = 0x31687063;  // channel.cpp

struct FuzzMessage {
  MessageType type;
  std::vector<std::uint8_t> body;
  std::uint16_t descriptors = 0;  // as its head says
};

// As Channel writes it, but the body need not be what the head says.
inline void PutFrame(std::vector<std::uint8_t>& out, std::uint16_t type, std::span<const std::uint8_t> body,
                     std::uint32_t length, std::uint32_t magic = kFuzzMagic, std::uint16_t descriptors = 0) {
  ByteWriter head;
  head.Put(magic);
  head.Put(type);
  head.Put(descriptors);
  head.Put(length);
  head.Put<std::uint32_t>(0);
  out.insert(out.end(), head.bytes().begin(), head.bytes().end());
  out.insert(out.end(), body.begin(), body.end());
}

inline void PutWhole(std::vector<std::uint8_t>& out, const FuzzMessage& message) {
  PutFrame(out, static_cast<std::uint16_t>(message.type), message.body,
           static_cast<std::uint32_t>(message.body.size()), kFuzzMagic, message.descriptors);
}

inline void Mutate(std::vector<std::uint8_t>& body, FuzzRandom& random) {
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

// A message with at least one byte changed: mostly in its body, now and then in its head, at times all of it.
inline std::vector<std::uint8_t> Broken(const FuzzMessage& message, FuzzRandom& random) {
  std::vector<std::uint8_t> whole, out;
  PutWhole(whole, message);
  do {
    out.clear();
    auto changed = message;
    const auto kind = random() % 20;
    if (kind != 0) Mutate(changed.body, random);
    if (kind == 1) changed.type = static_cast<MessageType>(random() % 64);
    if (kind == 2) changed.descriptors = static_cast<std::uint16_t>(random() % 300);
    const auto length =
        kind == 3 ? static_cast<std::uint32_t>(random()) : static_cast<std::uint32_t>(changed.body.size());
    PutFrame(out, static_cast<std::uint16_t>(changed.type), changed.body, length,
             kind == 4 ? static_cast<std::uint32_t>(random()) : kFuzzMagic, changed.descriptors);
    if (kind == 5)
      for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  } while (out == whole);
  return out;
}

// How many broken messages a test sends, each to a side that has taken everything before it: 10,000, or what
// CERTPHOTO_FUZZ_MESSAGES says (scripts/fuzz-isolation).
inline int FuzzMessageCount() {
  const char* wanted = std::getenv("CERTPHOTO_FUZZ_MESSAGES");
  return wanted != nullptr ? std::atoi(wanted) : 10'000;
}

}  // namespace certphoto::isolation

#endif
