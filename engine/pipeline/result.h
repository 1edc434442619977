// What running one photo through a plan gives.
#ifndef CERTPHOTO_ENGINE_PIPELINE_RESULT_H
#define CERTPHOTO_ENGINE_PIPELINE_RESULT_H

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/imaging/image.h"
#include "engine/imaging/ingest.h"
#include "engine/report/finding.h"

namespace certphoto {

// Numbers for people and tools that are not findings: "face.box": [x, y, w, h] …
struct ReportedFact {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<double> values;
};

struct OperationTiming {
  std::string operation;  // "ingest", "face.detect", "product/face.detect" …
  double milliseconds = 0;
  double inference_milliseconds = 0;  // of these, in networks
};

struct PhotoResult {
  Outcome outcome = Outcome::kFailed;
  std::optional<Error> error;     // why `failed`
  std::vector<Finding> findings;  // every rule of the catalogue at least once, in the catalogue's order
  std::vector<OperationTiming> timings;
  std::vector<ReportedFact> facts;  // when asked for
  SourceDescription source;
  std::vector<std::uint8_t> file;  // the finished file; empty when none was made
  std::string file_extension;      // "jpg"
  ImageRef image;                  // the last photo.image/1, when asked for
  ImageRef matte;                  // person.matte/1, when asked for
  ImageRef source_image;           // source.image/1, when asked for
};

}  // namespace certphoto

#endif
