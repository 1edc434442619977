#include "served.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;

Served::Served(std::vector<std::string> arguments) {
  const auto program = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin/certphoto";
  std::vector<std::string> words{program.string(), "serve",     "--address",
                                 "127.0.0.1:0",    "--metrics", "127.0.0.1:0"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int out[2];
  if (::pipe(out) != 0) return;
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    (void)!std::freopen("/dev/null", "w", stderr);
    ::execv(argv[0], argv.data());
    ::_exit(126);
  }
  ::close(out[1]);
  std::string line;
  for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
  ::close(out[0]);
  std::istringstream words_out(line);
  std::string serving, on;
  if (words_out >> serving >> on && serving == "serving") words_out >> address_;
}

Served::~Served() {
  if (process_ <= 0) return;
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

void Served::Signal(int number) const {
  ::kill(process_, number);
}

double Served::StatusMb(const char* key) const {
  std::ifstream in("/proc/" + std::to_string(process_) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) return std::atof(line.c_str() + line.find(':') + 1) / 1024;
  return 0;
}

double Served::resident_mb() const {
  return StatusMb("VmRSS");
}
double Served::peak_mb() const {
  return StatusMb("VmHWM");
}

int Served::descriptors() const {
  int count = 0;
  std::error_code failed;
  for (fs::directory_iterator it("/proc/" + std::to_string(process_) + "/fd", failed), end;
       !failed && it != end; it.increment(failed))
    ++count;
  return count;
}

double Served::cpu_seconds() const {
  std::ifstream in("/proc/" + std::to_string(process_) + "/stat");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / double(::sysconf(_SC_CLK_TCK));
}
