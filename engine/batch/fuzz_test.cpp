// Broken rosters, workbooks, jobs and decisions: seeded mutations of good ones. Nothing may crash, hang or
// say something unreadable, whatever is in the file.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "engine/base/test_mutator.h"
#include "engine/base/utf8.h"
#include "engine/batch/job/job_file.h"
#include "engine/batch/review/decisions.h"
#include "engine/batch/roster/roster.h"
#include "engine/batch/roster/table_file.h"
#include "engine/batch/test_workbook.h"

namespace certphoto {
namespace {

constexpr std::uint32_t kSeeds = 600;  // of each kind

constexpr std::array<std::string_view, 20> kTokens{
    "\"", ",", "\n", "\r\n", "\xff", "<",    ">",  "&lt;",     "{",          "}",
    "[",  "]", ":",  "'",    "\\u",  "1e99", "-1", "\xE5\xBC", "PK\x03\x04", "{exam_no}"};

TestMutator MutatorOf(std::uint32_t seed) {
  return {seed, kTokens, 5, 60};
}

void ExpectReadable(const Diagnostics& problems) {
  for (const auto& d : problems.Sorted()) {
    EXPECT_FALSE(d.place.file.empty());
    EXPECT_TRUE(IsUtf8(d.message)) << d.message;
    EXPECT_LT(d.message.size(), 2000u);
  }
}

JobFile GoodJob() {
  Diagnostics problems;
  auto job = LoadJobText(JobTemplate("fuzz"), "job.yaml", problems);
  return std::move(*job);
}

const char* const kCsv =
    "准考证号,姓名,学历层次\r\n010100000001,张三,专科\r\n010100000002,\"李,四\",本科\r\n010100000003,王五,"
    "本科\r\n";

TEST(BatchFuzz, Rosters) {
  const auto job = GoodJob();
  int refused = 0;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    auto mutator = MutatorOf(seed);
    Diagnostics problems;
    auto table = ParseTable(mutator.Mutate(kCsv), "", TextEncoding::kDetect, "r.csv", problems);
    const auto roster = table ? Roster::FromTable(job, std::move(*table), problems) : std::nullopt;
    EXPECT_TRUE(roster || !problems.empty());
    ExpectReadable(problems);
    refused += problems.empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 200);
}

TEST(BatchFuzz, Workbooks) {
  const auto job = GoodJob();
  const auto parts = testing_workbook::Workbook(
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
      "t=\"s\"><v>2</v></c></row>"
      "<row r=\"2\"><c r=\"A2\"><v>10101</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>张三</t></is></c><c "
      "r=\"C2\" t=\"s\"><v>3</v></c></row>",
      "<si><t>准考证号</t></si><si><t>姓名</t></si><si><t>学历层次</t></si><si><t>本科</t></si>");
  int refused = 0;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    auto mutator = MutatorOf(seed);
    auto mutated = parts;
    std::string bytes;
    if (seed % 3 == 0) {
      bytes = mutator.Mutate(testing_workbook::Zip(parts));  // the archive itself
    } else {
      auto& part = mutated[mutator.Below(mutated.size())].second;
      part = mutator.Mutate(part);
      bytes = testing_workbook::Zip(mutated);
    }
    Diagnostics problems;
    auto table = ParseTable(bytes, "", TextEncoding::kDetect, "r.xlsx", problems);
    const auto roster = table ? Roster::FromTable(job, std::move(*table), problems) : std::nullopt;
    EXPECT_TRUE(roster || !problems.empty());
    ExpectReadable(problems);
    refused += problems.empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 300);
}

TEST(BatchFuzz, Jobs) {
  const auto good = JobTemplate("fuzz");
  int refused = 0;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Diagnostics problems;
    const auto job = LoadJobText(MutatorOf(seed).Mutate(good), "job.yaml", problems);
    EXPECT_TRUE(job || !problems.empty());
    ExpectReadable(problems);
    refused += problems.empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 250);
}

TEST(BatchFuzz, Decisions) {
  const RuleCatalogue rules;
  const std::string good = R"({"schema":"certphoto/decisions/1","job":"fuzz","decisions":[
 {"item":"00112233445566778899aabbccddeeff","action":"accept","reason":"","note":"","at":1750000000},
 {"item":"10112233445566778899aabbccddeeff","action":"reject","reason":"other","note":"反光"}]})";
  Diagnostics none;
  EXPECT_EQ(ParseDecisions(good, "d.json", "fuzz", rules, none).size(), 2u);
  EXPECT_TRUE(none.empty()) << none.ToString();
  int refused = 0;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    Diagnostics problems;
    const auto decisions = ParseDecisions(MutatorOf(seed).Mutate(good), "d.json", "fuzz", rules, problems);
    EXPECT_LE(decisions.size(), 4u);
    ExpectReadable(problems);
    refused += problems.empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 400);
  for (const std::string& hostile : {std::string(200'000, '['), std::string(100'000, '{'),
                                     std::string("{\"decisions\":" + std::string(50'000, '['))}) {
    Diagnostics problems;
    EXPECT_TRUE(ParseDecisions(hostile, "d.json", "fuzz", rules, problems).empty());
    EXPECT_FALSE(problems.empty());
  }
}

}  // namespace
}  // namespace certphoto
