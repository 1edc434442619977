#!/usr/bin/env python3
"""Photos of people that went through bad hands: what image.recapture must not take for a screen or a print.

    tests/generators/worn_photos.py SEED OUT PHOTO…

Of each photo three: reduced, compressed to 25 to 60 and enlarged up to three times, also by repeating pixels; compressed to 15 to 50 and reduced;
reduced and sharpened hard. Written as OUT/worn_*.jpg.
"""
import io
import random
import sys
from pathlib import Path

from PIL import Image, ImageFilter

LEAST = 260  # px: below 256 nothing is measured


def again(picture, low, high):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=random.randint(low, high))
    return Image.open(out).convert("RGB")


def scaled(picture, factor, how):
    return picture.resize((max(LEAST, round(picture.width * factor)), max(LEAST, round(picture.height * factor))), how)


def main():
    random.seed(int(sys.argv[1]))
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for i, name in enumerate(sys.argv[3:]):
        photo = Image.open(name).convert("RGB")
        small = scaled(photo, min(1.0, random.uniform(300, 600) / photo.width), Image.LANCZOS)
        enlarged = scaled(again(small, 25, 60), random.uniform(1.3, 3.0), random.choice([Image.BICUBIC, Image.BILINEAR, Image.NEAREST]))
        reduced = scaled(again(photo, 15, 50), random.uniform(0.5, 0.9), random.choice([Image.BICUBIC, Image.LANCZOS, Image.NEAREST]))
        sharp = scaled(photo, 0.67, Image.LANCZOS).filter(ImageFilter.UnsharpMask(1.5, 250, 0))
        for kind, picture in (("enlarged", enlarged), ("reduced", reduced), ("sharp", sharp)):
            picture.save(out / f"worn_{kind}_{i:03}.jpg", quality=random.randint(60, 95))


main()
