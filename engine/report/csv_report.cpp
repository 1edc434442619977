#include "engine/report/csv_report.h"

#include <array>
#include <charconv>
#include <cmath>

#include "engine/report/escape.h"

namespace certphoto {
namespace {

constexpr std::array kColumns{
    "photo",        "outcome",      "reasons",         "reasons_zh",       "reasons_en", "output_file",
    "output_bytes", "source_bytes", "source_width_px", "source_height_px", "ms"};

// Excel and its relatives evaluate these, the full-width forms under Chinese and Japanese settings.
bool LooksLikeFormula(std::string_view text) {
  if (text.starts_with('\'')) return true;  // so that taking one off gives back the text
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  text.remove_prefix(first);
  for (const std::string_view sign : {"=", "+", "-", "@", "＝", "＋", "－", "＠"}) {
    if (text.starts_with(sign)) return true;
  }
  return false;
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

struct Reasons {
  std::vector<std::string> rules, zh, en;
};

Reasons ReasonsOf(const PhotoResult& result, const RuleCatalogue& rules) {
  Reasons reasons;
  if (result.error) {
    const std::string message = OneLine(result.error->message);
    reasons = {{std::string("error.") + ToString(result.error->code)}, {message}, {message}};
  }
  for (const Finding* finding : DecidingFindings(result)) {
    const Bilingual reason = Reason(*finding, rules);
    if (reasons.rules.empty() || reasons.rules.back() != finding->rule)
      reasons.rules.push_back(finding->rule);
    reasons.zh.push_back(OneLine(reason.zh));
    reasons.en.push_back(OneLine(reason.en));
  }
  return reasons;
}

std::string Milliseconds(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return "";
  char text[400];
  return {text, std::to_chars(text, text + sizeof text, *value, std::chars_format::fixed, 1).ptr};
}

std::string PositiveOrEmpty(std::uint64_t value) {
  return value > 0 ? std::to_string(value) : "";
}

}  // namespace

std::string CsvText(std::string_view text) {
  std::string cell = LooksLikeFormula(text) ? "'" : "";
  cell += text;
  if (cell.find_first_of(",\"\r\n;\t") == std::string::npos && !cell.starts_with(' ') && !cell.ends_with(' '))
    return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string CsvHeader(const RuleCatalogue& rules) {
  std::string row(kCsvByteOrderMark);
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (i > 0) row += ',';
    row += kColumns[i];
  }
  for (const Rule& rule : rules.all()) row += ',' + rule.id;
  return row + "\r\n";
}

std::string CsvRow(const PhotoReport& report, const RuleCatalogue& rules) {
  const PhotoResult& result = *report.result;
  const Reasons reasons = ReasonsOf(result, rules);
  std::string row = CsvText(EscapeName(report.photo));
  for (const std::string& cell :
       {std::string(ToString(result.outcome)), CsvText(Join(reasons.rules, ";")),
        CsvText(Join(reasons.zh, "；")), CsvText(Join(reasons.en, "; ")),
        CsvText(EscapeName(report.output_file)),
        PositiveOrEmpty(report.output_file.empty() ? 0 : result.file.size()),
        PositiveOrEmpty(result.source.file_bytes), PositiveOrEmpty(result.source.width_px),
        PositiveOrEmpty(result.source.height_px), Milliseconds(report.milliseconds)}) {
    row += ',' + cell;
  }
  const auto verdicts = VerdictByRule(result);
  for (const Rule& rule : rules.all()) {
    row += ',';
    if (const auto it = verdicts.find(rule.id); it != verdicts.end()) row += ToString(it->second);
  }
  return row + "\r\n";
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    out += CsvText(OneLine(cells[i]));
  }
  return out + "\r\n";
}

}  // namespace certphoto
