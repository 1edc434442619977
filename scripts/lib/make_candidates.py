#!/usr/bin/env python3
"""Makes the demo's candidates: one real portrait, changed in ways whose right answer is known.

  make_candidates.py PORTRAIT CUTOUT FOLDER

PORTRAIT is NASA's photo of Eileen Collins (512 x 512, a scene behind her, she smiles with teeth showing); CUTOUT is the same person
without the background (RGBA, from `certphoto cutout`). Writes the candidates and truth.csv: file, the rules that must not pass, why.
"""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

WALL = (214, 216, 219)  # a painted, slightly cool wall
SEED = 20_250_612       # of the wall's noise


def wall(size):
    """A wall as phones see it: a gradient of a few levels and sensor noise."""
    width, height = size
    rng = np.random.default_rng(SEED)
    y, x = np.mgrid[0:height, 0:width]
    light = 6.0 * (0.5 - x / width) + 4.0 * (0.5 - y / height)
    pixels = np.asarray(WALL, float) + light[..., None] + rng.normal(0, 1.5, (height, width, 1))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def before_wall(cutout):
    picture = wall(cutout.size)
    picture.paste(cutout, (0, 0), cutout)
    return picture


def jpeg(picture, path, **options):
    picture.convert("RGB").save(path, quality=95, subsampling=0, **options)


def main(portrait_file, cutout_file, folder):
    folder.mkdir(parents=True, exist_ok=True)
    portrait = Image.open(portrait_file).convert("RGB")
    cutout = Image.open(cutout_file).convert("RGBA")
    plain = before_wall(cutout)
    truth = []

    def candidate(name, rules, why):
        truth.append((name, " ".join(rules), why))
        return folder / name

    teeth = "mouth.closed"  # she smiles in every one of them
    portrait.save(candidate("01-as-taken.png", [teeth, "background.uniform"], "a flag and a shuttle behind her"))
    jpeg(plain, candidate("02-plain-wall.jpg", [teeth], "the same before a plain wall"))
    tilted = before_wall(cutout.rotate(-16, resample=Image.BICUBIC, center=(224, 300)))
    jpeg(tilted, candidate("03-tilted.jpg", [teeth, "pose.upright"], "head tilted by 16 degrees"))
    jpeg(plain.point(lambda v: int(v * 0.25)), candidate("04-dark.jpg", [teeth, "light.even"], "a quarter of the levels"))
    jpeg(plain.filter(ImageFilter.GaussianBlur(2.5)), candidate("05-blurred.jpg", ["image.sharp"], "out of focus"))
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    jpeg(plain.transpose(Image.ROTATE_90), candidate("06-exif-rotated.jpg", [teeth], "stored lying down, EXIF says so"),
         exif=exif)
    jpeg(plain.resize((96, 96), Image.LANCZOS), candidate("07-tiny.jpg", ["head.in_frame"], "96 x 96 pixels"))
    pair = Image.new("RGB", (2 * plain.width, plain.height))
    pair.paste(plain, (0, 0))
    pair.paste(plain.transpose(Image.FLIP_LEFT_RIGHT), (plain.width, 0))
    jpeg(pair, candidate("08-two-people.jpg", ["face.single"], "two faces"))
    jpeg(wall((800, 1000)), candidate("09-nobody.jpg", ["face.single"], "a wall"))
    whole = (folder / "02-plain-wall.jpg").read_bytes()
    candidate("10-truncated.jpg", ["source.readable"], "the upload broke off").write_bytes(whole[: len(whole) * 6 // 10])
    candidate("11-not-a-photo.jpg", ["source.readable"], "a text file with the wrong name").write_text("no photo\n" * 40)
    candidate("12-empty.jpg", ["source.readable"], "no bytes at all").write_bytes(b"")
    heic = candidate("13-phone.heic", [teeth], "the plain wall as a HEIC file")
    png = folder / "13.png"
    plain.save(png)
    subprocess.run(["heif-enc", "-q", "90", "-o", str(heic), str(png)], check=True, stdout=subprocess.DEVNULL)
    png.unlink()

    with open(folder / "truth.csv", "w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["file", "must_not_pass", "why"])
        rows.writerows(truth)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
