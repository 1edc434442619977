// Findings: whether what they say makes sense.
#include <cmath>

#include "engine/check/host_call.h"

namespace certphoto::check {
namespace {

// {name} in a note's text needs an argument, or is one of the finding's own.
void CheckPlaceholders(cph_call* call, const std::string& code, const std::string& text,
                       const std::set<std::string>& args) {
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string::npos; ++at) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) return;
    const auto name = text.substr(at + 1, end - at - 1);
    if (!args.contains(name))
      Say(call).Fail("note '" + code + "' speaks of {" + name + "}, which the finding does not give");
  }
}

void CheckRegions(cph_call* call, const cph_finding& finding) {
  const double w = call->scene->request.width, h = call->scene->request.height;
  if (finding.region_count > 64) return Say(call).Fail("a finding with more than 64 regions");
  for (std::uint32_t i = 0; i < finding.region_count; ++i) {
    const auto region = TableRow(finding.regions, finding.region_stride, i);
    const std::string name = region.label == nullptr ? "" : region.label;
    if (name.empty()) Say(call).Fail("a region without a label");
    if (region.point_count < 2 || region.point_count > 1024 || region.points == nullptr) {
      Say(call).Fail("region '" + name + "' has " + std::to_string(region.point_count) +
                     " points; 2 to 1024 are allowed");
      continue;
    }
    for (std::uint32_t k = 0; k < region.point_count; ++k) {
      const double x = region.points[2 * k], y = region.points[2 * k + 1];
      if (!(x >= -w && x <= 2 * w && y >= -h && y <= 2 * h))
        Say(call).Fail("region '" + name + "' lies off the picture");
    }
  }
}

}  // namespace

bool CheckFinding(cph_call* call, const char* service, const cph_finding* finding, std::string& text) {
  if (!Alive(call, service)) return false;
  const std::string rule = finding->rule == nullptr ? "" : finding->rule;
  if (call->creating) Say(call).Fail("it adds a finding in create");
  if (finding->struct_size < sizeof(cph_finding))
    Say(call).Fail("a finding whose struct_size is smaller than the struct");
  if (call->operation->FindRule(rule) == nullptr) {
    Say(call).Fail("a finding on rule '" + rule + "', which the operation does not declare");
    return false;
  }
  if (finding->verdict < CPH_VERDICT_PASS || finding->verdict > CPH_VERDICT_NOT_APPLICABLE)
    Say(call).Fail("a finding on '" + rule + "' with verdict " + std::to_string(finding->verdict));
  for (const double number : {finding->value, finding->limit_min, finding->limit_max, finding->confidence})
    if (std::isinf(number)) Say(call).Fail("a finding on '" + rule + "' with an infinite number");
  if (finding->confidence < 0 || finding->confidence > 1)
    Say(call).Fail("a finding on '" + rule + "' with a confidence outside 0..1");
  const bool judged = finding->verdict == CPH_VERDICT_PASS || finding->verdict == CPH_VERDICT_FAIL;
  if (judged && std::isnan(finding->value) &&
      (!std::isnan(finding->limit_min) || !std::isnan(finding->limit_max)))
    Say(call).Fail("a verdict on '" + rule + "' by limits, with a value that is not a number");
  CheckRegions(call, *finding);
  std::set<std::string> args = {"value",      "unit", "limit_min", "limit_max",
                                "confidence", "min",  "max",       "limit"};
  text = rule + ' ' + std::to_string(finding->verdict) + ' ' + Number(finding->value) + ' ' +
         Number(finding->limit_min) + ' ' + Number(finding->limit_max) + ' ' + Number(finding->confidence);
  for (std::uint32_t i = 0; i < std::min(finding->arg_count, 16u); ++i) {
    const auto arg = TableRow(finding->args, finding->arg_stride, i);
    if (arg.name == nullptr) {
      Say(call).Fail("an argument of a note without a name");
      continue;
    }
    args.insert(arg.name);
    text += ' ' + std::string(arg.name) + '=' + (arg.text != nullptr ? arg.text : Number(arg.number));
    if (arg.text == nullptr && !std::isfinite(arg.number))
      Say(call).Fail("argument '" + std::string(arg.name) + "' is not finite");
  }
  for (std::uint32_t i = 0; i < std::min(finding->region_count, 64u); ++i) {
    const auto region = TableRow(finding->regions, finding->region_stride, i);
    for (std::uint32_t k = 0; k < 2 * std::min(region.point_count, 1024u) && region.points != nullptr; ++k)
      text += ' ' + Number(region.points[k]);
  }
  if (finding->note != nullptr) {
    const auto note = call->operation->notes.find(finding->note);
    if (note == call->operation->notes.end()) {
      Say(call).Fail("note '" + std::string(finding->note) + "' is not in the operation's note table");
    } else {
      CheckPlaceholders(call, finding->note, note->second.en, args);
      CheckPlaceholders(call, finding->note, note->second.zh, args);
      text += ' ' + std::string(finding->note);
    }
  }
  return true;
}

namespace {

cph_status FindingAdd(cph_call* call, const cph_finding* finding) {
  std::string text;
  if (!CheckFinding(call, "finding_add", finding, text)) return CPH_E_INVALID;
  if (call->made != nullptr) call->made->findings.push_back(std::move(text));
  return CPH_OK;
}

}  // namespace

void FillFindings(cph_host& table) {
  table.finding_add = &FindingAdd;
}

}  // namespace certphoto::check
