#!/usr/bin/env python3
"""A batch with planted exceptions of every kind: each is found, and none else; two shards merged are one run.

CERTPHOTO names the program, CERTPHOTO_PLANTED the number of candidates (default 140; scripts/batch-planted takes 2,000). Exit code 77: what
it takes is not here.
"""
import csv, io, json, os, shutil, subprocess, sys, time, unittest
from collections import Counter

from small_batch import SmallBatch, program

try:
    from planted_batch import Planted, exam_no, ready
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

COUNT = int(os.environ.get("CERTPHOTO_PLANTED", "140"))


class PlantedExceptions(SmallBatch):
    def table(self, name, work="work"):
        return list(csv.DictReader(io.StringIO(self.read(f"{work}/{name}").lstrip("\ufeff"))))

    def found(self, work="work"):
        return {(row["kind"], row["row"], row["photo"]) for row in self.table("exceptions.csv", work)}

    def check(self, batch, work="work"):
        found = self.found(work)
        self.assertEqual(found - batch.truth, set(), "found, but not planted")
        self.assertEqual(batch.truth - found, set(), "planted, but not found")
        self.assertEqual(len(found), len(self.table("exceptions.csv", work)))
        standing = {row["exam_no"]: row["standing"] for row in self.table("report.csv", work)}
        wrong = {n: (standing[exam_no(n)], expected) for n, expected in batch.expect.items() if standing[exam_no(n)] != expected}
        self.assertEqual(wrong, {}, "standing found, standing planted")

    def poison(self, batch, n):
        """Three times what a crash leaves behind: this candidate in work, in export.jpeg."""
        for crash in range(3):
            self.change(f"UPDATE items SET state='pending', key='', crashes={crash} WHERE candidate='{exam_no(n)}'")
            slot = bytearray(256)
            slot[0] = 1
            slot[4 : 4 + len(exam_no(n))] = exam_no(n).encode()
            slot[72:83] = b"export.jpeg"
            (self.root / "work/running").write_bytes(bytes(slot) + bytes(255 * 256))
            ran = self.batch("run", "job.yaml", "--quiet")
            self.assertEqual(ran.returncode, 1 if crash == 2 else 3, ran.err)
        batch.expect[n] = "poison"

    def test_each_is_found_and_none_else(self):
        start = time.monotonic()
        batch = Planted(self.root, COUNT, self.root / "plain.yaml").write()
        made = time.monotonic()
        ran = self.batch("run", "job.yaml", code=3)
        took = time.monotonic() - made
        self.check(batch)
        first = self.state("work")

        # two machines
        for part in "12":
            self.batch("run", "job.yaml", "--quiet", "--shard", part + "/2", "--work", "part" + part)
        self.batch("merge", "job.yaml", "--work", "merged", "--from", "part1", "--from", "part2", code=3)
        merged = self.state("merged")
        self.assertEqual(first.keys(), merged.keys())
        for name in first:
            self.assertEqual(first[name], merged[name], name)
        shutil.rmtree(self.root / "part1"), shutil.rmtree(self.root / "part2"), shutil.rmtree(self.root / "merged")

        # another photo, another row, the program dies on one, one vanishes
        changed, renamed, dead, vanished = batch.plain[:4]
        batch.photo(batch.named(changed))
        for n in (changed,):
            self.assertIn("1 run,", self.batch("run", "job.yaml", code=3).out)
        self.poison(batch, dead)
        (self.root / "photos" / batch.named(vanished)).unlink()
        batch.find("missing", vanished)
        batch.gone(vanished)
        self.assertIn(" 0 run,", self.batch("run", "job.yaml", code=1).out)
        self.check(batch)
        self.batch("run", "job.yaml", "--retry", "failed", "--quiet", code=3)
        batch.expect[dead] = "accepted"
        self.check(batch)

        # delivered, and then touched
        self.batch("deliver", "job.yaml", "--out", "delivery.zip", code=0)
        delivered = sum(standing == "accepted" for standing in batch.expect.values())
        self.assertIn(f"whole, {delivered} photos", self.batch("verify", "delivery.zip", code=0).out)
        touched, removed = batch.plain[4:6]
        batch.photo(batch.named(touched))
        (self.root / "photos" / batch.named(removed)).unlink()
        batch.find("delivered_changed", touched, batch.named(touched))
        batch.find("delivered_changed", removed, batch.named(removed))
        batch.find("missing", removed)  # bound is what lies there
        self.batch("run", "job.yaml", "--quiet", code=3)
        self.check(batch)
        kinds = Counter(kind for kind, _, _ in batch.truth)
        print(f"{COUNT} candidates, {ran.out.splitlines()[0]}: run {took:.0f} s (made in {made - start:.0f} s); planted and found, none else: " +
              ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) + "; standings: " +
              ", ".join(f"{s} {c}" for s, c in sorted(Counter(batch.expect.values()).items())) + "; two shards merged equal one run")


if __name__ == "__main__":
    if "CERTPHOTO" not in os.environ:
        sys.exit("CERTPHOTO names the program")
    if why := ready():
        print("skipped:", why)
        sys.exit(77)
    unittest.main()
