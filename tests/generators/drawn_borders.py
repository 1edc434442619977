#!/usr/bin/env python3
"""Photos of printed photos and of screens whose edges are seen: paper on a table or in a hand, telephones and monitors before a room.

    tests/generators/drawn_borders.py DATA OUT [COUNT]

From london (neutral), canada and every fourth of congress, COUNT of each kind, paper and device, with no halftone and no cells: only the border tells. Each
is a picture warped into a scene of its own: desk or room, margins, thickness, light, shadow, a thumb, blur, noise, JPEG. Now and then one edge lies outside.
Writes OUT/*.jpg and OUT/labels.csv (file, person, truth); every source photo is there once as it is (none).
"""
import csv
import sys
from pathlib import Path

import cv2
import numpy as np


def sources(data):
    for name, column, keep in (("london", "person", lambda r, i: r["expression"] == "neutral"), ("canada", "person", lambda r, i: True),
                               ("congress", "person_bioguide_id", lambda r, i: i % 4 == 0)):
        with open(data / name / "labels.csv", encoding="utf-8-sig", newline="") as file:
            for i, row in enumerate(csv.DictReader(file)):
                if keep(row, i):
                    yield data / name / row["file"], f"{name}/{row[column]}"


def noise(rng, shape, cells):
    return cv2.resize(rng.uniform(-1, 1, cells).astype(np.float32), shape[1::-1], interpolation=cv2.INTER_CUBIC)


def ground(rng, h, w):
    """A table, a cloth or a room out of focus."""
    base = np.array([rng.uniform(20, 230)] * 3) * rng.uniform(0.7, 1.2, 3)
    out = np.ones((h, w, 3), np.float32) * base
    kind = rng.integers(4)
    if kind == 0:  # boards
        out = out * (1 + 0.12 * noise(rng, (h, w), (int(rng.integers(30, 120)), 3)) + 0.05 * noise(rng, (h, w), (90, 8)))[..., None]
    elif kind == 1:  # cloth
        out = out * (1 + 0.1 * noise(rng, (h, w), (200, 150)))[..., None]
    elif kind == 2:  # a room
        for _ in range(int(rng.integers(3, 9))):
            x, y = rng.uniform(0, w), rng.uniform(0, h)
            cv2.rectangle(out, (int(x), int(y)), (int(x + rng.uniform(0.1, 0.6) * w), int(y + rng.uniform(0.1, 0.6) * h)), tuple(map(float, rng.uniform(20, 230, 3))), -1)
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(6, 25))
    return np.clip(out * (1 + 0.15 * noise(rng, (h, w), (3, 3)))[..., None], 0, 255)


def sheet(rng, picture, device):
    """The picture with what is round it on the same surface, and the width of that in pixels."""
    h, w = picture.shape[:2]
    if device:  # black bars or an application's page, then the rim
        pad = [int(rng.uniform(0, 0.12) * s) * int(rng.random() < 0.5) for s in (h, h, w, w)]
        picture = cv2.copyMakeBorder(picture, *pad, cv2.BORDER_CONSTANT, value=[float(rng.choice([0, 12, 245, 255]))] * 3)
        rim = max(2, int(rng.uniform(0.012, 0.06) * w))
        return cv2.copyMakeBorder(picture, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=[float(rng.choice([8, 20, 45, 190]))] * 3)
    margin = int(rng.uniform(0.01, 0.07) * w) if rng.random() < 0.6 else 0
    picture = 28 + picture * rng.uniform(0.72, 0.85)  # paper is never black, and what lies on it never as bright as it
    return cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=[float(rng.uniform(215, 245))] * 3)


def scene(rng, photo, device):
    picture = cv2.imread(str(photo)).astype(np.float32)
    size = rng.uniform(500, 800) / picture.shape[1]
    picture = cv2.resize(picture, None, fx=size, fy=size, interpolation=cv2.INTER_AREA if size < 1 else cv2.INTER_CUBIC)
    thing = sheet(rng, np.clip(picture, 0, 255), device)
    h, w = thing.shape[:2]
    fill = rng.uniform(0.62, 0.95)
    width, height = int(w / fill), int(h / rng.uniform(max(0.55, fill - 0.15), 0.95))
    at = np.array([(width - w) / 2, (height - h) / 2]) + rng.uniform(-0.35, 0.35, 2) * (width - w, height - h)
    if rng.random() < 0.2:  # one edge lies outside
        at += ((0, -at[1] - 0.02 * h), (-at[0] - 0.02 * w, 0), (width - w - at[0] + 0.02 * w, 0), (0, height - h - at[1] + 0.02 * h))[rng.integers(4)]
    corners = np.float32([(0, 0), (w, 0), (w, h), (0, h)])
    turn = np.radians(rng.normal(0, 2))
    target = (corners - (w / 2, h / 2)) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + (w / 2, h / 2) + at
    target = np.float32(target + rng.normal(0, 0.012, (4, 2)) * (w, h))
    warp = cv2.getPerspectiveTransform(corners, target)
    mask = cv2.warpPerspective(np.ones((h, w), np.float32), warp, (width, height))
    flat = cv2.warpPerspective(thing, warp, (width, height), flags=cv2.INTER_LINEAR)
    behind = ground(rng, height, width)
    if rng.random() < 0.7:  # the shadow it casts
        shift = np.float32([[1, 0, rng.uniform(-0.015, 0.015) * w], [0, 1, rng.uniform(0, 0.02) * w]])
        behind *= (1 - rng.uniform(0.2, 0.6) * cv2.GaussianBlur(cv2.warpAffine(mask, shift, (width, height)), (0, 0), rng.uniform(2, 12)))[..., None]
    out = behind * (1 - mask[..., None]) + flat * mask[..., None]
    if rng.random() < 0.3 and not device:  # a thumb
        centre = target[rng.integers(2) + 2] * 0.5 + target[rng.integers(4)] * 0.5
        cv2.ellipse(out, tuple(map(int, centre)), (int(0.05 * w), int(0.12 * w)), float(rng.uniform(0, 180)), 0, 360, tuple(map(float, np.array([120, 150, 200]) * rng.uniform(0.5, 1.1))), -1, cv2.LINE_AA)
    out = out * np.array([1, 1, 1]) * (1 + 0.2 * noise(rng, out.shape, (2, 2)))[..., None] * np.exp(rng.normal(0, 0.05, 3))
    if rng.random() < 0.4:  # sheen
        out = out + 90 * np.clip(noise(rng, out.shape, (4, 3)) - 0.6, 0, 1)[..., None]
    out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 1.6)) + rng.normal(0, rng.uniform(0.5, 3), out.shape)
    return np.clip(out, 0, 255).astype(np.uint8)


def main():
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    out.mkdir(parents=True, exist_ok=True)
    photos, rng, rows = list(sources(data)), np.random.default_rng(515), []
    for i, (photo, who) in enumerate(photos):
        (out / f"none_{i:04}.jpg").write_bytes(photo.read_bytes())
        rows.append((f"none_{i:04}.jpg", who, "none"))
    for truth in ("paper", "device"):
        for i in range(count):
            photo, who = photos[rng.integers(len(photos))]
            name = f"{truth}_{i:04}.jpg"
            cv2.imwrite(str(out / name), scene(rng, photo, truth == "device"), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(70, 95))])
            rows.append((name, who, truth))
    with open(out / "labels.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("file", "person", "truth"), *rows])


if __name__ == "__main__":
    main()
