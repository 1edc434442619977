#!/usr/bin/env python3
"""Fits the pose that the detector's six key points tell to the pose of the mesh (constants of plugins/face/pose.cpp).

Reads what scripts/train/facts.py names, of photos with many poses:

    scripts/train/keypoint_pose.py facts.jsonl

Needs only NumPy.
"""
import sys

import numpy as np

import facts

rows = []
for _, values in facts.read(sys.argv[1]):
    if values.get("face.mesh_score/1", np.zeros(1)).ravel()[0] < 0.9:
        continue
    yaw, pitch, _ = values["face.pose/1"].ravel()
    k = values["face.boxes/1"].ravel()[5:17].reshape(6, 2)
    right = (k[1] - k[0]) / np.linalg.norm(k[1] - k[0])
    level = (k - k[:2].mean(0)) @ np.array([right, [-right[1], right[0]]]).T
    nose, mouth, left_ear, right_ear = level[2:]
    rows.append([yaw, pitch, (nose[0] - (left_ear[0] + right_ear[0]) / 2) / abs(right_ear[0] - left_ear[0]),
                 nose[1] / mouth[1], (left_ear[1] + right_ear[1]) / 2 / mouth[1]])
a = np.array(rows)
tangent = np.tan(np.radians(a[:, 0]))
slope = (tangent * a[:, 2]).sum() / (a[:, 2] ** 2).sum()
error = a[:, 0] - np.degrees(np.arctan(slope * a[:, 2]))
print(f"{len(a)} photos; kYawOfNose {slope:.3f}, residual {error.std():.2f} deg, below 10 deg {error[abs(a[:, 0]) < 10].std():.2f}")
design = np.c_[np.ones(len(a)), a[:, 3], a[:, 4]]
fit, *_ = np.linalg.lstsq(design, a[:, 1], rcond=None)
print(f"kPitch0 {fit[0]:.1f}, kPitchOfNose {fit[1]:.1f}, kPitchOfEars {fit[2]:.1f}, residual {(a[:, 1] - design @ fit).std():.2f} deg")
