#include <exception>
#include <iostream>

#include "engine/cli/command.h"
#include "engine/cli/exit_code.h"

int main(int argc, char** argv) {
  using namespace certphoto::cli;
  Arguments arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments[0] == "--version") arguments[0] = "version";
  try {
    return Dispatch("certphoto",
                    "certphoto makes certificate photos: checked, cut out, cropped and finished to a spec.",
                    Commands(), arguments);
  } catch (const std::exception&
               e) {  // out of memory, or a defect: the libraries' exceptions are caught where they arise
    std::cerr << "certphoto: " << e.what() << '\n';
    return kOurFailure;
  }
}
