"""Trains the two heads of the glasses plugin and writes their weights as heads.inc.

Five folds by person: every copy of a person's photos is in the same fold. What is printed is measured on photos as they are, by the head
of the fold that never saw the person; what is written is trained on all."""
import argparse

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import rankdata

FOLDS = 5
STRENGTH = 0.003  # of the regulariser's inverse, on standardised features; chosen among 0.0003 .. 0.03 by the folds


def fit(x, y, weight, strength):
    """Logistic regression: weights and bias on raw features."""
    mean, spread = x.mean(0), x.std(0) + 1e-3
    z = (x - mean) / spread
    sign = np.where(y, 1, -1).astype(np.float32)
    weight = weight.astype(np.float32)

    def loss(w):
        margin = sign * (z @ w[:-1].astype(np.float32) + np.float32(w[-1]))
        pull = -weight * sign * expit(-margin)
        value = float(weight @ np.logaddexp(0, -margin)) + 0.5 / strength * float(w[:-1] @ w[:-1])
        return value, np.append(z.T @ pull + w[:-1] / strength, pull.sum()).astype(float)

    w = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    return w[:-1] / spread, w[-1] - (w[:-1] / spread) @ mean


def auc(y, score):
    rank = rankdata(score)
    n = y.sum()
    return (rank[y].sum() - n * (n + 1) / 2) / (n * (len(y) - n))


def balance(y, kind):
    """Both classes count the same; a photo as it is counts as three worn or drawn ones."""
    weight = np.where(kind == "as_is", 3.0, 1.0)
    for v in (False, True):
        weight[y == v] /= weight[y == v].sum()
    return weight * len(y)


def folds_of(d):
    """Each set is dealt out evenly, person by person; a set of fewer persons than folds goes to fold 0."""
    fold = np.zeros(len(d["group"]), int)
    sets = np.array([g.split("/")[0] for g in d["group"]])
    for s in np.unique(sets):
        people = np.unique(d["group"][sets == s])
        if len(people) < FOLDS:
            continue
        order = np.random.default_rng(20170).permutation(len(people))
        of = {person: k % FOLDS for person, k in zip(people, order)}
        rows = np.flatnonzero(sets == s)
        fold[rows] = [of[g] for g in d["group"][rows]]
    return fold, sets


def cross_validate(d, y, use, strength):
    fold, sets = folds_of(d)
    score = np.full(len(y), np.nan)
    for k in range(FOLDS):
        rows = use & (fold != k)
        w, b = fit(d["x"][rows], y[rows], balance(y[rows], d["kind"][rows]), strength)
        test = fold == k
        score[test] = d["x"][test] @ w + b
    return score, sets


def calibrate(y, score, rows):
    """Slope and shift that make the folds' scores log odds on photos as they are."""
    def loss(p):
        margin = np.where(y[rows], 1, -1) * (p[0] * score[rows] + p[1])
        return np.logaddexp(0, -margin).sum() + 0.01 * p[0] ** 2
    return minimize(loss, np.array([1.0, 0.0])).x


def report(name, d, y, score, sets, use):
    for kind in ("as_is", "worn", "drawn"):
        for s in ("congress", "london", "canada", "lisa_zoom", "cmu_faces"):
            rows = use & (sets == s) & (d["kind"] == kind)
            if not rows.any():
                continue
            right = (score[rows] > 0) == y[rows]
            area = auc(y[rows], score[rows]) if len(set(y[rows])) == 2 else float("nan")
            print(f"{name:8} {kind:6} {s:10} n {rows.sum():5}  accuracy {right.mean():.4f}  wrong {(~right).sum():4}  AUC {area:.4f}")
            if kind == "as_is":
                bad = np.flatnonzero(rows)[~right]
                print("         ", ", ".join(f"{d['name'][i]} ({score[i]:+.1f})" for i in bad))


def write(path, heads):
    with open(path, "w") as out:
        out.write("// Made by scripts/train/glasses/train.py; docs/models/glasses.md says from what.\n")
        for name, (w, b) in heads.items():
            scale = np.abs(w).max() / 32767
            out.write(f"inline constexpr float k{name}Bias = {b:.6f}F;\ninline constexpr float k{name}Scale = {scale:.9g}F;\n")
            out.write(f"inline constexpr std::array<std::int16_t, {len(w)}> k{name}Weights{{\n")
            q = np.round(w / scale).astype(int)
            for at in range(0, len(q), 18):
                out.write("  " + ",".join(map(str, q[at : at + 18])) + ",\n")
            out.write("};\n")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("examples")
    args.add_argument("--out", help="heads.inc")
    args.add_argument("--strength", type=float, default=STRENGTH)
    args = args.parse_args()
    d = dict(np.load(args.examples))
    heads = {}
    for name, y, use in (
        ("Worn", d["glasses"] == 1, d["glasses"] >= 0),
        ("Tinted", d["dark"] != 0, np.ones(len(d["dark"]), bool)),
    ):
        score, sets = cross_validate(d, y, use, args.strength)
        slope, shift = calibrate(y, score, use & (d["kind"] == "as_is"))
        score = slope * score + shift
        report(name, d, y, score, sets, use)
        if args.out:
            w, b = fit(d["x"][use], y[use], balance(y[use], d["kind"][use]), args.strength)
            heads[name] = w * slope, b * slope + shift
    if args.out:
        write(args.out, heads)


if __name__ == "__main__":
    main()
