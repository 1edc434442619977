"""Necklaces and other jewellery at the neck: patches of patches.neck, drawn chains, beads and pendants."""
import cv2
import numpy as np

import drawing
import patches

NAME, SIZE, CHANNELS = "neck", 96, 3
WIDTHS = (16, 24, 32, 48)


def items(data, facts):
    told = patches.labels()
    for name, file, person, row, image, mesh in patches.photos(data, facts):
        square = patches.neck(mesh)
        cut = square.cut(image)
        # Below the photo's lower edge there is nothing: the plugin sees the edge's colour there, as here.
        truth = told.get(file, {}).get("necklace", "no")
        yield {"set": name, "file": file, "person": person, "truth": truth, "image": cut, "weight": 4.0 if truth == "yes" else 1.0}


def necklace(rng, image, wide=1.0):
    size = image.shape[0]
    unit = size / 2.4
    colour = drawing.metal(rng)
    middle = size / 2 + rng.normal(0, 0.06) * unit
    top = rng.uniform(0.25, 0.75) * unit                  # where it comes round the neck, under the jaw
    half = rng.uniform(0.45, 0.75) * unit
    deep = rng.uniform(0.12, 1.1) * unit * (0.6 + 0.4 * wide)
    t = np.linspace(-1, 1, 60)
    power = rng.uniform(1.3, 3.0)
    line = np.stack([middle + half * t, top + deep * (1 - np.abs(t) ** power)], 1)
    if rng.random() < 0.3:  # seen only where no collar lies over it
        line = line[int(rng.integers(0, 15)):60 - int(rng.integers(0, 15))]
    kind = rng.choice(["chain", "beads", "choker", "torc"], p=[0.52, 0.3, 0.1, 0.08])
    if kind == "choker":
        line[:, 1] = top + 0.15 * unit * (1 - t[:len(line)] ** 2) if len(line) == 60 else line[:, 1]
    low = line[np.argmax(line[:, 1])]
    if kind == "beads":
        radius = rng.uniform(0.028, 0.08) * unit * wide
        length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
        graded = rng.uniform(0, 0.5)
        for s in np.arange(0, length[-1], 2.05 * radius):
            at = [np.interp(s, length, line[:, 0]), np.interp(s, length, line[:, 1])]
            r = radius * (1 - graded * abs(2 * s / length[-1] - 1))
            image = drawing.ball(rng, image, at, max(1.0, r), colour)
    else:
        width = {"chain": rng.uniform(0.018, 0.06), "choker": rng.uniform(0.05, 0.14), "torc": rng.uniform(0.05, 0.11)}[kind] * unit * wide
        image = drawing.wire(rng, image, line, width, colour)
        if kind == "chain" and rng.random() < 0.3:
            shifted = line + (0, rng.uniform(0.05, 0.2) * unit)
            image = drawing.wire(rng, image, shifted, width, colour)
    if rng.random() < (0.6 if kind == "chain" else 0.2):
        r = rng.uniform(0.035, 0.12) * unit * wide
        shape = drawing.ball if rng.random() < 0.6 else drawing.facets
        image = shape(rng, image, low + (0, r), r, drawing.metal(rng))
    return image


def cord(rng, image):
    """What lies at a neck and is no jewellery: collars, seams, V-necks, hairs, folds, shadows, a lanyard's absence aside."""
    size = image.shape[0]
    unit = size / 2.4
    kind = rng.choice(["hairs", "collar", "fold", "shadow", "none"], p=[0.2, 0.3, 0.15, 0.15, 0.2])
    if kind == "hairs":
        dark = np.percentile(image.reshape(-1, 3), 4, axis=0) + rng.uniform(0, 60)
        image = drawing.hairs(rng, image, dark, rng.integers(1, 8), ((0, size), (0, 0.6 * size)))
    elif kind == "collar":  # cloth over the lower part, V or round, with a hem
        t = np.linspace(-1, 1, 50)
        deep = rng.uniform(0.1, 1.0) * unit
        power = rng.choice([1.0, 1.2, 2.0, 3.0])
        edge = np.stack([size / 2 + t * rng.uniform(0.7, 1.3) * unit, rng.uniform(0.5, 1.1) * unit + deep * (1 - np.abs(t) ** power)], 1)
        cloth = rng.uniform(10, 250, 3) if rng.random() < 0.6 else np.full(3, rng.uniform(10, 250))
        area = np.vstack([edge, [(size + 5, edge[-1, 1]), (size + 5, size + 5), (-5, size + 5), (-5, edge[0, 1])]])
        where = drawing.coverage(size, lambda c, up: cv2.fillPoly(c, [drawing.ints(area, up)], 255, cv2.LINE_AA, 4))
        folds = cv2.GaussianBlur(rng.normal(0, 1, (size, size)).astype(np.float32), (0, 0), 12) * 12
        image = drawing.put(image, where, cloth * np.clip(1 + rng.uniform(0, 0.25) * folds[..., None], 0.5, 1.4))
        if rng.random() < 0.6:  # a hem runs beside the edge: even in tone, where a chain glitters
            for _ in range(rng.integers(1, 3)):
                line = edge + (0, rng.uniform(0.03, 0.14) * unit)
                image = drawing.put(image, drawing.stroke(size, line, rng.uniform(0.8, 3)) * rng.uniform(0.2, 0.8), cloth * rng.uniform(0.4, 1.3))
    elif kind == "fold":
        for _ in range(rng.integers(1, 4)):
            t = np.linspace(-1, 1, 40)
            line = np.stack([size / 2 + t * rng.uniform(0.3, 0.6) * unit, rng.uniform(0.2, 1.0) * unit + rng.uniform(-0.05, 0.2) * unit * (1 - t**2)], 1)
            soft = cv2.GaussianBlur(drawing.stroke(size, line, rng.uniform(2, 5)), (0, 0), rng.uniform(1, 3)).reshape(size, size, 1)
            image = image * (1 - rng.uniform(0.05, 0.3) * soft)
    elif kind == "shadow":
        line = drawing.curve(rng, (rng.uniform(0, size), rng.uniform(0, 0.4) * size), rng.uniform(0, 3), size * 0.8, rng.normal(0, 1))
        soft = cv2.GaussianBlur(drawing.stroke(size, line, rng.uniform(6, 30)), (0, 0), rng.uniform(1, 8)).reshape(size, size, 1)
        image = image * (1 - rng.uniform(0.1, 0.5) * soft)
    return image


def sample(rng, item):
    image = item["image"].astype(np.float32)
    yes = item["truth"] == "yes"
    if rng.random() < 0.5:
        image = image[:, ::-1].copy()
    if not yes and rng.random() < 0.75:
        image = cord(rng, image)
    if not yes and rng.random() < 0.5:
        image, yes = necklace(rng, image), True
    return drawing.seen(rng, image, SIZE), yes


def plain(item):
    """The patch as it is, at the network's size."""
    return cv2.resize(item["image"], (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def known(item):
    return 1.0 if item["truth"] == "yes" else 0.0
