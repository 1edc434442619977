// Tokens: wrong files and wrong tokens first.
#include "engine/server/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/sha256.h"

namespace certphoto {
namespace {

using std::chrono::sys_days;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

std::string HashOf(const std::string& token) {
  Sha256 hash;
  hash.Update(std::string_view(token));
  return hash.Hex();
}

const auto kNow = sys_days(std::chrono::year(2026) / 6 / 1) + 12h;

TEST(Tokens, AFileSaysEveryMistakeAtOnce) {
  const auto list = TokenList::LoadText(
      "schema: certphoto/tokens/1\n"
      "tokens:\n"
      "  - {id: a b, sha256: xyz, allow: [PhotoService.Proces]}\n"
      "  - {id: ok, sha256: " +
          HashOf("t") +
          ", expires: tomorrow, allow: [PhotoService.*], more: 1}\n"
          "  - {id: ok, sha256: " +
          HashOf("u") + "}\n",
      "tokens.yaml");
  ASSERT_FALSE(list);
  for (const char* part : {"letters, digits", "hexadecimal", "did you mean 'PhotoService.Process'",
                           "2027-01-31", "more", "twice", "allow"})
    EXPECT_THAT(list.error().message, HasSubstr(part));
}

TEST(Tokens, OnlyTheRightTokenMayDoWhatItIsAllowed) {
  const auto list = TokenList::LoadText(
      "schema: certphoto/tokens/1\n"
      "tokens:\n"
      "  - {id: kiosk, sha256: " +
          HashOf("secret-1") +
          ", allow: [PhotoService.Process]}\n"
          "  - {id: office, sha256: " +
          HashOf("secret-2") +
          ", expires: \"2026-06-01T12:00:00Z\", allow: [\"PhotoService.*\", CatalogService.ListSpecs]}\n",
      "tokens.yaml");
  ASSERT_TRUE(list) << list.error().message;
  struct Case {
    const char *token, *method;
    TokenAnswer answer;
    const char* id;
  };
  const Case cases[] = {
      {"", "PhotoService.Process", TokenAnswer::kUnknown, ""},
      {"secret-3", "PhotoService.Process", TokenAnswer::kUnknown, ""},
      {"secret-1 ", "PhotoService.Process", TokenAnswer::kUnknown, ""},
      {"secret-1", "MatchService.Match", TokenAnswer::kNotAllowed, "kiosk"},
      {"secret-1", "PhotoService.Process", TokenAnswer::kAllowed, "kiosk"},
      {"secret-2", "PhotoService.Process", TokenAnswer::kExpired, "office"},
  };
  for (const auto& c : cases) {
    const auto found = list->Ask(c.token, c.method, kNow);
    EXPECT_EQ(found.answer, c.answer) << c.token << ' ' << c.method;
    EXPECT_EQ(found.id, c.id);
  }
  EXPECT_EQ(list->Ask("secret-2", "PhotoService.ProcessStream", kNow - 1s).answer, TokenAnswer::kAllowed);
  EXPECT_EQ(list->Ask(std::string(10'000'000, 'x'), "PhotoService.Process", kNow).answer,
            TokenAnswer::kUnknown);
}

}  // namespace
}  // namespace certphoto
