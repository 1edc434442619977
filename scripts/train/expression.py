#!/usr/bin/env python3
"""Fits the smile of plugins/expression/shape.cpp: scripts/train/expression.py DATA FACTS

FACTS/SET.jsonl: `certphoto check --pipeline scripts/train/facts.yaml --facts --mesh --format json DATA/SET`. Trained on london (neutral, smiling) and
canada (neutral); judged by five folds of people, and on cmu_faces, which takes no part. Prints weights and rates.
"""
import csv
import json
import pathlib
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold


def shape(mesh):
    """width, sag, below_nose, slope as measure_mouth has them."""
    left, right = (mesh[33] + mesh[133]) / 2, (mesh[263] + mesh[362]) / 2
    eyes, line = (left + right) / 2, right - left
    unit = max(np.linalg.norm(line), 0.48 * np.linalg.norm(mesh[152] - eyes))
    across = line / np.linalg.norm(line)
    down = np.array([-across[1], across[0]])
    corners = (mesh[61] + mesh[291]) / 2
    return np.array([(mesh[291] - mesh[61]) @ across, ((mesh[13] + mesh[14]) / 2 - corners) @ down, (corners - mesh[2]) @ down,
                     (mesh[61] - mesh[291]) @ down]) / unit


def load(data, facts, name):
    rows = {r["file"]: r for r in csv.DictReader(open(data / name / "labels.csv", encoding="utf-8-sig"))}
    for line in open(facts / f"{name}.jsonl"):
        record = json.loads(line)
        mesh = record.get("facts", {}).get("mesh")
        if mesh:
            yield rows[pathlib.Path(record["photo"]).name], shape(np.array(mesh)[:, :2])


def main():
    data, facts = (pathlib.Path(p) for p in sys.argv[1:3])
    seen = [(r["expression"] == "smiling", r["person"], s) for name in ("london", "canada") for r, s in load(data, facts, name)]
    truth, person, x = np.array([s[0] for s in seen]), np.array([s[1] for s in seen]), np.array([s[2][:3] for s in seen])
    mean, spread = x.mean(0), x.std(0)
    make = lambda: LogisticRegression(C=0.3, class_weight="balanced")
    folds = np.zeros(len(x))
    for train, test in GroupKFold(5).split(x, groups=person):
        folds[test] = make().fit((x[train] - mean) / spread, truth[train]).predict_proba((x[test] - mean) / spread)[:, 1]
    model = make().fit((x - mean) / spread, truth)
    weights = model.coef_[0] / spread
    bias = model.intercept_[0] - weights @ mean
    print("bias, width, sag, below_nose:", np.round([bias, *weights], 3))
    print(f"five folds: AUC {roc_auc_score(truth, folds):.3f}; above 0.8: {(folds[truth] > 0.8).sum()} of {truth.sum()} smiling, "
          f"{(folds[~truth] > 0.8).sum()} of {(~truth).sum()} neutral; highest neutral {folds[~truth].max():.2f}")
    other = [(r["expression"], 1 / (1 + np.exp(-(bias + weights @ s[:3])))) for r, s in load(data, facts, "cmu_faces") if r["head_pose"] == "straight"]
    for kind in ("happy", "neutral", "sad", "angry"):
        p = np.array([v for k, v in other if k == kind])
        print(f"cmu_faces, straight, {kind}: {(p > 0.8).sum()} of {len(p)} above 0.8")
    for name in ("london", "canada", "congress"):
        slope = np.array([abs(s[3]) for _, s in load(data, facts, name)])
        print(f"{name}: slope of the mouth at most {slope.max():.3f}, 99 % within {np.percentile(slope, 99):.3f}")


main()
