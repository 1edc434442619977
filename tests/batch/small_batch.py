"""A small batch in a folder of its own: photos that are finished as they are, a roster, a job. For the tests of this folder."""
import hashlib, os, shutil, sqlite3, struct, subprocess, sys, tempfile, unittest, zlib
from pathlib import Path

# Makes nothing of a photo of the right size but a JPEG: what is tested here is what happens around it. 260 x 378 is among the smallest
# sizes that specs ask for.
PIPELINE = """schema: certphoto/pipeline/1
id: plain
name: {zh: 直接输出, en: Plain}
description: Photos of the right size as they are
spec: studio.1s
export: {use: export.jpeg}
"""


def program():
    return Path(os.environ["CERTPHOTO"]).resolve()


def png(seed, width=260, height=378):
    """A disc on a ground, others for every seed below 800."""
    ground = bytes((120 + seed % 50, 140, 150 - seed % 16)) * width
    disc = bytes((4 * seed % 256, 120, 200)) * width
    rows = bytearray()
    for y in range(height):
        half = 70 * max(0.0, 1 - (y - 180) ** 2 / 100**2) ** 0.5
        begin, end = 3 * int(130 - half), 3 * int(130 + half)
        rows += b"\0" + ground[:begin] + disc[begin:end] + ground[end:]

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b"")


def number(n):
    return f"0101{n:05d}"


class SmallBatch(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="certphoto_batch."))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        (self.root / "plain.yaml").write_text(PIPELINE)
        (self.root / "photos").mkdir()

    def write_photo(self, name, seed):
        (self.root / "photos" / name).write_bytes(png(seed))

    def write_batch(self, count):
        rows = "".join(f"{number(n)},考生{n},本科\n" for n in range(1, count + 1))
        (self.root / "roster.csv").write_text("准考证号,姓名,学历层次\n" + rows)
        for n in range(1, count + 1):
            self.write_photo(number(n) + ".png", n)
        self.write_job()

    def write_job(self, more="", faces=False, bind='{by: file_name, photo: "{exam_no}"}', roster=""):
        (self.root / "job.yaml").write_text(
            "schema: certphoto/job/1\nid: small\ntenant: T\nlevels: [本科]\n"
            f"pipeline: {self.root / 'plain.yaml'}\nwork: work\nfaces: {{one_to_many: {str(faces).lower()}}}\nroster:\n  file: roster.csv\n{roster}"
            "  columns: {exam_no: 准考证号, name: 姓名, level: 学历层次}\n"
            f"inputs:\n  folder: photos\n  bind: [{bind}]\n{more}")

    def start(self, *arguments, **more):
        return subprocess.Popen([program(), "batch", *map(str, arguments)], cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)

    def batch(self, *arguments, code=None):
        ran = self.start(*arguments)
        ran.out, ran.err = ran.communicate()
        if code is not None:
            self.assertEqual(ran.returncode, code, f"{arguments}\n{ran.out}\n{ran.err}")
        return ran

    def read(self, name):
        return (self.root / name).read_text()

    def files(self, folder):
        return sorted(str(p.relative_to(self.root / folder)) for p in (self.root / folder).rglob("*") if p.is_file())

    def rows(self, table, work="work"):
        database = sqlite3.connect(self.root / work / "journal.sqlite")
        try:
            return list(database.execute(f"SELECT * FROM {table} ORDER BY 1"))
        finally:
            database.close()

    def change(self, sql, work="work"):
        database = sqlite3.connect(self.root / work / "journal.sqlite")
        with database:
            database.execute(sql)
        database.close()

    def state(self, work, page=False):
        """What must be equal after equal work: every file but the lock and the database itself, the page only when asked (it shows times); and
        the journal's rows without the moments at which they were written."""
        out = {}
        for path in (self.root / work).rglob("*"):
            name = str(path.relative_to(self.root / work))
            if path.is_file() and name not in ("lock", "running") and not name.startswith("journal.sqlite") and (page or name != "report.html"):
                out[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        for table in ("items", "reports", "pictures", "exceptions", "decisions", "delivered", "meta"):
            rows = self.rows(table, work)
            if table == "decisions":
                rows = [row[:8] + row[9:] for row in rows]
            if table == "delivered":
                rows = [row[:3] for row in rows]
            out["journal:" + table] = rows
        return out


def main():
    if "CERTPHOTO" not in os.environ:
        sys.exit("CERTPHOTO names the program")
    unittest.main()
