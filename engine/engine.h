// The engine: plugins, models, rules, specs and pipelines of one installation, opened once and shared by
// every front door.
#ifndef CERTPHOTO_ENGINE_ENGINE_H
#define CERTPHOTO_ENGINE_ENGINE_H

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalogue/rule.h"
#include "engine/catalogue/spec.h"
#include "engine/inference/inference.h"
#include "engine/pipeline/plan.h"
#include "engine/pipeline/renderer_run.h"
#include "engine/plugin/host_services.h"
#include "engine/plugin/registry.h"

namespace certphoto {

// Where an installation's parts lie. The build tree has the same layout.
struct Installation {
  std::filesystem::path data;    // share/certphoto: pipelines, specs, rules, papers, models.yaml
  std::filesystem::path models;  // the networks
  std::vector<std::filesystem::path> plugin_folders;  // in order of search
  std::filesystem::path own_plugins;                  // the one of them that is the installation's own
  std::filesystem::path plugin_worker;                // certphoto-plugin-worker
  std::filesystem::path plugin_cache;                 // what scans found; empty: nothing is kept
  std::filesystem::path plugin_policy;                // plugins.yaml; need not exist

  // From the program's own place (bin/../share, bin/../lib), overridden by CERTPHOTO_DATA_DIR,
  // CERTPHOTO_MODELS, CERTPHOTO_PLUGINS (folders separated by ':', searched before the installation's own)
  // and CERTPHOTO_PLUGIN_POLICY (the path of a plugins.yaml).
  [[nodiscard]] static Installation Find();
};

// Immutable after Open but for the networks opened on first use; thread-safe.
class Engine {
 public:
  // Reads rules, specs and the model list, and loads the plugins. One broken plugin is not an error (see
  // registry().broken()); a broken rule or spec file is.
  //
  // A folder of plugins may hold rules and networks of its own: FOLDER/rules/*.yaml and FOLDER/models.yaml
  // with FOLDER/models/. They are read with the installation's; no id may be there twice.
  enum class Plugins {
    kRun,
    kTablesOnly
  };  // tables only: for catalogues; no code of a plugin runs in this process
  [[nodiscard]] static Result<std::unique_ptr<Engine>> Open(Installation installation, LogSink log,
                                                            Plugins plugins = Plugins::kRun);

  // The same plugins and networks with pipelines, specs and rules as their files say now. This engine stays
  // as it is; plans of both may be at work at once. For a service that is told to reload.
  [[nodiscard]] Result<std::unique_ptr<Engine>> Reread() const;

  // `pipeline` is the name of an installed one ("grad") or the path of a file. The error lists every problem
  // of the file.
  [[nodiscard]] Result<std::shared_ptr<const Plan>> Compile(const std::string& pipeline,
                                                            const PlanOptions& options) const;
  // From the text of a pipeline file; `name` stands for the file in messages.
  [[nodiscard]] Result<std::shared_ptr<const Plan>> CompileText(std::string_view text,
                                                                const std::string& name,
                                                                const PlanOptions& options) const;

  // Runs a renderer; see RunRenderer.
  [[nodiscard]] Status Render(const RendererRequest& request, Diagnostics& problems) const;

  [[nodiscard]] Result<std::filesystem::path> FindPipeline(const std::string& pipeline) const;
  [[nodiscard]] std::vector<std::string> PipelineNames() const;

  [[nodiscard]] const Installation& installation() const { return installation_; }
  [[nodiscard]] const PluginRegistry& registry() const { return loaded_->registry; }
  [[nodiscard]] const RuleCatalogue& rules() const { return rules_; }
  [[nodiscard]] const SpecCatalogue& specs() const { return specs_; }
  [[nodiscard]] const ModelList& models() const { return loaded_->inference->models(); }
  [[nodiscard]] const Allocator& allocator() const { return loaded_->allocator; }

 private:
  // What is loaded once per process: plugins keep a pointer to the host table.
  struct Loaded {
    explicit Loaded(LogSink log)
        : host(std::move(log)), pool(std::make_shared<BufferPool>()), allocator(pool) {}
    HostTable host;
    std::shared_ptr<BufferPool> pool;
    Allocator allocator;
    std::unique_ptr<Inference> inference;
    PluginRegistry registry;
  };
  Engine(Installation installation, std::shared_ptr<Loaded> loaded)
      : installation_(std::move(installation)), loaded_(std::move(loaded)) {}
  void ReadCatalogues(Diagnostics& problems);
  [[nodiscard]] PlanSources Sources() const;

  Installation installation_;
  std::shared_ptr<Loaded> loaded_;
  RuleCatalogue rules_;
  SpecCatalogue specs_;
};

}  // namespace certphoto

#endif
