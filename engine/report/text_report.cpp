#include "engine/report/text_report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "engine/base/utf8.h"
#include "engine/report/escape.h"
#include "engine/report/render_note.h"

namespace certphoto {
namespace {

constexpr std::string_view kRed = "\x1b[31m", kYellow = "\x1b[33m", kGreen = "\x1b[32m", kReset = "\x1b[0m";

const Bilingual& Word(Outcome outcome) {
  static const Bilingual accepted{"合格", "ACCEPTED"}, rejected{"不合格", "REJECTED"},
      review{"需人工复核", "FOR REVIEW"}, failed{"处理失败", "FAILED"};
  switch (outcome) {
    case Outcome::kAccepted:
      return accepted;
    case Outcome::kRejected:
      return rejected;
    case Outcome::kReview:
      return review;
    case Outcome::kFailed:
      break;
  }
  return failed;
}

const Bilingual& Word(Verdict verdict) {
  static const Bilingual pass{"通过", "pass"}, fail{"不通过", "fail"}, review{"待复核", "review"},
      open{"无法判断", "unclear"}, none{"不适用", "n/a"};
  switch (verdict) {
    case Verdict::kPass:
      return pass;
    case Verdict::kFail:
      return fail;
    case Verdict::kReview:
      return review;
    case Verdict::kInconclusive:
      return open;
    case Verdict::kNotApplicable:
      break;
  }
  return none;
}

std::string_view ColourOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return kGreen;
    case Outcome::kReview:
      return kYellow;
    case Outcome::kRejected:
    case Outcome::kFailed:
      break;
  }
  return kRed;
}

// "%", and the factor that a share takes.
struct UnitText {
  std::string suffix;
  double factor = 1;
};

UnitText TextOfUnit(const std::string& unit) {
  if (unit == "share") return {" %", 100};
  if (unit == "deg") return {"°", 1};
  if (unit == "delta_e" || unit == "dE00") return {" ΔE", 1};
  if (unit == "delta_l") return {" ΔL", 1};
  for (const char* plain :
       {"", "ratio", "score", "count", "probability", "cosine", "level", "rules", "ssim"}) {
    if (unit == plain) return {};
  }
  return {" " + unit, 1};
}

std::optional<double> Scaled(const std::optional<double>& value, double factor) {
  return value ? std::optional(*value * factor) : std::nullopt;
}

std::size_t Count(const PhotoResult& result, std::string_view note) {
  return static_cast<std::size_t>(
      std::count_if(result.findings.begin(), result.findings.end(),
                    [&](const Finding& f) { return WasNotTried(f) && f.note == note; }));
}

class Writer {
 public:
  Writer(const PhotoReport& report, const RuleCatalogue& rules, const TextReportOptions& options)
      : report_(report), result_(*report.result), rules_(rules), options_(options) {}

  std::string Write() {
    WriteOutcome();
    WriteReasons();
    WriteMeasurements();
    WriteNotTried();
    WriteFiles();
    return std::move(out_);
  }

 private:
  // One row of the table, its cells ready to print.
  struct Row {
    const Finding* finding = nullptr;
    std::string verdict, rule, value, limits;
  };

  [[nodiscard]] bool English() const { return options_.language == Language::kEnglish; }
  [[nodiscard]] std::string Say(const char* zh, const char* en) const { return English() ? en : zh; }
  [[nodiscard]] std::string Coloured(const std::string& text, std::string_view colour) const {
    return options_.colour ? std::string(colour) + text + std::string(kReset) : text;
  }
  [[nodiscard]] std::string Inside(const Bilingual& text) const {
    return OneLine(In(options_.language, text));
  }

  void WriteOutcome() {
    out_ += EscapeName(report_.photo) + Say("：", ": ") +
            Coloured(In(options_.language, Word(result_.outcome)), ColourOf(result_.outcome)) + "\n";
    if (result_.error) {
      out_ += "  " + OneLine(result_.error->message) + " (" + ToString(result_.error->code) + ")\n";
    }
  }

  void WriteReasons() {
    const auto told = FindingsToTell(result_);
    for (std::size_t i = 0; i < told.size(); ++i) {
      const Finding& finding = *told[i];
      const Outcome wanted = OutcomeOf(finding);
      out_ +=
          "  " + Coloured(wanted == Outcome::kRejected ? "✗" : "?", ColourOf(wanted)) + " " + finding.rule;
      out_ += Say("：", ": ") + Inside(Reason(finding, rules_)) + "\n";
      if (i + 1 < told.size() && told[i + 1]->rule == finding.rule)
        continue;  // one advice for all of a rule's
      const Rule* rule = rules_.Find(finding.rule);
      if (rule != nullptr && finding.verdict != Verdict::kInconclusive)
        out_ += "    → " + Inside(rule->advice) + "\n";
    }
  }

  void WriteMeasurements() {
    std::vector<Row> rows;
    bool any_product = false;
    for (const Finding& finding : result_.findings) {
      if (WasNotTried(finding)) continue;
      any_product = any_product || finding.on_product;
      rows.push_back(MakeRow(finding));
    }
    if (rows.empty()) return;
    std::size_t verdict_width = 0, rule_width = 0, value_width = 0;
    for (const Row& row : rows) {
      verdict_width = std::max(verdict_width, Utf8Columns(row.verdict));
      rule_width = std::max(rule_width, row.rule.size());
      value_width = std::max(value_width, Utf8Columns(row.value));
    }
    out_ += '\n';
    for (const Row& row : rows) {
      std::string line = "  " + Padded(row.verdict, verdict_width) + "  " + Padded(row.rule, rule_width) +
                         "  " + Padded(row.value, value_width) + "  " + row.limits;
      line.erase(line.find_last_not_of(' ') + 1);
      const std::string_view colour = ColourOf(OutcomeOf(*row.finding));
      if (options_.colour) line.replace(2, row.verdict.size(), Coloured(row.verdict, colour));
      out_ += line + "\n";
    }
    if (any_product) out_ += "  " + Say("* 在成品上测得", "* measured on the finished photo") + "\n";
  }

  [[nodiscard]] Row MakeRow(const Finding& finding) const {
    const UnitText unit = TextOfUnit(OneLine(finding.unit));
    const auto min = Scaled(finding.limit_min, unit.factor), max = Scaled(finding.limit_max, unit.factor);
    Row row{&finding, In(options_.language, Word(finding.verdict)),
            finding.rule + (finding.on_product ? " *" : ""), "", ""};
    if (finding.value) row.value = FormatMeasured(*finding.value * unit.factor, min, max) + unit.suffix;
    if (min && max && *min == *max) {
      row.limits = Say("等于 ", "exactly ") + FormatLimit(*min) + unit.suffix;
    } else if (min && max) {
      row.limits = FormatLimit(*min) + Say(" 至 ", " to ") + FormatLimit(*max) + unit.suffix;
    } else if (min) {
      row.limits = Say("不低于 ", "at least ") + FormatLimit(*min) + unit.suffix;
    } else if (max) {
      row.limits = Say("不超过 ", "at most ") + FormatLimit(*max) + unit.suffix;
    }
    return row;
  }

  static std::string Padded(const std::string& text, std::size_t columns) {
    return text + std::string(columns - std::min(columns, Utf8Columns(text)), ' ');
  }

  void WriteNotTried() {
    if (options_.all) {
      for (const Finding& finding : result_.findings) {
        if (WasNotTried(finding))
          out_ += "  -  " + finding.rule + Say("：", ": ") + Inside(Reason(finding, rules_)) + "\n";
      }
      return;
    }
    const std::size_t not_assessed = Count(result_, "not_assessed"), attested = Count(result_, "attested");
    if (not_assessed + attested == 0) return;
    out_ += Say("  本流程未检查的规则：", "  rules not assessed by this pipeline: ") +
            std::to_string(not_assessed);
    out_ += Say("；须声明的规则：", "; to be attested: ") + std::to_string(attested) + "\n";
  }

  void WriteFiles() {
    std::string line;
    if (result_.source.width_px > 0) {
      line = std::string(FormatCode(result_.source.format)) + " " + std::to_string(result_.source.width_px) +
             "×" + std::to_string(result_.source.height_px) + ", " +
             std::to_string(result_.source.file_bytes) + " " + Say("字节", "bytes");
    }
    if (!report_.output_file.empty()) {
      line += std::string(line.empty() ? "→ " : " → ") + EscapeName(report_.output_file) + ", " +
              std::to_string(result_.file.size()) + " " + Say("字节", "bytes");
    }
    if (report_.milliseconds)
      line += std::string(line.empty() ? "" : "; ") + FormatNumber(*report_.milliseconds) + " ms";
    if (!line.empty()) out_ += "  " + line + "\n";
  }

  const PhotoReport& report_;
  const PhotoResult& result_;
  const RuleCatalogue& rules_;
  const TextReportOptions& options_;
  std::string out_;
};

}  // namespace

std::string TextReport(const PhotoReport& report, const RuleCatalogue& rules,
                       const TextReportOptions& options) {
  return Writer(report, rules, options).Write();
}

bool TakesColour(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool wanted = no_colour == nullptr || *no_colour == '\0';
  const bool able = terminal != nullptr && std::string_view(terminal) != "dumb";
  return wanted && able && isatty(file_descriptor) == 1;
}

std::string FormatWithUnit(double value, const std::string& unit) {
  const UnitText text = TextOfUnit(unit);
  return FormatNumber(value * text.factor) + text.suffix;
}

}  // namespace certphoto
