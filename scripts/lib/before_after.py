#!/usr/bin/env python3
"""One picture of what the demo did: portrait, finished photo, evidence.

  before_after.py DEMO-OUT
"""

import sys
from pathlib import Path

from PIL import Image

HEIGHT_PX = 480
GAP_PX = 16


def fitted(path):
    picture = Image.open(path).convert("RGB")
    return picture.resize((round(picture.width * HEIGHT_PX / picture.height), HEIGHT_PX), Image.LANCZOS)


def finished_photo(folder):
    """The plain-wall candidate's finished photo, wherever its outcome put it."""
    photos = sorted(folder.rglob("02-plain-wall*.jpg"))
    if not photos:
        sys.exit(f"no finished photo of 02-plain-wall in {folder}: report.csv there says why")
    return photos[0]


def main(out):
    pictures = [fitted(out / "candidates/02-plain-wall.jpg"), fitted(finished_photo(out / "studio")),
                fitted(out / "annotated.png")]
    page = Image.new("RGB", (sum(p.width for p in pictures) + GAP_PX * (len(pictures) + 1), HEIGHT_PX + 2 * GAP_PX), "white")
    x = GAP_PX
    for picture in pictures:
        page.paste(picture, (x, GAP_PX))
        x += picture.width + GAP_PX
    page.save(out / "before-after.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
