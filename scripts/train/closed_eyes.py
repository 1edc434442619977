#!/usr/bin/env python3
"""Closed eyes: makes pictures of them, and fits the weights of plugins/eyes/closed_weights.h.

    scripts/train/closed_eyes.py generate open.jsonl OUTDIR          # photos with open eyes -> the same with closed ones
    scripts/train/closed_eyes.py fit open.jsonl closed.jsonl > plugins/eyes/closed_weights.h

The .jsonl files are what scripts/train/facts.py names, written of photos with open eyes and of OUTDIR. A closed eye is
made by drawing the skin between brow and lid down over the eye, with a line of lashes along the lower lid. The committed weights come
from london (80 photos), canada (12), lisa_zoom (8) and congress (442) with open eyes, and from london and every eighth of congress closed.

Needs NumPy and, to generate, OpenCV (python3-opencv).
"""
import os
import sys

import numpy as np

import facts

LOG_ODDS_BOUND = 15
LOWER = slice(0, 9)  # corners included
UPPER = [0, 9, 10, 11, 12, 13, 14, 15, 8]


def close(picture, eye):
    import cv2

    lower, upper = eye[LOWER], eye[UPPER]
    width = np.linalg.norm(eye[8] - eye[0])
    source = picture.copy()
    by_x = lambda lid, x: np.interp(x, *lid[np.argsort(lid[:, 0])].T)
    for x in range(max(0, int(eye[:, 0].min())), min(picture.shape[1], int(eye[:, 0].max()) + 1)):
        top, lid, bottom = by_x(upper, x + 0.5) - 0.30 * width, by_x(upper, x + 0.5), by_x(lower, x + 0.5)
        for y in range(max(0, int(top)), min(picture.shape[0], int(np.ceil(bottom)) + 1)):
            # the skin from `top` to just above the lid, stretched to reach down to the lower lid
            at = np.clip(top + (y - top) * (lid - 0.10 * width - top) / max(1.0, bottom - top), 0, picture.shape[0] - 2)
            row = int(at)
            picture[y, x] = source[row, x] * (1 - (at - row)) + source[row + 1, x] * (at - row)
    lashes = np.round(lower * 8).astype(int).reshape(-1, 1, 2)
    cv2.polylines(picture, [lashes], False, (30, 30, 40), max(1, int(0.05 * width)), cv2.LINE_AA, 3)
    x, y, w, h = cv2.boundingRect(np.round(eye).astype(int))
    pad = int(0.3 * width)
    around = (slice(max(0, y - pad), y + h + pad), slice(max(0, x - pad), x + w + pad))
    picture[around] = cv2.GaussianBlur(picture[around], (0, 0), max(0.5, 0.012 * width))


def generate(lines, folder):
    import cv2

    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(1)
    for photo, values in facts.read(lines):
        if "face.eyes/1" not in values:
            continue
        eyes = values["face.eyes/1"].reshape(2, 76, 3)[:, :16, :2]
        for name, which in (("both", (0, 1)), ("one", (int(rng.integers(2)),))):
            picture = cv2.imread(photo)
            for k in which:
                close(picture, eyes[k])
            cv2.imwrite(os.path.join(folder, f"{name}_{os.path.splitext(os.path.basename(photo))[0]}.png"), picture)


def rows(lines, wanted=""):
    out = []
    for photo, values in facts.read(lines):
        if os.path.basename(photo).startswith(wanted) and "eyes.state/1" in values:
            # The opening itself adds nothing to the upper lid: the lower one hardly moves.
            for _, upper, _, odds in values["eyes.state/1"].reshape(2, 4):
                out.append([upper, np.clip(odds, -LOG_ODDS_BOUND, LOG_ODDS_BOUND)])
    return np.array(out)


def fit(open_lines, closed_lines):
    opened, closed = rows(open_lines), rows(closed_lines, "both_")
    features = np.r_[opened, closed]
    labels = np.r_[np.ones(len(opened)), np.zeros(len(closed))]
    unit = features.std(0)
    weights = facts.logistic(features / unit, labels, ridge=1.0)
    bias, slopes = weights[0], weights[1:] / unit
    score = lambda x: bias + x @ slopes
    probability = 1 / (1 + np.exp(score(closed)))
    print(f"{len(opened)} open and {len(closed)} closed eyes; AUC {facts.auc(score(opened), score(closed)):.4f}; closed found at 0.5 "
          f"{np.mean(probability > 0.5):.3f}, at 0.9 {np.mean(probability > 0.9):.3f}; open taken for closed at 0.5 "
          f"{np.mean(score(opened) < 0):.4f}, at 0.9 {np.mean(score(opened) < -np.log(9)):.4f}", file=sys.stderr)
    print(f"""// Log odds that an eye is open: bias, per height of the upper lid over T, per log odds of the eye-state network, which are
// kept within the bound. Made by scripts/train/closed_eyes.py; see docs/models/face-heads.md.
#ifndef CERTPHOTO_PLUGINS_EYES_CLOSED_WEIGHTS_H
#define CERTPHOTO_PLUGINS_EYES_CLOSED_WEIGHTS_H

namespace certphoto::eyes {{

inline constexpr double kOpenBias = {bias:.3f};
inline constexpr double kOpenOfUpper = {slopes[0]:.2f};
inline constexpr double kOpenOfOdds = {slopes[1]:.4f};
inline constexpr double kLogOddsBound = {LOG_ODDS_BOUND};

}}  // namespace certphoto::eyes

#endif""")


if __name__ == "__main__":
    {"generate": generate, "fit": fit}[sys.argv[1]](*sys.argv[2:])
