"""A frame over the eye: patches of patches.lens, with frames drawn beside the eye and across it."""
import cv2
import numpy as np

import drawing
import patches

NAME, SIZE, CHANNELS = "lens", 48, 3
EYES = ([33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
        [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249])
# Share of the opened eye under the frame: below, a frame touches a lid; above, it is over the eye.
BESIDE, OVER = 0.01, 0.06


def items(data, facts):
    for name, file, person, row, image, mesh in patches.photos(data, facts):
        glasses = row.get("glasses") or "no"
        for right in (False, True):
            square = patches.lens(mesh, right)
            yield {"set": name, "file": file, "person": person, "truth": "no", "glasses": glasses, "image": square.cut(image),
                   "eye": square.points(mesh[EYES[right]]), "weight": 2.0 if glasses == "yes" else 1.0}


def frame(rng, image, eye, over):
    """Glasses around the eye; `over`: pushed until the rim or the bar lies across it. Returns the picture and the share of the eye under it."""
    size = image.shape[0]
    unit = size / 1.0
    centre = eye.mean(0)
    opened = drawing.coverage(size, lambda c, up: cv2.fillPoly(c, [drawing.ints(eye, up)], 255, cv2.LINE_AA, 4))
    half = np.array([rng.uniform(0.32, 0.5), rng.uniform(0.2, 0.42)]) * unit
    at = centre + (rng.normal(0, 0.04) * unit, rng.uniform(-0.03, 0.1) * unit)
    width = rng.uniform(0.012, 0.11) * unit
    if over:
        # The upper rim comes down over the eye, the lower one up, or a side comes in.
        kind = rng.choice(["low", "high", "side"], p=[0.7, 0.2, 0.1])
        reach = rng.uniform(-0.08, 0.08) * unit
        if kind == "low":
            at[1] = centre[1] + half[1] + reach
        elif kind == "high":
            at[1] = centre[1] - half[1] + reach
        else:
            at[0] = centre[0] + rng.choice([-1, 1]) * (half[0] + reach)
    t = np.linspace(0, 2 * np.pi, 80)
    power = 2 / rng.uniform(2.0, 5.0)
    c, s = np.cos(t), np.sin(t)
    turn = rng.normal(0, 0.06)
    ring = np.stack([np.sign(c) * np.abs(c) ** power * half[0], np.sign(s) * np.abs(s) ** power * half[1]], 1)
    ring = ring @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + at
    colour = drawing.metal(rng) if rng.random() < 0.5 else np.full(3, rng.uniform(5, 90)) * rng.uniform(0.8, 1.2, 3)
    if rng.random() < 0.2:  # half rims: the upper part only
        ring = ring[ring[:, 1] < at[1] + 0.1 * half[1]]
        ring = ring[np.argsort(ring[:, 0])]
    where = drawing.stroke(size, ring, width)
    solid = where * rng.uniform(0.8, 1)
    shine = 1 + 0.5 * rng.random() * np.clip((at[1] - np.mgrid[:size, :size][0]) / unit, 0, 1)[..., None]
    if rng.random() < 0.5:
        below = cv2.GaussianBlur(np.roll(where, int(0.03 * unit), 0), (0, 0), 0.02 * unit).reshape(size, size, 1)
        image = image * (1 - 0.35 * below * (1 - where))
    image = drawing.put(image, solid, np.clip(colour * shine * drawing.light_of(image, where + 1e-3), 0, 255))
    return image, float((where * opened).sum() / (opened.sum() + 1e-3))


def sample(rng, item):
    image = item["image"].astype(np.float32)
    share = 0.0
    chance = rng.random()
    # Those who wear glasses keep them; most others get some, half of them over the eye.
    if item["glasses"] == "no" and chance < 0.9:
        for _ in range(4):
            made, share = frame(rng, image, item["eye"], chance < 0.5)
            if share < BESIDE or share > OVER:
                image = made
                break
        else:
            share = 0.0
    if rng.random() < 0.15:  # a highlight is no frame
        size = image.shape[0]
        spot = drawing.blob(size, rng.uniform(0.2, 0.8, 2) * size, rng.uniform(0.03, 0.12) * size, rng.uniform(0.3, 1), rng.uniform(0, 3))
        image = image + 200 * rng.uniform(0.3, 1) * cv2.GaussianBlur(spot, (0, 0), 1.5).reshape(size, size, 1)
    return drawing.seen(rng, image, SIZE), share > OVER


def plain(item):
    """The patch as it is, at the network's size."""
    return cv2.resize(item["image"], (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def known(item):
    return 0.0
