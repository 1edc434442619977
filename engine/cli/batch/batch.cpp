// certphoto batch …: a roster's photos from the folder they came in to the delivery.
#include <array>

#include "engine/cli/batch/commands.h"

namespace certphoto::cli {
namespace {

constexpr std::array kCommands{
    Command{"init", "write a job file with a comment on every key", RunBatchInit},
    Command{"validate", "every mistake of job, roster, pipeline and binding, before the first photo", RunBatchValidate},
};

}  // namespace

int RunBatch(const Arguments& arguments) {
  return Dispatch("certphoto batch", "Makes, reviews and delivers the photos of a whole roster.", kCommands, arguments);
}

}  // namespace certphoto::cli
