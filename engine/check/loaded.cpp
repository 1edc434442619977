#include "engine/check/loaded.h"

#include <algorithm>

namespace certphoto::check {

std::unique_ptr<Loaded> Loaded::Open(const Context& context, Findings& findings, HostOptions options) {
  std::unique_ptr<Loaded> loaded(new Loaded(context, findings, options));
  auto plugin = LoadPlugin(context.library, loaded->host_->table());
  if (!plugin) {
    findings.Fail(plugin.error().message);
    return nullptr;
  }
  loaded->plugin_ = std::move(*plugin);
  loaded->open_ = true;
  return loaded;
}

const Operation* Loaded::Find(const std::string& id) const {
  const auto it = std::find_if(plugin_.operations.begin(), plugin_.operations.end(),
                               [&](const auto& o) { return o.id == id; });
  return it == plugin_.operations.end() ? nullptr : &*it;
}

bool Loaded::Create(const Operation& operation, Instance& out) {
  auto values = Defaults(operation);
  // The one thing a document may take from the clock, and only where its job does not say it
  // (docs/sdk/rules.md).
  for (std::size_t i = 0; i < values.size() && operation.kind == OperationKind::kRenderer; ++i)
    if (operation.params[i].name == "created" && operation.params[i].type == ParamType::kText)
      values[i].text = "2026-01-02T03:04:05Z";
  std::string error;
  const auto status = host_->Create(operation, values, out, error);
  if (status == CPH_OK) return true;
  findings_.Fail("create fails with the defaults: status " + std::to_string(status) + ", " +
                 (error.empty() ? "no message" : error));
  return false;
}

void Loaded::Close() {
  if (!open_) return;
  open_ = false;
  plugin_.entry->deinit();
}

}  // namespace certphoto::check
