#include "engine/cli/progress.h"

#include <gtest/gtest.h>

#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

Tally Of(std::size_t total, std::size_t accepted, std::size_t rejected = 0, std::size_t review = 0,
         std::size_t failed = 0) {
  Tally tally;
  tally.total = total;
  const std::pair<Outcome, std::size_t> counts[] = {{Outcome::kAccepted, accepted},
                                                    {Outcome::kRejected, rejected},
                                                    {Outcome::kReview, review},
                                                    {Outcome::kFailed, failed}};
  for (const auto& [outcome, count] : counts)
    for (std::size_t i = 0; i < count; ++i) tally.Add(outcome);
  return tally;
}

TEST(ProgressText, TellsDoneRateTimeLeftAndOutcomes) {
  EXPECT_EQ(ProgressText(Of(120, 0), 0), "0/120");
  EXPECT_EQ(ProgressText(Of(120, 40, 3, 2), 4.5),
            "45/120  10.0 photos/s  0:08 left  accepted 40  review 2  rejected 3");
  EXPECT_EQ(ProgressText(Of(100000, 1, 0, 0, 1), 2),
            "2/100000  1.0 photos/s  27:46:38 left  accepted 1  failed 1");
  EXPECT_EQ(ProgressText(Of(2, 2), 1), "2/2  2.0 photos/s  accepted 2");
}

TEST(ProgressBar, FillsAndFits) {
  EXPECT_EQ(ProgressBar(Of(4, 1), 0, 200), "[#####---------------] 1/4  accepted 1");
  EXPECT_EQ(ProgressBar(Of(0, 0), 0, 200), "[####################] 0/0");
  EXPECT_EQ(ProgressBar(Of(4, 1), 1, 12).size(), 11u);
}

TEST(Progress, WritesAFewLinesIntoALog) {
  std::FILE* log = std::tmpfile();
  {
    Progress progress(log, ProgressStyle::kLines);
    Tally tally;
    tally.total = 1000;
    for (int i = 0; i < 1000; ++i) {
      tally.Add(Outcome::kAccepted);
      progress.Show(tally);
    }
  }
  std::rewind(log);
  int lines = 0;
  for (int c; (c = std::fgetc(log)) != EOF;) lines += c == '\n';
  std::fclose(log);
  EXPECT_EQ(lines, 9);  // a tenth each; the end is told by the summary
}

TEST(Table, AlignsChineseAndCleansControlCharacters) {
  Table table({"ID", "NAME", "X"});
  table.Add({"a", "毕业证", "1"});
  table.Add({"bb", "x\x1b[31m\xff", "2"});
  table.Add({"c", "", ""});
  EXPECT_EQ(table.ToString(), "ID  NAME     X\na   毕业证   1\nbb  x?[31m\xEF\xBF\xBD  2\nc\n");
}

TEST(Field, KeepsItsColumnUnlessTheNameIsLonger) {
  EXPECT_EQ(Field("a", "text", 6), "  a   text\n");
  EXPECT_EQ(Field("a long name", "text", 6), "  a long name  text\n");
  EXPECT_EQ(Field("a", "", 6), "");
}

TEST(Wrap, BreaksBetweenWords) {
  EXPECT_EQ(Wrap("", 10, 2), "");
  EXPECT_EQ(Wrap("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(Wrap("averylongword x", 5, 2), "averylongword\n  x");
}

}  // namespace
}  // namespace certphoto::cli
