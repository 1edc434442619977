#ifndef CERTPHOTO_ENGINE_BASE_SHA256_H
#define CERTPHOTO_ENGINE_BASE_SHA256_H

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace certphoto {

// SHA-256 (FIPS 180-4) by OpenSSL, fed in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(std::span<const std::uint8_t> bytes);
  void Update(std::string_view text);
  // Lower-case hexadecimal, 64 characters. Ends the object's use.
  [[nodiscard]] std::string Hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string Sha256Hex(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string Sha256OfText(std::string_view text);
[[nodiscard]] Result<std::string> Sha256OfFile(const std::filesystem::path& file);

}  // namespace certphoto

#endif
