#include "engine/config/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "engine/config/fields.h"

namespace certphoto {
namespace {

using ::testing::HasSubstr;

std::string ProblemsOf(std::string_view text) {
  Diagnostics problems;
  (void)LoadYamlText(text, "f", problems);
  return problems.ToString();
}

// ---- files that are no document of ours: one clear message with the line
// -----------------------------------------

struct BadText {
  const char* what;
  std::string text;
  const char* expected;
};
void PrintTo(const BadText& row, std::ostream* out) {
  *out << row.what;
}

class BadYaml : public ::testing::TestWithParam<BadText> {};

TEST_P(BadYaml, IsReportedOnce) {
  Diagnostics problems;
  (void)LoadYamlText(GetParam().text, "f", problems);
  EXPECT_EQ(problems.size(), 1U) << problems.ToString();
  EXPECT_THAT(problems.ToString(), HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadYaml,
    ::testing::Values(
        BadText{"empty", "", "f: the file is empty"},
        BadText{"comment_only", "# x\n", "f: the file is empty"},
        BadText{"scalar", "hello\n", "f:1:1: must be a map (key: value), is 'hello'"},
        BadText{"list", "- a\n", "f:1:1: must be a map (key: value), is a list"},
        BadText{"list_then_map", "- a\nb: 1\n", "f:2:1: this belongs to nothing above"},
        BadText{"two_documents", "a: 1\n---\nb: 2\n", "f:2:1: this belongs to nothing above"},
        BadText{"colon", "a: b: c\n", "f:1:5: a ':' where no key can stand"},
        BadText{"open_list", "a:\n  b: [1, 2\nc: 3\n", "f:2:6: the list in [ ] is not closed"},
        BadText{"open_map", "a: {b: 1\n", "f:1:4: the map in { } is not closed"},
        BadText{"extra_bracket", "a: 1\n}\n", "f:2:1: a closing bracket without an opening one"},
        BadText{"open_quote", "a: \"x\nb: 2\n",
                "f:1:4: the text that begins here with \" has no closing quote"},
        BadText{"open_single_quote", "a: 'x''\nb: 2\n", "f:1:"},
        BadText{"tab", "a:\n\tb: 1\n", "f:2:1: the line is indented with a tab; use spaces"},
        BadText{"at_sign", "a: @x\n", "f:1:4: a character that cannot begin a value"},
        BadText{"after_quote", "a: \"b\" c\n", "f:1:8: this line belongs neither"},
        BadText{"alias", "a: &x 1\nb: 1\n", "f:1:4: anchors (&name) are not allowed"},
        BadText{"unknown_alias", "a: *x\n", "f:1:4: aliases (*name) are not allowed"},
        BadText{"tag", "a: !!int 1\n", "f:1:4: tags are not allowed"},
        BadText{"duplicate", "a: 1\nb: 2\na: 3\n", "f:3:1: key 'a' is written twice; the first is in line 1"},
        BadText{"list_as_key", "[a]: 1\n", "f:1:1: a key must be text"},
        BadText{"null_as_key", "~: 1\n", "f:1:1: a key must be text"},
        BadText{"plain_over_lines", "a: one\n  two\n", "f:1:4: this text goes on in the next line"},
        BadText{"nul", std::string("a: \0b\n", 6), "f:1:4: a control character"},
        BadText{"end_of_transmission", "a: 1\n\x04garbage: [\n", "f:2:1: a control character"},
        BadText{"latin1", "a: caf\xe9\n", "f:1:7: the file is not UTF-8"},
        BadText{"overlong", "a: \xc0\xaf\n", "f:1:4: the file is not UTF-8"},
        BadText{"surrogate", "a: \xed\xa0\x80\n", "f:1:4: the file is not UTF-8"},
        BadText{"utf16",
                std::string("\xff\xfe"
                            "a\0:\0",
                            6),
                "f:1:1: the file is not UTF-8"},
        BadText{"huge", std::string(kMaxYamlBytes + 1, '#'),
                "f: the file has 1048577 bytes; at most 1048576 are read"},
        BadText{"deep", "a: " + std::string(kMaxYamlDepth, '[') + std::string(kMaxYamlDepth, ']'),
                "nested deeper than 32 levels"},
        BadText{"very_deep", std::string(200'000, '['), "f:1:1: a key must be text"},
        BadText{"version", "%YAML 9.9\n---\na: 1\n", "f:1:1: no valid YAML"}),
    [](const auto& info) { return info.param.what; });

TEST(Yaml, EveryMistakeOfAFileIsReportedInOneRun) {
  const std::string all = ProblemsOf("a: &x 1\nb: *x\nc: !t 2\na: 3\n? [q]\n: 1\n");
  for (const char* line : {"f:1:4: anchors", "f:2:4: aliases", "f:3:4: tags",
                           "f:4:1: key 'a' is written twice", "f:5:3: a key"}) {
    EXPECT_THAT(all, HasSubstr(line));
  }
}

TEST(Yaml, ColumnsCountCharacters) {
  EXPECT_THAT(ProblemsOf("{姓名: &x 1}\n"), HasSubstr("f:1:6: anchors"));
}

TEST(Yaml, DepthAtTheLimitIsFine) {
  EXPECT_EQ(ProblemsOf("a: " + std::string(kMaxYamlDepth - 1, '[') + std::string(kMaxYamlDepth - 1, ']')),
            "");
}

TEST(Yaml, ByteOrderMarkAndCrLfAreFine) {
  Diagnostics problems;
  auto root = LoadYamlText(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: two\r\n",
      "f", problems);
  ASSERT_TRUE(root) << problems.ToString();
  EXPECT_EQ(root->RequiredNumber("a"), 1.0);
  EXPECT_EQ(root->RequiredText("b"), "two");
  EXPECT_TRUE(problems.empty()) << problems.ToString();
}

// ---- files
// --------------------------------------------------------------------------------------------------------

TEST(YamlFile, MissingFolderAndTooLargeAreReported) {
  const std::string base = ::testing::TempDir() + "certphoto_yaml_test";
  Diagnostics problems;
  EXPECT_FALSE(LoadYamlFile(base + "_missing.yaml", problems));
  EXPECT_THAT(problems.ToString(), HasSubstr("_missing.yaml: no such file"));
  EXPECT_FALSE(LoadYamlFile(::testing::TempDir(), problems));
  EXPECT_THAT(problems.ToString(), HasSubstr("is not a file"));
  EXPECT_FALSE(LoadYamlFile("/dev/zero", problems));  // would never end
  const std::string large = base + "_large.yaml";
  std::ofstream(large) << std::string(kMaxYamlBytes + 1, '#');
  EXPECT_FALSE(LoadYamlFile(large, problems));
  EXPECT_THAT(problems.ToString(), HasSubstr("the file has 1048577 bytes"));
  EXPECT_EQ(problems.size(), 4U);
}

// ---- values
// -------------------------------------------------------------------------------------------------------

struct WrongType {
  const char* value;
  const char* type;  // number, integer, boolean, text, list, map
  const char* expected;
};

TEST(YamlValue, WrongTypesAreNamedWithWhatIsThere) {
  const WrongType table[] = {
      {"high", "number", "f:2:6: m.v: must be a number, is 'high'"},
      {"\"3\"", "number", "must be a number, is the text '3' (in quotes)"},
      {".inf", "number", "must be a number"},
      {"nan", "number", "must be a number"},
      {"0x10", "number", "must be a number"},
      {"1e999", "number", "must be a number"},
      {"3 px", "number", "must be a number, is '3 px'"},
      {"", "number", "must be a number, is nothing"},
      {"[1]", "number", "must be a number, is a list"},
      {"1.0", "integer", "must be a whole number, is '1.0'"},
      {"9223372036854775808", "integer", "must be a whole number"},
      {"yes", "boolean", "must be true or false, is 'yes'"},
      {"True", "boolean", "must be true or false, is 'True'"},
      {"1", "boolean", "must be true or false, is '1'"},
      {"\"true\"", "boolean", "must be true or false"},
      {"~", "text", "must be text, is nothing"},
      {"{a: 1}", "text", "must be text, is a map"},
      {"a", "list", "must be a list, is 'a'"},
      {"[a]", "map", "must be a map (key: value), is a list"},
  };
  for (const WrongType& row : table) {
    Diagnostics problems;
    auto root = LoadYamlText(std::string("m:\n  v: ") + row.value + "\n", "f", problems);
    ASSERT_TRUE(root) << row.value;
    const auto v = root->RequiredMap("m")->Require("v");
    ASSERT_TRUE(v);
    const std::string type = row.type;
    if (type == "number") {
      EXPECT_FALSE(v->Number()) << row.value;
    }
    if (type == "integer") {
      EXPECT_FALSE(v->Integer()) << row.value;
    }
    if (type == "boolean") {
      EXPECT_FALSE(v->Boolean()) << row.value;
    }
    if (type == "text") {
      EXPECT_FALSE(v->Text()) << row.value;
    }
    if (type == "list") {
      EXPECT_TRUE(v->List().empty()) << row.value;
    }
    if (type == "map") {
      EXPECT_FALSE(v->Map()) << row.value;
    }
    EXPECT_EQ(problems.size(), 1U) << row.value;
    EXPECT_THAT(problems.ToString(), HasSubstr(row.expected)) << row.value;
  }
}

TEST(YamlValue, RangesNameValueAndLimits) {
  Diagnostics problems;
  auto root = LoadYamlText("a: 1.5\nb: 7\nc: 0.1\n", "f", problems);
  ASSERT_TRUE(root);
  EXPECT_FALSE(root->OptionalNumber("a", 0, 1));
  EXPECT_FALSE(root->OptionalInteger("b", 8, 9));
  EXPECT_EQ(root->OptionalNumber("c", 0.1, 1), 0.1);
  EXPECT_EQ(problems.ToString(),
            "f:1:4: a: is 1.5, must be from 0 to 1\nf:2:4: b: is 7, must be from 8 to 9");
}

TEST(YamlValue, GoodValues) {
  Diagnostics problems;
  auto root = LoadYamlText(
      "n: -1.5e2\np: +3\ni: -7\nt: true\nf: false\ns: 012\nq: \"true\"\nl: [a, b]\nd: 2026-11-22\nlong: >-\n "
      " one\n  two\n",
      "f", problems);
  ASSERT_TRUE(root) << problems.ToString();
  EXPECT_EQ(root->RequiredNumber("n"), -150.0);
  EXPECT_EQ(root->RequiredNumber("p"), 3.0);
  EXPECT_EQ(root->OptionalInteger("i"), -7);
  EXPECT_EQ(root->OptionalBoolean("t"), true);
  EXPECT_EQ(root->OptionalBoolean("f"), false);
  EXPECT_EQ(root->RequiredText("s"), "012");
  EXPECT_EQ(root->RequiredText("q"), "true");
  EXPECT_EQ(root->OptionalList("l")[1].Text(), "b");
  EXPECT_EQ(root->OptionalList("l")[1].path(), "l[1]");
  EXPECT_EQ(root->RequiredText("d"), "2026-11-22");
  EXPECT_EQ(root->RequiredText("long"), "one two");
  root->FinishKeys();
  EXPECT_TRUE(problems.empty()) << problems.ToString();
}

TEST(YamlValue, ReportsWhereItIsTold) {
  Diagnostics loading, later;
  auto root = LoadYamlText("a: x\n", "f", loading);
  ASSERT_TRUE(root);
  EXPECT_FALSE(root->Find("a")->ReportingTo(later).Number());
  EXPECT_TRUE(loading.empty());
  EXPECT_EQ(later.size(), 1U);
}

// ---- keys
// ---------------------------------------------------------------------------------------------------------

TEST(YamlMap, UnknownKeysGetTheNearestKnownOne) {
  Diagnostics problems;
  auto root = LoadYamlText("schema: x/1\ntreshold: 1\nzebra: 2\n", "f", problems);
  ASSERT_TRUE(root);
  root->ExpectSchema("x/1");
  (void)root->OptionalNumber("threshold");
  root->FinishKeys();
  EXPECT_EQ(problems.ToString(),
            "f:2:1: unknown key 'treshold'; did you mean 'threshold'?\n"
            "f:3:1: unknown key 'zebra'; known here: schema or threshold");
}

TEST(YamlMap, AMisspeltRequiredKeyIsOneProblemNotTwo) {
  Diagnostics problems;
  auto root = LoadYamlText("nmae: a\n", "f", problems);
  ASSERT_TRUE(root);
  EXPECT_FALSE(root->RequiredText("name"));
  EXPECT_FALSE(root->RequiredText("id"));
  root->FinishKeys();
  EXPECT_EQ(problems.ToString(),
            "f:1:1: key 'id' is missing\nf:1:1: unknown key 'nmae'; did you mean 'name'?");
}

// A key that looks like a misspelling of the missing one, but is a known key itself.
TEST(YamlMap, AKnownNeighbourDoesNotHideAMissingKey) {
  Diagnostics problems;
  auto root = LoadYamlText("band_min: 1\n", "f", problems);
  ASSERT_TRUE(root);
  EXPECT_FALSE(root->RequiredNumber("band_max"));
  EXPECT_TRUE(root->RequiredNumber("band_min"));
  root->FinishKeys();
  EXPECT_EQ(problems.ToString(), "f:1:1: key 'band_max' is missing");
}

TEST(YamlMap, SchemaAndChoice) {
  Diagnostics problems;
  auto root = LoadYamlText("schema: x/2\nkind: pixle\nempty: \"\"\n", "f", problems);
  ASSERT_TRUE(root);
  root->ExpectSchema("x/1");
  EXPECT_FALSE(root->RequiredChoice("kind", {"pixel", "file"}));
  EXPECT_FALSE(root->RequiredText("empty"));
  root->FinishKeys();
  EXPECT_EQ(problems.ToString(),
            "f:1:9: schema: must be 'x/1', is 'x/2'\n"
            "f:2:7: kind: must be pixel or file, is 'pixle'; did you mean 'pixel'?\n"
            "f:3:8: empty: must not be empty");
}

// ---- words
// --------------------------------------------------------------------------------------------------------

TEST(EditDistance, CountsInsertDeleteReplaceAndSwap) {
  EXPECT_EQ(EditDistance("", ""), 0U);
  EXPECT_EQ(EditDistance("abc", ""), 3U);
  EXPECT_EQ(EditDistance("abc", "acb"), 1U);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
  EXPECT_EQ(EditDistance(std::string(65, 'a'), std::string(65, 'a')), 64U);  // not looked at
}

TEST(NearMiss, FindsTheNearestOrNothing) {
  const std::vector<std::string> known{"min_score", "max_score", "id", "on_reject"};
  const std::pair<const char*, const char*> table[] = {{"min_scroe", "min_score"},
                                                       {"MIN_SCORE", "min_score"},
                                                       {"max_scor", "max_score"},
                                                       {"on-reject", "on_reject"},
                                                       {"colour", ""},
                                                       {"xy", ""},
                                                       {"", ""}};
  for (const auto& [word, expected] : table) EXPECT_EQ(NearMiss(word, known), expected) << word;
}

TEST(Quoted, ShowsControlCharactersAndStaysShort) {
  EXPECT_EQ(Quoted("a\nb\x1b[31m\xff"), "'a\\nb\\x1b[31m\xEF\xBF\xBD'");
  EXPECT_EQ(Quoted(std::string(100, 'x')), std::string("'").append(60, 'x').append("…'"));
}

TEST(Id, Form) {
  for (const char* good : {"a", "cn.edu.grad", "head.in_frame", "studio.1s"}) EXPECT_TRUE(IsId(good)) << good;
  for (const char* bad : {"", ".", "a.", ".a", "a..b", "A", "a-b", "a/b", "..", "姓", "a b"})
    EXPECT_FALSE(IsId(bad)) << bad;
}

}  // namespace
}  // namespace certphoto
