"""Reads what `certphoto check --pipeline grad --facts --mesh --format json FOLDER` writes: one JSON object a line."""
import json

import numpy as np


def read(path):
    """(photo, {fact id: flat array}) of each line that has a mesh."""
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        facts = row.get("facts", {})
        if "mesh" not in facts:
            continue
        values = {key: np.array(value, float) for key, value in facts.get("raw", {}).items()}
        values["face.mesh/1"] = np.array(facts["mesh"], float).ravel()
        values["face.pose/1"] = np.array([facts["pose"][name] for name in ("yaw", "pitch", "roll")], float)
        yield row["photo"], values


def logistic(features, labels, ridge, rounds=50):
    """Weights (bias first) of a class-balanced logistic regression; the bias is not shrunk."""
    design = np.c_[np.ones(len(features)), features]
    share = np.where(labels == 1, 0.5 / (labels == 1).sum(), 0.5 / (labels == 0).sum()) * len(labels)
    shrink = np.eye(design.shape[1]) * ridge
    shrink[0, 0] = 1e-9
    weights = np.zeros(design.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (share * (p - labels)) + shrink @ weights
        hessian = (design * (share * p * (1 - p))[:, None]).T @ design + shrink
        weights = weights - np.linalg.solve(hessian, gradient)
    return weights


def auc(positive, negative):
    return float(np.mean(positive[:, None] > negative[None]) + 0.5 * np.mean(positive[:, None] == negative[None]))
