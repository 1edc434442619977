// The forms of the report: JSON, CSV, text. What goes in here is hostile: names of files are bytes, numbers
// may be anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/base/utf8.h"
#include "engine/report/csv_report.h"
#include "engine/report/escape.h"
#include "engine/report/json_report.h"
#include "engine/report/render_note.h"
#include "engine/report/text_report.h"

namespace certphoto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

const RuleCatalogue& Rules() {
  static const RuleCatalogue rules = [] {
    Diagnostics problems;
    return RuleCatalogue::Load(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/rules", problems);
  }();
  return rules;
}

Finding PoseFail() {
  Finding f;
  f.rule = "pose.upright";
  f.operation = "pose.upright";
  f.severity = Severity::kReject;
  f.verdict = Verdict::kFail;
  f.value = 12.34567891;
  f.unit = "deg";
  f.limit_max = 10;
  f.confidence = 0.9;
  f.regions = {{"face", {{10, 20}, {110.5, 220.25}}}};
  f.note = "turned";
  f.text = {"头偏了 12°", "the head is turned by 12°"};
  return f;
}

Finding Simple(std::string rule, Verdict verdict, Severity severity = Severity::kReject,
               std::string note = "") {
  Finding f;
  f.rule = std::move(rule);
  f.operation = "engine";
  f.severity = severity;
  f.verdict = verdict;
  f.note = std::move(note);
  return f;
}

PhotoResult Rejected() {
  PhotoResult result;
  result.outcome = Outcome::kRejected;
  result.findings = {Simple("face.single", Verdict::kPass), PoseFail(), Simple("eyes.open", Verdict::kReview),
                     Simple("ears.visible", Verdict::kInconclusive, Severity::kReject, "not_assessed"),
                     Simple("eyes.contact_lenses", Verdict::kInconclusive, Severity::kReview, "attested")};
  result.timings = {{"ingest", 12.34567, 0}, {"face.detect", 3.2, 2.5}};
  result.facts = {{"face.pose/1", {3}, {1.5, -2, 3}}, {"face.embedding/1", {2}, {0.6, 0.8}}};
  result.source.width_px = 3024;
  result.source.height_px = 4032;
  result.source.file_bytes = 3'100'000;
  return result;
}

// ---- names
// --------------------------------------------------------------------------------------------------------

TEST(EscapeName, IsReversibleAndReadable) {
  const std::pair<std::string, std::string> table[] = {
      {"", ""},
      {"照片/IMG 1.jpg", "照片/IMG 1.jpg"},
      {"a\\b", "a\\\\b"},
      {"a\\xFF", "a\\\\xFF"},
      {"a\xff"
       "b",
       "a\\xFFb"},
      {"\xe7\x85", "\\xE7\\x85"},
      {"a\nb\x1b[31m", "a\\x0Ab\\x1B[31m"},
      {"\xc2\x9b", "\\xC2\\x9B"},  // a C1 control: some terminals act on it
      {std::string("a\0b", 3), "a\\x00b"},
  };
  for (const auto& [name, escaped] : table) {
    EXPECT_EQ(EscapeName(name), escaped);
    EXPECT_EQ(UnescapeName(EscapeName(name)), name);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(UnescapeName(EscapeName(all)), all);
  EXPECT_TRUE(IsUtf8(EscapeName(all)));
  EXPECT_EQ(UnescapeName("a\\q\\x1\\"), "a\\q\\x1\\");
}

// ---- numbers
// ------------------------------------------------------------------------------------------------------

TEST(FormatNumber, FewDigitsAndNothingStrange) {
  const std::pair<double, const char*> table[] = {
      {12, "12"},        {4.7, "4.7"}, {0.5, "0.5"},      {0.031, "0.031"}, {0.0004, "0.0004"},
      {0.00000001, "0"}, {-0.0, "0"},  {-0.0000001, "0"}, {99.96, "100"},   {38211, "38211"},
      {1.999, "2"},      {kNaN, "?"},  {-kInf, "?"},
  };
  for (const auto& [value, text] : table) EXPECT_EQ(FormatNumber(value), text) << value;
  EXPECT_EQ(FormatNumber(1e300).size(), 301U);
  const std::pair<double, const char*> limits[] = {
      {0.997, "0.997"}, {99.96, "99.96"}, {8.4667, "8.467"}, {300, "300"},
      {0.8, "0.8"},     {0, "0"},         {-2.5, "-2.5"},    {kInf, "?"},
  };
  for (const auto& [value, text] : limits) EXPECT_EQ(FormatLimit(value), text) << value;
  EXPECT_EQ(FormatMeasured(12.04, {}, 12), "12.04");
  EXPECT_EQ(FormatMeasured(0.9996, 0.997, {}), "1");
  EXPECT_EQ(FormatMeasured(12, {}, 12), "12");
  EXPECT_EQ(FormatMeasured(180.2, 180, 300), "180.2");
  EXPECT_EQ(FormatMeasured(12.000000001, {}, 12), "12");  // no honest measurement tells these apart
}

TEST(RenderNote, FillsArgumentsAndShowsUnknownOnes) {
  Finding f = PoseFail();
  f.value = 10.04;
  f.args = {{"side", "left"}, {"unit", "degrees"}};
  const Bilingual text = RenderNote(
      {"{value}{unit}，{side}", "{value} {unit} to the {side}, at most {limit_max}; {limit_min} {x} {"}, f);
  EXPECT_EQ(text.zh, "10.04degrees，left");
  EXPECT_EQ(text.en, "10.04 degrees to the left, at most 10; {limit_min} {x} {");
}

// ---- JSON
// ---------------------------------------------------------------------------------------------------------

TEST(JsonReport, HostileNamesAndNumbersGiveValidJson) {
  PhotoResult result = Rejected();
  result.outcome = Outcome::kFailed;
  result.error = Error{ErrorCode::kIo, "cannot open \xff\n\x1b]0;x"};
  result.findings[1].value = kNaN;
  result.findings[1].limit_max = kInf;
  result.findings[1].regions = {{"\xff", {{kNaN, -kInf}}}};
  result.findings[1].text.zh = "\xe7\x85";
  result.timings = {{"x", kNaN, kInf}};
  result.facts = {{"\xff", {2}, {kNaN, kInf}}, {"face.pose/1", {3}, {kNaN, kInf, 0}}};
  const std::string line = JsonReport({"\xff\"\\\n.jpg", &result, "", kNaN}, {.facts = true});
  EXPECT_TRUE(IsUtf8(line));
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const Json json = Json::parse(line);
  EXPECT_EQ(UnescapeName(json["photo"].get<std::string>()), "\xff\"\\\n.jpg");
  EXPECT_EQ(json["outcome"], "failed");
  EXPECT_EQ(json["error"]["code"], "io");
  EXPECT_EQ(json["error"]["message"], "cannot open \xEF\xBF\xBD  ]0;x");
  EXPECT_TRUE(json["findings"][1]["value"].is_null());
  EXPECT_TRUE(json["findings"][1]["limits"]["max"].is_null());
  EXPECT_TRUE(json["findings"][1]["regions"][0]["points"][0][1].is_null());
  EXPECT_TRUE(json["timing_ms"]["x"].is_null());
  EXPECT_TRUE(json["facts"]["pose"]["yaw"].is_null());
  EXPECT_TRUE(json["facts"]["pose"]["pitch"].is_null());
  EXPECT_TRUE(json["wall_ms"].is_null());
}

TEST(JsonReport, KeysAndValues) {
  PhotoResult result = Rejected();
  const Json json = Json::parse(JsonReport({"a/照片.jpg", &result, "", {}}, {.facts = true}));
  EXPECT_EQ(json["photo"], "a/照片.jpg");
  EXPECT_EQ(json["outcome"], "rejected");
  EXPECT_FALSE(json.contains("error"));
  EXPECT_FALSE(json.contains("output"));
  EXPECT_FALSE(json.contains("wall_ms"));
  EXPECT_EQ(json["source"], Json::parse(R"({"width":3024,"height":4032,"bytes":3100000,"format":"jpeg"})"));
  EXPECT_EQ(json["findings"].size(), 5U);
  EXPECT_EQ(json["findings"][1], Json::parse(R"({
    "rule": "pose.upright", "verdict": "fail", "severity": "reject", "value": 12.34568, "unit": "deg",
    "limits": {"min": null, "max": 10}, "confidence": 0.9,
    "regions": [{"label": "face", "points": [[10, 20], [110.5, 220.25]]}],
    "note": "turned", "text": {"zh": "头偏了 12°", "en": "the head is turned by 12°"},
    "operation": "pose.upright", "on_product": false})"));
  EXPECT_EQ(json["findings"][0], Json::parse(R"({
    "rule": "face.single", "verdict": "pass", "severity": "reject", "value": null, "unit": null,
    "limits": {"min": null, "max": null}, "confidence": null, "regions": [], "note": null,
    "text": {"zh": null, "en": null}, "operation": "engine", "on_product": false})"));
  EXPECT_EQ(json["timing_ms"], Json::parse(R"({"ingest": 12.346, "face.detect": 3.2})"));
  EXPECT_EQ(json["inference_ms"], Json::parse(R"({"face.detect": 2.5})"));
  EXPECT_EQ(json["facts"], Json::parse(R"({"pose": {"yaw": 1.5, "pitch": -2, "roll": 3}})"));
}

TEST(JsonReport, FactsOnlyWhenAskedForAndOutputOnlyWhenWritten) {
  PhotoResult result = Rejected();
  result.file.assign(38'211, 0);
  const Json json = Json::parse(JsonReport({"a.jpg", &result, "a.jpg", 80.12345}));
  EXPECT_FALSE(json.contains("facts"));
  EXPECT_EQ(json["output"], Json::parse(R"({"file": "a.jpg", "bytes": 38211})"));
  EXPECT_EQ(json["wall_ms"], 80.123);
  PhotoResult unread;
  unread.error = Error{ErrorCode::kNotFound, "no such file"};
  const Json none = Json::parse(JsonReport({"b.jpg", &unread, "", {}}));
  EXPECT_EQ(none["source"], Json::parse(R"({"width":null,"height":null,"bytes":null,"format":null})"));
  EXPECT_EQ(none["findings"], Json::array());
}

// ---- CSV
// ----------------------------------------------------------------------------------------------------------

TEST(CsvText, QuotesAndDefusesFormulas) {
  const std::pair<const char*, const char*> table[] = {
      {"plain", "plain"},
      {"", ""},
      {"a,b", "\"a,b\""},
      {"say \"x\"", "\"say \"\"x\"\"\""},
      {"two\r\nlines", "\"two\r\nlines\""},
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1.jpg", "'-1.jpg"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {" =1", "' =1"},
      {"\t=1", "\"'\t=1\""},
      {"＝1", "'＝1"},
      {"'a", "''a"},
      {"a=b", "a=b"},
  };
  for (const auto& [text, cell] : table) EXPECT_EQ(CsvText(text), cell) << text;
}

// A reader of RFC 4180, to see what a spreadsheet would.
std::vector<std::vector<std::string>> ParseCsv(std::string_view text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      rows.back().emplace_back();
    } else if (!quoted && c == '\r') {
      EXPECT_EQ(text[++i], '\n');
      rows.push_back({""});
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

TEST(CsvReport, OneRowAPhotoWithReasonsAndVerdicts) {
  PhotoResult rejected = Rejected();
  PhotoResult failed;
  failed.error = Error{ErrorCode::kIo, "=cannot\nopen, \"it\""};
  PhotoResult accepted;
  accepted.outcome = Outcome::kAccepted;
  accepted.file.assign(31'000, 0);
  accepted.findings = {Simple("face.single", Verdict::kPass), Simple("face.single", Verdict::kNotApplicable)};
  const std::string csv = CsvHeader(Rules()) + CsvRow({"a/照,片.jpg", &rejected, "", 80.06}, Rules()) +
                          CsvRow({"=x\xff.jpg", &failed, "", {}}, Rules()) +
                          CsvRow({"c.jpg", &accepted, "c.jpg", kNaN}, Rules());
  ASSERT_TRUE(
      csv.starts_with("\xEF\xBB\xBF"
                      "photo,outcome,reasons,"));
  EXPECT_TRUE(IsUtf8(csv));
  const auto rows = ParseCsv(std::string_view(csv).substr(3));
  ASSERT_EQ(rows.size(), 4U);
  for (const auto& row : rows) ASSERT_EQ(row.size(), 11 + Rules().all().size());
  const auto cell = [&](std::size_t row, std::string_view column) {
    const auto it = std::find(rows[0].begin(), rows[0].end(), column);
    EXPECT_NE(it, rows[0].end()) << column;
    return rows[row][static_cast<std::size_t>(it - rows[0].begin())];
  };
  EXPECT_EQ(cell(1, "photo"), "a/照,片.jpg");
  EXPECT_EQ(cell(1, "outcome"), "rejected");
  EXPECT_EQ(cell(1, "reasons"), "pose.upright");
  EXPECT_EQ(cell(1, "reasons_zh"), "头偏了 12°");
  EXPECT_EQ(cell(1, "reasons_en"), "the head is turned by 12°");
  EXPECT_EQ(cell(1, "output_file"), "");
  EXPECT_EQ(cell(1, "output_bytes"), "");
  EXPECT_EQ(cell(1, "source_width_px"), "3024");
  EXPECT_EQ(cell(1, "ms"), "80.1");
  EXPECT_EQ(cell(1, "pose.upright"), "fail");
  EXPECT_EQ(cell(1, "ears.visible"), "inconclusive");
  EXPECT_EQ(cell(1, "match.identity"), "");
  EXPECT_EQ(cell(2, "photo"), "'=x\\xFF.jpg");
  EXPECT_EQ(cell(2, "reasons"), "error.io");
  EXPECT_EQ(cell(2, "reasons_en"), "'=cannot open, \"it\"");
  EXPECT_EQ(cell(3, "output_file"), "c.jpg");
  EXPECT_EQ(cell(3, "output_bytes"), "31000");
  EXPECT_EQ(cell(3, "ms"), "");
  EXPECT_EQ(cell(3, "face.single"), "pass");
}

TEST(CsvReport, AReasonWithoutATextIsTheRule) {
  PhotoResult result;
  result.outcome = Outcome::kReview;
  result.findings = {PoseFail(), Simple("pose.upright", Verdict::kReview),
                     Simple("eyes.open", Verdict::kReview)};
  result.findings[0].verdict = Verdict::kReview;
  const auto rows = ParseCsv(CsvRow({"a.jpg", &result, "", {}}, Rules()));
  EXPECT_EQ(rows[0][2], "pose.upright;eyes.open");
  EXPECT_EQ(rows[0][3], "头偏了 12°；" + Rules().Find("pose.upright")->text.zh + "；" +
                            Rules().Find("eyes.open")->text.zh);
}

// ---- text
// ---------------------------------------------------------------------------------------------------------

TEST(TextReport, OutcomeAndAdviceFirstThenMeasurements) {
  PhotoResult result = Rejected();
  const std::string text = TextReport({"a.jpg", &result, "", 80.0}, Rules(), {});
  const std::string expected =
      "a.jpg: REJECTED\n"
      "  ✗ pose.upright: the head is turned by 12°\n"
      "    → " +
      Rules().Find("pose.upright")->advice.en +
      "\n"
      "  ? eyes.open: " +
      Rules().Find("eyes.open")->text.en +
      "\n"
      "    → " +
      Rules().Find("eyes.open")->advice.en +
      "\n"
      "\n"
      "  pass    face.single\n"
      "  fail    pose.upright  12.3°  at most 10°\n"
      "  review  eyes.open\n"
      "  rules not assessed by this pipeline: 1; to be attested: 1\n"
      "  jpeg 3024×4032, 3100000 bytes; 80 ms\n";
  EXPECT_EQ(text, expected);
}

TEST(TextReport, ChineseIsAlignedByColumns) {
  PhotoResult result = Rejected();
  result.findings[1].on_product = true;
  const std::string text = TextReport({"a.jpg", &result, "", {}}, Rules(), {.language = Language::kChinese});
  EXPECT_THAT(text, HasSubstr("a.jpg：不合格\n  ✗ pose.upright：头偏了 12°\n"));
  EXPECT_THAT(text, HasSubstr("\n  通过    face.single\n  不通过  pose.upright *  12.3°  不超过 10°\n  "
                              "待复核  eyes.open\n  * 在成品上测得\n"));
  EXPECT_THAT(text, HasSubstr("本流程未检查的规则：1；须声明的规则：1\n"));
}

TEST(TextReport, NothingReachesTheTerminalButText) {
  PhotoResult result = Rejected();
  result.findings[1].text.en = "\x1b[2J\xff";
  result.findings[1].unit = "\x1b";
  result.error = Error{ErrorCode::kInternal, "broke\x07\n"};
  const std::string plain =
      TextReport({"\x1b]0;x\x07\n.jpg", &result, "\x1b.jpg", {}}, Rules(), {.all = true});
  EXPECT_TRUE(IsUtf8(plain));
  for (const char c : plain) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << plain;
  const std::string coloured = TextReport({"a.jpg", &result, "", {}}, Rules(), {.colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[31mREJECTED\x1b[0m"));
  EXPECT_THAT(coloured, HasSubstr("  \x1b[31mfail\x1b[0m  "));
}

TEST(TextReport, AllListsWhatWasNotAssessed) {
  PhotoResult result = Rejected();
  EXPECT_THAT(TextReport({"a.jpg", &result, "", {}}, Rules(), {}), Not(HasSubstr("ears.visible")));
  EXPECT_THAT(TextReport({"a.jpg", &result, "", {}}, Rules(), {.all = true}),
              HasSubstr("\n  -  ears.visible: "));
}

// Of a rejected photo no finished one is made: that follows, and is no reason of its own.
TEST(TextReport, TellsCausesAndOneAdviceForEachRule) {
  PhotoResult result = Rejected();
  result.findings = {PoseFail(), PoseFail(),
                     Simple("output.format", Verdict::kInconclusive, Severity::kReject, "not_produced")};
  result.findings[0].limit_min = 10;
  const std::string text = TextReport({"a.jpg", &result, "", {}}, Rules(), {});
  const std::string advice = Rules().Find("pose.upright")->advice.en;
  EXPECT_EQ(text.find(advice), text.rfind(advice));
  EXPECT_THAT(text, HasSubstr("exactly 10°"));
  EXPECT_THAT(text, Not(HasSubstr("output.format")));
  result.outcome = Outcome::kReview;
  result.findings.erase(result.findings.begin(), result.findings.begin() + 2);
  EXPECT_THAT(TextReport({"a.jpg", &result, "", {}}, Rules(), {}), HasSubstr("? output.format"));
}

TEST(FormatWithUnit, AsPeopleWriteIt) {
  EXPECT_EQ(FormatWithUnit(0.012, "share"), "1.2 %");
  EXPECT_EQ(FormatWithUnit(12.34, "deg"), "12.3°");
  EXPECT_EQ(FormatWithUnit(480, "px"), "480 px");
  EXPECT_EQ(FormatWithUnit(1, "count"), "1");
}

}  // namespace
}  // namespace certphoto
