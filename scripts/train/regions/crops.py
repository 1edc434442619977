"""Levelled crops of the photos, and first labels for their pixels by colour and place.

    certphoto check -p scripts/train/facts.yaml --facts --mesh --format json DATA/SET > FACTS/SET.jsonl    (each set)
    certphoto cutout --matte DATA/SET --out MATTES/SET
    python3 crops.py DATA FACTS MATTES OUT.npz

No photo of the sets is labelled by pixel. The labels come from what is known: the matte says where the wall is, the mesh where face,
brows, eyes and lips are; skin, hair and clothes are told apart by each photo's own colours, started from the face, and by where the others
of all photos lie in the same levelled frame (expectation and maximisation, three rounds). Where that leaves doubt the label is 255.
"""
import csv
import json
import pathlib
import sys

import cv2
import numpy as np

STORED = 152  # pixels a side
REACH = 6.8   # side in units: the inter-eye distance, at least 0.48 of the way from eyes to chin
BELOW = 0.5   # centre under the eyes, in units
BACKGROUND, SKIN, HAIR, CLOTHES, BROW, EYE, LIPS, COVER, GLASSES = 0, 1, 2, 3, 4, 5, 6, 7, 8
BARE, UNKNOWN = 254, 255  # doubt, but surely no covering; doubt
EYES = ([33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
        [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249])
BROWS = ([70, 63, 105, 66, 107, 55, 65, 52, 53, 46], [300, 293, 334, 296, 336, 285, 295, 282, 283, 276])
OUTER_LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146]
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58,
        132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
CHEEKS = (50, 280, 101, 330, 205, 425, 4, 151)


def frame(mesh):
    """2 x 3 map from photo to crop."""
    left, right = (mesh[33] + mesh[133]) / 2, (mesh[263] + mesh[362]) / 2
    eyes = (left + right) / 2
    unit = max(np.linalg.norm(right - left), 0.48 * np.linalg.norm(mesh[152] - eyes))
    across = (right - left) / np.linalg.norm(right - left)
    down = np.array([-across[1], across[0]])
    scale = STORED / (REACH * unit)
    centre = eyes + down * BELOW * unit
    turn = np.array([across, down]) * scale
    return np.hstack([turn, (np.full(2, STORED / 2) - turn @ centre)[:, None]]), scale


def warp(image, to_crop, scale, border=cv2.BORDER_REPLICATE):
    shrink = min(1.0, scale * 1.2)
    if shrink < 1:
        size = (max(1, round(image.shape[1] * shrink)), max(1, round(image.shape[0] * shrink)))
        fx, fy = size[0] / image.shape[1], size[1] / image.shape[0]
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        to_crop = to_crop.copy()
        to_crop[:, 0] /= fx
        to_crop[:, 1] /= fy
    return cv2.warpAffine(image, to_crop, (STORED, STORED), flags=cv2.INTER_LINEAR, borderMode=border)


def filled(polygon):
    out = np.zeros((STORED, STORED), np.uint8)
    cv2.fillPoly(out, [np.round(polygon * 16).astype(np.int32)], 1, shift=4)
    return out.astype(bool)


def gaussians(lab, weight, parts, rng):
    """Log likelihood of every pixel under a mixture fitted to the weighted ones."""
    flat, w = lab.reshape(-1, 3), weight.reshape(-1)
    if w.sum() < 30:
        return None
    pick = rng.choice(len(flat), 1500, p=w / w.sum())
    x = flat[pick]
    centre = x[rng.choice(len(x), parts, replace=False)]
    for _ in range(6):
        near = np.argmin(((x[:, None] - centre[None]) ** 2).sum(-1), 1)
        centre = np.array([x[near == k].mean(0) if (near == k).any() else centre[k] for k in range(parts)])
    total = np.zeros(len(flat))
    for k in range(parts):
        mine = x[near == k]
        if len(mine) < 10:
            continue
        cov = np.cov(mine.T) + np.diag([20.0, 6.0, 6.0])
        d = flat - mine.mean(0)
        total += len(mine) / len(x) * np.exp(-0.5 * np.einsum("ij,jk,ik->i", d, np.linalg.inv(cov), d)) / np.sqrt(np.linalg.det(cov))
    return np.log(total + 1e-9).reshape(lab.shape[:2])


def first_prior(points):
    """Skin, hair, clothes by geometry alone."""
    y, x = np.mgrid[:STORED, :STORED].astype(np.float32)
    px = STORED / REACH
    oval = filled(points[OVAL])
    chin, side = points[152, 1], points[[234, 454], 0]
    prior = np.full((STORED, STORED, 3), 0.05, np.float32)
    above = y < chin
    prior[above] = (0.25, 0.7, 0.05)
    neck = (y >= chin - 0.2 * px) & (x > side[0]) & (x < side[1])
    prior[~above] = (0.1, 0.2, 0.7)
    prior[neck & (y < chin + 0.7 * px)] = (0.7, 0.1, 0.2)
    prior[neck & (y >= chin + 0.7 * px)] = (0.3, 0.1, 0.6)
    prior[oval] = (0.9, 0.09, 0.01)
    return prior


def label(item, prior, rng):
    lab = cv2.cvtColor(item["rgb"].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    inside = (item["matte"] > 200) & item["valid"]
    likelihood = []
    for k, parts in enumerate((2, 3, 3)):
        sure = prior[..., k] > (0.6 if k != 2 else 0.5)
        found = gaussians(lab, prior[..., k] * inside * sure + 1e-9, parts, rng)
        likelihood.append(found if found is not None else np.full(lab.shape[:2], -12.0))
    logs = 0.7 * np.stack(likelihood, -1) + np.log(prior + 1e-3)
    logs = cv2.bilateralFilter(logs.astype(np.float32), 7, 3.0, 3.0)
    p = np.exp(logs - logs.max(-1, keepdims=True))
    return p / p.sum(-1, keepdims=True), inside


def final(item, p, inside):
    points, px = item["points"], STORED / REACH
    out = np.where(p.max(-1) > 0.75, p.argmax(-1) + 1, UNKNOWN).astype(np.uint8)
    core = cv2.erode(p.max(-1).astype(np.float32), np.ones((3, 3))) > 0.55
    out[~core] = UNKNOWN
    out[item["matte"] < 40] = BACKGROUND
    out[(item["matte"] >= 40) & (item["matte"] <= 200)] = UNKNOWN
    y = np.mgrid[:STORED, :STORED][0]
    low = filled(points[OVAL]) & (y > (points[33, 1] + points[263, 1]) / 2)
    out[cv2.erode(low.astype(np.uint8), np.ones((7, 7))) > 0] = SKIN  # with beards
    if item["fringe"] not in ("no", ""):
        # Hair lies over the brows here and there: neither they nor the forehead above them are sure.
        brows = points[np.concatenate(BROWS)]
        out[int(brows[:, 1].min() - 0.3 * px):int(brows[:, 1].max() + 0.1 * px), int(brows[:, 0].min()):int(brows[:, 0].max())] = UNKNOWN
    for brow in BROWS if item["fringe"] in ("no", "") else ():
        # The ring lies above the hairs of most brows at its outer end: the middle of it is sure.
        whole = filled(points[brow])
        out[cv2.dilate(whole.astype(np.uint8), np.ones((3, 3))) > 0] = UNKNOWN
        out[whole] = BROW
    for eye in EYES:
        whole = filled(points[eye])
        out[cv2.dilate(whole.astype(np.uint8), np.ones((3, 3))) > 0] = UNKNOWN
        out[whole] = EYE
    out[filled(points[OUTER_LIPS])] = LIPS
    if item["glasses"] != "no":
        eyes = points[[33, 133, 263, 362]].mean(0)
        x, y = np.meshgrid(np.arange(STORED), np.arange(STORED))
        out[(np.abs(x - eyes[0]) < 1.35 * px) & (y > eyes[1] - 0.45 * px) & (y < eyes[1] + 0.6 * px)] = UNKNOWN
    if item["headwear"] not in ("no", ""):
        out[: int(points[10, 1] + 0.3 * px)] = UNKNOWN
    out[~item["valid"]] = UNKNOWN
    return out


def load(data, facts, mattes):
    for name in ("london", "canada", "congress", "lisa_zoom"):
        rows = {r["file"]: r for r in csv.DictReader(open(pathlib.Path(data) / name / "labels.csv"))}
        for line in open(pathlib.Path(facts) / f"{name}.jsonl"):
            record = json.loads(line)
            mesh = record.get("facts", {}).get("mesh")
            path = pathlib.Path(record["photo"])
            row = rows.get(path.name)
            matte = pathlib.Path(mattes) / name / (path.stem + ".png")
            if not mesh or row is None or not matte.exists():
                continue
            mesh = np.array(mesh, np.float32)[:, :2]
            to_crop, scale = frame(mesh)
            image = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
            cut = cv2.imread(str(matte), cv2.IMREAD_GRAYSCALE)
            if cut.shape[:2] != image.shape[:2]:
                continue
            valid = cv2.warpAffine(np.full(image.shape[:2], 255, np.uint8), to_crop, (STORED, STORED), flags=cv2.INTER_NEAREST) > 0
            person = row.get("person") or row.get("person_bioguide_id") or path.stem
            yield {"set": name, "file": path.name, "person": f"{name}/{person}", "rgb": warp(image, to_crop, scale),
                   "matte": warp(cut, to_crop, scale, cv2.BORDER_CONSTANT), "valid": valid,
                   "points": (mesh @ to_crop[:, :2].T + to_crop[:, 2]).astype(np.float32),
                   "glasses": row.get("glasses") or "no", "headwear": row.get("headband") or row.get("headwear") or "no",
                   "fringe": row.get("hair_over_eyebrows") or "no"}


def main():
    data, facts, mattes, out = sys.argv[1:5]
    rng = np.random.default_rng(20170)
    items = list(load(data, facts, mattes))
    priors = [first_prior(i["points"]) for i in items]
    for round_ in range(3):
        total, count = np.zeros((STORED, STORED, 3)), np.full((STORED, STORED, 1), 1e-3)
        made = []
        for item, prior in zip(items, priors):
            p, inside = label(item, prior, rng)
            made.append((p, inside))
            total += p * inside[..., None]
            count += inside[..., None]
        everywhere = cv2.GaussianBlur((total / count).astype(np.float32), (0, 0), 4)
        # Half what this photo's geometry says, half where all the others have it.
        priors = [np.clip(0.5 * first_prior(i["points"]) + 0.5 * everywhere, 0.01, 1) for i in items]
        print("round", round_, len(items), "photos", flush=True)
    labels = np.stack([final(i, p, inside) for i, (p, inside) in zip(items, made)])
    np.savez_compressed(out, rgb=np.stack([i["rgb"] for i in items]), label=labels, matte=np.stack([i["matte"] for i in items]),
                        points=np.stack([i["points"] for i in items]), person=np.array([i["person"] for i in items]),
                        photo=np.array([i["file"] for i in items]), glasses=np.array([i["glasses"] for i in items]),
                        headwear=np.array([i["headwear"] for i in items]))


if __name__ == "__main__":
    main()
