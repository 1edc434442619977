"""A batch made by varying real portraits, with every kind of exception planted and the truth about each written down.

Photos come from CERTPHOTO_DATA (london, canada, congress), else from CERTPHOTO_PORTRAIT; codes are drawn by ZXingWriter (zxing-cpp-tools).
"""
import csv, hashlib, io, os, random, shutil, subprocess, tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
WIDTH, HEIGHT = 260, 378
LEVELS = ["专科", "本科"]
TENANT = "北京市高等教育自学考试"
OCR_NAMES = ["王伟", "李娜", "张敏", "刘洋", "陈静", "杨丽"]  # printed vouchers: names whose characters are no others' lookalikes


def exam_no(n):
    return f"0101{n:08d}"


def id_number(n):
    digits = f"110101{1980 + n % 25}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


class Portraits:
    def __init__(self, seed):
        data = Path(os.environ.get("CERTPHOTO_DATA", ""))
        files = sorted(p for name in ("london", "canada", "congress") for p in (data / name).glob("*.jpg")) if str(data) != "." else []
        alone = os.environ.get("CERTPHOTO_PORTRAIT", "")
        self.files = files or ([Path(alone)] if alone and Path(alone).exists() else [])
        self.seed, self.opened = seed, {}

    def vary(self, n):
        """Another cut, light, tone and compression of one of the portraits for every n."""
        dice = random.Random(self.seed * 1_000_003 + n)
        file = self.files[n % len(self.files)]
        if file not in self.opened:
            image = Image.open(file).convert("RGB")
            image.thumbnail((900, 900))
            self.opened[file] = image
        image = self.opened[file].rotate(dice.uniform(-1.5, 1.5), Image.BILINEAR)
        w, h = image.size
        cut_h = min(h, w * HEIGHT / WIDTH) * dice.uniform(0.88, 0.97)
        cut_w = cut_h * WIDTH / HEIGHT
        left, top = dice.uniform(0.3, 0.7) * (w - cut_w), dice.uniform(0.3, 0.7) * (h - cut_h)
        image = image.resize((WIDTH, HEIGHT), Image.BICUBIC, (left, top, left + cut_w, top + cut_h))
        for kind, span in ((ImageEnhance.Brightness, 0.12), (ImageEnhance.Contrast, 0.12), (ImageEnhance.Color, 0.2)):
            image = kind(image).enhance(1 + dice.uniform(-span, span))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=dice.randrange(84, 94))
        return out.getvalue() + n.to_bytes(4, "big")  # behind the picture's end: no two files are equal by chance


class Planted:
    """Writes job.yaml, roster, photos and list.csv into `root`; `truth` is the set of (kind, row, photo) that must be found."""

    def __init__(self, root, count, pipeline, seed=1):
        self.root, self.photos, self.pipeline = Path(root), Path(root) / "photos", pipeline
        self.dice, self.portraits = random.Random(seed), Portraits(seed)
        self.truth, self.standings, self.list_rows, self.columns = set(), {}, [], []
        self.count, self.next_photo, self.bad_rows = count, 0, []
        for n in range(count):
            name = OCR_NAMES[n % len(OCR_NAMES)] if n < 12 else self.dice.choice(FAMILY) + "".join(self.dice.choice(GIVEN) for _ in range(2))
            self.columns.append({"准考证号": exam_no(n), "姓名": name, "学历层次": LEVELS[n % 2], "学校名称": TENANT, "身份证号": id_number(n), "采集码摘要": "",
                                 "提交时间": "2025-06-13 09:30", "已缴费": "是", "已确认": "是"})
        self.expect = {n: "accepted" for n in range(count)}
        self.candidates = iter(range(count))

    def row(self, n):  # of the roster's file: the header is the first
        return n + 2

    def photo(self, name, data=None):
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            data = self.portraits.vary(self.next_photo)
            self.next_photo += 1
        path.write_bytes(data)
        return name

    def take(self, count):
        return [next(self.candidates) for _ in range(count)]

    def named(self, n):
        c = self.columns[n]
        return f"named/{c['学历层次']}/{c['准考证号']}_{c['姓名']}.jpg"

    def code(self, name, text, kind="QRCode"):
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size = {"QRCode": "500x500", "Code128": "900x220", "PDF417": "900x300"}[kind]
        subprocess.run(["ZXingWriter", "-size", size, "-margin", "10", kind, text, path], check=True, stdout=subprocess.DEVNULL)

    def printed(self, name, lines):
        image = Image.new("RGB", (1080, 700), "white")
        draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 48)
        for k, line in enumerate(["毕业申报凭单"] + lines):
            draw.text((90, 70 + 110 * k), line, fill="black", font=font)
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)

    def find(self, kind, n=None, photo="", row=None):
        self.truth.add((kind, str(row if row is not None else "" if n is None else self.row(n)), photo))

    # ---- what is good
    def bind_in_every_way(self):
        for kind in ("QRCode", "Code128", "PDF417"):
            for n in self.take(4):
                self.code(f"v/{exam_no(n)}_voucher.png", exam_no(n), kind)
                self.photo(f"v/{exam_no(n)}_photo.jpg")
        for n in self.take(6):
            text = f"encrypted {n} {self.dice.random()}"
            self.columns[n]["采集码摘要"] = hashlib.sha256(text.encode()).hexdigest()
            self.code(f"enc/{n}_code.png", text)
            self.photo(f"enc/{n}_photo.jpg")
        for k, n in enumerate(self.take(6)):
            self.code(f"frames/roll{k % 2}/DSC_{2 * k:d}.png", exam_no(n))
            self.photo(f"frames/roll{k % 2}/DSC_{2 * k + 1:d}.jpg")
        for n in self.take(4):
            (self.photos / "side").mkdir(exist_ok=True)
            (self.photos / f"side/p{n}.txt").write_text(exam_no(n))
            self.photo(f"side/p{n}.jpg")
        for n in self.take(4):
            image, exif = Image.open(io.BytesIO(self.portraits.vary(self.next_photo))), Image.Exif()
            self.next_photo += 1
            exif[0x010E] = exam_no(n)
            out = io.BytesIO()
            image.save(out, "JPEG", quality=90, exif=exif)
            self.photo(f"exif/e{n}.jpg", out.getvalue())
        for n in self.take(10):
            self.list_rows.append((self.photo(f"list/IMG_{n}.jpg"), exam_no(n)))

    def printed_vouchers(self):  # the first candidates: their names are of OCR_NAMES
        for n in self.take(4):
            self.printed(f"v/{exam_no(n)}_voucher.png", ["姓名：" + self.columns[n]["姓名"], "准考证号：" + exam_no(n)])
            self.photo(f"v/{exam_no(n)}_photo.jpg")
        wrong, = self.take(1)  # another one's name beside his number
        self.printed(f"v/{exam_no(wrong)}_voucher.png", ["姓名：欧阳文华", "准考证号：" + exam_no(wrong)])
        self.document_wrong(wrong)

    # ---- what is planted
    def gone(self, n, standing="missing"):
        self.expect[n] = standing

    def document_wrong(self, n, disputed=True):
        voucher, photo = f"v/{exam_no(n)}_voucher.png", self.photo(f"v/{exam_no(n)}_photo.jpg")
        self.find("document_unread", photo=voucher)
        self.find("photo_disputed" if disputed else "photo_unbound", photo=photo)
        self.find("missing", n)
        self.gone(n)

    def plant_documents(self):
        for n in self.take(2):  # nothing on it
            self.printed(f"v/{exam_no(n)}_voucher.png", [])
            self.document_wrong(n, disputed=False)
        for n in self.take(2):  # of nobody
            self.code(f"v/{exam_no(n)}_voucher.png", "999900000000")
            self.document_wrong(n, disputed=False)
        a, b = self.take(2)  # a wrong voucher: his photo by the list, another one's code
        self.code(f"v/{exam_no(a)}_voucher.png", exam_no(b))
        self.list_rows.append((self.photo(f"v/{exam_no(a)}_photo.jpg"), exam_no(a)))
        self.find("photo_disputed", photo=f"v/{exam_no(a)}_photo.jpg")
        for n in (a, b):
            self.find("missing", n)
            self.gone(n)
        n, = self.take(1)
        self.code(f"v/{exam_no(n)}_voucher.png", exam_no(n))
        self.find("document_alone", photo=f"v/{exam_no(n)}_voucher.png")
        self.find("missing", n)
        self.gone(n)

    def plant_bindings(self):
        for k in range(5):
            self.find("photo_unbound", photo=self.photo(f"named/本科/stranger{k}_无名.jpg"))
        self.find("photo_unbound", photo=self.photo("frames/roll2/DSC_1.jpg"))  # before any code of its folder
        for _ in range(3):  # two ways, two candidates
            a, b = self.take(2)
            self.list_rows.append((self.photo(self.named(a)), exam_no(b)))
            self.find("photo_disputed", photo=self.named(a))
            for n in (a, b):
                self.find("missing", n)
                self.gone(n)
        for _ in range(3):  # a name that is not the roster's
            n, = self.take(1)
            self.find("photo_disputed", photo=self.photo(f"named/{LEVELS[n % 2]}/{exam_no(n)}_欧阳文华.jpg"))
            self.find("missing", n)
            self.gone(n)
        for n in self.take(3):
            self.photo(self.named(n))
            self.list_rows.append((self.photo(f"list/again_{n}.jpg"), exam_no(n)))
            for name in (self.named(n), f"list/again_{n}.jpg"):
                self.find("two_photos", n, name)
            self.gone(n)
        for _ in range(2):  # the same bytes
            a, b = self.take(2)
            self.photo(self.named(a))
            self.photo(self.named(b), (self.photos / self.named(a)).read_bytes())
            for n in (a, b):
                self.find("photo_twice", n, self.named(n))
                self.gone(n, "disputed")
        for n in self.take(7):
            self.find("missing", n)
            self.gone(n)
        self.list_rows.append(("list/not_there.jpg", exam_no(0)))
        self.find("list_row", 0)
        self.find("photo_unbound", photo=self.photo("list/of_nobody.jpg"))
        self.list_rows.append(("list/of_nobody.jpg", "999900000001"))

    def plant_rows(self):
        wrong = [{"学历层次": "博士"}, {"姓名": ""}, {"学校名称": "别的学校"}, {"身份证号": id_number(5)[:-1] + ("1" if id_number(5)[-1] != "1" else "2")},
                 {"身份证号": "11010119901301123X"}, {"提交时间": "昨天"}, {"准考证号": "0101 0001"}, {"准考证号": ""}, {"已缴费": "也许"}, {"采集码摘要": "abc"}]
        for k, change in enumerate(wrong):
            self.bad_rows.append({**self.columns[0], "准考证号": exam_no(90_000_000 + k), "身份证号": "", "采集码摘要": "", **change})
        twin = {**self.columns[0], "准考证号": exam_no(91_000_000), "身份证号": ""}
        self.bad_rows += [twin, {**twin, "姓名": "重复"}]
        for k in range(len(wrong)):
            self.find("roster_row", row=self.row(self.count + k))
        self.find("roster_row", row=self.row(self.count + len(self.bad_rows) - 1))

    def plant_photos(self):
        broken = [b"", b"no picture", b"\xff\xd8\xff\xe0 cut", self.portraits.vary(10_000_000)[:3000], b"GIF89a" + bytes(100)]
        for n, data in zip(self.take(len(broken)), broken):
            self.photo(self.named(n), data)
            self.gone(n, "rejected")
        for n in self.take(3):
            self.photo(self.named(n))
            self.columns[n]["提交时间"] = "2025-06-20 09:30"  # after the window
            self.gone(n, "rejected")

    def write(self):
        self.printed_vouchers()
        self.plant_documents()
        self.bind_in_every_way()
        self.plant_bindings()
        self.plant_photos()
        self.plant_rows()
        self.plain = list(self.candidates)
        for n in self.plain:
            self.photo(self.named(n))
        with open(self.root / "roster.csv", "w", encoding="gbk", newline="") as file:
            writer = csv.DictWriter(file, self.columns[0].keys())
            writer.writeheader()
            writer.writerows(self.columns + self.bad_rows)
        with open(self.root / "list.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("文件", "准考证号")] + self.list_rows)
        # Rows of the list that speak of nobody there are told by their line.
        (self.root / "job.yaml").write_text(JOB.format(pipeline=self.pipeline, tenant=TENANT))
        return self


JOB = """schema: certphoto/job/1
id: planted
tenant: {tenant}
levels: [专科, 本科]
window: {{first: "2025-06-12", last: "2025-06-14"}}
pipeline: {pipeline}
work: work
faces: {{one_to_many: false}}
roster:
  file: roster.csv
  mistakes: leave_out
  columns: {{exam_no: 准考证号, name: 姓名, level: 学历层次, tenant: 学校名称, id_no: 身份证号, code_digest: 采集码摘要, submitted_at: 提交时间, paid: 已缴费, confirmed: 已确认}}
inputs:
  folder: photos
  bind:
    - {{by: file_name, photo: "named/{{level}}/{{exam_no}}_{{name}}"}}
    - {{by: list, file: list.csv, photo_column: 文件, exam_no_column: 准考证号}}
    - {{by: voucher, voucher: "v/{{key}}_voucher", photo: "v/{{key}}_photo"}}
    - {{by: voucher, voucher: "enc/{{key}}_code", photo: "enc/{{key}}_photo", payload: digest, read_text: false}}
    - {{by: code_frames}}
    - {{by: sidecar}}
    - {{by: exif}}
delivery: {{naming: "{{level}}/{{exam_no}}_{{name}}.jpg"}}
privacy: {{show_names: true}}
"""


def ready():
    """Why there can be no planted batch here; empty when there can."""
    if shutil.which("ZXingWriter") is None:
        return "no ZXingWriter (Debian: zxing-cpp-tools)"
    if not Path(FONT).exists():
        return "no Noto Sans CJK (Debian: fonts-noto-cjk)"
    return "" if Portraits(0).files else "no portraits: set CERTPHOTO_DATA or CERTPHOTO_PORTRAIT"
