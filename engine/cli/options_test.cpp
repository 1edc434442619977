#include "engine/cli/options.h"

#include <gtest/gtest.h>

#include "engine/cli/exit_code.h"

namespace certphoto::cli {
namespace {

struct Outcome {
  std::optional<int> exit;
  std::string out, err;
  std::vector<std::string> places;
  std::string name;
};

Outcome Parse(const Arguments& arguments, bool places = true) {
  Options options({"certphoto try", "[OPTIONS] PHOTO…", "Tries.", {{"certphoto try a.jpg", "an example"}}});
  options.Add("name,n", po::value<std::string>()->default_value("x"), "a name");
  options.Add("jobs", po::value<int>(), "a number");
  options.AddFlag("quiet", "a flag");
  if (places) options.TakePlaces();
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.exit = options.Parse(arguments);
  outcome.out = testing::internal::GetCapturedStdout();
  outcome.err = testing::internal::GetCapturedStderr();
  outcome.places = options.places();
  if (!outcome.exit) outcome.name = options.Text("name");
  return outcome;
}

TEST(Options, RefusesWrongUsageAndSaysWhatIsMeant) {
  const std::pair<Arguments, const char*> cases[] = {
      {{"--nmae", "x"}, "did you mean '--name'?"},
      {{"--names=x"}, "there is no option '--names'"},
      {{"--nam", "x"}, "there is no option '--nam'"},  // no abbreviations
      {{"-z"}, "there is no option '-z'"},
      {{"--name"}, "--name"},
      {{"--jobs", "many"}, "many"},
      {{"--quiet", "--quiet"}, "quiet"},
      {{"--name", "a", "--name", "b"}, "more than once"},
  };
  for (const auto& [arguments, message] : cases) {
    const auto outcome = Parse(arguments);
    EXPECT_EQ(outcome.exit, kWrongUsage) << arguments[0];
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("See: certphoto try --help"), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(Options, RefusesPlacesWhereThereAreNone) {
  EXPECT_EQ(Parse({"a.jpg"}, false).exit, kWrongUsage);
}

TEST(Options, HelpWinsOverWhatIsMissing) {
  const auto outcome = Parse({"--jobs", "2", "--help"});
  EXPECT_EQ(outcome.exit, kAllAccepted);
  for (const char* part :
       {"Usage: certphoto try [OPTIONS] PHOTO…", "Tries.", "--name", "Examples:", "# an example"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << outcome.out;
}

TEST(Options, TakesPlacesAmongOptionsAndAfterTwoDashes) {
  const auto outcome = Parse({"a.jpg", "--name", "y", "b.jpg", "--", "-c.jpg"});
  EXPECT_FALSE(outcome.exit);
  EXPECT_EQ(outcome.name, "y");
  EXPECT_EQ(outcome.places, (std::vector<std::string>{"a.jpg", "b.jpg", "-c.jpg"}));
  EXPECT_EQ(Parse({}).name, "x");
}

TEST(ParseBytes, TakesUnitsOnly) {
  for (const char* wrong :
       {"", "2", "2T", "G", "-1G", "0G", "1k", "nanG", "infG", "1e300G", "2 G", "2GB", "900k"})
    EXPECT_FALSE(ParseBytes(wrong)) << wrong;
  const std::pair<const char*, std::uint64_t> right[] = {
      {"512M", 512u << 20}, {"2G", 2ull << 30}, {"1.5g", 3ull << 29}, {"2048k", 2u << 20}};
  for (const auto& [text, bytes] : right) EXPECT_EQ(ParseBytes(text).value(), bytes) << text;
}

}  // namespace
}  // namespace certphoto::cli
