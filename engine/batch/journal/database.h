// SQLite with errors as values. For the journal only.
#ifndef CERTPHOTO_ENGINE_BATCH_JOURNAL_DATABASE_H
#define CERTPHOTO_ENGINE_BATCH_JOURNAL_DATABASE_H

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace certphoto {

// One row of a result; valid until the callback returns.
class DatabaseRow {
 public:
  explicit DatabaseRow(sqlite3_stmt* statement) : statement_(statement) {}
  [[nodiscard]] std::string Text(int column) const;
  [[nodiscard]] std::vector<std::uint8_t> Blob(int column) const;
  [[nodiscard]] std::int64_t Integer(int column) const;
  [[nodiscard]] double Real(int column) const;
  [[nodiscard]] bool IsNull(int column) const;

 private:
  sqlite3_stmt* statement_;
};

// A value to bind; borrows text and blob until the call returns.
struct DatabaseValue {
  enum class Type { kNull, kInteger, kReal, kText, kBlob };
  Type type = Type::kNull;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;
  std::span<const std::uint8_t> blob;

  DatabaseValue() = default;
  template <class T, class = std::enable_if_t<std::is_integral_v<T>>>
  DatabaseValue(T value)
      : type(Type::kInteger),
        integer(static_cast<std::int64_t>(value)) {}               // NOLINT(google-explicit-constructor)
  DatabaseValue(double value) : type(Type::kReal), real(value) {}  // NOLINT(google-explicit-constructor)
  DatabaseValue(const std::string& value)
      : type(Type::kText), text(value) {}  // NOLINT(google-explicit-constructor)
  DatabaseValue(std::string_view value)
      : type(Type::kText), text(value) {}                               // NOLINT(google-explicit-constructor)
  DatabaseValue(const char* value) : type(Type::kText), text(value) {}  // NOLINT(google-explicit-constructor)
  DatabaseValue(std::span<const std::uint8_t> value)
      : type(Type::kBlob), blob(value) {}  // NOLINT(google-explicit-constructor)
  DatabaseValue(const std::vector<std::uint8_t>& value)
      : type(Type::kBlob), blob(value) {}  // NOLINT(google-explicit-constructor)
};

// One connection, used by one thread at a time. Errors are kIo and name the file.
class Database {
 public:
  // WAL, synchronous FULL: a commit that returned survives a power cut. Deleted data is overwritten
  // (secure_delete). The file is 0600.
  [[nodiscard]] static Result<std::unique_ptr<Database>> Open(const std::filesystem::path& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs one statement; `on_row` is called for each row. Prepared statements are kept.
  [[nodiscard]] Status Run(const char* sql, std::initializer_list<DatabaseValue> values = {},
                           const std::function<void(const DatabaseRow&)>& on_row = {});
  [[nodiscard]] Status Script(const char* sql);
  // All of it or nothing: what `work` does is rolled back when it fails.
  [[nodiscard]] Status Transaction(const std::function<Status()>& work);
  [[nodiscard]] std::int64_t Changes() const;

 private:
  explicit Database(std::filesystem::path file) : file_(std::move(file)) {}
  [[nodiscard]] Error Failure() const;
  [[nodiscard]] Result<sqlite3_stmt*> Prepare(const char* sql);

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
  std::vector<std::pair<const char*, sqlite3_stmt*>> prepared_;  // by the literal's address
};

}  // namespace certphoto

#endif
