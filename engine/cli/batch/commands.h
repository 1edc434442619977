// The subcommands of `certphoto batch`.
#ifndef CERTPHOTO_ENGINE_CLI_BATCH_COMMANDS_H
#define CERTPHOTO_ENGINE_CLI_BATCH_COMMANDS_H

#include "engine/cli/command.h"

namespace certphoto::cli {

int RunBatchInit(const Arguments& arguments);
int RunBatchValidate(const Arguments& arguments);
int RunBatchRun(const Arguments& arguments);
int RunBatchMerge(const Arguments& arguments);
int RunBatchStatus(const Arguments& arguments);
int RunBatchReport(const Arguments& arguments);
int RunBatchReview(const Arguments& arguments);
int RunBatchDeliver(const Arguments& arguments);
int RunBatchVerify(const Arguments& arguments);
int RunBatchPurge(const Arguments& arguments);

}  // namespace certphoto::cli

#endif
