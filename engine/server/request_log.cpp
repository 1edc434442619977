#include "engine/server/request_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <ctime>

#include "engine/report/escape.h"

namespace certphoto {
namespace {

// RFC 3339 with milliseconds, UTC.
std::string Now() {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[40];
  const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(ms));
  return text;
}

}  // namespace

ServiceLog::ServiceLog(bool json)
    : json_(json),
      logger_(
          std::make_shared<spdlog::logger>("service", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  logger_->set_pattern("%v");
}

void ServiceLog::Write(bool warning, const char* event, Fields fields) const {
  const auto level = warning ? spdlog::level::warn : spdlog::level::info;
  std::string line;
  if (json_) {
    Fields out;
    out["time"] = Now();
    out["level"] = warning ? "warning" : "info";
    out["event"] = event;
    out.update(fields);
    line = out.dump(-1, ' ', false, Fields::error_handler_t::replace);
  } else {
    line = Now() + (warning ? " WARNING " : " ") + event;
    for (const auto& [key, value] : fields.items())
      line += ' ' + key + '=' + (value.is_string() ? OneLine(value.get<std::string>()) : value.dump());
  }
  logger_->log(level, "{}", line);
}

}  // namespace certphoto
