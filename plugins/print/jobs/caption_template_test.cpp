#include "jobs/caption_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace certphoto::print {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CaptionTemplate, SaysWhatIsWrong) {
  const struct {
    const char *text, *expected;
  } table[] = {{"{name", "without its `}`"},
               {"name}", "without its `{`"},
               {"{name|hide}", "not `hide`"},
               {"{}", "1 to 60 bytes"}};
  for (const auto& row : table) {
    try {
      (void)CaptionTemplate::Parse(row.text);
      ADD_FAILURE() << row.text;
    } catch (const std::invalid_argument& e) {
      EXPECT_THAT(e.what(), HasSubstr(row.expected));
    }
  }
  EXPECT_THROW((void)CaptionTemplate::Parse(std::string(501, 'x')), std::invalid_argument);
}

TEST(CaptionTemplate, FillsFields) {
  const std::map<std::string, std::string> person = {
      {"name", "王小明"}, {"number", "110101199003078515"}, {"班级", "三(2)班"}, {"evil", "a\nb"}};
  const FieldReader fields = [&](const char* key) -> std::optional<std::string_view> {
    const auto it = person.find(key);
    return it == person.end() ? std::nullopt : std::optional<std::string_view>(it->second);
  };
  const struct {
    const char *text, *expected;
  } table[] = {{"", ""},
               {"{name} {number}", "王小明 110101199003078515"},
               {"{name|mask} {number|mask}", "王*明 **************8515"},
               {"{班级}·{name}", "三(2)班·王小明"},
               {"{{{name}}}", "{王小明}"},
               {"{missing}{name}", "王小明"},
               {"{evil}", "a b"}};
  for (const auto& row : table) EXPECT_EQ(CaptionTemplate::Parse(row.text).Fill(fields), row.expected);
  EXPECT_THAT(CaptionTemplate::Parse("{name} {number|mask} {name|mask}").Keys(),
              ElementsAre("name", "number"));
}

}  // namespace
}  // namespace certphoto::print
