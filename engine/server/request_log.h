// The service's log: one line an event, as JSON or as text. Ids, sizes, times and outcomes; never names,
// pixels, tokens or texts of a request.
#ifndef CERTPHOTO_ENGINE_SERVER_REQUEST_LOG_H
#define CERTPHOTO_ENGINE_SERVER_REQUEST_LOG_H

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace spdlog {
class logger;
}

namespace certphoto {

// Thread-safe. Writes to standard error; lines are whole.
class ServiceLog {
 public:
  using Fields = nlohmann::ordered_json;

  // `json` false: "event key=value …" for people.
  explicit ServiceLog(bool json);
  // For tests.
  ServiceLog(bool json, std::shared_ptr<spdlog::logger> logger) : json_(json), logger_(std::move(logger)) {}

  void Info(const char* event, Fields fields = Fields::object()) const {
    Write(false, event, std::move(fields));
  }
  void Warning(const char* event, Fields fields = Fields::object()) const {
    Write(true, event, std::move(fields));
  }

 private:
  void Write(bool warning, const char* event, Fields fields) const;

  bool json_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace certphoto

#endif
