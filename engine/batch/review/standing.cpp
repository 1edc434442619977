#include "engine/batch/review/standing.h"

#include <chrono>
#include <set>
#include <unordered_map>

namespace certphoto {
namespace {

constexpr double kWarnHours = 36, kMaxHours = 48;  // rule process.review_time (R48)

}  // namespace

std::int64_t SecondsNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Result<std::vector<CandidateStanding>> StandingsOf(const Roster& roster, Journal& journal) {
  std::unordered_map<std::string, Item> items;
  if (auto status = journal.EachItem([&](Item item) { items.emplace(item.candidate, std::move(item)); });
      !status)
    return status.error();
  auto decisions = journal.LastDecisions();
  if (!decisions) return decisions.error();
  auto delivered = journal.DeliveredPhotos();
  if (!delivered) return delivered.error();
  auto exceptions = journal.Exceptions();
  if (!exceptions) return exceptions.error();
  std::set<std::string> twice, alike;
  for (const auto& e : *exceptions) {
    if (e.kind == BatchException::Kind::kPhotoTwice || e.kind == BatchException::Kind::kSamePicture)
      twice.insert(e.candidate);
    if (e.kind == BatchException::Kind::kOneFace) alike.insert(e.candidate);
  }
  std::vector<CandidateStanding> out;
  for (std::size_t i = 0; i < roster.all().size(); ++i) {
    const auto& exam_no = roster.all()[i].exam_no;
    CandidateStanding one{i, "missing", {}, {}, delivered->contains(exam_no)};
    if (const auto it = items.find(exam_no); it != items.end()) {
      const auto decision = decisions->find(exam_no);
      const bool about_this = decision != decisions->end() && decision->second.key == it->second.key;
      one.standing = StandingOf(it->second, about_this ? &decision->second : nullptr);
      if (twice.contains(exam_no) && (one.standing == "accepted" || one.standing == "review"))
        one.standing = "disputed";
      if (alike.contains(exam_no) && !about_this && one.standing == "accepted")
        one.standing = "review";  // twins there are: a person has to look
      if (about_this) one.decision = decision->second;
      one.item = std::move(it->second);
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<double> WaitingHours(const JobFile& job, const Roster& roster,
                                   const CandidateStanding& standing,
                                   const std::map<std::string, ItemTimes>& times, std::int64_t now) {
  if (standing.standing != "review" || !standing.item) return std::nullopt;
  std::optional<std::int64_t> since;
  const auto& candidate = roster.all()[standing.candidate];
  if (roster.HasField("submitted_at"))
    if (const auto* text = roster.Value(candidate, "submitted_at"))
      since = ParseTime(*text, job.window ? job.window->utc_offset_min : 480);
  if (const auto it = times.find(candidate.exam_no); !since && it != times.end())
    since = it->second.finished_at;
  if (!since) return std::nullopt;
  return double(now - *since) / 3600;
}

Result<BatchCounts> CountBatch(const JobFile& job, const Roster& roster,
                               const std::vector<CandidateStanding>& standings, Journal& journal,
                               std::int64_t now) {
  BatchCounts counts;
  counts.all = standings.size();
  const auto times = journal.Times();
  if (!times) return times.error();
  for (const auto& one : standings) {
    ++counts.standings[one.standing];
    const auto hours = WaitingHours(job, roster, one, *times, now);
    if (!hours) continue;
    if (*hours > kWarnHours) ++counts.undecided_warn;
    if (*hours > kMaxHours) ++counts.undecided_late;
    counts.oldest_undecided_h = std::max(counts.oldest_undecided_h, *hours);
  }
  const auto exceptions = journal.Exceptions();
  if (!exceptions) return exceptions.error();
  for (const auto& e : *exceptions) ++counts.exceptions[ToString(e.kind)];
  return counts;
}

Bilingual TextOfStanding(const std::string& standing) {
  static const std::map<std::string, Bilingual> texts = {
      {"accepted", {"合格", "accepted"}},   {"review", {"需人工复核", "for review"}},
      {"rejected", {"不合格", "rejected"}}, {"recapture", {"需重新采集", "recapture"}},
      {"failed", {"处理失败", "failed"}},   {"poison", {"多次崩溃", "given up after crashes"}},
      {"pending", {"待处理", "pending"}},   {"disputed", {"归属存疑", "disputed"}},
      {"missing", {"缺照片", "no photo"}},  {"purged", {"已清除", "purged"}}};
  const auto it = texts.find(standing);
  return it == texts.end() ? Bilingual{standing, standing} : it->second;
}

}  // namespace certphoto
