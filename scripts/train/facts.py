"""Reads what `certphoto check --facts --format json` writes: one JSON object a line."""
import json

import numpy as np


def read(path):
    """(photo, {fact id: array}) of each line that has facts."""
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        facts = {key: np.array(value, float) for key, value in row.get("facts", {}).items() if value is not None}
        if facts:
            yield row.get("photo") or row.get("file"), facts


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
