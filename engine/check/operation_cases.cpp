// What an operation does with parameters and pictures: groups `parameters`, `images`, `evidence`,
// `references`, `cancellation`, `old-host`. determinism_cases.cpp and process_cases.cpp have the others.
#include "engine/check/operation_cases.h"

#include <time.h>

#include <algorithm>
#include <random>

#include "engine/check/loaded.h"

namespace certphoto::check {
namespace {

// At 30 MP an operation of ours needs less; one that works longer without asking is not stopped in time.
constexpr double kUnaskedSeconds = 1.0;
constexpr std::size_t kRandomParameters = 20;

double ProcessorSeconds() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return double(used.tv_sec) + double(used.tv_nsec) / 1e9;
}

// Whether the facts an operation needs are known to the scene.
bool CanRun(const Operation& operation, const Scene& scene) {
  return std::all_of(operation.needs.begin(), operation.needs.end(), [&](std::string_view id) {
    if (id.starts_with("capture:")) id.remove_prefix(8);
    return scene.images.contains(id) || scene.tensors.contains(id);
  });
}

}  // namespace

void WithOperation(const Context& context, Findings& findings, const std::string& id, HostOptions options,
                   const std::function<void(Loaded&, const Operation&)>& use) {
  auto loaded = Loaded::Open(context, findings, options);
  if (loaded == nullptr) return;
  const auto* operation = loaded->Find(id);
  if (operation == nullptr) return findings.Fail("operation '" + id + "' is not there any more");
  use(*loaded, *operation);
}

std::optional<Made> RunOnce(Loaded& loaded, Instance& instance, Scene& scene, Findings& findings) {
  if (!CanRun(*instance.operation, scene)) return std::nullopt;
  if (instance.operation->kind == OperationKind::kRenderer) AddItems(scene);
  auto made = loaded.host().Run(instance, scene);
  if (made.status == CPH_E_INTERNAL && !loaded.host().options().cancelled)
    findings.Fail("run fails with CPH_E_INTERNAL: " + (made.error.empty() ? "no message" : made.error));
  if (made.status != CPH_OK && made.status != CPH_E_ABSENT && made.status != CPH_E_CANCELLED &&
      made.error.empty())
    findings.Fail("run fails with status " + std::to_string(made.status) + " and no message");
  return made;
}

namespace {

// ---- parameters
// ----------------------------------------------------------------------------------------------

std::string Describe(const Param& param, const cph_value& value) {
  const bool text = param.type == ParamType::kText || param.type == ParamType::kChoice;
  return param.name + " = " + (text ? std::string(value.text).substr(0, 40) : std::to_string(value.number));
}

void TryValues(Loaded& loaded, const Operation& operation, const std::vector<cph_value>& values,
               const std::string& what, bool may_refuse, Findings& findings) {
  findings.Note("create with " + what);
  Instance instance;
  std::string error;
  const auto status = loaded.host().Create(operation, values, instance, error);
  if (status == CPH_OK) return loaded.host().Destroy(instance);
  // Two parameters may only go together: then the refusal says which.
  const auto named = std::count_if(operation.params.begin(), operation.params.end(),
                                   [&](const Param& p) { return error.find(p.name) != std::string::npos; });
  if (!may_refuse && named < 2)
    findings.Fail("its table allows " + what +
                  ", but create refuses it: " + (error.empty() ? "no message" : error));
  if (may_refuse && error.empty()) findings.Fail("create refuses " + what + " without a message");
}

std::vector<double> Numbers(const Param& param) {
  if (param.type == ParamType::kBool) return {0, 1};
  if (param.type == ParamType::kInt || param.type == ParamType::kNumber) return {param.min, param.max};
  return {};
}

void Parameters(const Context& context, Findings& findings, const std::string& id) {
  auto loaded = Loaded::Open(context, findings);
  const auto* operation = loaded == nullptr ? nullptr : loaded->Find(id);
  if (operation == nullptr) return;
  const auto defaults = Defaults(*operation);
  TryValues(*loaded, *operation, defaults, "the defaults", false, findings);
  static const std::string kLong(4000, 'x'), kChinese = "证件照", kEmpty;
  for (std::size_t i = 0; i < operation->params.size(); ++i) {
    const auto& param = operation->params[i];
    for (const double number : Numbers(param)) {
      auto values = defaults;
      values[i].number = number;
      TryValues(*loaded, *operation, values, Describe(param, values[i]), false, findings);
    }
    for (const auto& choice : param.choices) {
      auto values = defaults;
      values[i].text = choice.c_str();
      TryValues(*loaded, *operation, values, Describe(param, values[i]), false, findings);
    }
    if (param.type == ParamType::kText)
      for (const auto* text : {&kEmpty, &kLong, &kChinese}) {
        auto values = defaults;
        values[i].text = text->c_str();
        TryValues(*loaded, *operation, values, Describe(param, values[i]), true, findings);
      }
  }
  std::mt19937_64 random(context.seed);
  for (std::size_t round = 0; round < kRandomParameters && !operation->params.empty(); ++round) {
    auto values = defaults;
    std::string what;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& param = operation->params[i];
      if (param.type == ParamType::kBool) values[i].number = double(random() % 2);
      if (param.type == ParamType::kNumber)
        values[i].number =
            std::uniform_real_distribution<double>(param.min, std::max(param.min, param.max))(random);
      if (param.type == ParamType::kInt)
        values[i].number = double(std::uniform_int_distribution<std::int64_t>(
            std::int64_t(param.min), std::int64_t(param.max))(random));
      if (param.type == ParamType::kChoice)
        values[i].text = param.choices[random() % param.choices.size()].c_str();
      what += (i == 0 ? "" : ", ") + Describe(param, values[i]);
    }
    TryValues(*loaded, *operation, values, what, true,
              findings);  // two in-range values may exclude each other
  }
}

// ---- pictures
// ------------------------------------------------------------------------------------------------

void OnScene(const Context& context, Findings& findings, const std::string& id, const SceneRequest& request) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    auto scene = MakeScene(request);
    static_cast<void>(RunOnce(loaded, instance, scene, findings));
    loaded.host().Destroy(instance);
  });
}

void Stride(const Context& context, Findings& findings, const std::string& id) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    std::string packed;
    for (const auto& [padding, fill] : {std::pair{0, 0}, {37, 0x00}, {37, 0xff}, {64, 0x80}}) {
      SceneRequest request;
      request.padding_bytes = padding;
      request.padding_fill = static_cast<std::uint8_t>(fill);
      auto scene = MakeScene(request);
      const auto made = RunOnce(loaded, instance, scene, findings);
      if (!made) return;
      if (packed.empty()) packed = made->Text();
      if (made->Text() != packed)
        findings.Fail("another result when rows have padding: stride_bytes is not honoured");
    }
    loaded.host().Destroy(instance);
  });
}

// ---- evidence
// ------------------------------------------------------------------------------------------------

void Evidence(const Context& context, Findings& findings, const std::string& id,
              const SceneRequest& request) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    auto scene = MakeScene(request);
    const auto made = RunOnce(loaded, instance, scene, findings);
    if (made && made->status == CPH_OK && operation.kind == OperationKind::kCheck) {
      for (const auto& use : operation.rules)
        if (std::none_of(made->findings.begin(), made->findings.end(),
                         [&](const auto& f) { return f.starts_with(use.rule + ' '); }))
          findings.Fail("run succeeds and says nothing about rule '" + use.rule + "'");
    }
    loaded.host().Destroy(instance);
  });
}

// ---- references, cancellation, old host
// ----------------------------------------------------------------------

void References(const Context& context, Findings& findings, const std::string& id) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    for (const auto content : {Content::kPortrait, Content::kBlack}) {
      Instance instance;
      if (!loaded.Create(operation, instance)) return;
      const auto before = loaded.host().HeldByPlugin();
      SceneRequest request;
      request.content = content;
      auto scene = MakeScene(request);
      static_cast<void>(RunOnce(loaded, instance, scene, findings));
      static_cast<void>(RunOnce(loaded, instance, scene, findings));
      if (loaded.host().HeldByPlugin() > before + 1)
        findings.Fail("references to images or tensors grow with every run");
      loaded.host().Destroy(instance);
      if (loaded.host().HeldByPlugin() > 0)
        findings.Fail(std::to_string(loaded.host().HeldByPlugin()) +
                      " references to images or tensors are never given back");
    }
  });
}

void AsksToBeCancelled(const Context& context, Findings& findings, const std::string& id) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    SceneRequest request;
    request.width = 5000;
    request.height = 6000;
    auto scene = MakeScene(request);
    const double before = ProcessorSeconds();
    const auto made = RunOnce(loaded, instance, scene, findings);
    const double used = ProcessorSeconds() - before;
    if (made && made->polls == 0 && used > kUnaskedSeconds)
      findings.Fail(
          "it computes for more than a second on a picture of 30 MP and never asks whether it should stop");
    loaded.host().Destroy(instance);
  });
}

void Cancelled(const Context& context, Findings& findings, const std::string& id) {
  HostOptions options;
  options.cancelled = true;
  WithOperation(context, findings, id, options, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    auto scene = MakeScene({});
    const auto made = RunOnce(loaded, instance, scene, findings);
    if (made && made->polls > 0 && made->status != CPH_E_CANCELLED && made->status != CPH_E_ABSENT)
      findings.Fail("told to stop it returns status " + std::to_string(made->status) +
                    ", not CPH_E_CANCELLED");
    loaded.host().Destroy(instance);
    if (loaded.host().HeldByPlugin() > 0) findings.Fail("references are not given back when it is cancelled");
  });
}

void OldHost(const Context& context, Findings& findings, const std::string& id) {
  HostOptions options;
  options.old = true;
  WithOperation(context, findings, id, options, [&](Loaded& loaded, const Operation& operation) {
    Instance instance;
    if (!loaded.Create(operation, instance)) return;
    auto scene = MakeScene({});
    static_cast<void>(RunOnce(loaded, instance, scene, findings));
    loaded.host().Destroy(instance);
  });
}

}  // namespace

std::vector<Case> OperationCases(const std::vector<std::string>& operations) {
  struct Size {
    const char* name;
    int width, height;
  };
  static constexpr Size kSizes[] = {{"1x1", 1, 1},        {"1x500", 1, 500},     {"500x1", 500, 1},
                                    {"3x5", 3, 5},        {"641x479", 641, 479}, {"1500x2000", 1500, 2000},
                                    {"30 MP", 6000, 5000}};
  std::vector<Case> cases;
  for (const auto& id : operations) {
    const auto add = [&](const char* group, const std::string& name,
                         std::function<void(const Context&, Findings&)> run) {
      cases.push_back({group, id + ": " + name, std::move(run)});
    };
    add("parameters", "ranges", [id](auto& c, auto& f) { Parameters(c, f, id); });
    for (const auto& size : kSizes) {
      SceneRequest request;
      request.width = size.width;
      request.height = size.height;
      add("images", size.name, [id, request](auto& c, auto& f) { OnScene(c, f, id, request); });
    }
    add("images", "padded rows", [id](auto& c, auto& f) { Stride(c, f, id); });
    for (const auto& [name, content] :
         {std::pair{"black", Content::kBlack}, {"white", Content::kWhite}, {"noise", Content::kNoise}}) {
      SceneRequest request;
      request.content = content;
      add("evidence", name, [id, request](auto& c, auto& f) { Evidence(c, f, id, request); });
    }
    SceneRequest nobody;
    nobody.face = false;
    add("evidence", "no face", [id, nobody](auto& c, auto& f) { Evidence(c, f, id, nobody); });
    add("evidence", "portrait", [id](auto& c, auto& f) { Evidence(c, f, id, {}); });
    add("references", "balance", [id](auto& c, auto& f) { References(c, f, id); });
    add("cancellation", "asks", [id](auto& c, auto& f) { AsksToBeCancelled(c, f, id); });
    add("cancellation", "obeys", [id](auto& c, auto& f) { Cancelled(c, f, id); });
    add("old-host", "run", [id](auto& c, auto& f) { OldHost(c, f, id); });
    AddDeterminismCases(id, cases);
    AddProcessCases(id, cases);
  }
  return cases;
}

}  // namespace certphoto::check
