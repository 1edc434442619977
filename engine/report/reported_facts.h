// Published facts as the named numbers of `certphoto check --facts` and of the service. docs/cli.md lists the
// names.
#ifndef CERTPHOTO_ENGINE_REPORT_REPORTED_FACTS_H
#define CERTPHOTO_ENGINE_REPORT_REPORTED_FACTS_H

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "engine/pipeline/result.h"

namespace certphoto {

// What to ask a plan and a run for (PlanOptions::wanted_facts, RunRequest::report_facts). `all` adds what
// training reads: the mesh's 468 points, raw boxes, eyes and mouth. The face embedding is not among them and
// never will be: it identifies a person, and a report is a file.
[[nodiscard]] std::vector<std::string> ReportableFacts(bool all);

// The named numbers of the facts that are there, in source pixels and degrees; an empty object for a photo
// without a face. Facts this table does not know are left out.
[[nodiscard]] nlohmann::ordered_json FactsToJson(std::span<const ReportedFact> facts);

}  // namespace certphoto

#endif
