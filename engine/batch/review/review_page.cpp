#include "engine/batch/review/review_page.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
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

constexpr const char* kStandings[] = {"review", "rejected", "recapture", "disputed", "failed",
                                      "poison", "pending",  "accepted",  "missing",  "purged"};
// Reasons a reviewer may want even where no check gave them.
constexpr const char* kCommonReasons[] = {"head.in_frame",   "eyes.open",          "image.sharp",
                                          "light.even",      "background.uniform", "match.identity",
                                          "clothes.contrast"};

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// JSON inside a script element: nothing in it may end the element.
std::string Embedded(const Json& json) {
  std::string out;
  for (const char c : Dump(json)) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

std::vector<std::uint8_t> BytesOfHex(const std::string& hex) {
  std::vector<std::uint8_t> out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return out;
}

std::string Text(const Json& json, const char* key) {
  return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
}

// Whether a finding rejects (0) or asks for a look (1), as OutcomeOf has it; empty: neither.
std::optional<int> InTheWay(const Json& finding) {
  const auto verdict = Text(finding, "verdict"), severity = Text(finding, "severity"),
             note = Text(finding, "note");
  if (severity == "info") return std::nullopt;
  if (verdict == "fail") return severity == "reject" ? 0 : 1;
  if (verdict == "review") return 1;
  if (verdict != "inconclusive" || severity != "reject") return std::nullopt;
  for (const char* untried : {"not_assessed", "attested", "not_produced", "photo_unreadable"})
    if (note == untried) return std::nullopt;
  return 1;
}

}  // namespace

std::string ReviewId(const std::string& key) {
  return key.substr(0, 32);
}

std::vector<Obstacle> StandingInTheWay(const Json& report) {
  std::vector<Obstacle> out[2];
  for (const auto& finding : report["findings"])
    if (const auto way = InTheWay(finding))
      out[*way].push_back({Text(finding, "rule"), finding.contains("text") ? Text(finding["text"], "zh") : "",
                           finding.contains("text") ? Text(finding["text"], "en") : ""});
  return out[0].empty() ? out[1] : out[0];
}

// A temporary file that only grows until it is copied. Its name is one that WriteBatchReport takes away if a
// killed process left it.
struct ReviewPage::Spool {
  explicit Spool(fs::path place) : file(std::move(place)) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
    out.open(file, std::ios::binary);
  }
  ~Spool() {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
  Error Failed() const {
    return {ErrorCode::kIo, "cannot write " + file.string() + ": " + std::strerror(errno)};
  }
  Status CopyTo(AtomicFile& page) {
    out.close();
    if (!out) return Failed();
    std::ifstream in(file, std::ios::binary);
    std::vector<char> piece(1 << 20);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0)
      if (auto status = page.Write({piece.data(), static_cast<std::size_t>(in.gcount())}); !status)
        return status;
    return in.eof() ? Status() : Status(Failed());
  }
  fs::path file;
  std::ofstream out;
};

ReviewPage::ReviewPage(std::string job, std::string tenant, const RuleCatalogue& rules, fs::path work)
    : job_(std::move(job)), tenant_(std::move(tenant)), rules_(rules), work_(std::move(work)) {
  for (const char* rule : kCommonReasons) (void)RuleNumber(rule);
}
ReviewPage::~ReviewPage() = default;

Result<std::unique_ptr<ReviewPage>> ReviewPage::Create(std::string job, std::string tenant,
                                                       const RuleCatalogue& rules, const fs::path& work) {
  std::unique_ptr<ReviewPage> page(new ReviewPage(std::move(job), std::move(tenant), rules, work));
  page->to_look_at_ = std::make_unique<Spool>(work / ".report.html.first");
  page->others_ = std::make_unique<Spool>(work / ".report.html.others");
  for (const auto* spool : {page->to_look_at_.get(), page->others_.get()})
    if (!spool->out) return spool->Failed();
  return page;
}

int ReviewPage::RuleNumber(const std::string& id) {
  const auto it = rule_numbers_.find(id);
  if (it != rule_numbers_.end()) return it->second;
  const auto* rule = rules_.Find(id);
  rule_texts_.push_back({{"id", id},
                         {"zh", rule != nullptr ? rule->text.zh : id},
                         {"en", rule != nullptr ? rule->text.en : id}});
  return rule_numbers_.emplace(id, static_cast<int>(rule_texts_.size()) - 1).first->second;
}

Status ReviewPage::Add(const ReviewItem& item, const Json& report, const ItemPictures& pictures) {
  const bool reported = report.is_object() && report.contains("findings") && !item.key.empty();
  Json rules = Json::array(), similarity = nullptr, notes = Json::array();
  if (reported) {
    for (const auto& obstacle : StandingInTheWay(report))
      if (const int number = RuleNumber(obstacle.rule);
          std::find(rules.begin(), rules.end(), number) == rules.end())
        rules.push_back(number);
    for (const auto& finding : report["findings"])
      if (Text(finding, "rule") == "match.identity" && finding["value"].is_number())
        similarity = finding["value"];
  }
  for (const auto& note : item.notes) notes.push_back({OneLine(note.zh), OneLine(note.en)});
  if (count_ > 0) index_ += ",\n";
  index_ += Embedded(
      Json::array({reported ? ReviewId(item.key) : "", item.row, item.number, item.name, item.photo,
                   item.standing, std::move(rules), item.decision, item.locked, std::round(item.milliseconds),
                   std::move(similarity), item.waiting_hours ? Json(*item.waiting_hours) : Json(nullptr),
                   OneLine(item.error), std::move(notes)}));
  auto& spool = item.standing == "accepted" ? *others_ : *to_look_at_;
  if (reported)
    spool.out << "<script type=\"text/plain\" id=\"p" << count_ << "\">" << Block(item, report, pictures)
              << "</script>\n";
  ++count_;
  return spool.out ? Status() : Status(spool.Failed());
}

std::string ReviewPage::Block(const ReviewItem& item, const Json& report, const ItemPictures& p) {
  Json findings = Json::array();
  for (const auto& finding : report["findings"]) {
    const auto note = Text(finding, "note");
    if (Text(finding, "verdict") == "inconclusive" && (note == "not_assessed" || note == "attested" ||
                                                       note == "not_produced" || note == "photo_unreadable"))
      continue;
    const int number = RuleNumber(Text(finding, "rule"));
    Json one = Json::array({number, finding["verdict"], finding["value"], finding["unit"],
                            finding["limits"]["min"], finding["limits"]["max"], finding["on_product"]});
    if (const auto way = InTheWay(finding)) {
      const auto zh = Text(finding["text"], "zh"), en = Text(finding["text"], "en");
      const auto& rule = rule_texts_[static_cast<std::size_t>(number)];
      one.push_back(*way);
      one.push_back(zh.empty() ? rule["zh"] : Json(zh));
      one.push_back(en.empty() ? rule["en"] : Json(en));
      one.push_back(Json::array());
      for (const auto& region : finding["regions"]) one.back().push_back(region["points"]);
    }
    findings.push_back(std::move(one));
  }
  return Embedded({{"source", html::Base64(p.source)},
                   {"product", html::Base64(p.product)},
                   {"file", item.file},
                   {"size", {p.source_width_px, p.source_height_px, p.product_width_px, p.product_height_px}},
                   {"findings", std::move(findings)}});
}

void ReviewPage::AddException(const ReviewException& e) {
  exceptions_.push_back(
      Json::array({e.kind, e.text.zh, e.text.en, e.photo, e.number, e.row, OneLine(e.detail)}));
}

// All but the items' blocks and the end.
std::string ReviewPage::Head(const BatchCounts& counts) {
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
    if (rules_.Find(rule) != nullptr) data["common"].push_back(rule_numbers_.at(rule));
  data["limits"] = Json::array();
  if (const auto* rule = rules_.Find("match.identity"))
    for (const char* name : {"similarity_min", "similarity_review"})
      if (const auto it = rule->thresholds.find(name); it != rule->thresholds.end())
        data["limits"].push_back(it->second.value);
  data["exceptions"] = std::move(exceptions_);
  // The page's memory of decisions not yet saved is of this state of the batch.
  data["made"] =
      Sha256Hex({reinterpret_cast<const std::uint8_t*>(index_.data()), index_.size()}).substr(0, 12);
  auto text = Embedded(data);
  text.pop_back();  // the brace: the items are JSON already
  const std::string program = review_page::kProgram;
  const auto hash = html::Base64(
      BytesOfHex(Sha256Hex({reinterpret_cast<const std::uint8_t*>(program.data()), program.size()})));
  // Only this program may run. Pictures come inside the page; of a finished photo the whole file is shown too
  // if it lies beside it.
  return "<!doctype html>\n<html lang=\"zh\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
         "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "img-src data: file:; style-src 'unsafe-inline'; script-src 'sha256-" +
         hash +
         "'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, "
         "initial-scale=1\">\n<title>certphoto</title>\n<style>" +
         review_page::kStyle + "</style>\n</head>\n<body>" + review_page::kBody +
         "<script type=\"application/json\" id=\"data\">" + text + ",\"items\":[" + index_ +
         "]}</script>\n<script>" + program + "</script>\n";
}

Status ReviewPage::Finish(const BatchCounts& counts) {
  auto page = AtomicFile::Create(work_ / "report.html");
  if (!page) return page.error();
  if (auto status = page->Write(Head(counts)); !status) return status;
  for (auto* spool : {to_look_at_.get(), others_.get()})
    if (auto status = spool->CopyTo(*page); !status) return status;
  if (auto status = page->Write("</body>\n</html>\n"); !status) return status;
  if (auto status = page->Commit(); !status) return status;
  std::error_code ignored;
  fs::remove_all(work_ / "report", ignored);  // where earlier versions kept what an item shows
  return {};
}

}  // namespace certphoto
