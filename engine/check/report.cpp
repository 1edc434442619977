#include "engine/check/report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace certphoto::check {
namespace {

using Json = nlohmann::ordered_json;

std::size_t Failed(const std::vector<Outcome>& outcomes) {
  return static_cast<std::size_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](const auto& o) { return !o.passed; }));
}

std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

std::string Seconds(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

}  // namespace

std::string TextReport(const std::string& library, const std::vector<Outcome>& outcomes, bool verbose) {
  std::string out;
  for (const auto& o : outcomes) {
    if (o.passed && !verbose) continue;
    out += std::string(o.passed ? "ok    " : "FAULT ") + o.group + "  " + o.name + '\n';
    for (const auto& fault : o.faults) out += "        " + fault + '\n';
  }
  const auto failed = Failed(outcomes);
  return out + library + ": " + std::to_string(outcomes.size()) + " cases, " +
         (failed == 0 ? "no fault found" : std::to_string(failed) + " with faults") + '\n';
}

std::string JsonReport(const std::string& library, std::uint64_t seed, const std::vector<Outcome>& outcomes) {
  Json root{{"schema", "certphoto/plugin-check/1"},
            {"library", library},
            {"seed", seed},
            {"cases", outcomes.size()},
            {"failed", Failed(outcomes)}};
  root["results"] = Json::array();
  for (const auto& o : outcomes)
    root["results"].push_back({{"group", o.group},
                               {"case", o.name},
                               {"passed", o.passed},
                               {"faults", o.faults},
                               {"seconds", o.seconds}});
  return root.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string JUnitReport(const std::string& library, const std::vector<Outcome>& outcomes) {
  std::string out = "<testsuite name=\"" + Escaped(library) + "\" tests=\"" +
                    std::to_string(outcomes.size()) + "\" failures=\"" + std::to_string(Failed(outcomes)) +
                    "\">\n";
  for (const auto& o : outcomes) {
    out += "  <testcase classname=\"" + Escaped(o.group) + "\" name=\"" + Escaped(o.name) + "\" time=\"" +
           Seconds(o.seconds) + "\"";
    if (o.passed) {
      out += "/>\n";
      continue;
    }
    std::string all;
    for (const auto& fault : o.faults) all += (all.empty() ? "" : "; ") + fault;
    out += ">\n    <failure message=\"" + Escaped(all) + "\"/>\n  </testcase>\n";
  }
  return out + "</testsuite>\n";
}

}  // namespace certphoto::check
