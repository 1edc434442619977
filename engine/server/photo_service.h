// certphoto.v1.PhotoService over the engine.
#ifndef CERTPHOTO_ENGINE_SERVER_PHOTO_SERVICE_H
#define CERTPHOTO_ENGINE_SERVER_PHOTO_SERVICE_H

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/server/call.h"

namespace certphoto {

// Thread-safe. The parts outlive it.
class PhotoServiceImpl final : public v1::PhotoService::CallbackService {
 public:
  explicit PhotoServiceImpl(ServiceParts& parts) : parts_(parts) {}
  grpc::ServerUnaryReactor* Process(grpc::CallbackServerContext* context, const v1::ProcessRequest* request,
                                    v1::ProcessResponse* response) override;
  grpc::ServerBidiReactor<v1::ProcessStreamRequest, v1::ProcessStreamResponse>* ProcessStream(
      grpc::CallbackServerContext* context) override;

 private:
  ServiceParts& parts_;
};

}  // namespace certphoto

#endif
