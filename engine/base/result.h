// Errors as values: what went wrong, where, with which value and limit, and what to do. Nothing in the engine
// throws across a folder; libraries that throw are caught where they are called.
#ifndef CERTPHOTO_ENGINE_BASE_RESULT_H
#define CERTPHOTO_ENGINE_BASE_RESULT_H

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace certphoto {

enum class ErrorCode {
  kUsage,        // the command or request is malformed
  kInvalid,      // a file's or value's content breaks its format
  kNotFound,     // the named thing does not exist
  kUnsupported,  // well-formed, but not something we do
  kLimit,        // a size, count or memory limit was reached
  kCancelled,    // the caller asked to stop
  kDeadline,     // the time allowed has passed
  kIo,           // the file system or network refused
  kInternal,     // a defect of ours or of a plugin
};

[[nodiscard]] const char* ToString(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

// A value or an error. Look before you take: `if (!r) return r.error();`.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const { return ok(); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

// Success or an error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  [[nodiscard]] explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace certphoto

#endif
