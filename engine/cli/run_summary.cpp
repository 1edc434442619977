#include "engine/cli/run_summary.h"

#include <algorithm>
#include <set>

#include "engine/batch/run_folder.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

constexpr std::size_t kReasonsShown = 5;

std::string PlaceOf(Outcome outcome, const std::filesystem::path& folder) {
  if (outcome == Outcome::kAccepted) return (folder / "").string();
  if (outcome == Outcome::kReview) return (folder / kReviewFolder / "").string();
  return "";
}

}  // namespace

void RunSummary::Add(const PhotoResult& photo) {
  std::set<std::string> once;  // a rule may have several findings on one photo
  if (photo.error) once.insert(photo.error->message);
  for (const auto* finding : DecidingFindings(photo)) once.insert(finding->rule);
  for (const auto& reason : once) ++reasons_[reason];
}

std::string RunSummary::ToString(const Tally& tally, double seconds, const std::filesystem::path& folder,
                                 bool html) const {
  char speed[64] = "";
  if (seconds > 0)
    std::snprintf(speed, sizeof speed, " in %.1f s, %.1f photos/s", seconds, double(tally.done()) / seconds);
  std::string out = Count(tally.done(), "photo") + speed + '\n';

  Table outcomes;
  for (const auto outcome : {Outcome::kAccepted, Outcome::kReview, Outcome::kRejected, Outcome::kFailed})
    if (outcome == Outcome::kAccepted || tally.Of(outcome) > 0)
      outcomes.Add({std::string("  ") + certphoto::ToString(outcome), std::to_string(tally.Of(outcome)),
                    tally.Of(outcome) > 0 ? PlaceOf(outcome, folder) : ""});
  out += outcomes.ToString();

  std::vector<std::pair<std::string, std::size_t>> reasons(reasons_.begin(), reasons_.end());
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (!reasons.empty()) out += "Most frequent reasons:\n";
  Table rows;
  for (std::size_t i = 0; i < std::min(kReasonsShown, reasons.size()); ++i) {
    const auto* rule = rules_.Find(reasons[i].first);
    rows.Add(
        {"  " + std::to_string(reasons[i].second), reasons[i].first, rule != nullptr ? rule->text.en : ""});
  }
  out += rows.ToString();
  if (reasons.size() > kReasonsShown)
    out += "  … and " + Count(reasons.size() - kReasonsShown, "more", "more") + '\n';
  return out + "Report: " + Printable((folder / "report.csv").string()) +
         " for spreadsheets, report.jsonl for programs" + (html ? ", report.html to look at\n" : "\n");
}

}  // namespace certphoto::cli
