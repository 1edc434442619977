#include "engine/server/catalog_service.h"

#include <charconv>

#include "engine/base/utf8.h"
#include "engine/server/convert.h"

namespace certphoto {
namespace {

void Set(v1::LocalizedText& out, const Bilingual& text) {
  out.set_zh(Utf8Sanitized(text.zh));
  out.set_en(Utf8Sanitized(text.en));
}

// The shortest text that reads back as the same number.
std::string Number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

void Fill(const Param& param, v1::Parameter& out) {
  out.set_name(param.name);
  out.set_type(ToString(param.type));
  out.set_unit(Utf8Sanitized(param.unit));
  out.set_documentation(Utf8Sanitized(param.doc));
  switch (param.type) {
    case ParamType::kBool:
      out.set_default_value(param.default_number != 0 ? "true" : "false");
      break;
    case ParamType::kInt:
    case ParamType::kNumber:
      out.set_default_value(Number(param.default_number));
      out.set_min(param.min);
      out.set_max(param.max);
      break;
    case ParamType::kText:
    case ParamType::kChoice:
      out.set_default_value(Utf8Sanitized(param.default_text));
      for (const auto& choice : param.choices) out.add_choices(choice);
      break;
  }
}

void Fill(const Operation& operation, v1::Operation& out) {
  out.set_id(operation.id);
  out.set_kind(ToString(operation.kind));
  out.set_summary(Utf8Sanitized(operation.summary));
  for (const auto& fact : operation.needs) out.add_needs(fact);
  for (const auto& fact : operation.gives) out.add_gives(fact);
  for (const auto& use : operation.rules) out.add_rules(use.rule);
  for (const auto& param : operation.params) Fill(param, *out.add_parameters());
}

void Fill(const Spec& spec, v1::Spec& out) {
  out.set_id(spec.id);
  Set(*out.mutable_title(), spec.name);
  out.set_width_px(static_cast<std::uint32_t>(spec.width_px));
  out.set_height_px(static_cast<std::uint32_t>(spec.height_px));
  out.set_print_width_mm(spec.print_width_mm);
  out.set_print_height_mm(spec.print_height_mm);
  out.set_dpi(spec.dpi);
  out.set_bytes_min(spec.bytes_min);
  out.set_bytes_max(spec.bytes_max);
  out.set_background_rgb(static_cast<std::uint32_t>(spec.background[0]) << 16 |
                         static_cast<std::uint32_t>(spec.background[1]) << 8 | spec.background[2]);
  out.set_source(Utf8Sanitized(spec.source));
  out.set_confidence(spec.confidence);
  out.set_date(spec.date);
}

void Fill(const Rule& rule, v1::Rule& out) {
  out.set_id(rule.id);
  Set(*out.mutable_text(), rule.text);
  Set(*out.mutable_advice(), rule.advice);
  out.set_severity(ToMessage(rule.severity));
  out.set_kind(ToString(rule.kind));
  for (const auto& [name, threshold] : rule.thresholds) {
    auto* t = out.add_thresholds();
    t->set_name(name);
    t->set_value(threshold.value);
    t->set_unit(Utf8Sanitized(threshold.unit));
    t->set_source(Utf8Sanitized(threshold.source));
  }
}

// Begins the call, fills the answer if it may have one, and ends it.
template <class Fill>
grpc::ServerUnaryReactor* Answer(ServiceParts& parts, grpc::CallbackServerContext& context,
                                 const char* method, const Fill& fill) {
  Call call(parts, context, method);
  const auto status = call.Begin();
  if (status.ok()) {
    call.Started(false);
    fill(call.snapshot());
  }
  call.End(status);
  auto* reactor = context.DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* CatalogServiceImpl::ListPipelines(grpc::CallbackServerContext* context,
                                                            const v1::ListPipelinesRequest*,
                                                            v1::ListPipelinesResponse* response) {
  return Answer(parts_, *context, "CatalogService.ListPipelines", [&](const Snapshot& snapshot) {
    for (const auto& pipeline : snapshot.pipelines()) {
      auto* out = response->add_pipelines();
      out->set_name(pipeline.name);
      Set(*out->mutable_title(), pipeline.title);
      out->set_description(pipeline.description);
      out->set_spec(pipeline.spec);
      out->set_is_default(pipeline.name == snapshot.default_pipeline());
    }
  });
}

grpc::ServerUnaryReactor* CatalogServiceImpl::ListSpecs(grpc::CallbackServerContext* context,
                                                        const v1::ListSpecsRequest*,
                                                        v1::ListSpecsResponse* response) {
  return Answer(parts_, *context, "CatalogService.ListSpecs", [&](const Snapshot& snapshot) {
    for (const auto& spec : snapshot.engine().specs().all()) Fill(spec, *response->add_specs());
  });
}

grpc::ServerUnaryReactor* CatalogServiceImpl::ListRules(grpc::CallbackServerContext* context,
                                                        const v1::ListRulesRequest*,
                                                        v1::ListRulesResponse* response) {
  return Answer(parts_, *context, "CatalogService.ListRules", [&](const Snapshot& snapshot) {
    for (const auto& rule : snapshot.engine().rules().all()) Fill(rule, *response->add_rules());
  });
}

grpc::ServerUnaryReactor* CatalogServiceImpl::ListPlugins(grpc::CallbackServerContext* context,
                                                          const v1::ListPluginsRequest*,
                                                          v1::ListPluginsResponse* response) {
  return Answer(parts_, *context, "CatalogService.ListPlugins", [&](const Snapshot& snapshot) {
    for (const auto& plugin : snapshot.engine().registry().plugins()) {
      auto* out = response->add_plugins();
      out->set_id(plugin.id);
      out->set_version(plugin.version);
      out->set_vendor(Utf8Sanitized(plugin.vendor));
      out->set_licence(Utf8Sanitized(plugin.licence));
      out->set_sha256(plugin.sha256);
      for (const auto& operation : plugin.operations) Fill(operation, *out->add_operations());
    }
  });
}

grpc::ServerUnaryReactor* CatalogServiceImpl::ListPapers(grpc::CallbackServerContext* context,
                                                         const v1::ListPapersRequest*,
                                                         v1::ListPapersResponse* response) {
  return Answer(parts_, *context, "CatalogService.ListPapers", [&](const Snapshot& snapshot) {
    for (const auto& paper : snapshot.papers().all()) {
      auto* out = response->add_papers();
      out->set_id(paper.id);
      Set(*out->mutable_title(), paper.name);
      out->set_category(ToString(paper.category));
      out->set_width_mm(paper.width_mm);
      out->set_height_mm(paper.height_mm);
      for (const auto& device : paper.devices) out->add_devices(device);
    }
  });
}

}  // namespace certphoto
