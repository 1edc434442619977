#include "engine/server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <condition_variable>
#include <thread>

#include "engine/server/catalog_service.h"
#include "engine/server/certificates.h"
#include "engine/server/match_service.h"
#include "engine/server/photo_service.h"
#include "engine/server/sheet_service.h"
#include "engine/server/warm_up.h"

namespace certphoto {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{500};
constexpr milliseconds kDrainPoll{5};
// Refusals wait until no call has come or gone for kQuiet, when all who ask again have their next call here,
// kLongestHold at most; then until gRPC has told everybody that it goes. What reaches gRPC in between is cut
// off (CANCELLED): with 32 clients that pause for up to 0.3 s that happened in 14 of 40 stops after a hold of
// 100 ms.
constexpr milliseconds kQuiet{500}, kLongestHold{2'000}, kGoodbye{50};
// For what arrives until the clients have heard of the stop: a busy machine took more than 200 ms to refuse
// it, and the call was cut off. Only who watches the health service makes a stop last that long.
constexpr milliseconds kLastWords{1000};
constexpr const char* kServices[] = {"certphoto.v1.PhotoService", "certphoto.v1.MatchService",
                                     "certphoto.v1.SheetService", "certphoto.v1.CatalogService"};

int Milliseconds(milliseconds time) {
  return static_cast<int>(time.count());
}

// A peer that is silent is asked and given up; one without calls, or an old one, has to come anew.
void LimitConnections(const ServerConfig& config, grpc::ServerBuilder& builder) {
  const auto& c = config.connection;
  builder.SetMaxReceiveMessageSize(config.request.message_bytes);
  builder.SetMaxSendMessageSize(-1);  // ours to bound, not gRPC's to fail
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT,
                             0);  // a second server on the same port is an error, not a lottery
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, c.streams);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(c.handshake));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(c.idle));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(c.age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(config.request.longest));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(c.keepalive));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(c.keepalive_wait));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // ask as often as it takes
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.SetResourceQuota(grpc::ResourceQuota("certphoto").Resize(c.transport_bytes));
}

}  // namespace

struct Server::State {
  State(const ServerConfig& given, const ServiceLog& service_log)
      : config(given),
        log(service_log),
        scheduler(config.work),
        parts(config, scheduler, metrics, log, calls),
        photos(parts),
        matches(parts),
        sheets(parts),
        catalog(parts) {
    metrics.WatchScheduler(scheduler);
    metrics.WatchStreams([this] { return calls.streams(); });
  }

  void Serving(bool serving) {
    auto* health = server->GetHealthCheckService();
    health->SetServingStatus(serving);  // the empty name: the server as a whole
    for (const auto* name : kServices) health->SetServingStatus(name, serving);
    metrics.Ready(serving);
  }
  static void WaitWhile(const auto& busy, milliseconds longest) {
    const auto until = std::chrono::steady_clock::now() + longest;
    while (std::chrono::steady_clock::now() < until && busy()) std::this_thread::sleep_for(kDrainPoll);
  }
  void WaitForAnswers() const {
    WaitWhile([this] { return scheduler.state().tickets > 0 || calls.open() > 0; }, config.drain.longest);
  }
  // Those whose call is held do not ask again. Who was answered comes back at once or not soon.
  void WaitForQuiet() const {
    WaitWhile([this] { return std::chrono::steady_clock::now() - calls.last_change() < kQuiet; },
              kLongestHold);
  }
  void SetSnapshot(std::shared_ptr<const Snapshot> snapshot) {
    const std::lock_guard lock(parts.snapshot_mutex);
    parts.current_snapshot.swap(snapshot);
  }  // the old one is let go without the lock
  void Housekeep(const std::stop_token& stop) {
    auto look_at_certificates = std::chrono::steady_clock::now() + config.tls.poll;
    std::unique_lock lock(tick_mutex);
    while (!tick.wait_for(lock, stop, kTick, [&] { return stop.stop_requested(); })) {
      calls.Tick();
      if (certificates == nullptr || std::chrono::steady_clock::now() < look_at_certificates) continue;
      look_at_certificates = std::chrono::steady_clock::now() + config.tls.poll;
      (void)ReloadCertificates();
    }
  }
  // Says what happened only when something did.
  Status ReloadCertificates() {
    const std::lock_guard lock(certificates_mutex);
    const auto renewed = certificates->Reload();
    if (!renewed) {
      if (std::exchange(bad_certificates, renewed.error().message) != renewed.error().message)
        log.Warning("certificates refused",
                    {{"kept", "those of before"}, {"error", renewed.error().message}});
      return renewed.error();
    }
    bad_certificates.clear();
    if (*renewed) log.Info("certificates renewed");
    return {};
  }

  const ServerConfig config;
  const ServiceLog& log;
  Metrics metrics;
  Scheduler scheduler;
  OpenCalls calls;
  ServiceParts parts;
  PhotoServiceImpl photos;
  MatchServiceImpl matches;
  SheetServiceImpl sheets;
  CatalogServiceImpl catalog;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Certificates> certificates;
  std::mutex reload_mutex, certificates_mutex;
  std::string bad_certificates;  // what was wrong last
  std::mutex tick_mutex;
  std::condition_variable_any tick;
  std::jthread housekeeper;
  int port = 0;
  bool stopped = false;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() {
  Stop();
}
int Server::port() const {
  return state_->port;
}
int Server::metrics_port() const {
  return state_->metrics.port();
}
std::string Server::MetricsText() const {
  return state_->metrics.Text();
}

Result<std::unique_ptr<Server>> Server::Start(std::shared_ptr<const Engine> engine,
                                              const ServerConfig& config, const ServiceLog& log) {
  if (auto status = CheckServerConfig(config); !status) return status.error();
  auto snapshot = Snapshot::Load(engine, config, 1);
  if (!snapshot) return snapshot.error();
  auto state = std::make_unique<State>(config, log);
  state->SetSnapshot(*snapshot);
  state->metrics.WatchEngine(engine);
  if (!config.metrics_address.empty())
    if (auto status = state->metrics.Serve(config.metrics_address); !status) return status.error();

  grpc::EnableDefaultHealthCheckService(true);
  if (config.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  LimitConnections(config, builder);
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  if (config.tls.on()) {
    auto certificates = Certificates::Open(config.tls);
    if (!certificates) return certificates.error();
    state->certificates = std::move(*certificates);
    credentials = state->certificates->Credentials();
  }
  builder.AddListeningPort(config.address, credentials, &state->port);
  builder.RegisterService(&state->photos);
  builder.RegisterService(&state->matches);
  builder.RegisterService(&state->sheets);
  builder.RegisterService(&state->catalog);
  state->server = builder.BuildAndStart();
  if (state->server == nullptr || state->port == 0)
    return Error{ErrorCode::kIo,
                 "cannot listen on " + config.address + ": the address is not ours or is in use"};
  state->housekeeper =
      std::jthread([raw = state.get()](const std::stop_token& stop) { raw->Housekeep(stop); });
  state->Serving(false);
  std::unique_ptr<Server> server(new Server(std::move(state)));
  if (auto status = WarmUp(server->state_->parts); !status) return status.error();
  server->state_->parts.accepting = true;
  server->state_->Serving(true);
  return server;
}

Status Server::Reload() {
  const std::lock_guard lock(state_->reload_mutex);
  const auto now = state_->parts.snapshot();
  const auto load = [&]() -> Status {
    auto engine = now->engine().Reread();
    if (!engine) return engine.error();
    auto next = Snapshot::Load(std::move(*engine), state_->config, now->generation() + 1);
    if (!next) return next.error();
    if (state_->certificates != nullptr)
      if (auto status = state_->ReloadCertificates(); !status) return status.error();
    state_->SetSnapshot(std::move(*next));
    return {};
  };
  const auto status = load();
  state_->metrics.Reloaded(status.ok());
  if (status.ok()) {
    state_->log.Info("reloaded");
  } else {
    state_->log.Warning("reload refused",
                        {{"kept", "what was there before"}, {"error", status.error().message}});
  }
  return status;
}

void Server::Stop() {
  if (std::exchange(state_->stopped, true)) return;
  if (state_->server == nullptr) return;
  state_->Serving(false);
  std::this_thread::sleep_for(state_->parts.accepting ? state_->config.drain.notice : milliseconds(0));
  state_->parts.accepting = false;
  state_->calls.Drain();
  state_->WaitForAnswers();
  state_->calls.HoldRefusals();
  state_->WaitForQuiet();
  {
    // gRPC's own wait would last as long as somebody watches the health service.
    const std::jthread shutdown(
        [this] { state_->server->Shutdown(std::chrono::system_clock::now() + kGoodbye + kLastWords); });
    std::this_thread::sleep_for(kGoodbye);
    state_->calls.ReleaseRefusals();
  }
  state_->scheduler.Stop();
  state_->housekeeper.request_stop();
  state_->housekeeper = {};
}

}  // namespace certphoto
