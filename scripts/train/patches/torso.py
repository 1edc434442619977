"""Shoulders and clothes: patches of patches.torso with the person's matte as a fourth channel. Three answers: bare shoulders, a large fur collar, a
busy pattern."""
import pathlib

import cv2
import numpy as np

import drawing
import patches

NAME, SIZE, CHANNELS = "torso", 96, 4
OUTPUTS = ("bare", "fur", "pattern")
BEYOND = (127.5, 127.5, 127.5)  # what lies beyond the photo
CHEEKS = (50, 280, 205, 425)


def items(data, facts, mattes=None):
    """`mattes`: the folder of `certphoto cutout --matte`; FACTS/../matte by itself."""
    mattes = pathlib.Path(mattes or pathlib.Path(facts).parent / "matte")
    for name, file, person, row, image, mesh in patches.photos(data, facts):
        path = mattes / name / (pathlib.Path(file).stem + ".png")
        matte = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) if path.exists() else None
        if matte is None or matte.shape != image.shape[:2]:
            continue
        square = patches.torso(mesh)
        points = square.points(mesh)
        yield {"set": name, "file": file, "person": person, "truth": "no", "image": square.cut(image, cv2.BORDER_CONSTANT, BEYOND),
               "matte": square.cut(matte, cv2.BORDER_CONSTANT), "points": points,
               "inside": square.cut(np.full(image.shape[:2], 255, np.uint8), cv2.BORDER_CONSTANT)[..., None] / 255.0}


def cloth_of(image, matte, points):
    """Where clothes are: below the chin, of the person, unlike the skin of face and neck. 0..1"""
    size = image.shape[0]
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    skin = np.array([lab[int(np.clip(points[i][1], 0, size - 1)), int(np.clip(points[i][0], 0, size - 1))] for i in CHEEKS]).mean(0)
    unit = size / 4.8
    y, x = np.mgrid[:size, :size].astype(np.float32)
    chin = points[patches.CHIN]
    like_skin = (np.abs(lab[..., 1] - skin[1]) < 9) & (np.abs(lab[..., 2] - skin[2]) < 9) & (lab[..., 0] > 0.35 * skin[0]) & (lab[..., 0] < skin[0] + 12)
    neck = (np.abs(x - chin[0]) < 0.75 * unit) & (y < chin[1] + 1.3 * unit)
    below = (y > chin[1] + 0.25 * unit)
    cloth = below & ~(like_skin & neck) & (matte > 128)
    cloth = cv2.morphologyEx(cloth.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5)))
    cloth = cv2.morphologyEx(cloth, cv2.MORPH_CLOSE, np.ones((9, 9)))
    return cv2.GaussianBlur(cloth.astype(np.float32), (0, 0), 1.0)[..., None] * (matte[..., None] / 255), skin


def shading(image, cloth):
    """Light and folds of the clothes, around 1."""
    grey = cv2.GaussianBlur(image.mean(-1), (0, 0), 1.5)
    inside = cloth[..., 0] > 0.5
    middle = np.median(grey[inside]) if inside.any() else 128
    return np.clip((grey + 20) / (middle + 20), 0.5, 1.5)[..., None]


def colour(rng):
    if rng.random() < 0.4:
        return np.full(3, rng.uniform(12, 245)) + rng.normal(0, 4, 3)
    return cv2.cvtColor(np.uint8([[[rng.integers(180), rng.integers(30, 230), rng.integers(30, 250)]]]), cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def plain_cloth(rng, size):
    """One colour; now and then a weave, an open jacket over a shirt, a print on the chest."""
    cloth = np.ones((size, size, 3), np.float32) * colour(rng)
    x = np.mgrid[:size, :size][1] / size
    if rng.random() < 0.3:
        wide = rng.uniform(0.04, 0.2) + rng.uniform(0, 0.3) * np.mgrid[:size, :size][0] / size * rng.choice([-1, 1])
        cloth[np.abs(x - 0.5) < wide] = colour(rng)
    if rng.random() < 0.3:
        cloth = cloth + rng.normal(0, rng.uniform(1, 8), (size, size, 1))
    return cloth


def busy(rng, size):
    """Stripes, checks, dots, flowers."""
    y, x = np.mgrid[:size, :size].astype(np.float32)
    a, b = colour(rng), colour(rng)
    while np.abs(a - b).mean() < 45:
        a, b = colour(rng), colour(rng)
    kind = rng.choice(["stripes", "checks", "dots", "flowers", "leopard"])
    step = rng.uniform(6, 22)
    turn = rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)])
    bend = rng.uniform(0, 4) * np.sin(y / rng.uniform(15, 40)) + rng.uniform(0, 4) * np.sin(x / rng.uniform(15, 40))
    u, v = x * np.cos(turn) + y * np.sin(turn) + bend, -x * np.sin(turn) + y * np.cos(turn) + bend
    if kind == "stripes":
        mix = (np.mod(u / step, 1) < rng.uniform(0.25, 0.6)).astype(np.float32)
    elif kind == "checks":
        duty = rng.uniform(0.3, 0.6)
        mix = ((np.mod(u / step, 1) < duty).astype(np.float32) + (np.mod(v / step, 1) < duty)) / 2
    elif kind == "dots":
        mix = (np.hypot(np.mod(u, step) - step / 2, np.mod(v, step) - step / 2) < step * rng.uniform(0.2, 0.4)).astype(np.float32)
    else:
        noise = cv2.GaussianBlur(rng.normal(0, 1, (size, size)).astype(np.float32), (0, 0), step / (3 if kind == "flowers" else 4))
        noise = noise / noise.std()
        mix = (noise > 0.5).astype(np.float32) if kind == "flowers" else (np.abs(noise) < 0.4).astype(np.float32)
    mix = cv2.GaussianBlur(mix, (0, 0), 0.6)[..., None]
    cloth = a * (1 - mix) + b * mix
    if kind == "flowers" and rng.random() < 0.7:
        more = cv2.GaussianBlur(rng.normal(0, 1, (size, size)).astype(np.float32), (0, 0), step / 4)
        cloth = drawing.put(cloth, (more / more.std() > 0.9).astype(np.float32)[..., None], np.ones(3) * colour(rng))
    return cloth


def bare(rng, image, cloth, skin, points):
    """Shoulders without sleeves: the skin's colour over the clothes, but for a top with straps."""
    size = image.shape[0]
    unit = size / 4.8
    chin = points[patches.CHIN]
    y, x = np.mgrid[:size, :size].astype(np.float32)
    top = chin[1] + rng.uniform(1.15, 1.7) * unit + rng.uniform(0, 0.15) * unit * np.cos((x - chin[0]) / unit * rng.uniform(0.8, 2))
    inner, width = rng.uniform(0.5, 0.95) * unit, rng.choice([0, rng.uniform(0.04, 0.12), rng.uniform(0.12, 0.4)], p=[0.25, 0.4, 0.35]) * unit
    away = np.abs(x - chin[0])
    strap = (away > inner) & (away < inner + width)
    covered = (y > top) & (away < rng.uniform(1.2, 1.7) * unit) | strap
    free = cloth * (1 - cv2.GaussianBlur(covered.astype(np.float32), (0, 0), 1.0)[..., None])
    tone = cv2.cvtColor(np.float32([[skin * (rng.uniform(0.8, 1.05), 1, 1)]]), cv2.COLOR_LAB2RGB)[0, 0] * 255
    blotch = cv2.GaussianBlur(rng.normal(0, 1, (size, size)).astype(np.float32), (0, 0), rng.uniform(8, 20))
    light = 1 + 0.1 * blotch[..., None] / blotch.std()
    shade = 1 + (shading(image, cloth) - 1) * rng.uniform(0.1, 0.6)
    return drawing.put(image, free, np.clip(tone * light * shade, 0, 255))


def fur(rng, image, matte, points):
    """A large fur collar: hairs that stand out from a band around the neck, over clothes, jaw and wall."""
    size = image.shape[0]
    unit = size / 4.8
    chin = points[patches.CHIN]
    base = [np.array(c, np.float32) for c in ((60, 42, 30), (120, 92, 66), (175, 150, 120), (30, 28, 28), (225, 220, 212), (140, 138, 138), (190, 160, 110))]
    base = base[rng.integers(len(base))] * rng.uniform(0.7, 1.1)
    out, where = image.copy(), np.zeros((size, size), np.float32)
    half, drop = rng.uniform(0.85, 1.5) * unit, rng.uniform(0.5, 1.3) * unit
    thick = rng.uniform(0.3, 0.7) * unit
    top = chin[1] + rng.uniform(-0.15, 0.45) * unit
    for _ in range(int(rng.uniform(500, 900))):
        t = rng.uniform(-1, 1)
        at = np.array([chin[0] + half * t, top + drop * (1 - abs(t) ** 1.5)]) + rng.normal(0, 0.4, 2) * thick
        away = np.arctan2(at[1] - chin[1] - 0.6 * unit, at[0] - chin[0]) + rng.normal(0, 0.6)
        length = rng.uniform(0.15, 0.4) * unit
        line = drawing.curve(rng, at, away, length, rng.normal(0, 0.8), steps=5)
        tone = base * np.clip(rng.normal(1, 0.3), 0.3, 1.7)
        width = int(rng.choice([1, 1, 2]))
        cv2.polylines(out, [np.round(line * 16).astype(np.int32)], False, [float(c) for c in np.clip(tone, 0, 255)], width, cv2.LINE_AA, 4)
        cv2.polylines(where, [np.round(line * 16).astype(np.int32)], False, 1.0, width, cv2.LINE_AA, 4)
    out = cv2.GaussianBlur(out, (0, 0), 0.5)
    return out, np.maximum(matte, np.clip(cv2.GaussianBlur(where, (0, 0), 1.5) * 1.6, 0, 1) * 255)


def sample(rng, item):
    image, matte = item["image"].astype(np.float32), item["matte"].astype(np.float32)
    points = item["points"]
    flipped = rng.random() < 0.5
    if flipped:
        size = image.shape[0]
        image, matte = image[:, ::-1].copy(), matte[:, ::-1].copy()
        points = points * (-1, 1) + (size, 0)
    cloth, skin = cloth_of(image, matte, points)
    size = image.shape[0]
    shade = shading(image, cloth)
    truth = [0.0, 0.0, 0.0]
    inside = item["inside"] if not flipped else item["inside"][:, ::-1]
    if rng.random() < 0.45:  # another wall
        wall = np.ones_like(image) * colour(rng) * (1 + rng.normal(0, 0.1) * np.mgrid[:size, :size][0][..., None] / size)
        image = drawing.put(image, (1 - matte[..., None] / 255) * inside, wall)
    kind = rng.choice(["none", "plain", "bare", "fur", "pattern"], p=[0.16, 0.24, 0.22, 0.16, 0.22])
    if kind in ("plain", "bare", "fur") and rng.random() < (1 if kind == "plain" else 0.7):
        image = drawing.put(image, cloth, np.clip(plain_cloth(rng, size) * shade, 0, 255))
    if kind == "bare":
        image, truth[0] = bare(rng, image, cloth, skin, points), 1.0
    elif kind == "fur":
        (image, matte), truth[1] = fur(rng, image, matte, points), 1.0
    elif kind == "pattern":
        image, truth[2] = drawing.put(image, cloth, np.clip(busy(rng, size) * shade, 0, 255)), 1.0
    if kind in ("none", "plain") and rng.random() < 0.25:
        dark = np.percentile(image.reshape(-1, 3), 4, axis=0) + rng.uniform(0, 60)
        image = drawing.hairs(rng, image, dark, rng.integers(1, 8), ((0.2 * size, 0.8 * size), (0, 0.5 * size)))
    if kind == "none":
        truth[2] = -1.0  # their own clothes were not looked at for patterns
    image = image * inside + np.array(BEYOND) * (1 - inside)
    return drawing.seen(rng, np.dstack([image, matte * inside[..., 0]]), SIZE), np.array(truth, np.float32)


def plain(item):
    """The patch as it is, at the network's size."""
    return cv2.resize(np.dstack([item["image"], item["matte"]]), (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def known(item):
    return np.zeros(3, np.float32)
