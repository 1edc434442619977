"""Earrings at an ear: patches of patches.ear, drawn studs, hoops, drops and earphones."""
import numpy as np

import drawing
import patches

NAME, SIZE, CHANNELS = "ear", 64, 3
WIDTHS = (16, 24, 32, 48)
POSITIVE = "an earring, a stud or an earphone at the ear"
# Where lobes are, in parts of the patch's width and height; seen on london and canada.
LOBE_X, LOBE_Y = (0.42, 0.62), (0.58, 0.78)


def items(data, facts):
    told = patches.labels()
    for name, file, person, row, image, mesh in patches.photos(data, facts):
        for right in (False, True):
            square = patches.ear(mesh, right)
            mark = told.get(file, {}).get("ear_right" if right else "ear_left", "no")
            yield {"set": name, "file": file, "person": person, "truth": mark, "image": square.cut(image),
                   "fine": patches.UP * SIZE / 1.2 < 2.2 / square.scale * square.per_unit}


def earring(rng, image, wide=1.0):
    """`wide` spreads sizes beyond those of training."""
    size = image.shape[0]
    unit = size / 1.2
    lobe = np.array([rng.uniform(*LOBE_X), rng.uniform(*LOBE_Y)]) * size
    colour = drawing.metal(rng)
    kind = rng.choice(["stud", "gem", "hoop", "drop", "button", "phone"], p=[0.24, 0.12, 0.24, 0.24, 0.08, 0.08])
    if kind in ("stud", "gem"):
        radius = rng.uniform(0.028, 0.065) * unit * wide
        for _ in range(1 if rng.random() < 0.85 else 2):
            shape = drawing.ball if kind == "stud" else drawing.facets
            image = shape(rng, image, lobe, radius, colour)
            lobe = lobe + (rng.uniform(-0.02, 0.05) * unit, -rng.uniform(0.08, 0.14) * unit)
    elif kind == "button":
        image = drawing.ball(rng, image, lobe, rng.uniform(0.065, 0.13) * unit * wide, colour, rng.uniform(0.7, 1.5))
    elif kind == "hoop":
        a, b = rng.uniform(0.02, 0.2) * unit * wide, rng.uniform(0.05, 0.28) * unit * wide
        t = np.linspace(-np.pi / 2 + rng.uniform(0, 0.5), 1.5 * np.pi - rng.uniform(0, 1.2), 48)
        ring = lobe + np.stack([a * np.cos(t), b * (1 + np.sin(t))], 1)
        image = drawing.wire(rng, image, ring, rng.uniform(0.014, 0.06) * unit, colour)
    elif kind == "drop":
        at = lobe.copy()
        if rng.random() < 0.6:
            image = drawing.ball(rng, image, at, rng.uniform(0.02, 0.05) * unit, colour)
        length = rng.uniform(0.04, 0.3) * unit * wide
        image = drawing.wire(rng, image, [at, at + (rng.normal(0, 0.01) * unit, length)], rng.uniform(0.012, 0.03) * unit, colour)
        at = at + (0, length)
        other = drawing.metal(rng) if rng.random() < 0.5 else colour
        for _ in range(rng.integers(1, 4)):
            r = rng.uniform(0.03, 0.085) * unit * wide
            image = drawing.ball(rng, image, at + (0, r), r, other, rng.uniform(0.9, 2.0)) if rng.random() < 0.7 else drawing.facets(rng, image, at + (0, r), r, other)
            at = at + (0, r * rng.uniform(1, 2))
    else:
        at = lobe - (rng.uniform(-0.06, 0.04) * unit, rng.uniform(0.15, 0.25) * unit)
        colour = np.array([(240, 240, 242), (28, 28, 30), (245, 245, 245), (200, 190, 180)][rng.integers(4)], np.float32)
        image = drawing.ball(rng, image, at, rng.uniform(0.06, 0.1) * unit, colour, rng.uniform(0.8, 1.4))
        if rng.random() < 0.8:
            end = at + (rng.uniform(0, 0.05) * unit, rng.uniform(0.12, 0.6) * unit)
            image = drawing.wire(rng, image, [at, end], rng.uniform(0.02, 0.06) * unit, colour)
    return image


def distract(rng, image):
    """What is no earring: hairs, a shine or a mole on the skin, an edge behind the ear, the end of a temple."""
    size = image.shape[0]
    if rng.random() < 0.3:  # a curl of hair beside the ear, as round as a hoop
        dark = np.percentile(image.reshape(-1, 3), 4, axis=0) + rng.uniform(0, 60)
        at, a, b = rng.uniform(0.05, 0.6, 2) * size + (0, 0.35 * size), rng.uniform(0.04, 0.2) * size, rng.uniform(0.04, 0.2) * size
        for _ in range(rng.integers(1, 6)):  # strands side by side
            t = np.linspace(0, rng.uniform(2.5, 7), 40) + rng.uniform(0, 6)
            grow = np.linspace(1, rng.uniform(0.5, 1.6), 40)
            ring = at + rng.normal(0, 3, 2) + np.stack([a * grow * np.cos(t), b * grow * np.sin(t)], 1)
            image = drawing.put(image, drawing.stroke(size, ring, rng.uniform(0.8, 3)) * rng.uniform(0.5, 1), dark * rng.uniform(0.6, 1.6))
    if rng.random() < 0.35:
        dark = np.percentile(image.reshape(-1, 3), 4, axis=0) + rng.uniform(0, 50)
        image = drawing.hairs(rng, image, dark, rng.integers(1, 7), ((0, 0.7 * size), (0, 0.8 * size)))
    if rng.random() < 0.2:
        at = rng.uniform(0.2, 1, 2) * size
        spot = np.exp(-(((np.mgrid[:size, :size] - at[::-1, None, None]) / (rng.uniform(0.02, 0.09) * size)) ** 2).sum(0))[..., None]
        image = image * (1 + rng.uniform(-0.35, 0.35) * spot)
    if rng.random() < 0.12:
        y = rng.uniform(0.0, 0.2) * size
        image = drawing.put(image, drawing.stroke(size, [(0.45 * size, y + rng.normal(0, 3)), (size, y)], rng.uniform(2, 8)), drawing.metal(rng) * 0.6)
    if rng.random() < 0.12:
        at = np.array([rng.uniform(0, 0.35), rng.uniform(0.5, 1)]) * size
        where = drawing.blob(size, at, rng.uniform(0.1, 0.3) * size, rng.uniform(0.5, 2), rng.uniform(0, 3))
        image = drawing.put(image, where, rng.uniform(20, 240, 3) * np.ones_like(image))
    return image


def sample(rng, item):
    image = item["image"].astype(np.float32)
    yes = item["truth"] == "yes"
    image = distract(rng, image)
    if not yes and rng.random() < 0.5:
        image, yes = earring(rng, image), True
        if rng.random() < 0.2:
            image = drawing.hairs(rng, image, np.percentile(image.reshape(-1, 3), 4, axis=0), 2, ((0, 70), (0, 70)))
    return drawing.seen(rng, image, SIZE), yes


def plain(item):
    """The patch as it is, at the network's size."""
    import cv2
    return cv2.resize(item["image"], (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def known(item):
    return 1.0 if item["truth"] == "yes" else 0.0
