#include "engine/batch/review/review_page.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "engine/base/atomic_file.h"
#include "engine/base/sha256.h"
#include "engine/batch/review/page_parts.h"

#include "engine/report/escape.h"
#include "engine/report/html_text.h"

namespace certphoto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kStandings[] = {"review", "rejected", "recapture", "disputed", "failed", "poison", "pending", "accepted", "missing"};
// Reasons a reviewer may want even where no check gave them.
constexpr const char* kCommonReasons[] = {"head.in_frame", "eyes.open", "image.sharp", "light.even", "background.uniform", "match.identity", "clothes.contrast"};

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// JSON inside a script element: nothing in it may end the element.
std::string Embedded(const Json& json) {
  std::string out;
  for (const char c : Dump(json)) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

std::vector<std::uint8_t> BytesOfHex(const std::string& hex) {
  std::vector<std::uint8_t> out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return out;
}

std::string Text(const Json& json, const char* key) { return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : ""; }

// Whether a finding rejects (0) or asks for a look (1), as OutcomeOf has it; empty: neither.
std::optional<int> InTheWay(const Json& finding) {
  const auto verdict = Text(finding, "verdict"), severity = Text(finding, "severity"), note = Text(finding, "note");
  if (severity == "info") return std::nullopt;
  if (verdict == "fail") return severity == "reject" ? 0 : 1;
  if (verdict == "review") return 1;
  if (verdict != "inconclusive" || severity != "reject") return std::nullopt;
  for (const char* untried : {"not_assessed", "attested", "not_produced", "photo_unreadable"})
    if (note == untried) return std::nullopt;
  return 1;
}

}  // namespace

std::string ReviewId(const std::string& key) { return key.substr(0, 32); }

std::vector<Obstacle> StandingInTheWay(const Json& report) {
  std::vector<Obstacle> out[2];
  for (const auto& finding : report["findings"])
    if (const auto way = InTheWay(finding))
      out[*way].push_back({Text(finding, "rule"), finding.contains("text") ? Text(finding["text"], "zh") : "", finding.contains("text") ? Text(finding["text"], "en") : ""});
  return out[0].empty() ? out[1] : out[0];
}

ReviewPage::ReviewPage(std::string job, std::string tenant, const RuleCatalogue& rules, fs::path work)
    : job_(std::move(job)), tenant_(std::move(tenant)), rules_(rules), work_(std::move(work)) {
  for (const char* rule : kCommonReasons) (void)RuleNumber(rule);
}

int ReviewPage::RuleNumber(const std::string& id) {
  const auto it = rule_numbers_.find(id);
  if (it != rule_numbers_.end()) return it->second;
  const auto* rule = rules_.Find(id);
  if (rule == nullptr) return -1;
  rule_texts_.push_back({{"id", id}, {"zh", rule->text.zh}, {"en", rule->text.en}});
  return rule_numbers_.emplace(id, static_cast<int>(rule_texts_.size()) - 1).first->second;
}

Status ReviewPage::Add(const ReviewItem& item, const Json& report, const std::function<Result<ItemPictures>()>& pictures) {
  const auto id = ReviewId(item.key);
  Json rules = Json::array(), similarity = nullptr;
  const bool reported = report.is_object() && report.contains("findings");
  if (reported) {
    for (const auto& obstacle : StandingInTheWay(report))
      if (const int number = RuleNumber(obstacle.rule); number >= 0 && std::find(rules.begin(), rules.end(), number) == rules.end()) rules.push_back(number);
    for (const auto& finding : report["findings"])
      if (Text(finding, "rule") == "match.identity" && finding["value"].is_number()) similarity = finding["value"];
  }
  items_.push_back(Json::array({reported ? id : "", item.row, item.number, item.name, item.photo, item.standing, std::move(rules), item.decision, item.locked,
                                std::round(item.milliseconds), std::move(similarity), item.waiting_hours ? Json(*item.waiting_hours) : Json(nullptr), OneLine(item.error)}));
  if (!reported || id.empty()) return {};
  const auto name = id.substr(0, 2) + "/" + id + ".js";
  files_.insert(name);
  const auto file = work_ / "report" / name;
  std::error_code ignored;
  if (fs::exists(file, ignored)) return {};
  auto shown = pictures();
  if (!shown) return shown.error();
  return WriteItem(file, id, report, *shown);
}

Status ReviewPage::WriteItem(const fs::path& file, const std::string& id, const Json& report, const ItemPictures& p) const {
  Json findings = Json::array();
  for (const auto& finding : report["findings"]) {
    const auto note = Text(finding, "note");
    if (Text(finding, "verdict") == "inconclusive" && (note == "not_assessed" || note == "attested" || note == "not_produced" || note == "photo_unreadable")) continue;
    const auto id_of_rule = Text(finding, "rule");
    const auto* rule = rules_.Find(id_of_rule);
    Json one{{"rule", id_of_rule}, {"verdict", finding["verdict"]}, {"value", finding["value"]}, {"unit", finding["unit"]},
             {"min", finding["limits"]["min"]}, {"max", finding["limits"]["max"]}, {"product", finding["on_product"]}};
    if (const auto way = InTheWay(finding)) {
      const auto zh = Text(finding["text"], "zh"), en = Text(finding["text"], "en");
      one["look"] = *way;
      one["zh"] = zh.empty() && rule != nullptr ? rule->text.zh : zh;
      one["en"] = en.empty() && rule != nullptr ? rule->text.en : en;
      one["regions"] = Json::array();
      for (const auto& region : finding["regions"]) one["regions"].push_back(region["points"]);
    }
    findings.push_back(std::move(one));
  }
  const Json item{{"source", html::Base64(p.source)}, {"product", html::Base64(p.product)},
                  {"size", {p.source_width_px, p.source_height_px, p.product_width_px, p.product_height_px}}, {"findings", std::move(findings)}};
  if (auto status = MakeFolder(file.parent_path()); !status) return status;
  // No sync: it can be made again at any time; but it must not be there by halves, so the name comes last.
  auto half = file;
  half += ".half";
  std::ofstream out(half, std::ios::binary | std::ios::trunc);
  out << "certphotoItem(\"" << id << "\"," << Dump(item) << ")\n";
  out.close();
  std::error_code failed;
  fs::permissions(half, fs::perms::owner_read | fs::perms::owner_write, failed);
  if (out && !failed) fs::rename(half, file, failed);
  if (!out || failed) return Error{ErrorCode::kIo, "cannot write " + file.string()};
  return {};
}

void ReviewPage::AddException(const ReviewException& e) {
  exceptions_.push_back(Json::array({e.kind, e.text.zh, e.text.en, e.photo, e.number, e.row, OneLine(e.detail)}));
}

Status ReviewPage::Finish(const BatchCounts& counts) {
  Json data;
  data["job"] = job_;
  data["tenant"] = tenant_;
  data["missing"] = counts.Of("missing");
  data["standings"] = Json::object();
  for (const char* standing : kStandings) {
    const auto text = TextOfStanding(standing);
    data["standings"][standing] = {text.zh, text.en};
  }
  data["rules"] = rule_texts_;
  data["common"] = Json::array();
  for (const char* rule : kCommonReasons)
    if (const auto it = rule_numbers_.find(rule); it != rule_numbers_.end()) data["common"].push_back(it->second);
  data["items"] = std::move(items_);
  data["exceptions"] = std::move(exceptions_);
  // The page's memory of decisions not yet saved is of this state of the batch.
  const auto state = Dump(data["items"]);
  data["made"] = Sha256Hex({reinterpret_cast<const std::uint8_t*>(state.data()), state.size()}).substr(0, 12);

  const std::string program = review_page::kProgram;
  const auto hash = html::Base64(BytesOfHex(Sha256Hex({reinterpret_cast<const std::uint8_t*>(program.data()), program.size()})));
  auto page = AtomicFile::Create(work_ / "report.html");
  if (!page) return page.error();
  // Only this program and the items' files may run; pictures come inside them.
  std::string out = "<!doctype html>\n<html lang=\"zh\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "img-src data:; style-src 'unsafe-inline'; script-src 'sha256-" + hash + "' 'self' file:\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>certphoto</title>\n<style>";
  out += review_page::kStyle;
  out += "</style>\n</head>\n<body>";
  out += review_page::kBody;
  out += "<script type=\"application/json\" id=\"data\">" + Embedded(data) + "</script>\n<script>" + program + "</script>\n</body>\n</html>\n";
  if (auto status = page->Write(out); !status) return status;
  if (auto status = page->Commit(); !status) return status;

  std::error_code failed;
  std::vector<fs::path> gone;
  for (fs::recursive_directory_iterator it(work_ / "report", failed), end; !failed && it != end; it.increment(failed))
    if (it->is_regular_file(failed) && !files_.contains(it->path().lexically_relative(work_ / "report").generic_string())) gone.push_back(it->path());
  for (const auto& file : gone) fs::remove(file, failed);
  return {};
}

}  // namespace certphoto
