#include "engine/batch/journal/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace certphoto {

std::string DatabaseRow::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text == nullptr
             ? std::string()
             : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
std::vector<std::uint8_t> DatabaseRow::Blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return data == nullptr ? std::vector<std::uint8_t>()
                         : std::vector<std::uint8_t>(data, data + sqlite3_column_bytes(statement_, column));
}
std::int64_t DatabaseRow::Integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double DatabaseRow::Real(int column) const {
  return sqlite3_column_double(statement_, column);
}
bool DatabaseRow::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<Database>> Database::Open(const std::filesystem::path& file) {
  std::unique_ptr<Database> database(new Database(file));
  // SQLite would make it readable by everybody; its side files take over the mode of the main one.
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (made < 0)
    return Error{ErrorCode::kIo, "cannot open the journal " + file.string() + ": " + std::strerror(errno)};
  ::close(made);
  if (sqlite3_open_v2(file.c_str(), &database->handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK)
    return database->Failure();
  sqlite3_busy_timeout(database->handle_, 10'000);
  if (auto status = database->Script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                                     "secure_delete=ON; PRAGMA foreign_keys=ON;");
      !status)
    return status.error();
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Error Database::Failure() const {
  const int code = sqlite3_extended_errcode(handle_);
  std::string what = sqlite3_errmsg(handle_);
  if ((code & 0xFF) == SQLITE_FULL) what = "the disk is full";
  if ((code & 0xFF) == SQLITE_READONLY) what = "the folder or the file is read-only";
  return {ErrorCode::kIo, "the journal " + file_.string() + ": " + what};
}

Status Database::Script(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Failure();
  return {};
}

Result<sqlite3_stmt*> Database::Prepare(const char* sql) {
  for (const auto& [text, statement] : prepared_)
    if (text == sql) return statement;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    return Failure();
  prepared_.emplace_back(sql, statement);
  return statement;
}

Status Database::Run(const char* sql, std::initializer_list<DatabaseValue> values,
                     const std::function<void(const DatabaseRow&)>& on_row) {
  const auto prepared = Prepare(sql);
  if (!prepared) return prepared.error();
  sqlite3_stmt* statement = *prepared;
  int index = 0;
  for (const auto& value : values) {
    ++index;
    switch (value.type) {
      case DatabaseValue::Type::kNull:
        sqlite3_bind_null(statement, index);
        break;
      case DatabaseValue::Type::kInteger:
        sqlite3_bind_int64(statement, index, value.integer);
        break;
      case DatabaseValue::Type::kReal:
        sqlite3_bind_double(statement, index, value.real);
        break;
      case DatabaseValue::Type::kText:
        sqlite3_bind_text64(statement, index, value.text.data() != nullptr ? value.text.data() : "",
                            value.text.size(), SQLITE_STATIC, SQLITE_UTF8);
        break;
      case DatabaseValue::Type::kBlob:
        sqlite3_bind_blob64(statement, index,
                            value.blob.data() != nullptr ? static_cast<const void*>(value.blob.data()) : "",
                            value.blob.size(), SQLITE_STATIC);
        break;
    }
  }
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW)
    if (on_row) on_row(DatabaseRow(statement));
  Status status;
  if (code != SQLITE_DONE) status = Failure();
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return status;
}

Status Database::Transaction(const std::function<Status()>& work) {
  if (auto status = Script("BEGIN IMMEDIATE"); !status) return status;
  auto status = work();
  if (status) status = Script("COMMIT");
  if (!status && sqlite3_get_autocommit(handle_) == 0) (void)Script("ROLLBACK");
  return status;
}

std::int64_t Database::Changes() const {
  return sqlite3_changes64(handle_);
}

}  // namespace certphoto
