#include "engine/eval/eval_report.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/report/escape.h"
#include "engine/report/html_text.h"
#include "engine/report/render_note.h"

namespace certphoto {
namespace {

using Json = nlohmann::ordered_json;

std::string Formatted(const char* format, double value) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

Json ToJson(const Rate& rate) {
  const auto interval = WilsonInterval(rate);
  const auto share = rate.share();
  return {{"count", rate.hits},
          {"of", rate.of},
          {"share", share ? Json(*share) : Json()},
          {"low", interval.low},
          {"high", interval.high}};
}

// In the direction in which the rule measures.
Json Measured(const std::optional<double>& score, bool lower) {
  return score ? Json(lower ? -*score : *score) : Json();
}

Json ToJson(const RuleRates& rates) {
  const auto area = AreaUnderRoc(rates.broken_scores, rates.holding_scores);
  return {{"name", OneLine(rates.name)},
          {"rule", rates.rule},
          {"labelled", rates.labelled},
          {"found", ToJson(rates.found)},
          {"false_alarms", ToJson(rates.false_alarms)},
          {"found_failed", rates.found_failed},
          {"false_failed", rates.false_failed},
          {"undecided", rates.undecided},
          {"accuracy", ToJson(rates.accuracy())},
          {"failed_accuracy", ToJson(rates.failed_accuracy())},
          {"auc", area ? Json(*area) : Json()},
          {"limit", Measured(rates.limit, rates.lower)}};
}

Json ToJson(const IdentityRates& rates) {
  return {{"pass", rates.pass},
          {"review", rates.review},
          {"same_below_pass", ToJson(rates.same_below_pass)},
          {"same_below_review", ToJson(rates.same_below_review)},
          {"different_from_review", ToJson(rates.different_from_review)},
          {"different_from_pass", ToJson(rates.different_from_pass)},
          {"without_face", rates.without_face},
          {"auc", rates.auc ? Json(*rates.auc) : Json()}};
}

constexpr auto kStyle = R"(
:root{color-scheme:light dark;--line:#8884;--dim:#777}
body{margin:0 auto;padding:1.5rem;max-width:80rem;font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif}
table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
.scroll{overflow-x:auto}.mistakes{display:flex;flex-wrap:wrap;gap:1rem}
figure{margin:0;width:13rem}figure div{position:relative;display:inline-block;line-height:0}
figure img{width:13rem;border-radius:3px}figure svg{position:absolute;inset:0;width:100%;height:100%}
polygon{fill:none;stroke:#e5a50a;stroke-width:2;vector-effect:non-scaling-stroke}
figcaption{font-size:.85rem;overflow-wrap:anywhere}small{color:var(--dim)}
)";

std::string Cell(const std::string& text) {
  return "<td>" + html::Escaped(text) + "</td>";
}

std::string HtmlTable(const EvaluationReport& report) {
  std::string out =
      "<div class=\"scroll\"><table>\n<tr><th>Rule</th><th>Broken</th><th>Found</th><th>Hold</th><th>False "
      "alarms</th>"
      "<th>Of them failed</th><th>Undecided</th><th>Accuracy</th><th>AUC</th><th>Limit</th></tr>\n";
  for (const auto& r : report.rules)
    out += "<tr>" + Cell(r.name) + Cell(std::to_string(r.found.of)) + Cell(RateText(r.found)) +
           Cell(std::to_string(r.false_alarms.of)) + Cell(RateText(r.false_alarms)) +
           Cell(std::to_string(r.false_failed)) + Cell(std::to_string(r.undecided)) +
           Cell(RateText(r.accuracy())) + Cell(AreaText(r)) + Cell(LimitText(r)) + "</tr>\n";
  return out + "</table></div>\n";
}

std::string HtmlFigure(const Mistake& mistake, const std::map<std::string, MistakePicture>& pictures) {
  std::string out = "<figure><div>";
  if (const auto it = pictures.find(mistake.photo.native()); it != pictures.end()) {
    const auto& picture = it->second;
    out += "<img alt=\"\" src=\"data:image/jpeg;base64," + html::Base64(picture.jpeg) + "\">";
    std::string shapes;
    for (const auto& region : mistake.regions)
      shapes += "<polygon points=\"" + html::PolygonPoints(region) + "\"/>";
    if (!shapes.empty() && picture.width_px > 0 && picture.height_px > 0)
      out += "<svg preserveAspectRatio=\"none\" viewBox=\"0 0 " + FormatNumber(picture.width_px) + " " +
             FormatNumber(picture.height_px) + "\">" + shapes + "</svg>";
  }
  out += "</div><figcaption>" + html::Escaped(EscapeName(mistake.photo.string())) + "<br><small>";
  out += html::Escaped(mistake.verdict) + (mistake.score ? " " + FormatNumber(*mistake.score) : "");
  return out + "<br>" + html::Escaped(mistake.text.zh) + " " + html::Escaped(mistake.text.en) +
         "</small></figcaption></figure>\n";
}

}  // namespace

std::string RateText(const Rate& rate) {
  const auto share = rate.share();
  if (!share) return "–";
  const auto interval = WilsonInterval(rate);
  return Formatted("%.1f %%", 100 * *share) + Formatted(" [%.1f, ", 100 * interval.low) +
         Formatted("%.1f]", 100 * interval.high);
}

std::string AreaText(const RuleRates& rates) {
  const auto area = AreaUnderRoc(rates.broken_scores, rates.holding_scores);
  return area ? Formatted("%.4f", *area) : "–";
}

std::string LimitText(const RuleRates& rates) {
  if (!rates.limit) return "–";
  return (rates.lower ? "≥ " : "≤ ") + FormatLimit(rates.lower ? -*rates.limit : *rates.limit);
}

std::string UnexplainedText(const EvaluationReport& report) {
  const auto& rate = report.rejected_unexplained;
  std::string out = std::to_string(rate.hits) + " of " + std::to_string(rate.of) +
                    " photos are rejected for a reason their labels do not give";
  const char* between = ": ";
  for (const auto& [rule, count] : report.unexplained_rules) {
    out += between + rule + ' ' + std::to_string(count);
    between = ", ";
  }
  return out;
}

std::string EvalJson(const EvaluationReport& report) {
  Json out{{"set", report.id},
           {"description", OneLine(report.description)},
           {"photos", report.photos},
           {"persons", report.persons}};
  for (const auto outcome : {Outcome::kAccepted, Outcome::kReview, Outcome::kRejected, Outcome::kFailed})
    out["outcomes"][ToString(outcome)] = report.outcomes[static_cast<std::size_t>(outcome)];
  out["rejected_unexplained"] = ToJson(report.rejected_unexplained);
  out["unexplained_rules"] = report.unexplained_rules;
  out["rules"] = Json::array();
  std::map<std::string, bool> lower;
  for (const auto& rates : report.rules) {
    out["rules"].push_back(ToJson(rates));
    lower[rates.name] = rates.lower;
  }
  if (report.identity) out["identity"] = ToJson(*report.identity);
  out["mistakes"] = Json::array();
  for (const auto& m : report.mistakes)
    out["mistakes"].push_back({{"rule", OneLine(m.row)},
                               {"photo", EscapeName(m.photo.string())},
                               {"missed", m.missed},
                               {"value", Measured(m.score, lower[m.row])},
                               {"verdict", m.verdict},
                               {"text", {{"zh", OneLine(m.text.zh)}, {"en", OneLine(m.text.en)}}}});
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string EvalHtml(const EvaluationReport& report, const std::map<std::string, MistakePicture>& pictures) {
  const auto title = html::Escaped(report.id + ": " + std::to_string(report.photos) + " photos of " +
                                   std::to_string(report.persons) + " persons");
  std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'\">\n<title>" +
      title + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n<p>" +
      html::Escaped(report.description) + "</p>\n<p>" + html::Escaped(UnexplainedText(report)) + "</p>\n";
  out += HtmlTable(report);
  std::string row;
  bool missed = false;
  for (const auto& mistake : report.mistakes) {
    if (row != mistake.row || missed != mistake.missed) {
      if (!row.empty()) out += "</div>\n";
      row = mistake.row;
      missed = mistake.missed;
      out += "<h2>" + html::Escaped(row) + (missed ? ": missed" : ": false alarms") +
             "</h2>\n<div class=\"mistakes\">\n";
    }
    out += HtmlFigure(mistake, pictures);
  }
  return out + (row.empty() ? "" : "</div>\n") + "</body>\n</html>\n";
}

}  // namespace certphoto
