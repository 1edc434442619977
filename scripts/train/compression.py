#!/usr/bin/env python3
"""How much of a face JPEG coding leaves: the table behind the thresholds of the rule image.compression.

    scripts/train/compression.py LONDON_FOLDER

Each neutral portrait is coded at each quality; the middle of it, where the face is, is compared with the original
at 0.45 of its size, the size it has on a finished photo: structural similarity (Wang et al. 2004, 11x11 Gaussian) of
the luma, and mean difference in Lab. Needs python3-opencv and python3-numpy.
"""
import pathlib
import sys

import cv2
import numpy as np

FINISHED_SCALE = 0.45
QUALITIES = (8, 10, 15, 20, 25, 30, 40, 50, 60, 75)


def structural_similarity(a, b):
    def blur(x):
        return cv2.GaussianBlur(x, (11, 11), 1.5)

    a, b = a.astype(np.float64), b.astype(np.float64)
    mean_a, mean_b = blur(a), blur(b)
    var_a, var_b = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2
    both = blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    index = ((2 * mean_a * mean_b + c1) * (2 * both + c2)) / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))
    return index.mean()


def finished(picture):
    return cv2.resize(picture, None, fx=FINISHED_SCALE, fy=FINISHED_SCALE, interpolation=cv2.INTER_AREA)


def compare(picture, quality):
    height, width = picture.shape[:2]
    face = np.s_[height * 2 // 9 : height * 7 // 9, width * 5 // 18 : width * 13 // 18]
    coded = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    a, b = finished(picture[face]), finished(coded[face])
    grey = [cv2.cvtColor(x, cv2.COLOR_BGR2GRAY) for x in (a, b)]
    lab = [cv2.cvtColor(x.astype(np.float32) / 255, cv2.COLOR_BGR2LAB) for x in (a, b)]
    return structural_similarity(*grey), np.linalg.norm(lab[0] - lab[1], axis=2).mean()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    portraits = sorted(pathlib.Path(sys.argv[1]).glob("*_03.jpg"))
    if not portraits:
        sys.exit(f"{sys.argv[1]}: no neutral portraits (*_03.jpg) there")
    print("| quality | SSIM, least | SSIM, median | colour difference, median |\n|---|---|---|---|")
    for quality in QUALITIES:
        rows = np.array([compare(cv2.imread(str(p)), quality) for p in portraits])
        print(f"| {quality} | {rows[:, 0].min():.3f} | {np.median(rows[:, 0]):.3f} | {np.median(rows[:, 1]):.1f} |")


if __name__ == "__main__":
    main()
