#include "engine/cli/options.h"

#include <charconv>
#include <cmath>
#include <iostream>

#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/config/diagnostics.h"

namespace certphoto::cli {

void Options::Add(const char* names, const po::value_semantic* value, const char* doc) {
  visible_.add_options()(names, value, doc);
}

void Options::AddFlag(const char* names, const char* doc) {
  visible_.add_options()(names, doc);
}

std::vector<std::string> Options::Names() const {
  std::vector<std::string> names;
  for (const auto& option : visible_.options()) names.push_back("--" + option->long_name());
  return names;
}

std::optional<int> Options::Parse(const Arguments& arguments) {
  if (visible_.find_nothrow("help", false) == nullptr) AddFlag("help,h", "print this help");
  po::options_description all;
  all.add(visible_).add_options()("places", po::value<std::vector<std::string>>());
  po::positional_options_description places;
  places.add("places", -1);
  namespace style = po::command_line_style;
  try {
    const auto parsed = po::command_line_parser(arguments)
                            .options(all)
                            .positional(places)
                            .style(style::unix_style & ~style::allow_guessing)
                            .run();
    // Help comes before the complaint about what is missing.
    for (const auto& option : parsed.options)
      if (option.string_key == "help") {
        PrintHelp();
        return kAllAccepted;
      }
    po::store(parsed, values_);
    po::notify(values_);
  } catch (const po::unknown_option& e) {
    const auto name = e.get_option_name().substr(0, e.get_option_name().find('='));
    return Wrong("there is no option " + Quoted(name) + DidYouMean(name, Names()));
  } catch (const po::error& e) {
    return Wrong(e.what());
  }
  if (values_.count("places") > 0) places_ = values_["places"].as<std::vector<std::string>>();
  if (!takes_places_ && !places_.empty()) return Wrong("takes no " + Quoted(places_[0]));
  return std::nullopt;
}

void Options::PrintHelp() const {
  std::cout << "Usage: " << help_.program << ' ' << help_.synopsis << "\n\n"
            << help_.purpose << "\n\n"
            << visible_;
  if (!help_.examples.empty()) std::cout << "\nExamples:\n";
  for (const auto& example : help_.examples)
    std::cout << "  # " << example.purpose << "\n  " << example.command << '\n';
}

int Options::Wrong(const std::string& what) const {
  std::cerr << help_.program << ": " << what << "\nSee: " << help_.program << " --help\n";
  return kWrongUsage;
}

Result<std::string> ReadChoice(const Options& options, const char* name,
                               const std::vector<std::string>& allowed) {
  const auto given = options.Text(name);
  for (const auto& choice : allowed)
    if (given == choice) return given;
  return Error{ErrorCode::kUsage, "--" + std::string(name) + " takes " + JoinOr(allowed) + ", not " +
                                      Quoted(given) + DidYouMean(given, allowed)};
}

Result<std::uint64_t> ParseBytes(const std::string& text) {
  double number = 0;
  const auto [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(rest, text.data() + text.size());
  double factor = 0;
  if (unit == "k" || unit == "K") factor = 0x1p10;
  if (unit == "m" || unit == "M") factor = 0x1p20;
  if (unit == "g" || unit == "G") factor = 0x1p30;
  const double bytes = number * factor;
  if (failed != std::errc() || !(bytes >= 0x1p20) || !(bytes <= 0x1p50))
    return Error{ErrorCode::kUsage,
                 Quoted(text) + " is no amount of memory; write it like 512M or 2G, at least 1M"};
  return static_cast<std::uint64_t>(bytes);
}

int Fail(const std::string& program, const Error& error) {
  auto message = error.message;
  while (message.ends_with('\n')) message.pop_back();
  const bool several = message.find('\n') != std::string::npos;  // the mistakes of a file
  std::cerr << program << (several ? ":\n" : ": ") << message << '\n';
  switch (error.code) {
    case ErrorCode::kUsage:
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
    case ErrorCode::kUnsupported:
      return kWrongUsage;
    default:
      return kOurFailure;
  }
}

}  // namespace certphoto::cli
