// Other people's programs, which judge our files: poppler, qpdf, Little CMS.
#ifndef CERTPHOTO_TESTS_PRINT_TOOLS_H
#define CERTPHOTO_TESTS_PRINT_TOOLS_H

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/base/test_folder.h"

namespace certphoto::print_test {

namespace fs = std::filesystem;

using Folder = TestFolder;

inline fs::path WriteFile(const fs::path& place, const std::vector<std::uint8_t>& bytes) {
  std::ofstream(place, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return place;
}

inline std::vector<std::uint8_t> ReadFile(const fs::path& place) {
  std::ifstream in(place, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Told {
  int exit = -1;
  std::string text;  // stdout and stderr
};

// By the shell: paths are ours and need no quoting.
inline Told Tell(const std::string& command) {
  Told told;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return told;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) told.text.append(buffer, n);
  const int status = pclose(pipe);
  told.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return told;
}

inline bool HaveTool(const std::string& name) {
  return Tell("command -v " + name).exit == 0;
}

}  // namespace certphoto::print_test

#define CERTPHOTO_NEED_TOOL(name, package)    \
  if (!certphoto::print_test::HaveTool(name)) \
  GTEST_SKIP() << "no program " << (name) << ": install the Debian package " << (package)

#endif
