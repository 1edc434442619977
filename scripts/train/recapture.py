#!/usr/bin/env python3
"""Trains the two heads of image.recapture: screen, and halftone print.

    scripts/train/recapture.py TRAIN.csv [TEST.csv] [--write plugins/recapture/head.inc]

The tables come from features-recapture (tests/generators/recapture): file, then 20 numbers. The file's name tells what it is: screen_*, print_*,
inkjet_* and plain_* are simulated by gen-recapture, anything else is a photo of a person. Logistic regression with weights that are not
negative, so that a stronger pattern never makes an attack less likely. Prints ROC areas and rates at 0.5 and 0.9.
"""
import argparse
from pathlib import Path

import numpy as np


def read(path):
    names, rows = [], []
    for line in open(path, encoding="utf-8"):
        cells = line.rstrip("\n").split(",")
        names.append(Path(cells[0]).name)
        rows.append([float(c) for c in cells[1:]])
    kinds = np.array([n.split("_")[0] if n.split("_")[0] in ("screen", "print", "inkjet", "plain") else "person" for n in names])
    return kinds, np.array(rows)


def fit(features, labels, ridge=0.3, rounds=20000, step=0.05):
    """Bias and weights; classes count alike; weights >= 0 by projection."""
    mean, spread = features.mean(0), features.std(0) + 1e-6
    x = (features - mean) / spread
    share = np.where(labels == 1, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    bias, weights = 0.0, np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(bias + x @ weights)))
        slope = share * (p - labels)
        bias -= step * 10 * slope.sum()
        weights = np.maximum(0, weights - step * 10 * (x.T @ slope + ridge / len(x) * weights))
    weights = weights / spread
    return np.concatenate([[bias - mean @ weights], weights])


def score(weights, features):
    return 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))


def auc(positive, negative):
    return float(np.mean(positive[:, None] > negative[None]) + 0.5 * np.mean(positive[:, None] == negative[None]))


def report(name, weights, kinds, features):
    both = np.maximum(score(weights["screen"], features), score(weights["print"], features))
    people = np.isin(kinds, ("person", "plain"))
    print(f"{name}: people {int(people.sum())}, above 0.5 {np.mean(both[people] > 0.5):.4f}, above 0.9 {np.mean(both[people] > 0.9):.4f}")
    for kind in ("screen", "print", "inkjet"):
        of = both[kinds == kind]
        if len(of):
            print(f"  {kind:7} {len(of):4}  ROC area {auc(of, both[people]):.4f}  above 0.5 {np.mean(of > 0.5):.3f}  above 0.9 {np.mean(of > 0.9):.3f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("train")
    arguments.add_argument("test", nargs="?")
    arguments.add_argument("--write")
    given = arguments.parse_args()
    kinds, features = read(given.train)
    weights = {}
    for kind in ("screen", "print"):
        rows = np.isin(kinds, (kind, "person", "plain"))
        weights[kind] = fit(features[rows], (kinds[rows] == kind).astype(float))
    report("train", weights, kinds, features)
    if given.test:
        report("test", weights, *read(given.test))
    if given.write:
        with open(given.write, "w", encoding="utf-8") as out:
            out.write("// Bias, then a weight for each feature. Written by scripts/train/recapture.py.\n")
            for kind in ("screen", "print"):
                numbers = ", ".join(f"{w:.5f}F" for w in weights[kind])
                out.write(f"constexpr std::array<float, kFeatures + 1> k{kind.capitalize()}Weights{{\n    {numbers}}};\n")


main()
