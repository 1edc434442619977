// Findings: what a check says about one rule, with the evidence.
#ifndef CERTPHOTO_FINDING_HPP
#define CERTPHOTO_FINDING_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "certphoto/abi/finding.h"
#include "certphoto/image.hpp"
#include "certphoto/tables.hpp"

namespace cph {

struct Region {
  std::string label;
  std::vector<Point> points;  // source px; two points: opposite corners of a rectangle
};

[[nodiscard]] inline Region region(std::string label, const Rect& r) {
  return {std::move(label), {{r.x, r.y}, {r.right(), r.bottom()}}};
}

struct NoteArg {
  std::string name;
  std::string text;  // empty: `number`
  double number = 0;
};

struct Finding {
  std::string rule;
  int32_t verdict = CPH_VERDICT_INCONCLUSIVE;
  double value = kNone;
  const char* unit = nullptr;
  double limit_min = kNone;
  double limit_max = kNone;
  double confidence = kNone;
  const char* note = nullptr;
  std::vector<Region> regions;
  std::vector<NoteArg> args;
};

namespace detail {
// Calls `use` with the finding as the C struct, valid during the call.
template <class Use>
void with_raw(const Finding& finding, Use&& use) {
  std::vector<cph_region> regions;
  regions.reserve(finding.regions.size());
  for (const auto& r : finding.regions)
    regions.push_back({sizeof(cph_region), static_cast<std::uint32_t>(r.points.size()), &r.points.data()->x,
                       r.label.c_str()});
  std::vector<cph_note_arg> args;
  args.reserve(finding.args.size());
  for (const auto& a : finding.args)
    args.push_back({a.name.c_str(), a.text.empty() ? nullptr : a.text.c_str(), a.number});
  cph_finding raw{};
  raw.struct_size = sizeof raw;
  raw.verdict = finding.verdict;
  raw.rule = finding.rule.c_str();
  raw.value = finding.value;
  raw.unit = finding.unit;
  raw.limit_min = finding.limit_min;
  raw.limit_max = finding.limit_max;
  raw.confidence = finding.confidence;
  raw.note = finding.note;
  raw.regions = regions.data();
  raw.region_count = static_cast<std::uint32_t>(regions.size());
  raw.region_stride = sizeof(cph_region);
  raw.args = args.data();
  raw.arg_count = static_cast<std::uint32_t>(args.size());
  raw.arg_stride = sizeof(cph_note_arg);
  use(static_cast<const cph_finding&>(raw));
}
}  // namespace detail

}  // namespace cph

#endif
