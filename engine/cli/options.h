// Options of one subcommand: what it takes, its help, and what was given.
//
//   Options options({"certphoto cutout", "PHOTO… --out FILE.png|FOLDER", "Cuts the person out.",
//                    {{"certphoto cutout a.jpg --out a.png", "one photo"}}});
//   options.Add("out", po::value<std::string>()->value_name("FILE.png|FOLDER"), "where the pictures go");
//   options.TakePlaces("photo");                         // arguments without an option
//   if (auto exit = options.Parse(arguments)) return *exit;  // help was asked for, or the usage is wrong
#ifndef CERTPHOTO_ENGINE_CLI_OPTIONS_H
#define CERTPHOTO_ENGINE_CLI_OPTIONS_H

#include <boost/program_options.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/cli/command.h"

namespace certphoto::cli {

namespace po = boost::program_options;

struct Example {
  std::string command, purpose;
};

struct HelpText {
  std::string program;   // "certphoto run"
  std::string synopsis;  // what follows it
  std::string purpose;   // a paragraph or two
  std::vector<Example> examples;
};

class Options {
 public:
  explicit Options(HelpText help) : help_(std::move(help)), visible_("Options") {}

  void Add(const char* names, const po::value_semantic* value, const char* doc);
  void AddFlag(const char* names, const char* doc);
  // Accepts arguments without an option; without this call they are usage errors.
  void TakePlaces() { takes_places_ = true; }

  // The exit code when there is nothing left to do. Abbreviated options are refused: a script must not change
  // its meaning when an option is added.
  [[nodiscard]] std::optional<int> Parse(const Arguments& arguments);

  [[nodiscard]] bool Has(const char* name) const {
    return values_.count(name) > 0 && !values_[name].defaulted();
  }
  template <class T>
  [[nodiscard]] const T& Get(const char* name) const {
    return values_[name].as<T>();
  }
  [[nodiscard]] std::string Text(const char* name) const {
    return values_.count(name) > 0 ? values_[name].as<std::string>() : std::string();
  }
  [[nodiscard]] const std::vector<std::string>& places() const { return places_; }

  // Prints "certphoto run: WHAT" and where the help is, and returns the exit code of wrong usage.
  [[nodiscard]] int Wrong(const std::string& what) const;

 private:
  void PrintHelp() const;
  [[nodiscard]] std::vector<std::string> Names() const;

  HelpText help_;
  po::options_description visible_;
  po::variables_map values_;
  std::vector<std::string> places_;
  bool takes_places_ = false;
};

// The value of a --format option, which must be one of `allowed`.
[[nodiscard]] Result<std::string> ReadChoice(const Options& options, const char* name,
                                             const std::vector<std::string>& allowed);

// "2G", "512M", "1.5g", "800000k"; powers of 1024.
[[nodiscard]] Result<std::uint64_t> ParseBytes(const std::string& text);

// Prints "certphoto run: MESSAGE" and returns the exit code that the error's code asks for: wrong usage for
// what the user can put right in the command or the files it names, our failure otherwise.
[[nodiscard]] int Fail(const std::string& program, const Error& error);

}  // namespace certphoto::cli

#endif
