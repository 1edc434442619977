// The reports of a batch, derived from its journal; each may be deleted and made again.
//
//   report.html, report/   the page on which reviewers look and decide
//   report.jsonl           a JSON object for each candidate with a photo, in the roster's order
//   report.csv             a row for each candidate of the roster
//   exceptions.csv         what a person has to look into
//   feedback.csv           for each candidate who has to come again: what to do about it
#ifndef CERTPHOTO_ENGINE_BATCH_REVIEW_BATCH_REPORT_H
#define CERTPHOTO_ENGINE_BATCH_REVIEW_BATCH_REPORT_H

#include "engine/batch/review/standing.h"
#include "engine/catalogue/rule.h"

namespace certphoto {

struct BatchReportOptions {
  bool names = false;  // names and numbers in full, whatever the job says
};

// Writes all of them into the journal's folder.
[[nodiscard]] Result<BatchCounts> WriteBatchReport(const JobFile& job, const Roster& roster,
                                                   const RuleCatalogue& rules, Journal& journal,
                                                   const BatchReportOptions& options);

}  // namespace certphoto

#endif
