#!/usr/bin/env python3
"""certphoto batch: what goes in, what comes out, and what is never guessed. CERTPHOTO names the program."""
import csv, datetime, hashlib, io, json, stat, subprocess, unittest
from collections import Counter

from small_batch import SmallBatch, main, number, png


class Run(SmallBatch):
    def test_wrong_use_is_said_before_anything_is_done(self):
        self.write_batch(1)
        for arguments in (["run"], ["run", "none.yaml"], ["run", "job.yaml", "--shard", "3/2", "--work", "w"], ["run", "job.yaml", "--shard", "1/2"],
                          ["deliver", "job.yaml"], ["deliver", "job.yaml", "--out", "x.cms"], ["review", "job.yaml"], ["merge", "job.yaml"],
                          ["purge", "job.yaml"], ["purge", "job.yaml", "--older-than", "-1"], ["purge", "job.yaml", "--older-than", "1", "--undelivered", "-1"],
                          ["purge", "job.yaml", "--older-than", "1", "--undelivered", "all"], ["init", "job.yaml"], ["rnu", "job.yaml"]):
            self.assertTrue(self.batch(*arguments, code=2).err)
        self.assertFalse((self.root / "work/journal.sqlite").exists())

    def test_init_and_validate(self):
        self.batch("init", "new.yaml", code=0)
        self.assertIn("# R42", self.read("new.yaml"))
        self.write_batch(2)
        self.assertIn("2 candidates, 2 photos", self.batch("validate", "job.yaml", code=0).out)

    def test_a_roster_with_mistakes_is_refused_by_row(self):
        self.write_batch(2)
        (self.root / "roster.csv").write_text("准考证号,姓名,学历层次\n010100001,甲,本科\n010100001,乙,本科\n010100003,丙,博士\n")
        for command in ("validate", "run"):
            ran = self.batch(command, "job.yaml", code=2)
            self.assertIn("roster.csv:3", ran.err)
            self.assertIn("roster.csv:4", ran.err)

    def test_runs_once_and_then_only_what_changed(self):
        self.write_batch(5)
        self.assertIn("5 run, 0 unchanged", self.batch("run", "job.yaml", code=0).out)
        self.assertEqual(stat.S_IMODE((self.root / "work").stat().st_mode), 0o700)
        for path in (self.root / "work").rglob("*"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o700 if path.is_dir() else 0o600, path)
        self.assertIn("0 run, 5 unchanged", self.batch("run", "job.yaml", code=0).out)
        self.write_photo(number(3) + ".png", 33)
        self.assertIn("1 run, 4 unchanged", self.batch("run", "job.yaml", code=0).out)
        self.write_photo(number(4) + ".png", 4)  # written again with the same bytes
        self.assertIn("0 run, 5 unchanged", self.batch("run", "job.yaml", code=0).out)
        pipeline = self.root / "plain.yaml"
        pipeline.write_text(pipeline.read_text().replace("{use: export.jpeg}", "{use: export.jpeg, with: {quality: 80}}"))
        self.assertIn("5 run, 0 unchanged", self.batch("run", "job.yaml", code=0).out)
        next((self.root / "work/finished").rglob("*.jpg")).unlink()
        self.assertIn("1 run, 4 unchanged", self.batch("run", "job.yaml", code=0).out)
        (self.root / "photos" / (number(1) + ".png")).unlink()
        self.assertIn("missing", self.batch("run", "job.yaml", code=3).out)
        self.assertEqual(len(self.files("work/finished")), 4)  # its product went with it

    def test_reports_mask_names_and_numbers_unless_asked(self):
        self.write_batch(2)
        self.batch("run", "job.yaml", code=0)
        for name in ("report.csv", "report.jsonl", "report.html"):
            text = self.read("work/" + name)
            self.assertNotIn(number(1), text, name)
            self.assertIn("****0001", text, name)
        for line in self.read("work/report.jsonl").splitlines():
            verdicts = {f["rule"]: f["verdict"] for f in json.loads(line)["findings"]}
            self.assertEqual([verdicts[r] for r in ("process.level", "process.roster", "process.tenant")], ["pass", "pass", "inconclusive"])
        self.batch("report", "--names", "job.yaml", code=0)
        self.assertIn(number(1), self.read("work/report.csv"))

    def test_planted_exceptions_are_found_and_none_else(self):
        self.write_batch(12)
        with open(self.root / "roster.csv", "a") as roster:
            roster.write("010199001,重复,本科\n010199001,重复,本科\n010199002,无照片,本科\n")
        self.write_job(bind='{by: file_name, photo: "{exam_no}"}, {by: list, file: list.csv, photo_column: photo, exam_no_column: no}',
                       roster="  mistakes: leave_out\n")
        self.write_photo("stranger.png", 100)  # nobody's
        self.write_photo(number(2) + ".png", 1)  # the same bytes as the first one's
        self.write_photo("extra.png", 101)  # a second photo of the third
        (self.root / "photos" / (number(5) + ".png")).write_bytes(b"no picture")
        (self.root / "list.csv").write_text(f"photo,no\nextra.png,{number(3)}\n{number(4)}.png,{number(6)}\ngone.png,{number(7)}\n")
        self.batch("run", "job.yaml", code=3)
        kinds = Counter(row["kind"] for row in csv.DictReader(io.StringIO(self.read("work/exceptions.csv").lstrip("\ufeff"))))
        self.assertEqual(kinds, {"photo_unbound": 1, "photo_disputed": 1, "photo_twice": 2, "two_photos": 2, "missing": 2, "roster_row": 1, "list_row": 1},
                         self.read("work/exceptions.csv"))
        standings = json.loads(self.batch("status", "--format", "json", "job.yaml", code=3).out)["standings"]
        self.assertEqual(standings, {"accepted": 7, "disputed": 2, "rejected": 1, "missing": 3})
        self.assertIn("不是完整可用的照片", self.read("work/feedback.csv"))

    def test_how_long_the_undecided_have_waited(self):
        self.write_batch(4)
        shanghai = datetime.timezone(datetime.timedelta(hours=8))
        ago = lambda hours: (datetime.datetime.now(shanghai) - datetime.timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")
        waited = {1: 10, 2: 40, 3: 50, 4: 60}
        rows = "".join(f"{number(n)},考生{n},本科,{ago(hours)}\n" for n, hours in waited.items())
        (self.root / "roster.csv").write_text("准考证号,姓名,学历层次,提交\n" + rows)
        job = (self.root / "job.yaml").read_text()
        (self.root / "job.yaml").write_text(job.replace("level: 学历层次}", "level: 学历层次, submitted_at: 提交}"))
        self.batch("run", "job.yaml", code=0)
        self.change(f"UPDATE items SET outcome='review' WHERE candidate<>'{number(4)}'")  # the fourth is decided: nobody waits for him
        status = json.loads(self.batch("status", "--format", "json", "job.yaml", code=3).out)
        self.assertEqual((status["undecided_over_36h"], status["undecided_over_48h"]), (2, 1))
        self.assertAlmostEqual(status["oldest_undecided_h"], 50, delta=0.2)
        self.assertIn("1 over 48 h (R48)", self.batch("status", "job.yaml", code=3).out)
        self.assertIn("stands at `review`", self.batch("deliver", "job.yaml", "--out", "out", code=3).err)

    def test_shards_merged_are_one_run(self):
        self.write_batch(20)
        self.batch("run", "job.yaml", "--work", "one", code=0)
        for part in "12":
            self.batch("run", "job.yaml", "--shard", part + "/2", "--work", "part" + part)
            self.assertTrue(3 < len(self.files(f"part{part}/finished")) < 17)
        self.batch("merge", "job.yaml", "--work", "merged", "--from", "part1", "--from", "part2", code=0)
        one, merged = self.state("one"), self.state("merged")
        self.assertEqual(one, merged)
        self.assertIn("0 items", self.batch("merge", "job.yaml", "--work", "merged", "--from", "part1", "--from", "part2", code=0).out)


class Deliver(SmallBatch):
    def setUp(self):
        super().setUp()
        self.write_batch(4)

    def item(self, n):  # by which the page names it
        return next(row[6] for row in self.rows("items") if row[0] == number(n))[:32]

    def decide(self, *decisions):
        (self.root / "decisions.json").write_text(json.dumps({"schema": "certphoto/decisions/1", "job": "small", "decisions": decisions}))

    def review(self, reviewer="wang", code=None):
        return self.batch("review", "job.yaml", "--decisions", "decisions.json", "--reviewer", reviewer, code=code)

    def test_decisions_are_applied_superseded_and_never_overwritten(self):
        self.batch("run", "job.yaml", code=0)
        self.decide({"item": "x", "action": "acept"}, {"item": self.item(1), "action": "reject"})
        wrong = self.review(code=2).err
        self.assertIn("did you mean 'accept'", wrong)
        self.assertIn("decisions[1]: to reject needs a reason", wrong)
        self.decide({"item": self.item(1), "action": "recapture", "reason": "eyes.open", "note": "眨眼", "at": 1750000000})
        self.review(code=3)
        self.assertIn("0 decisions applied, 1 already so", self.review().out)
        self.assertIn("眨眼", self.read("work/feedback.csv"))
        self.decide({"item": self.item(1), "action": "accept"})
        self.review("li", code=0)
        rows = self.rows("decisions")
        self.assertEqual([(r[3], r[4], r[6], r[9], r[10]) for r in rows],
                         [("recapture", "eyes.open", "wang", "accepted", "recapture"), ("accept", "", "li", "recapture", "accepted")])
        self.assertIn("recapture", self.batch("review", "job.yaml", "--list", code=0).out)

    def test_folder_zip_and_cms(self):
        self.batch("run", "job.yaml", code=0)
        self.batch("deliver", "job.yaml", "--out", "out", code=0)
        self.assertEqual(self.files("out"), [f"electronic/{number(n)}.jpg" for n in range(1, 5)] + ["manifest.json", "print-order.csv", "roster.csv"])
        self.batch("verify", "out", code=0)
        self.batch("deliver", "job.yaml", "--out", "out.zip", "--again", code=0)
        self.batch("verify", "out.zip", code=0)
        self.batch("deliver", "job.yaml", "--out", "out.zip", "--again", code=2)  # never over another
        openssl = lambda *a: subprocess.run(["openssl", *a], cwd=self.root, check=True, capture_output=True)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "office.pem", "-days", "2", "-subj", "/CN=office")
        self.batch("deliver", "job.yaml", "--out", "out.cms", "--to", "office.pem", "--again", code=0)
        openssl("cms", "-decrypt", "-inform", "DER", "-in", "out.cms", "-inkey", "key.pem", "-recip", "office.pem", "-out", "back.zip")
        self.assertEqual((self.root / "back.zip").read_bytes(), (self.root / "out.zip").read_bytes())
        self.assertEqual(stat.S_IMODE((self.root / "out.cms").stat().st_mode), 0o600)
        self.assertFalse(list(self.root.glob(".out*")))
        (self.root / f"out/electronic/{number(2)}.jpg").write_bytes(b"changed")
        (self.root / "out/more.txt").write_text("x")
        (self.root / "out/roster.csv").unlink()
        broken = self.batch("verify", "out", code=3).err
        for part in (number(2) + ".jpg", "more.txt", "roster.csv"):
            self.assertIn(part, broken)

    def test_what_is_delivered_is_immutable(self):
        self.batch("run", "job.yaml", code=0)
        self.decide({"item": self.item(2), "action": "reject", "reason": "other", "note": "x"})
        self.batch("deliver", "job.yaml", "--out", "out", code=0)
        self.assertIn("R46", self.review(code=2).err)
        before = self.files("work/finished")
        self.write_photo(number(2) + ".png", 55)
        self.assertIn("delivered_changed", self.batch("run", "job.yaml", code=3).out)
        self.assertEqual(self.files("work/finished"), before)
        self.assertIn("everything that is accepted is delivered", self.batch("deliver", "job.yaml", "--out", "more", code=0).out)

    def test_what_is_undecided_or_collides_stands_in_the_way(self):
        (self.root / "photos" / (number(3) + ".png")).write_bytes(b"no picture")
        self.write_job('delivery: {naming: "{name}.jpg"}\n')
        (self.root / "roster.csv").write_text(f"准考证号,姓名,学历层次\n{number(1)},张 三,本科\n{number(2)},张三,本科\n{number(3)},李四,本科\n{number(4)},e\u0301,本科\n")
        self.batch("run", "job.yaml", code=3)
        self.assertIn("same file name as row 2", self.batch("deliver", "job.yaml", "--out", "out", code=3).err)
        self.assertFalse((self.root / "out").exists())
        self.write_job('delivery: {naming: "{exam_no}{name}.jpg"}\n')
        self.batch("deliver", "job.yaml", "--out", "out", code=0)
        self.assertIn(f"electronic/{number(4)}é.jpg", self.files("out"))
        self.assertIn(f"{number(3)},李四,本科,rejected", self.read("out/roster.csv"))

    def test_purge_removes_and_logs(self):
        self.batch("run", "job.yaml", code=0)
        self.assertIn("0 candidates", self.batch("purge", "job.yaml", "--older-than", "0", code=0).out)  # nothing is delivered
        self.batch("deliver", "job.yaml", "--out", "out", code=0)
        self.assertIn("0 candidates", self.batch("purge", "job.yaml", "--older-than", "1", code=0).out)
        self.assertIn("4 candidates", self.batch("purge", "job.yaml", "--older-than", "0", "--originals", code=0).out)
        self.assertEqual(self.files("work/finished") + self.files("photos"), [])
        log = self.read("work/purge.log").splitlines()
        self.assertEqual(len(log), 4)
        self.assertEqual(json.loads(log[1])["before"], hashlib.sha256(log[0].encode()).hexdigest())
        self.batch("verify", "out", code=0)  # the receiver's copy stays
        self.assertNotIn("data:image/jpeg;base64,/9j", self.read("work/report.html"))
        self.assertNotIn('"source":"/9j', self.read("work/report.html"))
        self.assertIn("whole: 4 removals", self.batch("purge", "job.yaml", "--check", code=0).out)
        whole = "".join(line + "\n" for line in log)
        for forged in (whole.replace(log[1] + "\n", ""), "".join(line + "\n" for line in log[:3]), whole.replace('"row":3', '"row":4'), whole.replace('"row":5', '"row":6'), ""):
            (self.root / "work/purge.log").write_text(forged)
            self.assertIn("not as the purges wrote it", self.batch("purge", "job.yaml", "--check", code=3).err)
            self.batch("purge", "job.yaml", "--older-than", "0", code=2)

    def test_the_undelivered_are_purged_only_when_their_number_is_stated(self):
        (self.root / "photos" / (number(3) + ".png")).write_bytes(b"no picture")
        (self.root / "cards").mkdir()
        (self.root / "cards/2.png").write_bytes(png(2))
        (self.root / "roster.csv").write_text("准考证号,姓名,学历层次,身份证照\n" + "".join(f"{number(n)},考生{n},本科,{'cards/2.png' if n == 2 else ''}\n" for n in range(1, 5)))
        job = (self.root / "job.yaml").read_text()
        (self.root / "job.yaml").write_text(job.replace("level: 学历层次}", "level: 学历层次, portrait: 身份证照}"))
        self.batch("run", "job.yaml", code=3)
        purge = lambda *more, code=0: self.batch("purge", "job.yaml", "--older-than", "30", "--originals", *more, code=code)
        before = self.files("."), self.rows("items")
        self.assertIn("never delivered: 0 candidates\n", purge("--dry-run").out)  # none is that old
        self.assertIn("there are 0; nothing is removed", purge("--undelivered", "4", code=2).err)
        self.change("UPDATE times SET finished_at=finished_at-40*86400")
        self.decide({"item": self.item(1), "action": "recapture", "reason": "eyes.open"})
        self.review(code=3)  # a decision of today: he is not forgotten
        self.change(f"UPDATE items SET state='pending' WHERE candidate='{number(4)}'")
        dry = purge("--dry-run").out
        self.assertIn("never delivered: 2 candidates (rejected 1, review 1): 1 finished photo, 2 originals, 1 portrait; they stay without --undelivered 2", dry)
        for wrong in ("1", "3", "4"):
            self.assertIn("there are 2; nothing is removed", purge("--undelivered", wrong, code=2).err)
        self.assertIn("removed: 0 candidates, 0 files", purge().out)
        self.assertEqual([row[0] for row in self.rows("items")], [row[0] for row in before[1]])
        self.assertFalse((self.root / "work/purge.log").exists())
        self.assertIn("removed: 2 candidates, 4 files", purge("--undelivered", "2").out)
        self.assertEqual(self.files("photos"), [f"{number(n)}.png" for n in (1, 4)])
        self.assertEqual((len(self.files("work/finished")), self.files("cards")), (2, []))
        log = [json.loads(line) for line in self.read("work/purge.log").splitlines()]
        self.assertEqual([(line["row"], line["standing"], line["delivery"]) for line in log], [(3, "review", ""), (4, "rejected", "")])
        self.assertIn("whole: 2 removals", self.batch("purge", "job.yaml", "--check", code=0).out)
        self.assertIn("removed: 0 candidates", purge("--undelivered", "0").out)  # they are gone once only
        # purged they stay, are not missing, and nobody decides about them; another photo starts anew
        self.decide({"item": self.item(2), "action": "reject", "reason": "eyes.open"})
        self.assertIn("its photo was purged", self.review(code=2).err)
        self.assertIn("1 run", self.batch("run", "job.yaml", code=3).out)
        status = json.loads(self.batch("status", "--format", "json", "job.yaml", code=3).out)
        self.assertEqual((status["standings"], status["exceptions"]), ({"recapture": 1, "purged": 2, "accepted": 1}, {}))
        self.batch("deliver", "job.yaml", "--out", "out", code=0)
        self.assertIn(f"{number(2)},考生2,本科,purged,已清除,,", self.read("out/roster.csv"))
        self.write_photo(number(3) + ".png", 33)
        self.assertIn("1 run", self.batch("run", "job.yaml", code=3).out)
        self.assertIn('"accepted":2', self.batch("status", "--format", "json", "job.yaml", code=3).out)


if __name__ == "__main__":
    main()
