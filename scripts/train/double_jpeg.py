#!/usr/bin/env python3
"""How well files compressed twice are told from files compressed once.

    scripts/train/double_jpeg.py CERTPHOTO DATA

Each neutral photo of london and canada, made smaller so that its own compression is gone, is written once and twice, two of each, with
drawn qualities (second 75 to 97; first at least 4 coarser). Prints quantiles of the evidence and the ROC area, from which the logistic curve
of plugins/provenance/unretouched.cpp was set.
"""
import io
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PIPELINE = """schema: certphoto/pipeline/1
id: double_jpeg
name: {zh: 二次压缩, en: Double compression}
description: Only whether a file was compressed twice
spec: cn.edu.grad
checks:
  - use: source.unretouched
    with: {examined_mp: 1.5}
"""
MIDDLE, WIDTH = 0.062, 0.010  # of the logistic curve, to get from the probability back to the evidence


def compressed(picture, quality):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def make(photos, folder):
    random.seed(5)
    for i, photo in enumerate(photos):
        picture = Image.open(photo).convert("RGB")
        width = random.randint(700, 1150)
        picture = picture.resize((width, width * picture.height // picture.width), Image.LANCZOS)
        for n in range(2):
            second = random.randint(75, 97)
            (folder / f"once_{i}_{n}_{second}.jpg").write_bytes(compressed(picture, second))
            second = random.randint(75, 97)
            first = random.randint(50, second - 4)
            before = Image.open(io.BytesIO(compressed(picture, first))).convert("RGB")
            (folder / f"twice_{i}_{n}_{first}_{second}.jpg").write_bytes(compressed(before, second))


def main():
    program, data = sys.argv[1], Path(sys.argv[2])
    photos = sorted(data.glob("london/*_03.jpg")) + sorted(data.glob("canada/*.jpg"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(photos[:50], folder)
        (folder / "p.yaml").write_text(PIPELINE)
        out = subprocess.run([program, "check", "--format", "json", "--pipeline", folder / "p.yaml", folder], capture_output=True,
                             text=True).stdout
    found = {"once": [], "twice": []}
    for line in out.splitlines():
        row = json.loads(line)
        for finding in row["findings"]:
            if finding["rule"] == "source.unretouched" and finding["value"] is not None:
                p = min(max(finding["value"], 1e-9), 1 - 1e-7)
                found[Path(row["photo"]).name.split("_")[0]].append(MIDDLE + WIDTH * math.log(p / (1 - p)))
    for kind, values in found.items():
        values.sort()
        print(kind, len(values), {q: round(values[int(q * (len(values) - 1))], 4) for q in (0, 0.05, 0.1, 0.5, 0.9, 0.95, 1)})
    wins = sum((a > b) + 0.5 * (a == b) for a in found["twice"] for b in found["once"])
    print("ROC area", round(wins / (len(found["once"]) * len(found["twice"])), 4))


main()
