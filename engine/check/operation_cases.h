// What the groups about operations share.
#ifndef CERTPHOTO_ENGINE_CHECK_OPERATION_CASES_H
#define CERTPHOTO_ENGINE_CHECK_OPERATION_CASES_H

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/check/loaded.h"

namespace certphoto::check {

// Loads the library and calls `use` with the operation.
void WithOperation(const Context& context, Findings& findings, const std::string& id, HostOptions options,
                   const std::function<void(Loaded&, const Operation&)>& use);

// Nothing when the scene lacks a fact that the operation needs: the host would not run it either. A renderer
// is given items.
[[nodiscard]] std::optional<Made> RunOnce(Loaded& loaded, Instance& instance, Scene& scene,
                                          Findings& findings);

void AddDeterminismCases(const std::string& operation, std::vector<Case>& cases);
void AddProcessCases(const std::string& operation, std::vector<Case>& cases);

}  // namespace certphoto::check

#endif
