#!/usr/bin/env python3
"""Faces of a batch: against the portraits of identity cards, and against one another. CERTPHOTO names the program, CERTPHOTO_DATA the photos."""
import csv, io, json, os, shutil, sys, unittest
from pathlib import Path

from small_batch import SmallBatch, main

try:
    from PIL import Image
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

LONDON = Path(os.environ.get("CERTPHOTO_DATA", "")) / "london"
PEOPLE = sorted(p.name[:3] for p in LONDON.glob("*_03.jpg"))[:14]  # _03 neutral, _08 smiling


def scaled(file, height, quality=92):
    """The middle of the photo in the shape that the small batch's pipeline takes as it is."""
    image = Image.open(file).convert("RGB")
    w, h = image.size
    cut = (w - h * 260 / 378) / 2
    image = image.resize((round(height * 260 / 378), height), Image.BICUBIC, (cut, 0, w - cut, h))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


class Faces(SmallBatch):
    def setUp(self):
        super().setUp()
        (self.root / "cards").mkdir()
        self.people = []

    def add(self, person, shot="03", card="", quality=92):
        """A candidate whose photo is that of `person`, and whose identity card has the picture of `card`."""
        n = len(self.people) + 1
        number = f"02010000{n:02d}"
        (self.root / f"photos/{number}.jpg").write_bytes(scaled(LONDON / f"{person}_{shot}.jpg", 378, quality))
        if card and not (self.root / card).exists() and len(card) == 3:
            (self.root / f"cards/{number}.jpg").write_bytes(scaled(LONDON / f"{card}_08.jpg", 441))
            card = f"cards/{number}.jpg"
        self.people.append((number, f"考生{n}", "本科", card))
        return number

    def write(self, faces=True):
        with open(self.root / "roster.csv", "w", newline="") as file:
            csv.writer(file).writerows([("no", "name", "level", "card")] + self.people)
        (self.root / "job.yaml").write_text(
            "schema: certphoto/job/1\nid: faces\ntenant: T\nlevels: [本科]\npipeline: plain.yaml\nwork: work\nprivacy: {show_names: true}\n"
            f"faces: {{one_to_many: {str(faces).lower()}}}\nroster: {{file: roster.csv, columns: {{exam_no: no, name: name, level: level, portrait: card}}}}\n"
            'inputs: {folder: photos, bind: [{by: file_name, photo: "{exam_no}"}, {by: list, file: list.csv, photo_column: photo, exam_no_column: no}]}\n')
        if not (self.root / "list.csv").exists():
            (self.root / "list.csv").write_text("photo,no\n")

    def table(self, name, work="work"):
        return list(csv.DictReader(io.StringIO((self.root / work / name).read_text().lstrip("\ufeff"))))

    def identity(self, number, work="work"):
        for line in (self.root / work / "report.jsonl").read_text().splitlines():
            report = json.loads(line)
            if report["exam_no"] == number:
                return next(f for f in report["findings"] if f["rule"] == "match.identity")

    def standing(self, number, work="work"):
        return next(row["standing"] for row in self.table("report.csv", work) if row["exam_no"] == number)

    def test_a_portrait_that_leads_out_is_refused_by_row(self):
        self.add(PEOPLE[0])
        self.people[0] = self.people[0][:3] + ("../secret.jpg",)
        self.write()
        self.assertIn("roster.csv:2", self.batch("run", "job.yaml", code=2).err)

    def test_the_portrait_of_the_identity_card(self):
        same = [self.add(p, card=p) for p in PEOPLE[:3]]
        other = self.add(PEOPLE[3], card=PEOPLE[4])
        none, gone, broken = self.add(PEOPLE[5]), self.add(PEOPLE[6], card="cards/gone.jpg"), self.add(PEOPLE[7], card="cards/broken.jpg")
        (self.root / "cards/broken.jpg").write_bytes(b"no picture")
        self.write(faces=False)
        self.assertIn("cards/gone.jpg", self.batch("validate", "job.yaml", code=2).err)
        self.batch("run", "job.yaml", code=3)
        for number in same:
            finding = self.identity(number)
            self.assertEqual((finding["verdict"], finding["unit"]), ("pass", "cosine"))
            self.assertGreater(finding["value"], finding["limits"]["min"])
            self.assertEqual(self.standing(number), "accepted")
        self.assertEqual(self.identity(other)["verdict"], "fail")
        self.assertEqual(self.standing(other), "review")
        self.assertEqual(self.identity(none)["verdict"], "inconclusive")
        self.assertEqual(self.standing(none), "accepted")
        for number in (gone, broken):  # there is a portrait and nobody has compared: a person has to
            self.assertEqual((self.identity(number)["verdict"], self.identity(number)["note"]), ("review", "not_comparable"))
            self.assertEqual(self.standing(number), "review")
        page = (self.root / "work/report.html").read_text()
        self.assertIn("与身份证照片不像同一个人", page)
        self.assertEqual(self.journal_numbers(), 0)
        # another portrait is other work; the same one is not
        self.assertIn(" 0 run,", self.batch("run", "job.yaml", code=3).out)
        (self.root / f"cards/{other}.jpg").write_bytes(scaled(LONDON / f"{PEOPLE[3]}_08.jpg", 441))
        self.assertIn(" 1 run,", self.batch("run", "job.yaml", code=3).out)
        self.assertEqual(self.standing(other), "accepted")

    def journal_numbers(self):
        """Rows of the journal with anything as long as an embedding: there must be none but pictures and packed reports."""
        return sum(len(str(row)) > 4000 for table in ("items", "meta", "exceptions") for row in self.rows(table))

    def plant(self):
        """Ten people, two of them under two names, a picture under two names, and a second photo of another one."""
        self.numbers = [self.add(p) for p in PEOPLE[:10]]
        twice = [(self.numbers[0], self.add(PEOPLE[0], "08")), (self.numbers[1], self.add(PEOPLE[1], "08"))]
        again = (self.numbers[2], self.add(PEOPLE[2], "03", quality=70))
        two = self.numbers[3]
        (self.root / "photos/second.jpg").write_bytes(scaled(LONDON / f"{PEOPLE[10]}_03.jpg", 378))
        (self.root / "list.csv").write_text(f"photo,no\nsecond.jpg,{two}\n")
        self.write()
        row = {r[0]: n + 2 for n, r in enumerate(self.people)}
        truth = {("one_face_two_names", str(row[n])) for pair in twice for n in pair} | {("same_picture", str(row[n])) for n in again}
        return truth | {("two_photos", str(row[two])), ("two_faces_one_name", str(row[two])), ("missing", str(row[two]))}, twice, again

    def found(self, work="work"):
        return {(row["kind"], row["row"]) for row in self.table("exceptions.csv", work)}

    def test_all_against_all(self):
        truth, twice, again = self.plant()
        truth -= {t for t in truth if t[0] == "missing"}  # who has two photos is not missing
        self.batch("run", "job.yaml", code=3)
        self.assertEqual(self.found(), truth)
        self.assertEqual([self.standing(n) for pair in twice for n in pair], ["review"] * 4)
        self.assertEqual([self.standing(n) for n in again], ["disputed"] * 2)
        self.assertIn("像是同一个人", next(r["reasons_zh"] for r in self.table("report.csv") if r["exam_no"] == twice[0][0]))
        one = self.state("work")
        self.assertIn(" 0 run,", self.batch("run", "job.yaml", code=3).out)  # nothing is looked at again, nothing forgotten
        self.assertEqual(self.state("work"), one)
        # shards that know nothing of each other; photos that are looked at again after a loss
        for part in "12":
            self.batch("run", "job.yaml", "--shard", part + "/2", "--work", "part" + part)
        self.batch("merge", "job.yaml", "--work", "merged", "--from", "part1", "--from", "part2", code=3)
        self.assertEqual(self.state("merged"), one)
        self.change(f"UPDATE items SET state='pending', key='' WHERE candidate='{twice[0][0]}'")
        self.batch("run", "job.yaml", code=3)
        self.assertEqual(self.state("work"), one)
        # a person has looked: twins
        keys = {row[0]: row[6][:32] for row in self.rows("items")}
        decisions = [{"item": keys[n], "action": "accept", "reason": "", "note": "", "at": 0} for n in twice[0]]
        (self.root / "d.json").write_text(json.dumps({"schema": "certphoto/decisions/1", "job": "faces", "decisions": decisions}))
        self.batch("review", "job.yaml", "--decisions", "d.json", "--reviewer", "li", code=3)
        self.assertEqual([self.standing(n) for pair in twice for n in pair], ["accepted"] * 2 + ["review"] * 2)


if __name__ == "__main__":
    if len(PEOPLE) < 14:
        print("skipped: no portraits in", LONDON, "(CERTPHOTO_DATA)")
        sys.exit(77)
    main()
