#!/usr/bin/env python3
"""Compares a report with what must be true of each candidate.

  check_truth.py truth.csv report.jsonl

Ends with 1 when a rule that must not pass did, or a candidate is missing from the report.
"""

import csv
import json
import sys
from pathlib import Path


def main(truth_file, report_file):
    with open(report_file, encoding="utf-8") as lines:
        report = {Path(row["photo"]).name: row for row in map(json.loads, lines)}
    wrong = 0
    with open(truth_file, encoding="utf-8") as rows:
        truth = list(csv.DictReader(rows))
    width = max(len(row["file"]) for row in truth)
    for row in truth:
        answer = report.get(row["file"])
        if answer is None:
            print(f"{row['file']:{width}}  MISSING from the report")
            wrong += 1
            continue
        # What could not be measured was not passed either.
        stopped = {f["rule"] for f in answer["findings"]
                   if f["verdict"] in ("fail", "review") or f["verdict"] == "inconclusive" and f["note"] != "not_assessed"}
        missed = [rule for rule in row["must_not_pass"].split() if rule not in stopped]
        wrong += bool(missed)
        verdict = f"MISSED {' '.join(missed)}" if missed else "as it must"
        print(f"{row['file']:{width}}  {answer['outcome']:9} {verdict:12} ({row['why']})")
    print(f"{len(truth) - wrong} of {len(truth)} candidates got the outcome their truth demands")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
