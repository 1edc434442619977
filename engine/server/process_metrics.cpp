#include "engine/server/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace certphoto {
namespace {

prometheus::MetricFamily One(const char* name, const char* help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  (type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {name, help, type, {metric}};
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessMetrics() {
  using Type = prometheus::MetricType;
  std::vector<prometheus::MetricFamily> out;
  std::ifstream statm("/proc/self/statm");
  double total_pages = 0, resident_pages = 0;
  if (statm >> total_pages >> resident_pages)
    out.push_back(One("process_resident_memory_bytes", "Memory in use", Type::Gauge,
                      resident_pages * double(::sysconf(_SC_PAGESIZE))));
  std::error_code failed;
  std::size_t descriptors = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", failed), end; !failed && it != end;
       it.increment(failed))
    ++descriptors;
  if (descriptors > 0)
    out.push_back(One("process_open_fds", "Open descriptors", Type::Gauge,
                      double(descriptors - 1)));  // the folder's own
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    out.push_back(
        One("process_max_fds", "Descriptors that may be open", Type::Gauge, double(limit.rlim_cur)));
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
    out.push_back(One("process_cpu_seconds_total", "Processor time used", Type::Counter,
                      seconds(usage.ru_utime) + seconds(usage.ru_stime)));
  }
  return out;
}

}  // namespace certphoto
