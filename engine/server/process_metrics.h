// The process as Prometheus' client libraries describe it: memory, descriptors, processor time.
#ifndef CERTPHOTO_ENGINE_SERVER_PROCESS_METRICS_H
#define CERTPHOTO_ENGINE_SERVER_PROCESS_METRICS_H

#include <prometheus/metric_family.h>

#include <vector>

namespace certphoto {

// Read from /proc at each call; what cannot be read is left out.
[[nodiscard]] std::vector<prometheus::MetricFamily> ProcessMetrics();

}  // namespace certphoto

#endif
