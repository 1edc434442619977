// Bearer tokens: who may call what. The file holds hashes; docs/service.md says how to make one.
#ifndef CERTPHOTO_ENGINE_SERVER_TOKENS_H
#define CERTPHOTO_ENGINE_SERVER_TOKENS_H

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/diagnostics.h"

namespace certphoto {

// The methods a token can be allowed, as "PhotoService.Process"; the services' own names and no others.
[[nodiscard]] const std::vector<std::string>& MethodNames();

enum class TokenAnswer { kAllowed, kUnknown, kExpired, kNotAllowed };

// Immutable once loaded; thread-safe.
class TokenList {
 public:
  // All mistakes of the file at once.
  [[nodiscard]] static Result<TokenList> Load(const std::filesystem::path& file);
  [[nodiscard]] static Result<TokenList> LoadText(std::string_view text, const std::string& name);

  struct Found {
    TokenAnswer answer = TokenAnswer::kUnknown;
    std::string id;  // of the entry; empty when unknown
  };
  // Takes the same time whichever entry it is, or none: only a hash is compared, with every entry, to the
  // last byte.
  [[nodiscard]] Found Ask(std::string_view token, std::string_view method,
                          std::chrono::system_clock::time_point now) const;
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string id;
    std::string sha256;  // lower-case hexadecimal
    std::chrono::system_clock::time_point expires = std::chrono::system_clock::time_point::max();
    std::vector<std::string> allowed;  // methods
  };
  friend struct TokenReader;
  std::vector<Entry> entries_;
};

}  // namespace certphoto

#endif
