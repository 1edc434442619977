// Runs the program in a folder of its own. For the tests of this folder.
#ifndef CERTPHOTO_TESTS_CLI_PROGRAM_H
#define CERTPHOTO_TESTS_CLI_PROGRAM_H

#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace certphoto::cli_test {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Ran {
  int exit = -1;  // 128 + signal when killed by one
  std::string out, err;
  // Every line of `out` as JSON; fails the test for one that is none.
  [[nodiscard]] std::vector<Json> Lines() const;
};

// A program on its way.
class Running {
 public:
  Running(pid_t process, fs::path out, fs::path err)
      : process_(process), out_(std::move(out)), err_(std::move(err)) {}
  // Waits until stderr has `text`; false when the program ended without.
  [[nodiscard]] bool WaitForError(const std::string& text);
  void Signal(int signal) const;
  [[nodiscard]] Ran Wait();

 private:
  pid_t process_;
  fs::path out_, err_;
  std::optional<int> status_;
};

class ProgramTest : public testing::Test {
 protected:
  ProgramTest();
  ~ProgramTest() override;

  // Runs `certphoto ARGUMENTS…` in root().
  [[nodiscard]] Running Start(const std::vector<std::string>& arguments) const;
  [[nodiscard]] Ran Run(const std::vector<std::string>& arguments) const { return Start(arguments).Wait(); }

  [[nodiscard]] const fs::path& root() const { return root_; }
  // A pipeline that looks for one face and makes a graduation photo: the installed ones check more, which
  // here only takes time.
  [[nodiscard]] std::string Quick() const { return root_.string() + ".yaml"; }
  // All below root(), by name; `name` may have folders.
  void Write(const std::string& name, const std::string& bytes) const;
  void WritePicture(const std::string& name, int width = 320,
                    int height = 400) const;  // a PNG of a grey ramp: nobody on it
  [[nodiscard]] std::string Read(const std::string& name) const;
  [[nodiscard]] std::vector<Json> ReadLines(const std::string& name) const;
  [[nodiscard]] bool Exists(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> FilesIn(
      const std::string& folder) const;  // with sub-folders, sorted
  [[nodiscard]] unsigned ModeOf(const std::string& name) const;

 private:
  fs::path root_;
};

// The demo's portrait and the labelled photos; empty when they are not there.
[[nodiscard]] fs::path Portrait();
[[nodiscard]] fs::path Labelled(const std::string& name);

}  // namespace certphoto::cli_test

#define CERTPHOTO_NEED_PORTRAIT()              \
  if (certphoto::cli_test::Portrait().empty()) \
  GTEST_SKIP() << "no portrait: scripts/test fetches it (portrait/astronaut.png among the dependencies)"
#define CERTPHOTO_NEED_LABELLED(name)              \
  if (certphoto::cli_test::Labelled(name).empty()) \
  GTEST_SKIP() << "no labelled photos: set CERTPHOTO_DATA to their folder (looked for " << (name) << ")"

#endif
