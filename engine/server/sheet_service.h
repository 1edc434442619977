// certphoto.v1.SheetService over the engine.
#ifndef CERTPHOTO_ENGINE_SERVER_SHEET_SERVICE_H
#define CERTPHOTO_ENGINE_SERVER_SHEET_SERVICE_H

#include "certphoto/v1/sheet_service.grpc.pb.h"
#include "engine/server/call.h"

namespace certphoto {

// Thread-safe. The parts outlive it.
class SheetServiceImpl final : public v1::SheetService::CallbackService {
 public:
  explicit SheetServiceImpl(ServiceParts& parts) : parts_(parts) {}
  grpc::ServerWriteReactor<v1::RenderResponse>* Render(grpc::CallbackServerContext* context,
                                                       const v1::RenderRequest* request) override;

 private:
  ServiceParts& parts_;
};

}  // namespace certphoto

#endif
