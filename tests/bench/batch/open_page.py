#!/usr/bin/env python3
"""How long a review page takes to open in headless Chromium: until its program has drawn the first items, and until all of the file is read.

  open_page.py REPORT.html [SCREENSHOT.png]
"""
import sys, time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

options = webdriver.ChromeOptions()
for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000", "--disable-dev-shm-usage"):
    options.add_argument(flag)
options.page_load_strategy = "none"
driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
driver.set_script_timeout(300)
page = Path(sys.argv[1]).resolve()
try:
    for _ in range(3):
        driver.get("about:blank")
        time.sleep(1)
        start = time.monotonic()
        driver.get(page.as_uri())
        seen = {}
        while "all" not in seen and time.monotonic() - start < 300:
            state = driver.execute_script("const d=document.documentElement.dataset;return [d.ready,d.loaded,document.querySelectorAll('#list article img').length]")
            if state[0] and state[2] and "first" not in seen:
                seen["first"] = time.monotonic() - start
            if state[1]:
                seen["all"] = time.monotonic() - start
            inside = state
            time.sleep(0.02)
        moved = time.monotonic()
        driver.execute_script("document.getElementById('next').click()")
        print(f"{page.stat().st_size / 1e6:.0f} MB: usable after {int(inside[0]) / 1000:.2f} s (its own clock), first pictures after {seen['first']:.2f} s, "
              f"all read after {seen['all']:.2f} s; a page turned in {1000 * (time.monotonic() - moved):.0f} ms")
    if len(sys.argv) > 2:
        driver.save_screenshot(sys.argv[2])
finally:
    driver.quit()
