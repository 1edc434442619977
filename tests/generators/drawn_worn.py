#!/usr/bin/env python3
"""Photos with something worn drawn on them: jewellery, a frame over the eye, bare shoulders, fur, patterns, make-up, red pupils.

    tests/generators/drawn_worn.py CERTPHOTO DATA OUT [COUNT]

Writes OUT/*.jpg and OUT/labels.csv (file, person, truth): COUNT of every kind, and as many with truth `none`, which carry hairs, collars and
highlights instead, or glasses that sit well. From the people of london and canada (CC-BY 4.0) whom the networks of scripts/train/patches never saw. Sizes, widths and
colours are drawn from wider ranges than in training.
"""
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts/train/patches"), str(Path(__file__).parent)]
import drawn_sets  # noqa: E402
import drawing  # noqa: E402
import ear  # noqa: E402
import lens  # noqa: E402
import neck  # noqa: E402
import patches  # noqa: E402
import torso  # noqa: E402

WIDTH = 1000  # of the photos made
BARE = ("053f.jpg",)  # her shoulders are bare on the photo as it is
OUTER_LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146]
INNER_LIPS = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
LIDS = (([161, 160, 159, 158, 157], [46, 53, 52, 65, 55]), ([388, 387, 386, 385, 384], [276, 283, 282, 295, 285]))


class Face:
    """A photo, its mesh and matte; `change` lets a task draw on one of its squares."""

    def __init__(self, image, mesh, matte):
        self.image, self.mesh, self.matte = image.astype(np.float32), mesh, matte

    def change(self, square, paint):
        before = square.cut(self.image)
        after = paint(before.copy())
        back = lambda picture: cv2.warpAffine(picture, square.to_patch, self.image.shape[1::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                              borderMode=cv2.BORDER_CONSTANT)
        self.image = self.image + back((after - before).astype(np.float32))

    def tint(self, polygons, holes, change, soft):
        """`change` of L*a*b* over polygons less holes."""
        where = np.zeros(self.image.shape[:2], np.uint8)
        cv2.fillPoly(where, [np.round(self.mesh[p]).astype(np.int32) if isinstance(p, list) else np.round(p).astype(np.int32) for p in polygons], 255)
        for h in holes:
            cv2.fillPoly(where, [np.round(self.mesh[h]).astype(np.int32)], 0)
        where = cv2.GaussianBlur(where, (0, 0), soft).astype(np.float32)[..., None] / 255
        lab = cv2.cvtColor(np.clip(self.image, 0, 255).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        lab = lab * (1 - where) + change(lab) * where
        self.image = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB) * 255

    @property
    def unit(self):
        return patches.frame(self.mesh)[1]


def earrings(face, rng):
    for right in ([False, True] if rng.random() < 0.7 else [bool(rng.integers(2))]):
        face.change(patches.ear(face.mesh, right), lambda image: ear.earring(rng, image, rng.uniform(0.9, 1.4)))


def necklace(face, rng):
    face.change(patches.neck(face.mesh), lambda image: neck.necklace(rng, image, rng.uniform(0.85, 1.4)))


def glasses(face, rng, over):
    """Both lenses; over one eye or both."""
    which = rng.integers(1, 4) if over else 0
    for right in (False, True):
        square = patches.lens(face.mesh, right)
        eye = square.points(face.mesh[lens.EYES[right]])

        def paint(image):
            wanted = bool(which & (2 if right else 1))
            for _ in range(12):
                made, share = lens.frame(rng, image.copy(), eye, wanted)
                if (share > 0.1) if wanted else (share < lens.BESIDE):
                    return made
            return image

        face.change(square, paint)
    # The bridge and the temples, so that glasses are seen to be worn.
    left, right = face.mesh[[33, 133]].mean(0), face.mesh[[263, 362]].mean(0)
    across = (right - left) / 2
    shade = float(rng.uniform(10, 80))
    for a, b in ((left + across * 0.65, right - across * 0.65), (left - across * 0.7, face.mesh[127]), (right + across * 0.7, face.mesh[356])):
        cv2.line(face.image, tuple(np.round(a).astype(int).tolist()), tuple(np.round(b).astype(int).tolist()), (shade,) * 3, max(2, int(0.03 * face.unit)), cv2.LINE_AA)


def clothes(face, rng, kind):
    square = patches.torso(face.mesh)
    matte, points = square.cut(face.matte, cv2.BORDER_CONSTANT).astype(np.float32), square.points(face.mesh)

    def paint(image):
        cloth, skin = torso.cloth_of(image, matte, points)
        shade, size = torso.shading(image, cloth), image.shape[0]
        if kind == "pattern":
            return drawing.put(image, cloth, np.clip(torso.busy(rng, size) * shade, 0, 255))
        if kind != "none":
            image = drawing.put(image, cloth, np.clip(torso.plain_cloth(rng, size) * shade, 0, 255))
        if kind == "bare":
            return torso.bare(rng, image, cloth, skin, points)
        if kind == "fur":
            return torso.fur(rng, image, matte, points)[0]
        return image

    face.change(square, paint)


def lipstick(face, rng):
    target = np.array([(40, 55, 25), (45, 60, 5), (28, 35, 5), (50, 45, -20), (25, 12, 0)][rng.integers(5)], np.float32) + rng.normal(0, 4, 3)
    strength = rng.uniform(0.65, 0.95)
    face.tint([OUTER_LIPS], [INNER_LIPS], lambda lab: lab * (1 - strength) + (target + (lab - lab.mean((0, 1))) * (0.5, 0, 0)) * strength, 0.02 * face.unit)


def eye_shadow(face, rng):
    target = np.array([(45, 5, -45), (50, -25, 10), (35, 30, -30), (50, 45, 5)][rng.integers(4)], np.float32) + rng.normal(0, 4, 3)
    strength = rng.uniform(0.55, 0.85)
    areas = [np.vstack([face.mesh[up], (face.mesh[up][::-1] + face.mesh[brow][::-1]) / 2]) for up, brow in LIDS]
    face.tint(areas, [], lambda lab: lab * (1 - strength) + target * strength, 0.02 * face.unit)


def red(face, rng):
    for right in (False, True):
        eye = face.mesh[lens.EYES[right]]
        where = np.zeros(face.image.shape[:2], np.uint8)
        centre = eye[[0, 8]].mean(0)
        cv2.circle(where, tuple(np.round(centre).astype(int).tolist()), int(round(0.095 * face.unit * rng.uniform(0.55, 0.85))), 255, -1)
        lids = np.zeros_like(where)
        cv2.fillPoly(lids, [np.round(eye).astype(np.int32)], 255)
        soft = cv2.GaussianBlur(np.minimum(where, lids), (0, 0), 0.008 * face.unit).astype(np.float32)[..., None] / 255 * rng.uniform(0.75, 1)
        lit = np.array([rng.uniform(140, 250), rng.uniform(15, 70), rng.uniform(15, 70)], np.float32)
        face.image = face.image * (1 - soft) + lit * soft


def nothing(face, rng):
    """Plain, or with what may be there."""
    kind = rng.integers(4)
    if kind == 0:
        face.change(patches.ear(face.mesh, bool(rng.integers(2))), lambda image: ear.distract(rng, image))
    elif kind == 1:
        clothes(face, rng, "plain")
    elif kind == 2:
        glasses(face, rng, False)


KINDS = {"earrings": earrings, "necklace": necklace, "frame": lambda f, r: glasses(f, r, True), "bare": lambda f, r: clothes(f, r, "bare"),
         "fur": lambda f, r: clothes(f, r, "fur"), "pattern": lambda f, r: clothes(f, r, "pattern"), "lipstick": lipstick,
         "eye_shadow": eye_shadow, "red": red, "none": nothing}


def never_seen(data):
    told = patches.labels()
    for path, person in drawn_sets.people(data):
        worn = told.get(path.name, {})
        if path.name in BARE:
            continue
        if patches.fold_of(f"{path.parent.name}/{person}", 3) == 0 and all(worn.get(k, "no") == "no" for k in ("ear_left", "ear_right", "necklace")):
            yield path, person


def main():
    program, data, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(909)
    chosen = list(never_seen(data))
    mesh_of = drawn_sets.meshes(program, [str(p) for p, _ in chosen])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "cutout", "--matte", "--quiet", "--out", folder, *[str(p) for p, _ in chosen]], check=False, stdout=subprocess.DEVNULL)
        chosen = [c for c in chosen if c[0] in mesh_of and (Path(folder) / (c[0].stem + ".png")).exists()]
        for kind, paint in KINDS.items():
            for i in range(count):
                path, person = chosen[rng.integers(len(chosen))]
                image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
                matte = cv2.imread(str(Path(folder) / (path.stem + ".png")), cv2.IMREAD_GRAYSCALE)
                scale = WIDTH / image.shape[1]
                size = (WIDTH, round(image.shape[0] * scale))
                face = Face(cv2.resize(image, size, interpolation=cv2.INTER_AREA), mesh_of[path][:, :2] * scale,
                            cv2.resize(matte, size, interpolation=cv2.INTER_AREA))
                paint(face, rng)
                name = f"{kind}_{i:04}.jpg"
                cv2.imwrite(str(out / name), cv2.cvtColor(np.clip(face.image, 0, 255).astype(np.uint8), cv2.COLOR_RGB2BGR),
                            [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(75, 96))])
                rows.append([name, person, kind])
    with open(out / "labels.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "person", "truth"])
        table.writerows(rows)


if __name__ == "__main__":
    main()
