#include "engine/report/html_report.h"

#include <cmath>

#include "engine/report/escape.h"
#include "engine/report/html_page.h"
#include "engine/report/html_text.h"
#include "engine/report/render_note.h"
#include "engine/report/text_report.h"

namespace certphoto {
namespace {

using html::Base64;
using html::Escaped;

// The class of a finding that stands in the way; null of the others.
const char* ClassOf(const Finding& finding) {
  switch (OutcomeOf(finding)) {
    case Outcome::kRejected:
      return "rejected";
    case Outcome::kReview:
      return "review";
    case Outcome::kAccepted:
    case Outcome::kFailed:
      break;
  }
  return nullptr;
}

std::string Overlay(const PhotoResult& result, const HtmlPicture& picture, bool on_product) {
  std::string shapes;
  for (const Finding& finding : result.findings) {
    const char* css = ClassOf(finding);
    if (css == nullptr || finding.on_product != on_product) continue;
    for (const FindingRegion& region : finding.regions) {
      shapes += std::string("<polygon class=\"") + css + "\" points=\"" + html::PolygonPoints(region) +
                "\"><title>";
      shapes += Escaped(finding.rule) + "</title></polygon>";
    }
  }
  if (shapes.empty() || !(picture.width_px > 0) || !(picture.height_px > 0)) return "";
  return "<svg preserveAspectRatio=\"none\" viewBox=\"0 0 " + FormatNumber(picture.width_px) + " " +
         FormatNumber(picture.height_px) + "\">" + shapes + "</svg>";
}

std::string Figure(const PhotoResult& result, const HtmlPicture& picture, bool on_product) {
  if (picture.jpeg.empty()) return "";
  const std::string caption = on_product ? "成品 Finished" : "原片 Photo";
  return "<figure><div><img alt=\"" + caption + "\" src=\"data:image/jpeg;base64," + Base64(picture.jpeg) +
         "\">" + Overlay(result, picture, on_product) + "</div><figcaption>" + caption +
         "</figcaption></figure>\n";
}

std::string Reasons(const PhotoResult& result, const RuleCatalogue& rules) {
  std::string items;
  if (result.error) {
    const std::string message = Escaped(result.error->message);
    items += "<li>" + message + " <small>" + ToString(result.error->code) + "</small></li>\n";
  }
  const auto told = FindingsToTell(result);
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Finding& finding = *told[i];
    const Bilingual reason = Reason(finding, rules);
    items += std::string("<li class=\"") + ClassOf(finding) + "\">" + Escaped(reason.zh);
    items += " <span class=\"en\" lang=\"en\">" + Escaped(reason.en) + "</span> <small>";
    items += Escaped(finding.rule) + "</small>";
    const Rule* rule = rules.Find(finding.rule);
    const bool last_of_rule = i + 1 == told.size() || told[i + 1]->rule != finding.rule;
    if (rule != nullptr && last_of_rule && finding.verdict != Verdict::kInconclusive) {
      items += "<span class=\"advice\">" + Escaped(rule->advice.zh) + " <span class=\"en\" lang=\"en\">";
      items += Escaped(rule->advice.en) + "</span></span>";
    }
    items += "</li>\n";
  }
  return items.empty() ? "" : "<ul>\n" + items + "</ul>\n";
}

std::string LimitsText(const Finding& finding) {
  const auto text = [&](double value) { return FormatWithUnit(value, OneLine(finding.unit)); };
  if (finding.limit_min && finding.limit_min == finding.limit_max) return "= " + text(*finding.limit_min);
  if (finding.limit_min && finding.limit_max)
    return text(*finding.limit_min) + " – " + text(*finding.limit_max);
  if (finding.limit_min) return "≥ " + text(*finding.limit_min);
  if (finding.limit_max) return "≤ " + text(*finding.limit_max);
  return "";
}

std::string Measurements(const PhotoResult& result) {
  std::string rows;
  std::size_t not_tried = 0;
  for (const Finding& finding : result.findings) {
    if (WasNotTried(finding)) {
      ++not_tried;
      continue;
    }
    const std::string verdict = ToString(finding.verdict);
    rows += "<tr><td class=\"" + verdict + "\">" + verdict + "</td><td>" + Escaped(finding.rule);
    rows += finding.on_product ? " *</td>" : "</td>";
    rows += "<td class=\"number\">" +
            (finding.value ? Escaped(FormatWithUnit(*finding.value, OneLine(finding.unit))) : std::string());
    rows += "</td><td>" + Escaped(LimitsText(finding)) + "</td></tr>\n";
  }
  if (rows.empty()) return "";
  std::string out = "<details><summary>测量值 Measurements</summary><div class=\"scroll\"><table>\n";
  out += "<tr><th>结果 Verdict</th><th>规则 Rule</th><th>测量值 Value</th><th>限值 Limits</th></tr>\n" + rows;
  out +=
      "</table></div><p class=\"en\">* 在成品上测得 measured on the finished photo. 未检查或须声明的规则 not "
      "assessed or to be attested: ";
  return out + std::to_string(not_tried) + "</p></details>\n";
}

std::string OutcomeText(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return "合格 Accepted";
    case Outcome::kRejected:
      return "不合格 Rejected";
    case Outcome::kReview:
      return "需人工复核 For review";
    case Outcome::kFailed:
      break;
  }
  return "处理失败 Failed";
}

std::string CountText(std::size_t count, Outcome outcome) {
  return "<span><b>" + std::to_string(count) + "</b>" + OutcomeText(outcome) + "</span>\n";
}

}  // namespace

std::string HtmlHead(std::string_view title) {
  const std::string text = Escaped(title);
  std::string out = "<!doctype html>\n<html lang=\"zh\">\n<head>\n<meta charset=\"utf-8\">\n";
  out +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + text +
         "</title>\n<style>";
  return out + html::kStyle + "</style>\n</head>\n<body>\n<h1>" + text + "</h1>\n" + html::kFilters;
}

std::string HtmlPhoto(const PhotoReport& report, const RuleCatalogue& rules, const HtmlPictures& pictures) {
  const PhotoResult& result = *report.result;
  std::string out = std::string("<article class=\"") + ToString(result.outcome) + "\">\n";
  out += Figure(result, pictures.source, false) + Figure(result, pictures.product, true);
  out += "<div class=\"text\"><h2>" + Escaped(EscapeName(report.photo));
  out += "<span class=\"badge\">" + OutcomeText(result.outcome) + "</span></h2>\n";
  if (!report.output_file.empty()) {
    out += "<p class=\"en\">→ " + Escaped(EscapeName(report.output_file)) + ", " +
           std::to_string(result.file.size());
    out += " bytes</p>\n";
  }
  return out + Reasons(result, rules) + Measurements(result) + "</div>\n</article>\n";
}

std::string HtmlFoot(const HtmlCounts& counts) {
  std::string out = "<p class=\"counts\">\n" + CountText(counts.accepted, Outcome::kAccepted);
  out += CountText(counts.review, Outcome::kReview) + CountText(counts.rejected, Outcome::kRejected);
  return out + CountText(counts.failed, Outcome::kFailed) + "</p>\n</body>\n</html>\n";
}

}  // namespace certphoto
