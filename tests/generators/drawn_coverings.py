#!/usr/bin/env python3
"""Photos with hats, hoods, scarves, headphones, face masks, things and hands drawn on them, to judge head.covering and face.uncovered.

    tests/generators/drawn_coverings.py CERTPHOTO DATA OUT [COUNT]

From the people of london, canada and congress that the network of person.regions never saw (a fifth, samples.held_out). Drawn on the photo itself, so
that detector, mesh and cut-out see it too, by shapes, cloths and ranges of its own: nothing is shared with scripts/train/regions/headwear.py and
occluders.py. Writes OUT/*.jpg and OUT/labels.csv (file, person, truth). COUNT of each kind, half as many headphones; every photo as it is once.
"""
import csv
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from drawn_sets import meshes  # noqa: E402

SETS = (("london", "person"), ("canada", "person"), ("congress", "person_bioguide_id"))
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58,
        132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
# A right hand seen from its back, fingers up, thumb to the left; palm width 1.
HAND = np.array([(-.5, .6), (-.62, .1), (-.95, -.25), (-1.0, -.42), (-.85, -.45), (-.55, -.2), (-.45, -.5), (-.5, -1.1), (-.42, -1.3), (-.3, -1.28),
                 (-.24, -.6), (-.2, -.6), (-.16, -1.35), (-.06, -1.5), (.05, -1.4), (.06, -.6), (.1, -.6), (.2, -1.2), (.3, -1.32), (.38, -1.2),
                 (.33, -.5), (.37, -.5), (.5, -.9), (.6, -1.0), (.66, -.88), (.55, -.2), (.5, .6)])


class Canvas:
    """A photo and its head's own frame: origin between the eyes, x across, y down, in distances between the eyes."""

    def __init__(self, path, mesh, matte, rng):
        picture = cv2.imread(str(path)).astype(np.float32)
        eyes = mesh[[33, 133]].mean(0)[:2], mesh[[263, 362]].mean(0)[:2]
        shrink = min(1.0, rng.uniform(70, 120) / np.linalg.norm(eyes[1] - eyes[0]))
        size = round(picture.shape[1] * shrink), round(picture.shape[0] * shrink)
        self.picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        mesh, (left, right) = mesh[:, :2] * shrink, (eyes[0] * shrink, eyes[1] * shrink)
        self.unit = float(np.linalg.norm(right - left))
        self.origin, self.across = (left + right) / 2, (right - left) / self.unit
        self.down = np.array([-self.across[1], self.across[0]])
        y, x = np.mgrid[:size[1], :size[0]].astype(np.float32)
        self.x, self.y = [((x - self.origin[0]) * a[0] + (y - self.origin[1]) * a[1]) / self.unit for a in (self.across, self.down)]
        self.mesh = np.stack([(mesh - self.origin) @ self.across, (mesh - self.origin) @ self.down], 1) / self.unit
        self.oval = self.mesh[OVAL]
        self.half = (self.oval[:, 0].max() - self.oval[:, 0].min()) / 2
        self.middle = (self.oval[:, 0].max() + self.oval[:, 0].min()) / 2
        person = cv2.resize(matte, size, interpolation=cv2.INTER_AREA) > 128
        above = person & (np.abs(self.x - self.middle) < 0.5)
        self.crown = float(self.y[above].min()) if above.any() else -1.8

    def mask(self, points):
        at = self.origin + np.outer(points[:, 0] * self.unit, self.across) + np.outer(points[:, 1] * self.unit, self.down)
        out = np.zeros(self.picture.shape[:2], np.uint8)
        cv2.fillPoly(out, [np.round(at * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        return out.astype(np.float32) / 255

    def noise(self, rng, scale):
        """Soft noise; `scale`: its grain in units."""
        h, w = self.picture.shape[:2]
        cells = max(2, round(h / (scale * self.unit))), max(2, round(w / (scale * self.unit)))
        return cv2.resize(rng.uniform(-1, 1, cells).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)

    def paint(self, mask, cloth, rng, soft=0.01, shade=0.0):
        if shade:
            shift = np.float32([[1, 0, 0], [0, 1, shade * 0.2 * self.unit]])
            cast = cv2.GaussianBlur(cv2.warpAffine(mask, shift, mask.shape[::-1]), (0, 0), 0.07 * self.unit)
            self.picture *= (1 - 0.5 * shade * cast)[..., None]
        mask = cv2.GaussianBlur(mask, (0, 0), max(0.4, soft * self.unit))[..., None]
        self.picture = self.picture * (1 - mask) + np.clip(cloth, 0, 255) * mask

    def skin(self):
        return np.median(self.picture[self.mask(self.oval * 0.8 + self.oval.mean(0) * 0.2) > 0.9], 0)


def dye(rng):
    """Hue, saturation and value at random; every third a grey, from black to white."""
    hsv = np.array([[[rng.uniform(0, 180), rng.uniform(40, 230), rng.uniform(25, 240)]]], np.float32)
    if rng.random() < 0.35:
        hsv[..., 1] = rng.uniform(0, 25)
        hsv[..., 2] = rng.choice([rng.uniform(12, 50), rng.uniform(90, 160), rng.uniform(215, 245)])
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR)[0, 0].astype(np.float32)


def cloth_of(c, rng):
    """Dyed cloth: twill, chevrons of knitting, plaid, dots or plain, lit from above or a side."""
    base, other, kind = dye(rng), dye(rng), rng.integers(6)
    size = rng.uniform(0.05, 0.14)
    if kind == 0:
        wave = np.sin((c.x + c.y) / size * 3)[..., None] * 0.08
        out = base * (1 + wave)
    elif kind == 1:
        wave = np.sin((c.y - np.abs((c.x / size) % 2 - 1) * size) / size * 6.28)[..., None] * 0.16
        out = base * (1 + wave)
    elif kind == 2:
        bars = ((c.x / size / 2) % 1 < 0.4).astype(np.float32) + ((c.y / size / 2) % 1 < 0.4)
        out = base + (other - base) * (bars / 2)[..., None]
    elif kind == 3:
        dots = ((c.x / size) % 1 - 0.5) ** 2 + ((c.y / size) % 1 - 0.5) ** 2 < 0.07
        out = np.where(dots[..., None], other, base)
    else:
        out = np.ones_like(c.picture) * base
    fall = 1 + rng.uniform(-0.3, 0.1) * (c.y + 1) + rng.uniform(-0.15, 0.15) * c.x
    round_ = 1 - 0.35 * np.clip(np.abs(c.x - c.middle) / (1.25 * c.half), 0, 1) ** 3
    folds = 1 + 0.12 * rng.random() * c.noise(rng, 0.5) + 0.05 * c.noise(rng, 0.03)
    return out * np.clip(fall * round_ * folds, 0.2, 1.5)[..., None]


def arc(x0, x1, y0, high, sharp, steps=30):
    """From (x0, y0) to (x1, y0), bulging by `high`; `sharp` 1 a parabola, more a flatter top."""
    s = np.linspace(-1, 1, steps)
    return np.stack([(x0 + x1) / 2 + (x1 - x0) / 2 * s, y0 + high * (1 - np.abs(s) ** (2 * sharp))], 1)


def hat(c, rng):
    cloth, base, wide = cloth_of(c, rng), rng.uniform(-0.95, -0.42), c.half * rng.uniform(1.02, 1.2)
    top = min(c.crown, base - 0.55) - rng.uniform(0.03, 0.3)
    left, right, kind = c.middle - wide, c.middle + wide, rng.integers(5)
    if kind == 0:  # a baseball cap
        crown = np.vstack([arc(left, right, base, top - base, rng.uniform(1.0, 1.6)), arc(right, left, base, 0.12, 1)])
        c.paint(c.mask(crown), cloth, rng, shade=0.3)
        patch = np.array([(-.3, -.1), (.3, -.1), (.22, -.5), (-.22, -.5)]) + (c.middle, base)
        if rng.random() < 0.6:
            c.paint(c.mask(patch), np.ones_like(cloth) * dye(rng), rng)
        visor = np.vstack([arc(c.middle - 0.92 * wide, c.middle + 0.92 * wide, base, rng.uniform(0.25, 0.5), 1.3),
                           arc(c.middle + 0.92 * wide, c.middle - 0.92 * wide, base, -0.1, 1)])
        c.paint(c.mask(visor), cloth * rng.uniform(0.4, 0.95), rng, shade=0.8)
    elif kind == 1:  # knitted, with a cuff
        crown = np.vstack([arc(left, right, base, top - base, rng.uniform(1.0, 1.4)), arc(right, left, base, rng.uniform(-0.1, 0.1), 1)])
        c.paint(c.mask(crown), cloth, rng, shade=0.4)
        cuff = np.array([(left - 0.03, base - rng.uniform(0.25, 0.5)), (right + 0.03, base - 0.35), (right + 0.03, base + 0.03), (left - 0.03, base + 0.03)])
        c.paint(c.mask(cuff), cloth_of(c, rng) if rng.random() < 0.3 else cloth * 0.85, rng)
        if rng.random() < 0.5:
            t = np.linspace(0, 6.28, 24)
            c.paint(c.mask(np.stack([c.middle + 0.3 * np.cos(t), top - 0.15 + 0.28 * np.sin(t)], 1)), cloth * (1 + 0.2 * c.noise(rng, 0.04))[..., None], rng, 0.03)
    elif kind == 2:  # a felt or straw hat with a pinched crown
        brim = rng.uniform(1.5, 2.3) * c.half
        t = np.linspace(0, 6.28, 50)
        c.paint(c.mask(np.stack([c.middle + brim * np.cos(t), base + rng.uniform(0.12, 0.3) * np.sin(t) + 0.1 * np.cos(t) ** 2], 1)), cloth * 0.75, rng, shade=0.9)
        crown = np.array([(left, base), (left + 0.2, top + 0.1), (c.middle - 0.35, top), (c.middle, top + rng.uniform(0, 0.18)), (c.middle + 0.35, top),
                          (right - 0.2, top + 0.1), (right, base), (c.middle, base + 0.13)])
        c.paint(c.mask(crown), cloth, rng)
        c.paint(c.mask(np.array([(left, base - 0.28), (right, base - 0.28), (right, base), (c.middle, base + 0.13), (left, base)])), np.ones_like(cloth) * dye(rng), rng)
    elif kind == 3:  # a bucket hat
        crown = np.array([(left + 0.1, base - 0.2), (left + 0.3, top), (right - 0.3, top), (right - 0.1, base - 0.2)])
        flare = rng.uniform(0.2, 0.5)
        c.paint(c.mask(np.vstack([crown[[3, 0]], [[left - flare, base + 0.3]], arc(left - flare, right + flare, base + 0.3, 0.05, 1)[1:]])), cloth * 0.8, rng, shade=0.8)
        c.paint(c.mask(crown), cloth, rng)
    else:  # wound cloth
        for k in range(int(rng.integers(4, 8))):
            y = base + (top - base) * k / 7
            band = np.vstack([arc(left - 0.1 * rng.random(), right + 0.1, y + rng.uniform(-0.15, 0.15), top - y if k == 0 else (top - y) * 0.9, 1.3),
                              arc(right, left, y, -0.25 * rng.random(), 1)])
            c.paint(c.mask(band), cloth * rng.uniform(0.75, 1.15), rng, shade=0.3)


def hood(c, rng):
    """A scarf along the face's own oval, a scarf tied under the chin, or a hood with its dark lining."""
    cloth, kind, about = cloth_of(c, rng), rng.integers(3), np.array([c.middle, 0.2])
    chin, drop = c.mesh[152, 1], rng.uniform(0.9, 2.0)
    grow = {0: rng.uniform(0.94, 1.06), 1: rng.uniform(1.0, 1.12), 2: rng.uniform(1.12, 1.35)}[kind]
    inner = about + (c.oval - about) * grow
    inner[:, 1] -= rng.uniform(-0.1, 0.2) * (inner[:, 1] < -0.3)
    if kind == 1:
        inner[:, 1] += 0.12 * (inner[:, 1] > chin - 0.3)
    upper = about + (c.oval - about) * rng.uniform(1.3, 1.6)
    upper[:, 1] = np.where(upper[:, 1] < 0, upper[:, 1] * (min(c.crown, upper[:, 1].min()) - 0.12) / upper[:, 1].min(), upper[:, 1])
    upper = upper[upper[:, 1] < 0.9]
    right, left = upper[np.argmax(upper[:, 0])], upper[np.argmin(upper[:, 0])]
    order = np.argsort(np.arctan2(upper[:, 1] - 0.9, upper[:, 0] - c.middle))
    outer = np.vstack([upper[order], [[right[0] + rng.uniform(-0.2, 0.6), chin + drop], [left[0] - rng.uniform(-0.2, 0.6), chin + drop]]])
    if kind == 1:  # tied: ends at the chin
        outer = np.vstack([upper[order], [[c.middle + 0.45, chin + 0.2], [c.middle + 0.3, chin + 0.6], [c.middle - 0.3, chin + 0.6], [c.middle - 0.45, chin + 0.2]]])
    hole = c.mask(inner)
    for _ in range(int(rng.integers(2, 7))):
        turn = rng.uniform(0, 6.28)
        cloth = cloth * (1 - rng.uniform(0.1, 0.35) * np.exp(-((np.hypot(c.x - 2 * np.cos(turn), c.y - 2 * np.sin(turn)) - rng.uniform(1, 3)) / 0.05) ** 2))[..., None]
    if kind == 2:
        lining = np.clip(c.mask(about + (inner - about) * 1.12) - hole, 0, 1)
        c.picture *= (1 - 0.5 * hole * (np.hypot((c.x - c.middle) / c.half, (c.y - 0.2) / 1.6) > 0.95))[..., None]
        c.paint(np.clip(c.mask(outer) - hole, 0, 1), cloth, rng)
        c.paint(lining, cloth * 0.45, rng, 0.03)
    else:
        c.paint(np.clip(c.mask(outer) - hole, 0, 1), cloth, rng, shade=0.2)


def headphones(c, rng):
    tone = np.ones_like(c.picture) * dye(rng)
    wide, ear = c.half * rng.uniform(1.05, 1.2), c.mesh[[234, 454], 1].mean() + rng.uniform(0, 0.15)
    thick, top = rng.uniform(0.1, 0.25), min(c.crown, -1.4)
    band = np.vstack([arc(c.middle - wide, c.middle + wide, ear, top - thick - ear, 1.2), arc(c.middle + wide - thick, c.middle - wide + thick, ear, top - ear, 1.2)])
    c.paint(c.mask(band) * (c.y < ear), tone * (1 + 0.3 * np.exp(-((c.y - top) / 0.1) ** 2))[..., None], rng)
    for side in (-1, 1):
        cup = np.array([(-.16, -.45), (.12, -.5), (.22, -.3), (.22, .3), (.12, .5), (-.16, .45)]) * rng.uniform(0.8, 1.2) * (side, 1) + (c.middle + side * wide, ear)
        c.paint(c.mask(cup), tone * rng.uniform(0.5, 1.1), rng)


def mask(c, rng):
    m, kind = c.mesh, rng.integers(3)
    nose = m[6] + (m[4] - m[6]) * rng.uniform(0.35, 0.95)
    cheek = [m[234] * 0.35 + m[50] * 0.65, m[454] * 0.35 + m[280] * 0.65]
    low = m[152] + (0, rng.uniform(0.0, 0.12))
    if kind == 0:  # pleated: nearly a rectangle
        corners = np.array([cheek[0] * (1, 0) + (0, nose[1] + 0.1), nose, cheek[1] * (1, 0) + (0, nose[1] + 0.1), m[365] + (0.03, 0), low + (0.25, 0), low - (0.25, 0), m[136] - (0.03, 0)])
        cloth = np.ones_like(c.picture) * np.array([(220, 195, 150), (235, 235, 235), (40, 38, 36), (200, 180, 240)][rng.integers(4)], np.float32)
        for k in range(3):
            cloth = cloth * (1 - 0.15 * np.exp(-((c.y - nose[1] - 0.25 - 0.22 * k) / 0.02) ** 2))[..., None]
    elif kind == 1:  # folded in the middle, pointed
        corners = np.array([m[127] * 0.2 + cheek[0] * 0.8 + (0, 0.2), nose - (0.15, 0), nose - (0, 0.06), nose + (0.15, 0), m[356] * 0.2 + cheek[1] * 0.8 + (0, 0.2),
                            m[397] + (0.05, 0), low + (0.2, 0.05), low - (0.2, -0.05), m[172] - (0.05, 0)])
        cloth = np.ones_like(c.picture) * (dye(rng) if rng.random() < 0.4 else 232.0)
        cloth = cloth * (1 - 0.25 * np.clip((c.x - nose[0]) / 0.6, -1, 1) * rng.choice([-1, 1]))[..., None]
    else:
        jaw = m[[323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93]]
        corners = np.vstack([[cheek[0] + (-0.25, 0.1), nose - (0.12, 0), nose + (0.12, 0), cheek[1] + (0.25, 0.1)], m[13] + (jaw - m[13]) * rng.uniform(1.0, 1.08)])
        cloth = cloth_of(c, rng)
    light = 1 - 0.3 * np.clip(np.abs(c.x - nose[0]) / c.half, 0, 1) ** 2 + 0.1 * np.exp(-((c.x - nose[0]) / 0.12) ** 2) + 0.03 * c.noise(rng, 0.1)
    c.paint(c.mask(corners), cloth * light[..., None], rng, shade=0.3)


def thing(c, rng):
    """Before mouth, nose, cheek or chin: a telephone, a cup, a sheet, or a hand of the person's own colour. False where it hides too little."""
    at, turn = c.mesh[rng.choice([13, 4, 152, 205, 425, 50, 280])] + rng.normal(0, 0.12, 2), rng.normal(0, 0.5)
    turned = lambda p, size: at + (p * size) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    kind, before = rng.integers(4), c.picture.copy()
    if kind == 0:
        box = np.array([(-.38, -.8), (-.3, -.88), (.3, -.88), (.38, -.8), (.38, .8), (.3, .88), (-.3, .88), (-.38, .8)])
        c.paint(c.mask(turned(box, rng.uniform(0.8, 1.3))), np.ones_like(before) * rng.uniform(10, 60), rng, shade=0.4)
        for y in (-.65, -.45):
            t = np.linspace(0, 6.28, 16)
            c.paint(c.mask(turned(np.stack([-0.2 + 0.08 * np.cos(t), y + 0.08 * np.sin(t)], 1), 1)), np.ones_like(before) * 15, rng)
    elif kind == 1:
        cup = np.array([(-.42, -.5), (.42, -.5), (.32, .5), (-.32, .5)])
        c.paint(c.mask(turned(cup, rng.uniform(0.8, 1.5))), np.ones_like(before) * dye(rng) * (1.1 - 0.4 * np.abs(c.x - at[0]))[..., None], rng, shade=0.4)
    elif kind == 2:
        sheet = np.array([(-.7, -.5), (.7, -.5), (.7, .5), (-.7, .5)])
        rows = 1 - 0.5 * ((c.y / 0.07) % 1 < 0.4) * (c.noise(rng, 0.06) > -0.2) * (rng.random() < 0.6)
        c.paint(c.mask(turned(sheet, rng.uniform(0.6, 1.2))), np.ones_like(before) * rows[..., None] * rng.uniform(205, 245), rng, shade=0.3)
    else:
        tone, shape = c.skin() * rng.uniform(0.75, 1.1), HAND * (rng.choice([-1, 1]), 1)
        lit = 1 + 0.25 * (c.x - at[0]) * rng.choice([-1, 1]) + 0.08 * c.noise(rng, 0.15)
        c.paint(c.mask(turned(shape, rng.uniform(0.8, 1.15))), tone * lit[..., None], rng, shade=0.7)
        for k in (-.22, .08, .35):
            gap = np.array([(k - 0.012, -.62), (k + 0.012, -.62), (k + 0.012, -.1), (k - 0.012, -.1)]) * (shape[0, 0] / HAND[0, 0], 1)
            c.paint(c.mask(turned(gap, 1)), tone * 0.5, rng)
    face = c.mask(c.oval) * (c.y > 0.25)
    changed = (np.abs(c.picture - before).max(-1) > 12) * face
    return changed.sum() > 0.3 * face.sum()


DRAW = {"hat": hat, "hood": hood, "headphones": headphones, "mask": mask, "thing": thing}


def people(data):
    """The held-out ones, as scripts/train/regions/samples.py tells them."""
    for name, column in SETS:
        with open(data / name / "labels.csv", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                who = f"{name}/{row[column]}"
                if zlib.crc32(who.encode()) % 5 == 0 and row.get("headwear") != "yes":
                    yield data / name / row["file"], who


def main():
    program, data, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    out.mkdir(parents=True, exist_ok=True)
    faces, rng, rows = list(people(data)), np.random.default_rng(9090), []
    mesh_of = meshes(program, [str(p) for p, _ in faces])
    with tempfile.TemporaryDirectory() as mattes:
        subprocess.run([program, "cutout", "--matte", "--quiet", "--out", mattes, *[str(p) for p, _ in faces]], check=False, stdout=subprocess.DEVNULL)
        matte_of = lambda photo: cv2.imread(str(Path(mattes) / (photo.stem + ".png")), cv2.IMREAD_GRAYSCALE)
        faces = [(p, who, m) for p, who in faces if p in mesh_of and (m := matte_of(p)) is not None]

    def save(canvas, name, who, truth):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(70, 96))]
        cv2.imwrite(str(out / name), np.clip(canvas.picture + rng.normal(0, 1.0, canvas.picture.shape), 0, 255).astype(np.uint8), quality)
        rows.append((name, who, truth))

    for i, (photo, who, matte) in enumerate(faces):
        save(Canvas(photo, mesh_of[photo], matte, rng), f"none_{i:04}.jpg", who, "none")
    for truth, draw in DRAW.items():
        for i in range(count // 2 if truth == "headphones" else count):
            for _ in range(20):
                photo, who, matte = faces[rng.integers(len(faces))]
                canvas = Canvas(photo, mesh_of[photo], matte, rng)
                if draw(canvas, rng) is not False:
                    break
            save(canvas, f"{truth}_{i:04}.jpg", who, truth)
    with open(out / "labels.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("file", "person", "truth"), *rows])


if __name__ == "__main__":
    main()
