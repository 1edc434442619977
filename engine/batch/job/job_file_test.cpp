#include "engine/batch/job/job_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certphoto {
namespace {

using testing::HasSubstr;

TEST(JobFile, TheTemplateIsGood) {
  Diagnostics problems;
  const auto job = LoadJobText(JobTemplate("beijing"), "/batch/job.yaml", problems);
  EXPECT_TRUE(problems.empty()) << problems.ToString();
  ASSERT_TRUE(job);
  EXPECT_EQ(job->id, "beijing");
  EXPECT_EQ(job->roster.file, "/batch/roster.csv");
  EXPECT_EQ(job->work, "/batch/beijing.work");
  EXPECT_EQ(job->window->last_day - job->window->first_day, 2);
}

TEST(JobFile, EveryMistakeAtOnce) {
  Diagnostics problems;
  (void)LoadJobText(R"(schema: certphoto/job/1
id: Bad Id
tenant: x
levels: []
window: {first: "2025-06-14", last: "2025-02-30"}
roster:
  file: r.csv
  encodng: gbk
  columns: {exam_no: a, name: b, nmae: c}
inputs:
  folder: photos
  bind:
    - {by: file_name, photo: "{exam_no}{name}"}
    - {by: filename, photo: "{exam_no}"}
    - {by: voucher, voucher: "{key}_v", photo: "photo_{exm_no}"}
    - {by: code_frames, payload: digest}
delivery: {naming: "fixed.png", paper: {copies: -1}}
poison_after: 0
)",
                    "job.yaml", problems);
  const auto text = problems.ToString();
  for (const char* part :
       {"job.yaml:2:", "levels names the levels", "expected a date", "did you mean 'encoding'",
        "did you mean 'name'", "which column is level", "did you mean 'file_name'", "must both have {key}",
        "did you mean 'exam_no'", "needs the roster's column code_digest",
        "differs from candidate to candidate", "must end in .jpg", "copies", "poison_after"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(JobFile, Times) {
  EXPECT_EQ(ParseDay("1970-01-02"), 1);
  EXPECT_EQ(ParseTime("1970-01-01 08:00", 480), 0);
  EXPECT_EQ(ParseTime("1970:01:01 00:00:10", 0), 10);
  for (const char* wrong : {"", "2025-6-1", "2025-13-01", "2025-06-12 9:30", "2025-06-12 24:00",
                            "2025-06-12 09:3x", "-025-06-12 09:30"})
    EXPECT_FALSE(ParseTime(wrong, 0)) << wrong;
}

}  // namespace
}  // namespace certphoto
