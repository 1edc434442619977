#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "engine/imaging/encode_png.h"
#include "engine/imaging/image.h"

namespace certphoto::cli_test {
namespace {

std::string ReadAll(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Json> ParseLines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    auto json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) ADD_FAILURE() << "no JSON: " << line;
    lines.push_back(std::move(json));
  }
  return lines;
}

}  // namespace

std::vector<Json> Ran::Lines() const {
  return ParseLines(out);
}

bool Running::WaitForError(const std::string& text) {
  while (true) {
    int status = 0;
    const bool over = ::waitpid(process_, &status, WNOHANG) == process_;
    if (over) status_ = status;
    if (ReadAll(err_).find(text) != std::string::npos) return true;
    if (over) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void Running::Signal(int signal) const {
  ::kill(process_, signal);
}

Ran Running::Wait() {
  if (!status_) {
    int status = 0;
    ::waitpid(process_, &status, 0);
    status_ = status;
  }
  Ran ran;
  ran.exit = WIFEXITED(*status_) ? WEXITSTATUS(*status_) : 128 + WTERMSIG(*status_);
  ran.out = ReadAll(out_);
  ran.err = ReadAll(err_);
  return ran;
}

ProgramTest::ProgramTest() {
  std::string name = (fs::temp_directory_path() / "certphoto_cli.XXXXXX").string();
  root_ = ::mkdtemp(name.data());
  std::ofstream(Quick()) << R"(schema: certphoto/pipeline/1
id: quick
name: {zh: 快速, en: Quick}
description: One face, a graduation photo
spec: cn.edu.grad
checks: [{use: face.single}]
transforms: [{use: background.recolour}, {use: geometry.crop}]
export: {use: export.jpeg}
)";
}

ProgramTest::~ProgramTest() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
  for (const char* extension : {".out", ".err", ".yaml"}) fs::remove(root_.string() + extension, ignored);
}

Running ProgramTest::Start(const std::vector<std::string>& arguments) const {
  const fs::path program = fs::path(CERTPHOTO_BUILD_DIR) / "bin/certphoto";
  const fs::path out = root_.string() + ".out", err = root_.string() + ".err";
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  fs::remove(err);  // so that nobody waits for what an earlier run said
  const pid_t process = ::fork();
  if (process == 0) {
    const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int from = ::open("/dev/null", O_RDONLY);
    if (::chdir(root_.c_str()) != 0 || to_out < 0 || to_err < 0 || from < 0) ::_exit(125);
    ::dup2(from, STDIN_FILENO);
    ::dup2(to_out, STDOUT_FILENO);
    ::dup2(to_err, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(126);
  }
  return {process, out, err};
}

void ProgramTest::Write(const std::string& name, const std::string& bytes) const {
  fs::create_directories((root_ / name).parent_path());
  std::ofstream(root_ / name, std::ios::binary) << bytes;
}

void ProgramTest::WritePicture(const std::string& name, int width, int height) const {
  const Allocator allocator(std::make_shared<BufferPool>());
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, width, height);
  ASSERT_TRUE(image.ok());
  for (int y = 0; y < height; ++y)
    std::fill_n((*image)->pixels + y * (*image)->stride_bytes, 3 * width,
                static_cast<std::uint8_t>(40 + 160 * y / height));
  const auto png = EncodePng(**image);
  ASSERT_TRUE(png.ok());
  Write(name, {png->begin(), png->end()});
}

std::string ProgramTest::Read(const std::string& name) const {
  return ReadAll(root_ / name);
}
std::vector<Json> ProgramTest::ReadLines(const std::string& name) const {
  return ParseLines(Read(name));
}
bool ProgramTest::Exists(const std::string& name) const {
  return fs::exists(root_ / name);
}

std::vector<std::string> ProgramTest::FilesIn(const std::string& folder) const {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(root_ / folder))
    if (!entry.is_directory()) names.push_back(entry.path().lexically_relative(root_ / folder).string());
  std::sort(names.begin(), names.end());
  return names;
}

unsigned ProgramTest::ModeOf(const std::string& name) const {
  struct stat info {};
  ::stat((root_ / name).c_str(), &info);
  return info.st_mode & 0777;
}

fs::path Portrait() {
  const fs::path file = fs::path(CERTPHOTO_DEPS_DIR) / "portrait/astronaut.png";
  return fs::exists(file) ? file : fs::path();
}

fs::path Labelled(const std::string& name) {
  const char* folder = std::getenv("CERTPHOTO_DATA");
  const auto file =
      (folder != nullptr ? fs::path(folder) : fs::path(CERTPHOTO_SOURCE_DIR) / "../shared/data") / name;
  return fs::exists(file) ? file : fs::path();
}

}  // namespace certphoto::cli_test
