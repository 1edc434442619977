"""Levelled square patches of the photos: where each network looks. The plugins cut out the same squares.

A unit is the distance between the eyes, at least 0.48 of the way from eyes to chin. Patches are kept at twice the network's size, so that what
is drawn on them is drawn finer than it is seen.
"""
import csv
import json
import pathlib
import zlib

import cv2
import numpy as np

UP = 2
SETS = ("london", "canada", "lisa_zoom", "congress")
CHIN, SIDES = 152, (234, 454)


def frame(mesh):
    """(middle of the eyes, unit, across, down)."""
    left, right = (mesh[33] + mesh[133]) / 2, (mesh[263] + mesh[362]) / 2
    eyes = (left + right) / 2
    unit = max(np.linalg.norm(right - left), 0.48 * np.linalg.norm(mesh[CHIN] - eyes))
    across = (right - left) / np.linalg.norm(right - left)
    return eyes, unit, across, np.array([-across[1], across[0]])


class Square:
    """`side` units wide, `size` px of the network, centre in units from the middle of the eyes; `mirrored`: the picture's right becomes left."""

    def __init__(self, mesh, centre, side, size, mirrored=False):
        eyes, unit, across, down = frame(mesh)
        middle = eyes + across * centre[0] * unit + down * centre[1] * unit
        self.pixels = size * UP
        self.scale = self.pixels / (side * unit)  # patch px per photo px
        self.per_unit = self.pixels / side
        turn = np.array([-across if mirrored else across, down]) * self.scale
        self.to_patch = np.hstack([turn, (np.full(2, self.pixels / 2) - turn @ middle)[:, None]])

    def points(self, mesh):
        return (mesh @ self.to_patch[:, :2].T + self.to_patch[:, 2]).astype(np.float32)

    def cut(self, image, border=cv2.BORDER_REPLICATE, beyond=0):
        to_patch, shrink = self.to_patch.copy(), min(1.0, self.scale * 1.2)
        if shrink < 1:
            size = (max(1, round(image.shape[1] * shrink)), max(1, round(image.shape[0] * shrink)))
            to_patch[:, 0] *= image.shape[1] / size[0]
            to_patch[:, 1] *= image.shape[0] / size[1]
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        return cv2.warpAffine(image, to_patch, (self.pixels, self.pixels), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=beyond)


def in_units(mesh, index):
    eyes, unit, across, down = frame(mesh)
    d = mesh[index] - eyes
    return np.array([d @ across, d @ down]) / unit


def ear(mesh, right):
    """The ear of the picture's left side, or of its right one, mirrored."""
    side = in_units(mesh, SIDES[1 if right else 0])[0]
    return Square(mesh, (side + (0.1 if right else -0.1), 0.5), 1.2, 64, right)


def neck(mesh):
    return Square(mesh, in_units(mesh, CHIN) + (0, 0.75), 2.4, 96)


def torso(mesh):
    return Square(mesh, in_units(mesh, CHIN) + (0, 0.4), 4.8, 96)


def lens(mesh, right):
    eye = (in_units(mesh, 263) + in_units(mesh, 362)) / 2 if right else (in_units(mesh, 33) + in_units(mesh, 133)) / 2
    return Square(mesh, eye, 1.0, 48, right)


def photos(data, facts, sets=SETS):
    """(set, file, person, label row, image RGB, mesh [468, 2]) of every photo with a mesh."""
    for name in sets:
        rows = {r["file"]: r for r in csv.DictReader(open(pathlib.Path(data) / name / "labels.csv", encoding="utf-8-sig"))}
        for line in open(pathlib.Path(facts) / f"{name}.jsonl"):
            record = json.loads(line)
            mesh, path = record.get("facts", {}).get("mesh"), pathlib.Path(record["photo"])
            if not mesh or path.name not in rows:
                continue
            row = rows[path.name]
            image = cv2.cvtColor(cv2.imread(str(pathlib.Path(data) / name / path.name)), cv2.COLOR_BGR2RGB)
            person = row.get("person") or row.get("person_bioguide_id") or path.stem
            yield name, path.name, f"{name}/{person}", row, image, np.array(mesh, np.float32)[:, :2]


def fold_of(person, folds):
    return zlib.crc32(person.encode()) % folds


def labels():
    """What was looked at by eye: {file: row} of labels.csv."""
    with open(pathlib.Path(__file__).parent / "labels.csv", encoding="utf-8") as file:
        return {r["file"]: r for r in csv.DictReader(file)}
