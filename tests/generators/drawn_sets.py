#!/usr/bin/env python3
"""Photos with something drawn on them whose truth is known: glare and tint on glasses, the person's shadow on the wall.

    tests/generators/drawn_sets.py CERTPHOTO DATA OUT glasses|shadow [COUNT]

Writes OUT/*.jpg and OUT/labels.csv (file, person, truth). From london and canada (CC-BY 4.0). The glasses are drawn by scripts/train/glasses/draw.py with
ranges of their own, outside those of training in size, frame and tint. The shadow is the person's matte, shifted, softened and multiplied into
the wall only.
"""
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/train/glasses"))
import draw  # noqa: E402
import photos as ph  # noqa: E402


def people(data):
    """(photo, person) of london and canada."""
    out = []
    for name in ("london", "canada"):
        with open(data / name / "labels.csv", encoding="utf-8-sig", newline="") as file:
            out += [(data / name / row["file"], row["person"]) for row in csv.DictReader(file)]
    return out


def meshes(program, files):
    pipeline = ROOT / "scripts/train/facts.yaml"
    run = subprocess.run([program, "check", "--pipeline", pipeline, "--facts", "--mesh", "--format", "json", *files], capture_output=True,
                         text=True)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    return {Path(r["photo"]): np.array(r["facts"]["mesh"], np.float32) for r in rows if r.get("facts", {}).get("mesh")}


def style(rng, tinted):
    """Glasses of other proportions than draw.style's; tints between a light brown and nearly black."""
    s = draw.style(rng, None if tinted else False)
    size = rng.uniform(0.33, 0.47)
    s.update(half_width=size, half_height=size * rng.uniform(0.65, 0.9), roundness=rng.uniform(2.2, 4.0), rim=rng.choice([0.0, 0.02, 0.05, 0.1]))
    if tinted:
        s.update(pass_top=rng.uniform(0.08, 0.55), lens_colour=np.clip(rng.normal(1, 0.2, 3), 0.4, 1.4))
    return s


def save(image, path, rng):
    image.save(path, quality=int(rng.integers(80, 96)))


def glasses(program, data, out, count, rng):
    faces = [(p, who) for p, who in people(data)]
    mesh_of = meshes(program, [str(p) for p, _ in faces])
    faces = [f for f in faces if f[0] in mesh_of]
    for i in range(count):
        photo, who = faces[rng.integers(len(faces))]
        image, mesh = ph.crop_face(Image.open(photo).convert("RGB"), mesh_of[photo], rng.uniform(80, 140))
        clear, lenses = draw.put_on(image, mesh, style(rng, False), rng)
        dark, _ = draw.put_on(image, mesh, style(rng, True), rng)
        for truth, picture in (("clear", clear), ("tint", dark), ("glare", draw.put_glare(clear, mesh, lenses, rng, True))):
            name = f"{truth}_{i:04}.jpg"
            save(picture, out / name, rng)
            yield name, who, truth


def shadow(program, data, out, count, rng):
    faces = people(data)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "cutout", "--matte", "--quiet", "--out", folder, *[str(p) for p, _ in faces]], check=False,
                       stdout=subprocess.DEVNULL)
        for i in range(count):
            photo, who = faces[i % len(faces)]
            matte_file = Path(folder) / (photo.stem + ".png")
            if not matte_file.exists():
                continue
            image = Image.open(photo).convert("RGB")
            size = (900, 900 * image.height // image.width)
            pixels = (np.asarray(image.resize(size, Image.BICUBIC), np.float32) / 255) ** 2.2
            matte = Image.open(matte_file).convert("L").resize(size, Image.BICUBIC)
            person = np.asarray(matte, np.float32)[..., None] / 255
            if i < len(faces):  # each photo once as it is
                name = f"none_{i:04}.jpg"
                save(Image.fromarray((pixels ** (1 / 2.2) * 255).astype(np.uint8)), out / name, rng)
                yield name, who, "none"
            right = int(rng.choice([-1, 1]) * rng.uniform(0.05, 0.14) * size[0])
            down = int(rng.uniform(-0.02, 0.05) * size[1])
            soft = matte.filter(ImageFilter.GaussianBlur(rng.uniform(3, 18)))
            cast = np.roll(np.asarray(soft, np.float32)[..., None] / 255, (down, right), (0, 1))
            if right > 0:
                cast[:, :right] = 0
            else:
                cast[:, right:] = 0
            dark = 1 - cast * (1 - rng.uniform(0.35, 0.68)) * (1 - person)
            name = f"shadow_{i:04}.jpg"
            save(Image.fromarray(((pixels * dark) ** (1 / 2.2) * 255).astype(np.uint8)), out / name, rng)
            yield name, who, "shadow"


def main():
    program, data, out, what = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 200
    out.mkdir(parents=True, exist_ok=True)
    make = {"glasses": glasses, "shadow": shadow}[what]
    rows = list(make(program, data, out, count, np.random.default_rng(404)))
    with open(out / "labels.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "person", "truth"])
        table.writerows(rows)


if __name__ == "__main__":
    main()
