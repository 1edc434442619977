// certphoto.v1.CatalogService over the engine.
#ifndef CERTPHOTO_ENGINE_SERVER_CATALOG_SERVICE_H
#define CERTPHOTO_ENGINE_SERVER_CATALOG_SERVICE_H

#include "certphoto/v1/catalog_service.grpc.pb.h"
#include "engine/server/call.h"

namespace certphoto {

// Thread-safe. The parts outlive it. Answers at once, past the queue: it only copies what is in memory.
class CatalogServiceImpl final : public v1::CatalogService::CallbackService {
 public:
  explicit CatalogServiceImpl(ServiceParts& parts) : parts_(parts) {}
  grpc::ServerUnaryReactor* ListPipelines(grpc::CallbackServerContext*, const v1::ListPipelinesRequest*,
                                          v1::ListPipelinesResponse*) override;
  grpc::ServerUnaryReactor* ListSpecs(grpc::CallbackServerContext*, const v1::ListSpecsRequest*,
                                      v1::ListSpecsResponse*) override;
  grpc::ServerUnaryReactor* ListRules(grpc::CallbackServerContext*, const v1::ListRulesRequest*,
                                      v1::ListRulesResponse*) override;
  grpc::ServerUnaryReactor* ListPlugins(grpc::CallbackServerContext*, const v1::ListPluginsRequest*,
                                        v1::ListPluginsResponse*) override;
  grpc::ServerUnaryReactor* ListPapers(grpc::CallbackServerContext*, const v1::ListPapersRequest*,
                                       v1::ListPapersResponse*) override;

 private:
  ServiceParts& parts_;
};

}  // namespace certphoto

#endif
