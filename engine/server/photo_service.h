// certphoto.v1.PhotoService over the engine.
#ifndef CERTPHOTO_ENGINE_SERVER_PHOTO_SERVICE_H
#define CERTPHOTO_ENGINE_SERVER_PHOTO_SERVICE_H

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/engine.h"
#include "engine/server/worker_pool.h"

namespace certphoto {

// Thread-safe. The engine and the pool outlive it.
class PhotoServiceImpl final : public v1::PhotoService::CallbackService {
 public:
  PhotoServiceImpl(const Engine& engine, WorkerPool& pool, std::string default_pipeline)
      : engine_(engine), pool_(pool), default_pipeline_(std::move(default_pipeline)) {}

  // Compiles a pipeline ahead of the first request, so that its networks are loaded when the service says it is ready.
  [[nodiscard]] Status Warm(const std::string& pipeline);

  grpc::ServerUnaryReactor* Process(grpc::CallbackServerContext* context, const v1::ProcessRequest* request,
                                    v1::ProcessResponse* response) override;

 private:
  using PlanKey = std::pair<std::string, std::string>;  // pipeline, spec
  [[nodiscard]] Result<std::shared_ptr<const Plan>> PlanFor(const std::string& pipeline, const std::string& spec);

  const Engine& engine_;
  WorkerPool& pool_;
  const std::string default_pipeline_;
  std::mutex plans_mutex_;
  std::map<PlanKey, std::shared_ptr<const Plan>> plans_;
};

}  // namespace certphoto

#endif
