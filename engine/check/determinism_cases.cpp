// Group `determinism`: the same photo gives the same result, whatever happened before, wherever, and
// whenever.
#include <thread>

#include "engine/check/operation_cases.h"

namespace certphoto::check {
namespace {

constexpr long kTenYears = 10L * 365 * 24 * 3600;

SceneRequest Another() {
  SceneRequest other;
  other.width = 411;
  other.height = 333;
  other.content = Content::kNoise;
  return other;
}

void Repeated(const Context& context, Findings& findings, const std::string& id) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    Instance instance, second;
    if (!loaded.Create(operation, instance) || !loaded.Create(operation, second)) return;
    auto scene = MakeScene({}), other = MakeScene(Another());
    const auto first = RunOnce(loaded, instance, scene, findings);
    if (!first) return;
    const auto compare = [&](Instance& with, const char* what) {
      const auto made = RunOnce(loaded, with, scene, findings);
      if (made && made->Text() != first->Text()) findings.Fail(std::string("another result ") + what);
    };
    compare(instance, "when it is run again");
    static_cast<void>(RunOnce(loaded, instance, other, findings));
    compare(instance, "after another photo");
    compare(second, "from another instance");
    HostOptions dirty;
    dirty.fill = 0x55;
    loaded.host().Set(dirty);
    compare(instance, "with other bytes in fresh memory: something is not written");
    loaded.host().Set({});
    loaded.host().Destroy(instance);
    loaded.host().Destroy(second);
  });
}

void AtAnotherTime(const Context& context, Findings& findings, const std::string& id) {
  std::string now;
  for (const long shift : {0L, kTenYears}) {
    ShiftClock(shift);
    WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
      Instance instance;
      if (!loaded.Create(operation, instance)) return;
      auto scene = MakeScene({});
      const auto made = RunOnce(loaded, instance, scene, findings);
      if (made && shift == 0) now = made->Text();
      if (made && shift != 0 && made->Text() != now) findings.Fail("another result ten years later");
      loaded.host().Destroy(instance);
    });
  }
  ShiftClock(0);
}

// The host watches on one thread: the runs take turns, on threads of their own, an instance each.
void OnOtherThreads(const Context& context, Findings& findings, const std::string& id) {
  WithOperation(context, findings, id, {}, [&](Loaded& loaded, const Operation& operation) {
    auto scene = MakeScene({});
    std::string first;
    for (int turn = 0; turn < 3; ++turn)
      std::thread([&] {
        Instance instance;
        if (!loaded.Create(operation, instance)) return;
        const auto made = RunOnce(loaded, instance, scene, findings);
        if (made && first.empty()) first = made->Text();
        if (made && made->Text() != first) findings.Fail("another result on another thread");
        loaded.host().Destroy(instance);
      }).join();
  });
}

}  // namespace

void AddDeterminismCases(const std::string& id, std::vector<Case>& cases) {
  cases.push_back({"determinism", id + ": again", [id](auto& c, auto& f) { Repeated(c, f, id); }});
  cases.push_back({"determinism", id + ": later", [id](auto& c, auto& f) { AtAnotherTime(c, f, id); }});
  cases.push_back(
      {"determinism", id + ": other threads", [id](auto& c, auto& f) { OnOtherThreads(c, f, id); }});
}

}  // namespace certphoto::check
