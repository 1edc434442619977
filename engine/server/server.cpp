#include "engine/server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "engine/server/photo_service.h"

namespace certphoto {

struct Server::State {
  State(const Engine& engine, const ServerOptions& given)
      : options(given), pool(given.limits), photos(engine, pool, given.default_pipeline) {}

  ServerOptions options;
  WorkerPool pool;
  PhotoServiceImpl photos;
  std::unique_ptr<grpc::Server> server;
  int port = 0;
  bool stopped = false;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { Stop(); }
int Server::port() const { return state_->port; }

Result<std::unique_ptr<Server>> Server::Start(const Engine& engine, const ServerOptions& options) {
  auto state = std::make_unique<State>(engine, options);
  if (auto status = state->photos.Warm(options.default_pipeline); !status) return status.error();

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &state->port);
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.SetMaxSendMessageSize(options.max_message_bytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a second server on the same port is an error, not a lottery
  builder.RegisterService(&state->photos);
  state->server = builder.BuildAndStart();
  if (state->server == nullptr || state->port == 0)
    return Error{ErrorCode::kIo, "cannot listen on " + options.address + ": the address is not ours or is in use"};
  state->server->GetHealthCheckService()->SetServingStatus(true);
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

void Server::Stop() {
  if (std::exchange(state_->stopped, true)) return;
  state_->server->GetHealthCheckService()->SetServingStatus(false);
  state_->server->Shutdown(std::chrono::system_clock::now() + state_->options.drain_time);
  state_->pool.Drain();
}

}  // namespace certphoto
