#include "engine/server/warm_up.h"

#include <algorithm>
#include <set>

#include "engine/imaging/encode_png.h"
#include "engine/inference/load_time.h"

namespace certphoto {
namespace {

// As large as a plan usually decodes to.
constexpr int kWidth = 1200, kHeight = 1600;

Result<std::vector<std::uint8_t>> Wall(const Allocator& allocator) {
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, kWidth, kHeight);
  if (!image) return image.error();
  for (int y = 0; y < kHeight; ++y)
    std::fill_n((*image)->pixels + y * (*image)->stride_bytes, 3 * kWidth,
                static_cast<std::uint8_t>(150 + y / 16 % 64));
  return EncodePng(**image);
}

// Every pipeline is compiled by now, and compiling opens its networks.
void CountNetworks(const Snapshot& snapshot, Metrics& metrics) {
  std::set<std::string> models;
  for (const auto& pipeline : snapshot.pipelines()) {
    const auto plan = snapshot.PlanFor({pipeline.name, "", false});
    if (!plan) continue;
    for (const auto& step : (*plan)->steps())
      for (const auto& model : step.operation->models) {
        if (!models.insert(model).second) continue;
        if (const auto network = (*plan)->host().inference->Open(model))
          metrics.ModelLoaded(model, LoadSecondsOf(**network));
      }
  }
  metrics.ModelCount(models.size());
}

}  // namespace

Status WarmUp(ServiceParts& parts) {
  const auto snapshot = parts.snapshot();
  const auto wall = Wall(snapshot->engine().allocator());
  if (!wall) return wall.error();
  auto names = parts.config.warm;
  names.insert(names.begin(), parts.config.default_pipeline);
  for (const auto& name : names) {
    const auto start = std::chrono::steady_clock::now();
    const auto plan = snapshot->PlanFor({name, "", false});
    if (!plan) return plan.error();
    std::mutex mutex;
    Status worst;
    parts.scheduler.OnEveryWorker([&](WorkerExecutors& executors) {
      auto executor = executors.For(*plan, snapshot->generation());
      if (executor) {
        (void)(*executor)->Run(*wall, {});
        return;
      }
      const std::lock_guard lock(mutex);
      worst = executor.error();
    });
    if (!worst) return worst;
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    parts.metrics.Warmed(name, seconds);
    parts.log.Info("warmed", {{"pipeline", name}, {"seconds", seconds}});
  }
  CountNetworks(*snapshot, parts.metrics);
  return {};
}

}  // namespace certphoto
