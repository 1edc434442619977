// A pipeline file as written: configs/pipelines/*.yaml. What the operations and rules it names really are,
// the plan compiler looks up (pipeline/); here is only what the text says, each part with its place for later
// problems.
#ifndef CERTPHOTO_ENGINE_CONFIG_PIPELINE_FILE_H
#define CERTPHOTO_ENGINE_CONFIG_PIPELINE_FILE_H

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bilingual.h"
#include "engine/catalogue/rule.h"
#include "engine/config/yaml.h"

namespace certphoto {

// A parameter of `with`; the value is typed by whoever knows the operation's table.
struct PipelineParam {
  std::string name;
  Place place;  // of the name
  YamlValue value;
};

struct ThresholdOverride {
  std::string name;
  Place place;  // of the name
  double value = 0;
};

// What this pipeline changes about a rule.
struct RuleOverride {
  std::string rule;
  Place place;  // of the rule's id
  std::optional<Severity> severity;
  std::vector<ThresholdOverride> thresholds;
};

struct PipelineStep {
  std::string use;  // an operation's id
  Place place;      // of that id
  std::vector<PipelineParam> params;
  std::vector<RuleOverride> rules;  // checks only
  // What a crash of the step means: true, the photo has failed; false, its rules are inconclusive and work
  // goes on. By default true for transforms and the export, false for analyzers and checks.
  bool required = false;
};

// Limits the pipeline sets on what it takes in; empty ones are the engine's defaults.
struct PipelineIngest {
  std::optional<std::uint32_t> min_short_side_px;  // decode no smaller than this; 0: full resolution
  std::optional<std::uint32_t> max_file_mb;        // 1 MB = 1,048,576 bytes
  std::optional<std::uint32_t> max_pixels_mp;      // 1 MP = 1,000,000 pixels
};

struct PipelineFile {
  std::string file;  // as its problems name it
  std::string id;
  Bilingual name;
  std::string description;
  std::optional<std::string> spec;  // id; none for pipelines without a product
  Place spec_place;
  PipelineIngest ingest;
  std::vector<PipelineStep> analyzers;
  std::vector<PipelineStep> checks;  // on the capture
  std::vector<PipelineStep> transforms;
  std::optional<PipelineStep> export_step;
  std::vector<PipelineStep> product_checks;  // on the finished file
  bool produce_on_reject = false;            // on_reject: produce
};

// What could be read, so that the plan compiler can go on and report its own findings in the same run: the
// file is good only when `problems` stayed empty. A step whose `use` could not be read has an empty one.
// `problems` must outlive the result (its values report there). Empty when the file is no map at all.
[[nodiscard]] std::optional<PipelineFile> LoadPipelineFile(const std::filesystem::path& file,
                                                           Diagnostics& problems);
[[nodiscard]] std::optional<PipelineFile> LoadPipelineText(std::string_view text, const std::string& name,
                                                           Diagnostics& problems);

}  // namespace certphoto

#endif
