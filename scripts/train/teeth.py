#!/usr/bin/env python3
"""Fits the weights of plugins/mouth/teeth_weights.h: does a mouth show teeth?

    scripts/train/teeth.py scripts/train/teeth_labels.csv facts.jsonl... > plugins/mouth/teeth_weights.h

The .jsonl files are what scripts/train/facts.py names, written of the photos named in the labels (mouth.patch/1 is read). The labels are
ours, by eye, of free-licensed photos: the Face Research Lab London Set and the Canada set (CC-BY 4.0), official portraits of members of
the US Congress (public domain), lisa_zoom (CC0). Needs only NumPy. Accuracy by five-fold cross-validation by person goes to stderr.
"""
import csv
import os
import sys

import numpy as np

import facts

RIDGE = 10
ROWS, COLUMNS = 16, 32


def features(patch):
    """As plugins/mouth/teeth.cpp."""
    patch = patch.reshape(ROWS, COLUMNS, 3)
    patch = patch - patch.mean((0, 1))
    square = (patch**2).mean((0, 1))
    unit = np.array([np.sqrt(square[0]) + 1e-6, *[np.sqrt((square[1] + square[2]) / 2) + 2] * 2])
    pooled = (patch / unit).reshape(ROWS, COLUMNS // 2, 2, 3).mean(2)
    return ((pooled + pooled[:, ::-1]) / 2)[:, : COLUMNS // 4].ravel()


def main():
    labels = {(row["set"], row["file"]): row["teeth"] == "yes" for row in csv.DictReader(open(sys.argv[1]))}
    x, y, who = [], [], []
    for lines in sys.argv[2:]:
        for photo, values in facts.read(lines):
            key = (os.path.basename(os.path.dirname(photo)), os.path.basename(photo))
            if key in labels and "mouth.patch/1" in values:
                x.append(features(values["mouth.patch/1"].ravel()))
                y.append(labels[key])
                who.append(key[0] + (key[1][:3] if key[0] == "london" else key[1]))
    x, y = np.array(x), np.array(y, float)
    people = sorted(set(who))
    fold_of = dict(zip(people, np.random.default_rng(0).integers(0, 5, len(people))))
    fold = np.array([fold_of[p] for p in who])
    score = np.zeros(len(y))
    for k in range(5):
        w = facts.logistic(x[fold != k], y[fold != k], RIDGE)
        score[fold == k] = w[0] + x[fold == k] @ w[1:]
    for name in ("london", "congress", ""):
        s = np.array([p.startswith(name) for p in who])
        print(f"{name or 'all'}: {s.sum()} photos, accuracy {np.mean((score[s] > 0) == (y[s] == 1)):.4f}, AUC "
              f"{facts.auc(score[s & (y == 1)], score[s & (y == 0)]):.4f}", file=sys.stderr)
    w = facts.logistic(x, y, RIDGE)
    print("""// Log odds that teeth are seen: 16 rows x 8 columns x (L*, a*, b*) of the folded mouth.
// Made by scripts/train/teeth.py; see docs/models/face-heads.md.
#ifndef CERTPHOTO_PLUGINS_MOUTH_TEETH_WEIGHTS_H
#define CERTPHOTO_PLUGINS_MOUTH_TEETH_WEIGHTS_H

#include <array>

namespace certphoto::mouth {
""")
    print(f"inline constexpr double kTeethBias = {w[0]:.4f};\n")
    print(f"// clang-format off\ninline constexpr std::array<float, {len(w) - 1}> kTeethWeights{{{{")
    for start in range(1, len(w), 8):
        print("    " + ", ".join(f"{round(float(v), 4) + 0.0:.4f}F" for v in w[start : start + 8]) + ",")
    print("}};\n// clang-format on\n\n}  // namespace certphoto::mouth\n\n#endif")


if __name__ == "__main__":
    main()
