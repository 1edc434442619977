"""Sunglasses as the rule glasses.tint tells them, by five folds: the strip's head of the fold that never saw the person, or the label map,
whose network never saw cmu_faces at all.

    sunglasses.py EXAMPLES.npz DATA FACTS WEIGHTS.onnx RULES.yaml

FACTS: the folder with cmu_faces.jsonl of `certphoto check --facts --mesh`; WEIGHTS: of person.regions; RULES: configs/rules/glasses.yaml, for the
limits of review. A photo without a mesh, a profile for the most part, is not raised: the rule says nothing about it."""
import csv
import json
import pathlib
import re
import sys

import cv2
import numpy as np

import train

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "regions"))
import crops  # noqa: E402
import evaluate  # noqa: E402
import net  # noqa: E402
import samples  # noqa: E402

EYE, GLASSES = net.CLASSES.index("eye"), net.CLASSES.index("glasses")


def limit(rules, name):
    return float(re.search(rf"{name}: {{value: ([0-9.]+)", pathlib.Path(rules).read_text(encoding="utf-8")).group(1))


def dark_over_eyes(run, path, mesh):
    """As plugins/glasses/tint.cpp."""
    to_crop, scale = crops.frame(mesh)
    rgb = crops.warp(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), to_crop, scale)
    shrink = net.SIDE / (samples.SEEN / samples.REACH * samples.STORED)
    middle = np.full((2, 1), net.SIDE / 2 - shrink * samples.STORED / 2)
    p = run([cv2.warpAffine(rgb, np.hstack([np.eye(2) * shrink, middle]), (net.SIDE, net.SIDE), borderMode=cv2.BORDER_REPLICATE)])[0]
    at = evaluate.to_map(mesh @ to_crop[:, :2].T + to_crop[:, 2])
    eyes = [evaluate.inside(at[e]) for e in crops.EYES]
    return np.mean([(e * (p[GLASSES] - p[EYE])).sum() / max(e.sum(), 1e-6) for e in eyes])


def main():
    examples, data, facts, weights, rules = sys.argv[1:6]
    d = dict(np.load(examples))
    y = d["dark"] != 0
    score, _ = train.cross_validate(d, y, np.ones(len(y), bool), train.STRENGTH)
    slope, shift = train.calibrate(y, score, d["kind"] == "as_is")
    rows = (d["kind"] == "as_is") & np.char.startswith(d["group"], "cmu_faces")
    tinted = dict(zip(d["name"][rows], 1 / (1 + np.exp(-(slope * score[rows] + shift)))))
    run = evaluate.load_model(weights)
    folder = pathlib.Path(data) / "cmu_faces"
    truth = {r["file"]: r["sunglasses"] == "yes" for r in csv.DictReader(open(folder / "labels.csv"))}
    meshes = {}
    for line in open(pathlib.Path(facts) / "cmu_faces.jsonl"):
        row = json.loads(line)
        if row.get("facts", {}).get("mesh"):
            meshes[pathlib.Path(row["photo"]).name] = np.array(row["facts"]["mesh"], np.float32)[:, :2]
    dark = {name: dark_over_eyes(run, folder / name, mesh) for name, mesh in meshes.items()}
    by_strip, by_map = limit(rules, "tint_review_score"), limit(rules, "dark_review_difference")
    strip = {name: tinted.get(name, 0) > by_strip for name in truth}
    map_ = {name: dark.get(name, -1) > by_map for name in truth}
    both = {name: strip[name] or map_[name] for name in truth}
    for what, raised in (("strip of the fold", strip), ("label map", map_), ("either: the rule", both)):
        for of, names in (("with a mesh", [n for n in truth if n in meshes]), ("all", list(truth))):
            right = [raised[n] == truth[n] for n in names]
            missed = sum(truth[n] and not raised[n] for n in names)
            print(f"sunglasses cmu_faces, {what}, {of}: {sum(right)} / {len(right)} = {np.mean(right):.4f}, missed {missed}, "
                  f"false alarms {len(right) - sum(right) - missed}")


if __name__ == "__main__":
    main()
