// certphoto.v1.MatchService over the engine.
#ifndef CERTPHOTO_ENGINE_SERVER_MATCH_SERVICE_H
#define CERTPHOTO_ENGINE_SERVER_MATCH_SERVICE_H

#include "certphoto/v1/match_service.grpc.pb.h"
#include "engine/server/call.h"

namespace certphoto {

// Thread-safe. The parts outlive it.
class MatchServiceImpl final : public v1::MatchService::CallbackService {
 public:
  explicit MatchServiceImpl(ServiceParts& parts) : parts_(parts) {}
  grpc::ServerUnaryReactor* Match(grpc::CallbackServerContext* context, const v1::MatchRequest* request,
                                  v1::MatchResponse* response) override;

 private:
  ServiceParts& parts_;
};

}  // namespace certphoto

#endif
