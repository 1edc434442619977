// The report of a photo as one JSON object on one line (report.jsonl, `certphoto check --format json`).
// docs/results.md describes the keys.
#ifndef CERTPHOTO_ENGINE_REPORT_JSON_REPORT_H
#define CERTPHOTO_ENGINE_REPORT_JSON_REPORT_H

#include <string>

#include "engine/report/photo_report.h"

namespace certphoto {

struct JsonReportOptions {
  bool facts = false;  // the key `facts`: reported_facts.h
  bool timing =
      true;  // the keys `timing_ms`, `inference_ms` and `wall_ms`; without them equal work gives equal text
};

// Valid UTF-8 and valid JSON whatever the names and numbers are (a number that is not finite is null), keys
// in a fixed order, no newline at the end. Whole numbers below 2^53 are exact, others have 7 significant
// digits: the facts they come from are single precision.
[[nodiscard]] std::string JsonReport(const PhotoReport& report, const JsonReportOptions& options = {});

}  // namespace certphoto

#endif
