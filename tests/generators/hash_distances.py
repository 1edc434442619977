#!/usr/bin/env python3
"""How far apart hashes of copies, and of different photos, lie.

    tests/generators/hash_distances.py CERTPHOTO DATA

Writes copies of 40 london and 12 canada photos, resized to two thirds, brightened, or cropped by 4 px each side, compressed again at quality 60 to
90, and prints the largest distance to their originals; then the nearest pairs of different photos of all sets.
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PIPELINE = """schema: certphoto/pipeline/1
id: hashes
name: {zh: 感知哈希, en: Hashes}
description: Compares photos of a run; looks at nothing else
spec: cn.edu.grad
checks:
  - use: source.not_reused
"""


def hashes(program, pipeline, photos):
    out = {}
    run = subprocess.run([program, "check", "--format", "json", "--pipeline", pipeline, *photos], capture_output=True, text=True)
    for line in run.stdout.splitlines():
        row = json.loads(line)
        for finding in row["findings"]:
            if finding["rule"] == "source.not_reused" and finding["text"]["en"]:
                out[row["photo"]] = int(finding["text"]["en"].split()[-1], 16)
    return out


def copy(photo, kind, folder):
    picture = Image.open(photo).convert("RGB")
    if kind == 0:
        picture = picture.resize((picture.width * 2 // 3, picture.height * 2 // 3), Image.BICUBIC)
    elif kind == 1:
        picture = picture.point(lambda v: min(255, int(v * 1.08 + 4)))
    else:
        picture = picture.crop((4, 4, picture.width - 4, picture.height - 4))
    picture.save(folder / photo.name, quality=random.randint(60, 90))


def main():
    random.seed(1)
    program, data = sys.argv[1], Path(sys.argv[2])
    sets = ("london", "canada", "congress", "lisa_zoom", "pd_obama")
    photos = [p for name in sets for p in sorted((data / name).glob("*.jpg"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "p.yaml").write_text(PIPELINE)
        (folder / "copies").mkdir()
        originals = [p for p in photos if p.parent.name in ("london", "canada")]
        originals = originals[:40] + originals[80:]
        for i, photo in enumerate(originals):
            copy(photo, i % 3, folder / "copies")
        of_all = hashes(program, folder / "p.yaml", [str(p) for p in photos])
        of_copies = hashes(program, folder / "p.yaml", [str(p) for p in sorted((folder / "copies").iterdir())])
    distances = {k: sorted(bin(of_all[str(p)] ^ of_copies[str(folder / "copies" / p.name)]).count("1")
                           for i, p in enumerate(originals) if i % 3 == k) for k in range(3)}
    for k, kind in enumerate(("resized", "brightened", "cropped")):
        print(kind, "at most", distances[k][-1], "bits")
    names = list(of_all)
    pairs = sorted((bin(of_all[a] ^ of_all[b]).count("1"), a, b) for i, a in enumerate(names) for b in names[:i])
    print(len(pairs), "pairs; the nearest:")
    for bits, a, b in pairs[:6]:
        print(" ", bits, Path(a).relative_to(data), Path(b).relative_to(data))


main()
