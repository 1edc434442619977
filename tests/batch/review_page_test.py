#!/usr/bin/env python3
"""Clicks through the review page of a small batch in headless Chromium, and applies what it saved.

  CERTPHOTO=PROGRAM review_page_test.py [--keep FOLDER]   exit code 77: no Chromium or Selenium here (Debian: chromium-driver python3-selenium)
"""
import json, subprocess, sys, tempfile, time
from pathlib import Path

from small_batch import PIPELINE, png, program

try:
    from selenium import webdriver
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.support.ui import Select
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

JOB = """schema: certphoto/job/1
id: page
tenant: 北京市高等教育自学考试
levels: [本科]
pipeline: %s
work: work
faces: {one_to_many: false}
roster: {file: roster.csv, columns: {exam_no: no, name: name, level: level}}
inputs: {folder: photos, bind: [{by: file_name, photo: "{exam_no}"}]}
"""
COUNT = 45


def make_batch(root):
    (root / "photos").mkdir()
    (root / "plain.yaml").write_text(PIPELINE)
    (root / "job.yaml").write_text(JOB % (root / "plain.yaml"))
    rows = ["no,name,level"]
    for n in range(1, COUNT + 1):
        rows.append(f"0101{n:05d},考生{n},本科")
        if n == COUNT:
            continue  # missing
        path = root / "photos" / f"0101{n:05d}.png"
        if n % 9 == 0:
            path.write_bytes(b"no picture")
            continue
        path.write_bytes(png(n))
    (root / "photos" / "stranger <b>x.png").write_bytes((root / "photos" / "010100001.png").read_bytes())
    (root / "roster.csv").write_text("\n".join(rows) + "\n")


def browser(downloads):
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads), "download.prompt_for_download": False})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def wait(what, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        value = what()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


class Page:
    def __init__(self, driver, file):
        self.d = driver
        driver.get(file.as_uri())

    def all(self, css):
        return self.d.find_elements(By.CSS_SELECTOR, css)

    def one(self, css):
        return self.d.find_element(By.CSS_SELECTOR, css)

    def key(self, key):
        self.one("body").send_keys(key)

    def set(self, css, value):
        Select(self.one(css)).select_by_value(value)

    def chip(self, standing):
        self.one(f'#chips button[data-standing="{standing}"]').click()

    def cards(self):
        return [card.get_attribute("data-n") for card in self.all("#list article")]

    def first(self):
        return self.one("#list article")

    def find(self, text):
        box = self.one("#find")
        box.clear()
        box.send_keys(text or " ", "" if text else Keys.BACKSPACE)


def overview(page, shots):
    assert page.one("#title").text == "page" and page.one("#sub").text.startswith("北京")
    assert len(page.cards()) == 20 and "44" in page.one("#where").text, page.one("#where").text
    wait(lambda: len(page.all("#list article img")) >= 4)  # pictures come as they come into view
    titles = [caption.text for caption in page.all("#plots figcaption")]
    assert len(titles) == 3 and "Outcomes" in titles[0] and "Reasons" in titles[1] and "Time" in titles[2], titles
    page.d.save_screenshot(str(shots / "page.png"))
    # a bar chooses
    page.all("#plots g.row")[1].click()
    assert len(page.cards()) in (4, 20)
    page.chip("")
    page.all("#plots figure")[1].find_element(By.CSS_SELECTOR, "g.row").click()
    assert len(page.cards()) == 4
    page.chip("")
    page.set("#rule", "-1")
    # words in one language, the other, both
    page.one('#langs button[value="zh"]').click()
    assert page.one("#save").text == "保存决定" and "Photo" not in page.first().text, page.first().text
    page.one('#langs button[value="en"]').click()
    assert page.one("#save").text == "Save decisions" and "原片" not in page.first().text
    page.d.save_screenshot(str(shots / "english.png"))
    page.one('#langs button[value="both"]').click()
    assert "原片 Photo" in page.first().text


def paging_and_filters(page, shots):
    page.one("#next").click()
    page.one("#next").click()
    assert len(page.cards()) == 4 and not page.one("#next").is_enabled()
    page.one("#prev").click()
    page.key("p")
    assert "1 / 3" in page.one("#where").text
    page.key("n")
    assert "2 / 3" in page.one("#where").text
    Select(page.one("#size")).select_by_visible_text("50")
    assert len(page.cards()) == 44
    page.set("#sort", "time")
    by_time = page.cards()
    page.set("#sort", "row")
    assert page.cards() == sorted(by_time, key=int) != by_time
    for order in ("waits", "similarity", "row"):
        page.set("#sort", order)
        assert len(page.cards()) == 44
    page.chip("rejected")
    assert len(page.cards()) == 4
    wait(lambda: len(page.all("#list li")) >= 4)
    assert "不是完整可用的照片" in page.one("#list").text
    page.d.save_screenshot(str(shots / "rejected.png"))
    page.chip("")
    options = page.all("#rule option")
    assert len(options) == 2 and "source.readable" in options[1].text, [o.text for o in options]
    options[1].click()
    assert len(page.cards()) == 4
    options[0].click()
    for text, count in (("17", (1, 2, 3)), ("no such", (0,)), ("", (44,))):
        page.find(text)
        assert len(page.cards()) in count, (text, page.cards())
    page.key("/")
    assert page.d.switch_to.active_element.get_attribute("id") == "find"
    page.d.switch_to.active_element.send_keys(Keys.ESCAPE)


def exceptions(page, shots):
    page.one("#exceptions summary").click()
    wait(lambda: "stranger" in page.one("#table").text)
    assert not page.all("#table td b")  # text, never markup
    rows = len(page.all("#table tbody tr"))
    page.one('#kinds button[data-kind="missing"]').click()
    assert 0 < len(page.all("#table tbody tr")) < rows
    page.d.save_screenshot(str(shots / "exceptions.png"))
    page.one('#kinds button[data-kind=""]').click()
    assert len(page.all("#table tbody tr")) == rows and not page.one("#more").is_displayed()
    page.one("#exceptions summary").click()
    page.one("#chips button[data-missing]").click()  # opens it again at the missing
    assert page.one('#kinds button[data-kind="missing"]').get_attribute("aria-pressed") == "true"
    page.one("#exceptions summary").click()


def enlarged(page, shots):
    page.chip("accepted")
    page.d.execute_script("document.activeElement.blur();scrollTo(0,0)")
    wait(lambda: page.all("#list article.here img"))
    page.key("z")
    wait(lambda: page.one("#large").is_displayed())
    first = page.one("#large p").text
    assert "260 × 378" in first and "原片" in first, first
    page.key("d")
    wait(lambda: "成品" in page.one("#large p").text)
    wait(lambda: page.one("#large img").get_attribute("src").startswith("file:"))  # the finished file itself, since it lies beside the page
    page.d.save_screenshot(str(shots / "large.png"))
    page.key("j")
    wait(lambda: page.one("#large p").text.split()[0] != first.split()[0])
    page.key("k"), page.key("z")
    wait(lambda: not page.one("#large").is_displayed())
    page.one("#list article figure.product div").click()
    wait(lambda: page.one("#large").is_displayed())
    page.one("#large").click()
    wait(lambda: not page.one("#large").is_displayed())
    page.first().find_element(By.CSS_SELECTOR, "details summary").click()
    assert "source.readable" not in page.first().text and len(page.first().find_elements(By.CSS_SELECTOR, "details tr")) > 1
    page.key("?")
    wait(lambda: page.one("#help").is_displayed())
    page.all("#help button")[0].click()
    page.one("#keys").click()
    page.all("#help button")[0].click()


def decide(page, shots):
    page.chip("accepted")
    page.d.execute_script("document.activeElement.blur();scrollTo(0,0)")
    here = lambda: int(page.one("article.here").get_attribute("data-n"))
    opened = lambda: page.one("#why").get_attribute("open") is not None
    first = here()
    page.key("j"), page.key("k"), page.key(Keys.ARROW_DOWN), page.key(Keys.ARROW_UP)
    assert here() == first
    page.key("a")  # accept, and on to the next
    assert "Accept" in page.first().find_element(By.CSS_SELECTOR, ".set").text
    page.key("r")
    wait(opened)
    page.d.save_screenshot(str(shots / "why.png"))
    page.d.switch_to.active_element.send_keys("2")
    wait(lambda: not opened())
    page.key("c")
    wait(opened)
    page.one("#note").send_keys("反光 <script>", Keys.ENTER)
    wait(lambda: not opened())
    page.key("r")  # and not, after all
    wait(opened)
    page.all("#why button")[-1].click()
    page.key("r")
    wait(opened)
    page.all("#why div button")[0].click()
    wait(lambda: not opened())
    page.key("k"), page.key("u")  # undone
    buttons = lambda n: page.all("#list article")[n].find_elements(By.CSS_SELECTOR, ".do button")
    buttons(4)[1].click()
    wait(opened)
    page.d.switch_to.active_element.send_keys(Keys.ENTER)
    wait(lambda: not opened())
    buttons(4)[3].click()  # undone by its button
    buttons(4)[0].click()
    assert page.one("#made").text.startswith("4") and "未保存" in page.one("#made").text, page.one("#made").text
    page.one("#open").click()  # undecided only
    assert first not in map(int, page.cards())
    page.one("#open").click()
    page.d.execute_script("scrollTo(0,0)")
    page.d.save_screenshot(str(shots / "decided.png"))
    page.one("#save").click()


def main():
    keep = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_batch(root)
        ran = subprocess.run([program(), "batch", "run", "job.yaml", "--quiet"], cwd=root)
        assert ran.returncode == 3, ran.returncode
        assert [p.name for p in (root / "work").iterdir() if "report" in p.name and p.suffix == ".html"] == ["report.html"] and not (root / "work/report").exists()
        shots = keep or root / "shots"
        shots.mkdir(parents=True, exist_ok=True)
        try:
            driver = browser(root)
        except Exception as error:
            print("skipped: no browser:", str(error).splitlines()[0])
            sys.exit(77)
        try:
            page = Page(driver, root / "work/report.html")
            for part in (overview, paging_and_filters, exceptions, enlarged, decide):
                part(page, shots)
            saved = wait(lambda: next(iter(root.glob("page-decisions.json")), None))
            assert "已保存" in page.one("#made").text
            page.key("s")  # again, by key
            wait(lambda: (root / "page-decisions (1).json").exists())
            page.d.refresh()  # what was decided survives a reload
            assert page.one("#made").text.startswith("4")
            # anywhere else on its own: nothing beside it is needed
            alone = root / "elsewhere/report.html"
            alone.parent.mkdir()
            alone.write_bytes((root / "work/report.html").read_bytes())
            page = Page(driver, alone)
            wait(lambda: len(page.all("#list article img")) >= 4)
            errors = [line for line in driver.get_log("browser") if line["level"] == "SEVERE"]
            assert not errors, errors
        finally:
            driver.quit()
        decisions = json.loads(saved.read_text())["decisions"]
        assert sorted(d["action"] for d in decisions) == ["accept", "accept", "recapture", "reject"], decisions
        assert [d["note"] for d in decisions if d["action"] == "recapture"] == ["反光 <script>"]
        ran = subprocess.run([program(), "batch", "review", "job.yaml", "--decisions", saved, "--reviewer", "wang"], cwd=root, capture_output=True, text=True)
        assert "4 decisions applied" in ran.stdout, ran.stdout + ran.stderr
        assert (root / "work/report.csv").read_text().count("recapture") >= 1
    print("ok")


main()
