// What the program's exit codes mean; docs/cli.md has the same table.
#ifndef CERTPHOTO_ENGINE_CLI_EXIT_CODE_H
#define CERTPHOTO_ENGINE_CLI_EXIT_CODE_H

namespace certphoto::cli {

inline constexpr int kAllAccepted = 0;  // everything asked for was done, and every photo is accepted
inline constexpr int kOurFailure =
    1;  // the work could not be done: a file that cannot be read or written, a crash, a stop
inline constexpr int kWrongUsage =
    2;  // the command line, or a pipeline, spec or list it names, is wrong; nothing was done
inline constexpr int kNotAllAccepted = 3;  // the work was done; some photos are rejected or for review

}  // namespace certphoto::cli

#endif
