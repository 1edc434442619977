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
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

JOB = """schema: certphoto/job/1
id: page
tenant: 北京市高等教育自学考试
levels: [本科]
pipeline: %s
work: work
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

    def chip(self, standing):
        self.one(f'#chips button[data-standing="{standing}"]').click()

    def cards(self):
        return len(self.all("#list article"))


def click_through(page, shots):
    # what it shows
    assert page.one("#title").text == "page"
    assert page.cards() == 20 and "44" in page.one("#where").text, page.one("#where").text
    wait(lambda: len(page.all("#list article img")) >= 4)  # pictures come as they come into view
    assert len(page.all("#plots figure")) >= 3
    page.d.save_screenshot(str(shots / "page.png"))
    # pages
    page.one("#next").click()
    page.one("#next").click()
    assert page.cards() == 4 and not page.one("#next").is_enabled()
    page.one("#prev").click()
    page.key("p")
    assert "1 / 3" in page.one("#where").text
    page.d.execute_script("document.getElementById('size').value='50';document.getElementById('size').dispatchEvent(new Event('change'))")
    assert page.cards() == 44
    # filters
    page.chip("rejected")
    assert page.cards() == 4
    wait(lambda: len(page.all("#list li")) >= 4)
    assert "不是完整可用的照片" in page.one("#list").text
    page.d.save_screenshot(str(shots / "rejected.png"))
    page.chip("")
    options = page.all("#rule option")
    assert len(options) == 2 and "source.readable" in options[1].text, [o.text for o in options]
    options[1].click()
    assert page.cards() == 4
    options[0].click()
    page.one("#find").send_keys("17")
    assert 1 <= page.cards() <= 3
    page.one("#find").clear()
    page.one("#find").send_keys(" ")
    page.one("#find").send_keys(Keys.BACKSPACE)
    assert page.cards() == 44
    # exceptions, as text and never as markup
    page.one("#exceptions summary").click()
    wait(lambda: "photo_unbound" in page.one("#exceptions").text or "stranger" in page.one("#exceptions").text)
    assert not page.all("#exceptions table b")
    page.one("#exceptions summary").click()


def decide(page, shots):
    page.chip("accepted")
    page.d.execute_script("document.activeElement.blur();scrollTo(0,0)")
    here = lambda: int(page.one("article.here").get_attribute("data-n"))
    first = here()
    page.key("j"), page.key("k")
    assert here() == first
    page.key("a")  # accept, and on to the next
    assert "accept" in page.all("#list article")[0].find_element(By.CSS_SELECTOR, ".set").text
    page.key("r")
    wait(lambda: page.one("#why").get_attribute("open") is not None)
    page.d.save_screenshot(str(shots / "why.png"))
    page.d.switch_to.active_element.send_keys("2")
    wait(lambda: page.one("#why").get_attribute("open") is None)
    page.key("c")
    wait(lambda: page.one("#why").get_attribute("open") is not None)
    page.one("#note").send_keys("反光 <script>", Keys.ENTER)
    wait(lambda: page.one("#why").get_attribute("open") is None)
    page.key("r")  # and not, after all
    wait(lambda: page.one("#why").get_attribute("open") is not None)
    page.all("#why button")[-1].click()
    page.key("a"), page.key("k"), page.key("u")  # undone
    buttons = page.all("#list article")[4].find_elements(By.CSS_SELECTOR, ".do button")
    buttons[0].click()
    assert page.one("#made").text.startswith("4"), page.one("#made").text
    page.d.save_screenshot(str(shots / "decided.png"))
    page.key("s")


def main():
    keep = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_batch(root)
        ran = subprocess.run([program(), "batch", "run", "job.yaml", "--quiet"], cwd=root)
        assert ran.returncode == 3, ran.returncode
        shots = keep or root / "shots"
        shots.mkdir(parents=True, exist_ok=True)
        try:
            driver = browser(root)
        except Exception as error:
            print("skipped: no browser:", str(error).splitlines()[0])
            sys.exit(77)
        try:
            page = Page(driver, root / "work/report.html")
            click_through(page, shots)
            decide(page, shots)
            saved = wait(lambda: next(iter(root.glob("page-decisions.json")), None))
            page.d.refresh()  # what was decided survives a reload
            assert page.one("#made").text.startswith("4")
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
