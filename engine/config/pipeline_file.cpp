#include "engine/config/pipeline_file.h"

#include <utility>

#include "engine/config/fields.h"

namespace certphoto {
namespace {

constexpr auto kSchema = "certphoto/pipeline/1";

RuleOverride ReadRuleOverride(const YamlEntry& entry) {
  RuleOverride change{entry.key, entry.key_place, {}, {}};
  auto map = entry.value.Map();
  if (!map) return change;
  if (const auto severity = map->OptionalChoice("severity", SeverityNames()))
    change.severity = SeverityFromName(*severity);
  if (auto thresholds = map->OptionalMap("thresholds")) {
    for (const YamlEntry& threshold : thresholds->Entries()) {
      if (const auto value = threshold.value.Number()) {
        change.thresholds.push_back({threshold.key, threshold.key_place, *value});
      }
    }
  }
  map->FinishKeys();
  return change;
}

std::optional<PipelineStep> ReadStep(const YamlValue& value, bool may_override_rules,
                                     bool required_by_default) {
  auto map = value.Map();
  if (!map) return {};
  PipelineStep step;
  step.place = value.place();
  if (const auto use = map->Require("use")) {
    step.use = ReadId(*use).value_or("");
    step.place = use->place();
  }
  if (auto with = map->OptionalMap("with")) {
    for (const YamlEntry& entry : with->Entries())
      step.params.push_back({entry.key, entry.key_place, entry.value});
  }
  if (may_override_rules) {
    if (auto rules = map->OptionalMap("rules")) {
      for (const YamlEntry& entry : rules->Entries()) step.rules.push_back(ReadRuleOverride(entry));
    }
  }
  step.required = map->OptionalBoolean("required").value_or(required_by_default);
  map->FinishKeys();
  return step;
}

std::vector<PipelineStep> ReadSteps(YamlMap& root, std::string_view key, bool may_override_rules,
                                    bool required_by_default) {
  std::vector<PipelineStep> steps;
  for (const YamlValue& item : root.OptionalList(key)) {
    if (auto step = ReadStep(item, may_override_rules, required_by_default))
      steps.push_back(std::move(*step));
  }
  return steps;
}

PipelineIngest ReadIngest(YamlMap& root) {
  PipelineIngest ingest;
  auto map = root.OptionalMap("ingest");
  if (!map) return ingest;
  const auto read = [&](std::string_view key, std::int64_t min,
                        std::int64_t max) -> std::optional<std::uint32_t> {
    const auto value = map->OptionalInteger(key, min, max);
    return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
  };
  ingest.min_short_side_px = read("min_short_side_px", 0, 30'000);  // imaging/ingest.h: max_side_px
  ingest.max_file_mb = read("max_file_mb", 1, 1024);
  ingest.max_pixels_mp = read("max_pixels_mp", 1, 400);  // imaging/image.h: kMaxImagePixels
  map->FinishKeys();
  return ingest;
}

PipelineFile Read(YamlMap& root) {
  PipelineFile pipeline;
  pipeline.file = root.place().file;
  root.ExpectSchema(kSchema);
  pipeline.id = RequiredId(root, "id").value_or("");
  pipeline.name = RequiredBilingual(root, "name");
  pipeline.description = root.RequiredText("description").value_or("");
  if (const auto spec = root.Find("spec")) {
    pipeline.spec = ReadId(*spec);
    pipeline.spec_place = spec->place();
  }
  pipeline.ingest = ReadIngest(root);
  pipeline.analyzers = ReadSteps(root, "analyzers", false, false);
  pipeline.checks = ReadSteps(root, "checks", true, false);
  pipeline.transforms = ReadSteps(root, "transforms", false, true);
  if (const auto step = root.Find("export")) pipeline.export_step = ReadStep(*step, false, true);
  pipeline.product_checks = ReadSteps(root, "product_checks", true, false);
  const auto on_reject = root.OptionalChoice("on_reject", {"skip", "produce"});
  pipeline.produce_on_reject = on_reject == "produce";
  if (!pipeline.product_checks.empty() && !root.Has("export")) {
    root.Find("product_checks")
        ->Problem("check the finished file, but nothing makes one: add export, or move them to checks");
  }
  root.FinishKeys();
  return pipeline;
}

}  // namespace

std::optional<PipelineFile> LoadPipelineFile(const std::filesystem::path& file, Diagnostics& problems) {
  auto root = LoadYamlFile(file, problems);
  return root ? std::optional(Read(*root)) : std::nullopt;
}

std::optional<PipelineFile> LoadPipelineText(std::string_view text, const std::string& name,
                                             Diagnostics& problems) {
  auto root = LoadYamlText(text, name, problems);
  return root ? std::optional(Read(*root)) : std::nullopt;
}

}  // namespace certphoto
