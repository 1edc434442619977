#include "engine/report/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>

#include "engine/base/utf8.h"

namespace certphoto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const RuleCatalogue& Rules() {
  static const RuleCatalogue rules = [] {
    Diagnostics problems;
    return RuleCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/rules", problems);
  }();
  return rules;
}

Finding Fail(const std::string& rule, bool on_product) {
  Finding f;
  f.rule = rule;
  f.verdict = Verdict::kFail;
  f.on_product = on_product;
  f.value = 12.3;
  f.unit = "deg";
  f.limit_max = 10;
  f.regions = {{"face", {{10, 20}, {110, 220}}}};
  return f;
}

TEST(HtmlReport, TextNeverBecomesMarkup) {
  const std::string evil = "\"><script>alert('1')</script>&\xff\x1b";
  PhotoResult result;
  result.outcome = Outcome::kRejected;
  result.error = Error{ErrorCode::kIo, evil};
  result.findings = {Fail(evil, false)};
  result.findings[0].unit = evil;
  result.findings[0].text = {evil, evil};
  result.findings[0].regions[0].points[0].first = std::numeric_limits<double>::quiet_NaN();
  const std::uint8_t jpeg[] = {0xFF, 0xD8};
  const std::string page =
      HtmlHead(evil) + HtmlPhoto({evil, &result, evil, {}}, Rules(), {{jpeg, 300, 400}, {}}) + HtmlFoot({});
  EXPECT_TRUE(IsUtf8(page));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
  EXPECT_THAT(page, HasSubstr("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(HtmlReport, EachRegionIsDrawnOnThePictureItWasMeasuredOn) {
  PhotoResult result;
  result.outcome = Outcome::kRejected;
  result.findings = {Fail("pose.upright", false), Fail("output.geometry", true)};
  result.findings[1].regions[0].points = {{1, 2}, {3, 4}, {5, 6}};
  const std::uint8_t jpeg[] = {'M', 'a', 'n'};
  const std::string photo =
      HtmlPhoto({"a.jpg", &result, "", {}}, Rules(), {{jpeg, 3024, 4032}, {jpeg, 480, 640}});
  const auto source = photo.find("viewBox=\"0 0 3024 4032\""),
             product = photo.find("viewBox=\"0 0 480 640\"");
  ASSERT_NE(source, std::string::npos);
  ASSERT_NE(product, std::string::npos);
  EXPECT_THAT(photo, HasSubstr("data:image/jpeg;base64,TWFu\""));
  EXPECT_GT(photo.find("points=\"10,20 110,20 110,220 10,220 \""), source);
  EXPECT_LT(photo.find("points=\"10,20 110,20 110,220 10,220 \""), product);
  EXPECT_GT(photo.find("points=\"1,2 3,4 5,6 \""), product);
  EXPECT_THAT(photo, HasSubstr(Rules().Find("pose.upright")->advice.zh));
  EXPECT_THAT(photo, HasSubstr("<td class=\"number\">12.3°</td><td>≤ 10°</td>"));
}

TEST(HtmlReport, WithoutPicturesAndWithCounts) {
  PhotoResult result;
  result.findings = {Fail("face.single", false)};
  result.findings[0].limit_min = 10;
  const std::string photo = HtmlPhoto({"a.jpg", &result, "", {}}, Rules(), {});
  EXPECT_THAT(photo, HasSubstr("<td>= 10°</td>"));
  EXPECT_THAT(photo, Not(HasSubstr("<img")));
  EXPECT_THAT(HtmlFoot({3, 2, 1, 0}), HasSubstr("<b>3</b>合格 Accepted"));
}

}  // namespace
}  // namespace certphoto
