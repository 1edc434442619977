#include "engine/config/csv.h"

#include <gtest/gtest.h>

namespace certphoto {
namespace {

using Cells = std::vector<std::vector<std::string>>;

struct Parsed {
  CsvTable table;
  std::string problems;
};

Parsed Parse(std::string_view text) {
  Diagnostics problems;
  auto table = ParseCsv(text, "t.csv", problems);
  return {std::move(table), problems.ToString()};
}

Cells CellsOf(const CsvTable& table) {
  Cells out;
  for (const auto& row : table.rows) out.push_back(row.cells);
  return out;
}

TEST(Csv, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "t.csv: the file is empty"},
      {"\n\n", "t.csv: the file is empty"},
      {"a,b\n1\n", "t.csv:2"},
      {"a,b\n1,2,3\n", "this row has 3 cells, the header has 2"},
      {"a,a\n1,2\n", "two columns are named 'a'"},
      {"a,b\n1,\"2\n", "never closed"},
      {"a,b\n1,2\"x\"\n", "a quote inside a cell"},
      {"a,b\n1,\"2\"x\n", "text after the quote"},
      {"a,b\n\"x\ny\",1\n1\n", "t.csv:4"},  // lines inside quotes count
  };
  for (const auto& [text, message] : cases)
    EXPECT_NE(Parse(text).problems.find(message), std::string::npos) << text << "\n" << Parse(text).problems;
}

TEST(Csv, GoesOnAfterABadRow) {
  const auto parsed = Parse("a,b\n1\n2,3\n4,5,6\n7,8\n");
  EXPECT_EQ(CellsOf(parsed.table), (Cells{{"2", "3"}, {"7", "8"}}));
  EXPECT_NE(parsed.problems.find("t.csv:2"), std::string::npos);
  EXPECT_NE(parsed.problems.find("t.csv:4"), std::string::npos);
}

TEST(Csv, ReadsWhatOfficeProgramsWrite) {
  const std::pair<std::string_view, Cells> cases[] = {
      {"a,b\n1,2\n", {{"1", "2"}}},
      {"a,b\r\n1,2\r\n", {{"1", "2"}}},
      {"a,b\n1,2", {{"1", "2"}}},
      {"\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {{"1", "2"}}},
      {"a,b\n\n1,2\n\n", {{"1", "2"}}},
      {"a,b\n,\n", {{"", ""}}},
      {"a,b\n\"1,\"\"x\"\"\n\",2\n", {{"1,\"x\"\n", "2"}}},
      {"a,b\n\"1\",\"2\"\r\n", {{"1", "2"}}},
      {"a,b\n\xB0\xA1,2\n", {{"\xB0\xA1", "2"}}},  // no UTF-8: a path may be anything
      {"a\n1\r2\n", {{"1\r2"}}},                   // a lone CR is text
  };
  for (const auto& [text, cells] : cases) {
    const auto parsed = Parse(text);
    EXPECT_EQ(parsed.problems, "") << text;
    EXPECT_EQ(CellsOf(parsed.table), cells) << text;
  }
}

TEST(Csv, FindsColumnsByName) {
  const auto parsed = Parse("file_b,file_a,x\n1,2,3\n");
  Diagnostics problems;
  EXPECT_EQ(parsed.table.Columns({"file_a", "file_b"}, problems), (std::vector<std::size_t>{1, 0}));
  EXPECT_TRUE(problems.empty());
}

TEST(Csv, NamesTheColumnThatMayBeMeant) {
  const auto parsed = Parse("file_a,fileb\n1,2\n");
  Diagnostics problems;
  EXPECT_TRUE(parsed.table.Columns({"file_a", "file_b"}, problems).empty());
  EXPECT_EQ(problems.size(), 1u);
  EXPECT_NE(problems.ToString().find("no column 'file_b'; did you mean 'fileb'?"), std::string::npos)
      << problems.ToString();
}

}  // namespace
}  // namespace certphoto
