#include "geometry_check.h"

namespace certphoto::output {

cph::Region EvidenceOf(std::size_t band, const cph::HeadOutline& head, double width, double height) {
  const std::string label = cph::kBandNames[band];
  const auto across = [&](double y) { return cph::Region{label, {{0, y}, {width, y}}}; };
  switch (band) {
    case cph::kCrownTop:
      return across(head.crown.y);
    case cph::kEyeTop:
    case cph::kEyeBottom:
      return across(head.eye_centre.y);
    case cph::kChinBottom:
      return across(head.chin.y);
    case cph::kHeadHeight:
      return {label, {head.crown, head.chin}};
    case cph::kCentreX:
      return {label, {{cph::head_centre_x(head), 0}, {cph::head_centre_x(head), height}}};
    default:
      return {label, {head.left_cheek, head.right_cheek}};
  }
}

void OutputGeometry::run(cph::Call& call) const {
  const auto page = cph::SourceInfo::of(call);
  const auto head = cph::HeadOutline::of(call.tensor(cph::fact::kHeadOutline));
  const auto bands = cph::spec_bands(call);
  const auto values = cph::band_values(head, page.height_px);
  bool stated = false;
  for (std::size_t i = 0; i < cph::kBandCount; ++i) {
    if (!bands[i].stated()) continue;
    stated = true;
    cph::Finding finding;
    finding.rule = "head.in_frame";
    finding.verdict = bands[i].contains(values[i]) ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
    finding.value = values[i];
    finding.unit = "px";
    finding.limit_min = bands[i].min.value_or(cph::kNone);
    finding.limit_max = bands[i].max.value_or(cph::kNone);
    finding.note = notes[i].code;
    finding.args = {{"range", bands[i].text()}};
    finding.regions = {EvidenceOf(i, head, page.width_px, page.height_px)};
    call.report(finding);
  }
  if (stated) return;
  cph::Finding finding;
  finding.rule = "head.in_frame";
  finding.verdict = CPH_VERDICT_NOT_APPLICABLE;
  finding.note = "no_bands";
  call.report(finding);
}

}  // namespace certphoto::output
