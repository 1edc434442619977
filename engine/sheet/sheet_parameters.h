// What a sheet is asked for, as parameters of a renderer. Shared by the command line and the service.
#ifndef CERTPHOTO_ENGINE_SHEET_SHEET_PARAMETERS_H
#define CERTPHOTO_ENGINE_SHEET_SHEET_PARAMETERS_H

#include <string>
#include <utility>
#include <vector>

#include "engine/catalogue/paper.h"
#include "engine/catalogue/spec.h"
#include "engine/config/pipeline_file.h"
#include "engine/plugin/operation.h"

namespace certphoto {

// Parameters of an operation, by name, in the order given; a later one of the same name wins.
using Parameters = std::vector<std::pair<std::string, std::string>>;

void AddPaper(const Paper& paper, Parameters& parameters);
// The size of the paper photo and of its window, where the spec states them.
void AddSpec(const Spec& spec, Parameters& parameters);

// Typed by the operation's own table. `problems` must outlive the result.
[[nodiscard]] Result<std::vector<PipelineParam>> TypedParameters(const Operation& operation,
                                                                 const Parameters& parameters,
                                                                 Diagnostics& problems);

}  // namespace certphoto

#endif
