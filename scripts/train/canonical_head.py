#!/usr/bin/env python3
"""Makes plugins/face/canonical_head.h: the mean head that face.pose fits to a mesh.

Reads what scripts/train/facts.py names, written of frontal, neutral photos. The committed table comes from the 40 neutral photos of the Face
Research Lab London Set (CC-BY 4.0, doi 10.6084/m9.figshare.5047666):

    scripts/train/canonical_head.py facts.jsonl > plugins/face/canonical_head.h

Needs only NumPy. Steps: generalised Procrustes mean, mirrored and averaged, turned so that the mean pose of the input is 0.
"""
import sys

import numpy as np

import facts

POINTS = 468
NOSE_BOTTOM = 2  # what lies lower in the face moves with mouth and jaw


def similarity(a, b, weights):
    """R, s, t with s R a + t closest to b."""
    w = weights / weights.sum()
    mean_a, mean_b = w @ a, w @ b
    a, b = a - mean_a, b - mean_b
    u, d, vt = np.linalg.svd((w[:, None] * b).T @ a)
    sign = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    rotation = u @ sign @ vt
    scale = np.trace(np.diag(d) @ sign) / (w[:, None] * a * a).sum()
    return rotation, scale, mean_b - scale * rotation @ mean_a


def mean_rotation(rotations):
    u, _, vt = np.linalg.svd(np.mean(rotations, axis=0))
    return u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt


def unit(shape):
    shape = shape - shape.mean(0)
    return shape / np.sqrt((shape**2).sum(1).mean())


def mirror_partners(shape):
    """For each point the one on the other side: pairs taken closest first."""
    mirrored = shape * [-1, 1, 1]
    distance = ((shape[:, None] - mirrored[None]) ** 2).sum(2)
    partner = np.full(POINTS, -1)
    for flat in np.argsort(distance, axis=None, kind="stable"):
        i, j = divmod(int(flat), POINTS)
        if partner[i] < 0 and partner[j] < 0:
            partner[i], partner[j] = j, i
    return partner


def rigid(shape):
    return (shape[:, 1] <= shape[NOSE_BOTTOM, 1]).astype(float)


def main():
    meshes = []
    for _, values in facts.read(sys.argv[1]):
        if "face.mesh/1" in values:
            meshes.append(values["face.mesh/1"].reshape(POINTS, 3))
    everything = np.ones(POINTS)
    mean = unit(meshes[0])
    for _ in range(20):
        aligned = []
        for mesh in meshes:
            rotation, scale, shift = similarity(mesh, mean, everything)
            aligned.append(scale * mesh @ rotation.T + shift)
        mean = unit(np.mean(aligned, axis=0))
        mean = mean @ mean_rotation([similarity(mean, m, everything)[0] for m in meshes]).T
    partner = mirror_partners(mean)
    mean = unit((mean + mean[partner] * [-1, 1, 1]) / 2)
    # Zero pitch: the mean over the input, measured as face.pose measures it. Yaw and roll are zero by symmetry.
    for _ in range(5):
        turn = mean_rotation([similarity(mean, m, rigid(mean))[0] for m in meshes])
        pitch = np.arctan2(turn[1][2], turn[2][2])
        c, s = np.cos(pitch), np.sin(pitch)
        mean = mean @ np.array([[1, 0, 0], [0, c, s], [0, -s, c]]).T
    print(f"""// The mean head: {POINTS} points, MediaPipe's numbering, x to the right, y down, z away from the camera; centred, root mean
// square radius 1, symmetric about x = 0. Zero yaw, pitch and roll are the mean of the {len(meshes)} photos it comes from.
// Made by scripts/train/canonical_head.py from the neutral photos of the Face Research Lab London Set (CC-BY 4.0).
#ifndef CERTPHOTO_PLUGINS_FACE_CANONICAL_HEAD_H
#define CERTPHOTO_PLUGINS_FACE_CANONICAL_HEAD_H

#include <array>

namespace certphoto::face {{

// Points below the bottom of the nose move with mouth and jaw.
inline constexpr float kLowestRigidY = {mean[NOSE_BOTTOM, 1]:.4f}F;

// clang-format off
inline constexpr std::array<std::array<float, 3>, {POINTS}> kCanonicalHead{{{{""")
    row = []
    for p in mean:
        row.append("{" + ", ".join(f"{round(float(v), 4) + 0.0:.4f}F" for v in p) + "}")
        if len(row) == 3:
            print("    " + ", ".join(row) + ",")
            row = []
    if row:
        print("    " + ", ".join(row) + ",")
    print("""}};
// clang-format on

}  // namespace certphoto::face

#endif""")


if __name__ == "__main__":
    main()
