// certphoto batch …: a roster's photos from the folder they came in to the delivery.
#include <array>

#include "engine/cli/batch/commands.h"

namespace certphoto::cli {
namespace {

constexpr std::array kCommands{
    Command{"init", "write a job file with a comment on every key", RunBatchInit},
    Command{"validate", "every mistake of job, roster, pipeline and binding, before the first photo",
            RunBatchValidate},
    Command{"run", "bind, check and make the photos; the same command again resumes", RunBatchRun},
    Command{"merge", "bring the parts of several machines together", RunBatchMerge},
    Command{"status", "how many stand where, and how long the undecided have waited", RunBatchStatus},
    Command{"report", "write the page and the tables anew", RunBatchReport},
    Command{"review", "apply what a reviewer decided on the page", RunBatchReview},
    Command{"deliver", "the electronic set, its manifest and the order of paper sets", RunBatchDeliver},
    Command{"verify", "compare a delivery with its manifest", RunBatchVerify},
    Command{"purge", "remove portraits that were delivered, with a log", RunBatchPurge},
};

}  // namespace

int RunBatch(const Arguments& arguments) {
  return Dispatch("certphoto batch", "Makes, reviews and delivers the photos of a whole roster.", kCommands,
                  arguments);
}

}  // namespace certphoto::cli
