// Broken configuration files: seeded mutations of the real ones. Nothing may crash, hang or say something
// unreadable, whatever is in the file.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/base/test_mutator.h"
#include "engine/base/utf8.h"
#include "engine/catalogue/rule.h"
#include "engine/catalogue/spec.h"
#include "engine/config/pipeline_file.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;

std::string Contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

constexpr std::array<std::string_view, 22> kTokens{
    ":",   "- ",   "[",  "]",  "{",     "}",  "\"",   "'", "&a ",   "*a", "!!map ",
    "|\n", ">-\n", "\n", "\t", "---\n", "? ", "\xff", "~", "1e999", "-1", "\xE5\xA7"};

TestMutator MutatorOf(std::uint32_t seed) {
  return {seed, kTokens, 6, 40};
}

std::vector<fs::path> ConfigFiles() {
  std::vector<fs::path> files;
  const fs::path root = fs::path(CERTPHOTO_SOURCE_DIR) / "configs";
  for (const char* folder : {"rules", "specs", "pipelines", "papers"}) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root / folder, ignored)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void ExpectReadable(const Diagnostics& problems, const std::string& text) {
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  for (const Diagnostic& d : problems.Sorted()) {
    EXPECT_LE(d.place.line, lines);
    EXPECT_TRUE(IsUtf8(d.message));
    EXPECT_LT(d.message.size(), 2000U);
    EXPECT_TRUE(std::none_of(d.message.begin(), d.message.end(), [](char c) { return c >= 0 && c < 0x20; }))
        << d.message;
  }
}

TEST(ConfigFuzz, MutatedFilesAreReportedAndNeverCrash) {
  const auto files = ConfigFiles();
  ASSERT_FALSE(files.empty());
  const fs::path folder = fs::path(::testing::TempDir()) / "certphoto_config_fuzz";
  fs::remove_all(folder);
  fs::create_directories(folder);
  int refused = 0;
  for (std::uint32_t seed = 0; seed < 900; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    auto mutator = MutatorOf(seed);
    const std::string text = mutator.Mutate(Contents(files[mutator.Below(files.size())]));
    const fs::path file = folder / "mutated.yaml";
    std::ofstream(file, std::ios::binary) << text;

    // Every loader meets every kind of file: a user may pass the wrong one.
    Diagnostics as_spec, as_rules, as_pipeline;
    const auto spec = LoadSpec(file, as_spec);
    EXPECT_EQ(spec.has_value(), as_spec.empty());
    (void)RuleCatalogue::Load(folder, as_rules);
    const auto pipeline = LoadPipelineFile(file, as_pipeline);
    if (!pipeline) {
      EXPECT_FALSE(as_pipeline.empty());
    }
    for (const Diagnostics* problems : {&as_spec, &as_rules, &as_pipeline}) ExpectReadable(*problems, text);
    if (!as_spec.empty() && !as_rules.empty() && !as_pipeline.empty()) ++refused;
  }
  // Most mutations break something; were it otherwise, the reader would not look.
  EXPECT_GT(refused, 600);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace certphoto
