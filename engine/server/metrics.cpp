#include "engine/server/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <sstream>

#include "engine/server/process_metrics.h"
#include "engine/server/rpc_error.h"

namespace certphoto {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

// A photo takes tens of milliseconds; a queue may hold seconds.
const Histogram::BucketBoundaries kSeconds{0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15,
                                           0.25,  0.5,  1,    2.5,   5,    10,    30};
// An operation takes from tenths to tens of milliseconds.
const Histogram::BucketBoundaries kOperationSeconds{0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01,
                                                    0.02,   0.05,   0.1,   0.25,  1};

using Metric = prometheus::ClientMetric;
using MetricFamily = prometheus::MetricFamily;
using Labels = std::vector<Metric::Label>;

void AddGauge(MetricFamily& family, double value, Labels labels = {}) {
  auto& metric = family.metric.emplace_back();
  metric.gauge.value = value;
  metric.label = std::move(labels);
}

void AddCounter(MetricFamily& family, double value, Labels labels = {}) {
  auto& metric = family.metric.emplace_back();
  metric.counter.value = value;
  metric.label = std::move(labels);
}

MetricFamily GaugeFamily(const char* name, const char* help, double value) {
  MetricFamily family{name, help, prometheus::MetricType::Gauge, {}};
  AddGauge(family, value);
  return family;
}

using Families = std::vector<MetricFamily>;

void AddScheduler(const Scheduler& scheduler, Families& families) {
  const auto now = scheduler.state();
  families.push_back(
      GaugeFamily("certphoto_queue_depth", "Requests that wait for a worker", double(now.waiting)));
  families.push_back(GaugeFamily("certphoto_requests_in_work", "Requests on a worker", double(now.running)));
  families.push_back(
      GaugeFamily("certphoto_requests_held", "Requests taken and not yet answered", double(now.tickets)));
  families.push_back(GaugeFamily("certphoto_workers", "Threads that work", double(scheduler.workers())));
  MetricFamily bytes{"certphoto_held_bytes",
                     "Memory held by requests, and by decoded pictures in work",
                     prometheus::MetricType::Gauge,
                     {}};
  AddGauge(bytes, double(now.held_bytes), {{"kind", "requests"}});
  AddGauge(bytes, double(now.decoded_bytes), {{"kind", "pictures"}});
  families.push_back(std::move(bytes));
}

// One series a plugin that runs in processes of its own.
void AddPluginWorkers(const Engine& engine, Families& families) {
  MetricFamily alive{
      "certphoto_plugin_workers", "Worker processes of a foreign plugin", prometheus::MetricType::Gauge, {}};
  MetricFamily restarts{"certphoto_plugin_worker_restarts_total",
                        "Worker processes that ended and have to be started again for the next photo",
                        prometheus::MetricType::Counter,
                        {}};
  MetricFamily timeouts{"certphoto_plugin_worker_timeouts_total",
                        "Worker processes that did not answer in time and were ended",
                        prometheus::MetricType::Counter,
                        {}};
  MetricFamily quarantined{"certphoto_plugin_quarantined",
                           "1 for a plugin that is not asked any more",
                           prometheus::MetricType::Gauge,
                           {}};
  for (const auto& plugin : engine.registry().isolated()) {
    const auto counters = plugin->counters();
    const Labels label{{"plugin", plugin->id()}};
    AddGauge(alive, double(counters.workers), label);
    AddCounter(restarts, double(counters.crashes), label);
    AddCounter(timeouts, double(counters.timeouts), label);
    AddGauge(quarantined, counters.quarantined ? 1 : 0, label);
  }
  for (auto* family : {&alive, &restarts, &timeouts, &quarantined}) families.push_back(std::move(*family));
}

// Values that somebody else counts.
class Watched : public prometheus::Collectable {
 public:
  Families Collect() const override {
    auto families = ProcessMetrics();
    const std::lock_guard lock(mutex);
    if (scheduler != nullptr) AddScheduler(*scheduler, families);
    if (streams)
      families.push_back(GaugeFamily("certphoto_streams", "Open ProcessStream calls", double(streams())));
    if (engine != nullptr) AddPluginWorkers(*engine, families);
    return families;
  }

  mutable std::mutex mutex;
  const Scheduler* scheduler = nullptr;
  std::function<std::size_t()> streams;
  std::shared_ptr<const Engine> engine;
};

}  // namespace

struct Metrics::State {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  std::shared_ptr<Watched> watched = std::make_shared<Watched>();
  Family<Counter>& requests = BuildCounter()
                                  .Name("certphoto_requests_total")
                                  .Help("Calls that ended, by method and gRPC code")
                                  .Register(*registry);
  Family<Histogram>& latency = BuildHistogram()
                                   .Name("certphoto_request_seconds")
                                   .Help("From arrival to the answer, by method")
                                   .Register(*registry);
  Histogram& waited = BuildHistogram()
                          .Name("certphoto_queue_seconds")
                          .Help("Time requests waited for a worker")
                          .Register(*registry)
                          .Add({}, kSeconds);
  Family<Counter>& refused = BuildCounter()
                                 .Name("certphoto_refused_total")
                                 .Help("Requests refused before any work, by reason")
                                 .Register(*registry);
  Family<Counter>& dropped = BuildCounter()
                                 .Name("certphoto_dropped_total")
                                 .Help("Requests taken and given up without an answer, by reason")
                                 .Register(*registry);
  Family<Histogram>& operations = BuildHistogram()
                                      .Name("certphoto_operation_seconds")
                                      .Help("Time of each operation of a pipeline on one photo")
                                      .Register(*registry);
  Family<Counter>& outcomes =
      BuildCounter().Name("certphoto_photos_total").Help("Photos worked on, by outcome").Register(*registry);
  Family<Counter>& verdicts = BuildCounter()
                                  .Name("certphoto_verdicts_total")
                                  .Help("Findings, by rule and verdict")
                                  .Register(*registry);
  Gauge& ready = BuildGauge()
                     .Name("certphoto_ready")
                     .Help("1 while the service says it is serving")
                     .Register(*registry)
                     .Add({});
  Family<Counter>& reloads = BuildCounter()
                                 .Name("certphoto_reloads_total")
                                 .Help("Reloads by result; a bad one keeps what was there")
                                 .Register(*registry);
  Family<Gauge>& warmed = BuildGauge()
                              .Name("certphoto_warm_up_seconds")
                              .Help("Time to load and run a pipeline's networks once on every worker")
                              .Register(*registry);
  Family<Gauge>& models = BuildGauge()
                              .Name("certphoto_model_load_seconds")
                              .Help("Time to check and open a network")
                              .Register(*registry);
  Gauge& model_count =
      BuildGauge().Name("certphoto_models_loaded").Help("Networks in memory").Register(*registry).Add({});
  std::unique_ptr<prometheus::Exposer> exposer;
  int port = 0;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {
  BuildGauge()
      .Name("certphoto_build_info")
      .Help("1, with the version of the program")
      .Register(*state_->registry)
      .Add({{"version", CERTPHOTO_VERSION}, {"compiler", __VERSION__}})
      .Set(1);
  // Series that are there from the start can be alerted on before the first event.
  for (const char* result : {"good", "bad"}) state_->reloads.Add({{"result", result}});
  for (const char* why :
       {reason::kQueueFull, reason::kMemoryFull, reason::kClientFull, reason::kDraining, reason::kBadToken})
    state_->refused.Add({{"reason", why}});
}

Metrics::~Metrics() = default;
int Metrics::port() const {
  return state_->port;
}

Status Metrics::Serve(const std::string& address) {
  try {
    state_->exposer = std::make_unique<prometheus::Exposer>(address, 1);
    state_->exposer->RegisterCollectable(state_->registry);
    state_->exposer->RegisterCollectable(state_->watched);
    const auto ports = state_->exposer->GetListeningPorts();
    state_->port = ports.empty() ? 0 : ports.front();
  } catch (const std::exception& e) {
    return Error{ErrorCode::kIo,
                 "metrics: cannot listen on " + address + ": the address is not ours or is in use"};
  }
  return {};
}

void Metrics::Request(const char* method, const char* code, double seconds) {
  state_->requests.Add({{"method", method}, {"code", code}}).Increment();
  state_->latency.Add({{"method", method}}, kSeconds).Observe(seconds);
}

void Metrics::Waited(double seconds) {
  state_->waited.Observe(seconds);
}
void Metrics::Refused(const std::string& reason) {
  state_->refused.Add({{"reason", reason}}).Increment();
}
void Metrics::Dropped(const char* reason) {
  state_->dropped.Add({{"reason", reason}}).Increment();
}
void Metrics::Ready(bool ready) {
  state_->ready.Set(ready ? 1 : 0);
}
void Metrics::Reloaded(bool good) {
  state_->reloads.Add({{"result", good ? "good" : "bad"}}).Increment();
}
void Metrics::Warmed(const std::string& pipeline, double seconds) {
  state_->warmed.Add({{"pipeline", pipeline}}).Set(seconds);
}
void Metrics::ModelLoaded(const std::string& model, double seconds) {
  state_->models.Add({{"model", model}}).Set(seconds);
}
void Metrics::ModelCount(std::size_t count) {
  state_->model_count.Set(double(count));
}

void Metrics::Photo(const PhotoResult& result) {
  state_->outcomes.Add({{"outcome", ToString(result.outcome)}}).Increment();
  for (const auto& timing : result.timings)
    state_->operations.Add({{"operation", timing.operation}}, kOperationSeconds)
        .Observe(timing.milliseconds / 1000);
  for (const auto& finding : result.findings)
    state_->verdicts.Add({{"rule", finding.rule}, {"verdict", ToString(finding.verdict)}}).Increment();
}

void Metrics::WatchScheduler(const Scheduler& scheduler) {
  const std::lock_guard lock(state_->watched->mutex);
  state_->watched->scheduler = &scheduler;
}

void Metrics::WatchStreams(std::function<std::size_t()> count) {
  const std::lock_guard lock(state_->watched->mutex);
  state_->watched->streams = std::move(count);
}

void Metrics::WatchEngine(std::shared_ptr<const Engine> engine) {
  const std::lock_guard lock(state_->watched->mutex);
  state_->watched->engine = std::move(engine);
}

std::string Metrics::Text() const {
  auto families = state_->registry->Collect();
  for (auto& family : state_->watched->Collect()) families.push_back(std::move(family));
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace certphoto
