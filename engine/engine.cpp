#include "engine/engine.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "engine/plugin/scanner.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

fs::path FolderOfProgram() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

const char* Environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

// Photos of one batch need the same memory again and again. By default glibc gives every block above 128 KiB
// back to the kernel and takes it anew, zeroed page by page, for the next photo.
void KeepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest glibc accepts
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

// The host owns all threads: libraries that plugins bring would start pools of their own, one a worker, and
// the workers would wait for each other's cores. OpenCV reads its variable when it is loaded; a user's own
// setting stays.
void KeepLibrariesToOneThread() {
  setenv("OPENCV_FOR_THREADS_NUM", "1", 0);
  setenv("OMP_NUM_THREADS", "1", 0);
}

// 'bin' is the usual place of the program; tests stand beside it.
fs::path LibraryFolder(const fs::path& prefix) {
  std::error_code ignored;
  for (const char* candidate : {"lib", "lib64", CERTPHOTO_LIBDIR})
    if (fs::is_directory(prefix / candidate / "certphoto/plugins", ignored))
      return prefix / candidate / "certphoto/plugins";
  return prefix / "lib/certphoto/plugins";
}

}  // namespace

Installation Installation::Find() {
  const auto prefix = FolderOfProgram().parent_path();
  Installation found;
  const char* data = Environment("CERTPHOTO_DATA_DIR");
  found.data = data != nullptr ? fs::path(data) : prefix / "share/certphoto";
  const char* models = Environment("CERTPHOTO_MODELS");
  found.models = models != nullptr ? fs::path(models) : found.data / "models";
  if (const char* plugins = Environment("CERTPHOTO_PLUGINS")) {
    std::istringstream list(plugins);
    for (std::string folder; std::getline(list, folder, ':');)
      if (!folder.empty()) found.plugin_folders.emplace_back(folder);
  }
  found.own_plugins = LibraryFolder(prefix);
  found.plugin_folders.push_back(found.own_plugins);
  found.plugin_worker = prefix / CERTPHOTO_LIBEXECDIR "/certphoto/certphoto-plugin-worker";
  found.plugin_cache = ManifestScanner::DefaultCache();
  const char* policy = Environment("CERTPHOTO_PLUGIN_POLICY");
  found.plugin_policy = policy != nullptr ? fs::path(policy) : found.data / "plugins.yaml";
  return found;
}

void Engine::ReadCatalogues(Diagnostics& problems) {
  std::error_code ignored;
  std::vector<fs::path> rule_folders = {installation_.data / "rules"};
  for (const auto& folder : installation_.plugin_folders)
    if (fs::is_directory(folder / "rules", ignored)) rule_folders.push_back(folder / "rules");
  rules_ = RuleCatalogue::Load(rule_folders, problems);
  specs_ = SpecCatalogue::Load(installation_.data / "specs", problems);
}

Result<std::unique_ptr<Engine>> Engine::Open(Installation installation, LogSink log, Plugins plugins) {
  KeepFreedMemory();
  KeepLibrariesToOneThread();
  if (auto status = InitImaging(); !status) return status.error();
  std::unique_ptr<Engine> engine(
      new Engine(std::move(installation), std::make_shared<Loaded>(std::move(log))));
  const auto& data = engine->installation_.data;
  std::error_code ignored;
  if (!fs::is_directory(data / "rules", ignored))
    return Error{ErrorCode::kNotFound,
                 "no rules in " + data.string() +
                     "; set CERTPHOTO_DATA_DIR to the folder that holds pipelines, specs and rules"};
  Diagnostics problems;
  engine->ReadCatalogues(problems);
  auto models = ModelList::Load(data / "models.yaml", engine->installation_.models, problems);
  for (const auto& folder : engine->installation_.plugin_folders)
    if (fs::is_regular_file(folder / "models.yaml", ignored))
      models.Add(folder / "models.yaml", folder / "models", problems);
  auto policy = PluginPolicy::Load(engine->installation_.plugin_policy, problems);
  if (!problems.empty()) return problems.ToError();
  auto inference = Inference::Create(std::move(models));
  if (!inference) return inference.error();
  auto& loaded = *engine->loaded_;
  loaded.inference = std::move(*inference);
  const auto& installed = engine->installation_;
  loaded.registry =
      PluginRegistry::Scan({installed.plugin_folders, installed.own_plugins, installed.plugin_worker,
                            installed.plugin_cache, std::move(policy), plugins == Plugins::kTablesOnly},
                           &loaded.host);
  // Pictures must lie where workers can see them.
  if (!loaded.registry.isolated().empty()) loaded.pool->ShareNewBlocks();
  return engine;
}

Result<std::unique_ptr<Engine>> Engine::Reread() const {
  std::unique_ptr<Engine> engine(new Engine(installation_, loaded_));
  Diagnostics problems;
  engine->ReadCatalogues(problems);
  if (!problems.empty()) return problems.ToError();
  return engine;
}

PlanSources Engine::Sources() const {
  return {&loaded_->registry, &rules_, &specs_, HostResources{loaded_->allocator, loaded_->inference.get()}};
}

Result<std::shared_ptr<const Plan>> Engine::Compile(const std::string& pipeline,
                                                    const PlanOptions& options) const {
  auto path = FindPipeline(pipeline);
  if (!path) return path.error();
  Diagnostics problems;
  const auto file = LoadPipelineFile(*path, problems);
  if (!file) return problems.ToError();
  auto plan = Plan::Compile(*file, Sources(), options, problems);
  if (!problems.empty()) return problems.ToError();
  return plan;
}

Result<std::shared_ptr<const Plan>> Engine::CompileText(std::string_view text, const std::string& name,
                                                        const PlanOptions& options) const {
  Diagnostics problems;
  const auto file = LoadPipelineText(text, name, problems);
  if (!file) return problems.ToError();
  auto plan = Plan::Compile(*file, Sources(), options, problems);
  if (!problems.empty()) return problems.ToError();
  return plan;
}

Status Engine::Render(const RendererRequest& request, Diagnostics& problems) const {
  return RunRenderer(Sources(), request, problems);
}

Result<fs::path> Engine::FindPipeline(const std::string& pipeline) const {
  std::error_code ignored;
  const bool is_name = pipeline.find('/') == std::string::npos && !pipeline.ends_with(".yaml");
  const auto path = is_name ? installation_.data / "pipelines" / (pipeline + ".yaml") : fs::path(pipeline);
  if (fs::is_regular_file(path, ignored)) return path;
  const auto near = NearMiss(pipeline, PipelineNames());
  std::string names;
  for (const auto& name : PipelineNames()) names += (names.empty() ? "" : ", ") + name;
  return Error{ErrorCode::kNotFound,
               "no pipeline '" + pipeline + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?") +
                   (is_name ? " (installed: " + names + "; or give the path of a .yaml file)" : "")};
}

std::vector<std::string> Engine::PipelineNames() const {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(installation_.data / "pipelines", ignored))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace certphoto
