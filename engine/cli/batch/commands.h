// The subcommands of `certphoto batch`.
#ifndef CERTPHOTO_ENGINE_CLI_BATCH_COMMANDS_H
#define CERTPHOTO_ENGINE_CLI_BATCH_COMMANDS_H

#include "engine/cli/command.h"

namespace certphoto::cli {

int RunBatchInit(const Arguments& arguments);
int RunBatchValidate(const Arguments& arguments);

}  // namespace certphoto::cli

#endif
