"""Hats, caps, turbans, hoods, scarves and headphones drawn on a labelled crop."""
import cv2
import numpy as np

from crops import CLOTHES, COVER, HAIR, STORED, UNKNOWN
from draw import EYE_Y, GRID_X, GRID_Y, MIDDLE, UNIT, fabric, lay, light, line_of, mask_of, soft_noise, tones_of

KINDS = {"cap": 0.24, "beanie": 0.21, "brim": 0.17, "band": 0.08, "board": 0.04, "turban": 0.10, "beret": 0.06, "small": 0.04, "helmet": 0.06}


def dome(rng, head, base, extra, top, power):
    """Outline over the head from `base` up to `top`, its middle, half its width, and the turn that tilts it."""
    half = head.half_width() * extra
    mid = (head.left + head.right) / 2 + rng.normal(0, 0.04) * UNIT
    t = np.linspace(np.pi, 2 * np.pi, 40)
    x = mid + half * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power)
    y = base - (base - top) * np.abs(np.sin(t)) ** (2 / power)
    bow = rng.uniform(-0.25, 0.3) * UNIT  # the base's middle above or below its ends
    under = np.linspace(1, -1, 20)
    low = np.stack([mid + half * under, base + bow * (1 - under ** 2)], 1)
    return np.vstack([np.stack([x, y], 1), low]), mid, half


def tilt(points, angle, about):
    c, s = np.cos(angle), np.sin(angle)
    return (points - about) @ np.array([[c, s], [-s, c]]) + about


def seams(rng, mid, base, top, half):
    """Dark lines from the crown to the edge, and a button."""
    out = np.zeros((STORED, STORED), np.float32)
    for x in rng.uniform(-0.95, 0.95, rng.integers(1, 5)):
        bend = np.linspace(0, 1, 8)
        out = np.maximum(out, line_of(np.stack([mid + half * x * np.sqrt(bend), top + (base - top) * bend], 1), 1))
    return 1 - out[..., None] * rng.uniform(0.1, 0.4)


def badge(rng, cloth, mid, base, top):
    """Letters or a logo on the front."""
    high = rng.uniform(0.15, 0.4) * (base - top)
    wide = rng.uniform(0.2, 0.6) * UNIT
    y = base - rng.uniform(0.2, 0.55) * (base - top)
    mark = (np.abs(GRID_X - mid) < wide) & (np.abs(GRID_Y - y) < high / 2) & (soft_noise(rng, int(rng.integers(15, 45)))[..., 0] > rng.uniform(-0.3, 0.6))
    return np.where(cv2.GaussianBlur(mark.astype(np.float32), (0, 0), 0.7)[..., None] > 0.5, rng.uniform(5, 250, 3), cloth)


def hat(rng, image, label, head, bank):
    kind = rng.choice(list(KINDS), p=list(KINDS.values()))
    cloth = fabric(rng, bank, tones_of(image, label))
    base = EYE_Y - rng.uniform(0.3, 1.05) * UNIT
    crown = min(head.crown, base - 0.6 * UNIT)
    if kind == "small":  # a skull cap, a fascinator: little of it is seen from the front
        base = crown + rng.uniform(0.1, 0.45) * UNIT
        shape, _, _ = dome(rng, head, base, rng.uniform(0.5, 0.85), crown - rng.uniform(0, 0.12) * UNIT, 2.2)
        mask = mask_of(shape)
        return lay(image, label, mask, cloth * light(rng, mask), COVER, rng, rng.uniform(0, 0.4))
    if kind == "band":
        base = EYE_Y - rng.uniform(0.6, 1.2) * UNIT
        high = base - rng.uniform(0.15, 0.5) * UNIT
        shape, _, _ = dome(rng, head, base, rng.uniform(1.0, 1.12), crown, 2.5)
        mask = mask_of(shape) * (GRID_Y > high + rng.uniform(-0.3, 0) * UNIT * np.abs((GRID_X - MIDDLE) / UNIT))
        return lay(image, label, mask, cloth * light(rng, mask), COVER, rng, rng.uniform(0, 0.4))
    top = crown - rng.uniform(-0.02, 0.45) * UNIT
    shape, mid, half = dome(rng, head, base, rng.uniform(1.0, 1.3), top, rng.uniform(2, 3.2))
    about, angle = np.array([mid, EYE_Y]), rng.normal(0, 0.08)
    if kind == "beret":  # leaning over to one side
        side = rng.choice([-1, 1])
        shape[:, 0] += side * np.clip((base - shape[:, 1]) / UNIT, 0, 1) ** 2 * rng.uniform(0.05, 0.45) * UNIT
        angle += side * rng.uniform(0, 0.25)
    if kind == "turban":
        wrap = np.sin((GRID_Y + rng.uniform(-1, 1) * np.abs(GRID_X - MIDDLE)) / rng.uniform(2, 8)) * rng.uniform(0.05, 0.3)
        if rng.random() < 0.5:  # one fold over the other
            wrap = wrap * (GRID_X > MIDDLE) + np.roll(wrap[:, ::-1], int(rng.integers(9)), 0) * (GRID_X <= MIDDLE)
        cloth = cloth * (1 + wrap[..., None])
    if kind == "helmet":
        spot = np.exp(-(((GRID_X - mid - rng.normal(0, 0.4) * UNIT) / (0.25 * UNIT)) ** 2 + ((GRID_Y - top - 0.4 * UNIT) / (0.2 * UNIT)) ** 2))
        cloth = cloth + (255 - cloth) * (rng.uniform(0.2, 0.8) * spot)[..., None]
    if kind in ("cap", "helmet", "brim") and rng.random() < 0.7:
        cloth = cloth * seams(rng, mid, base, top, half)
    if rng.random() < 0.3:
        cloth = badge(rng, cloth, mid, base, top)
    mask = mask_of(tilt(shape, angle, about))
    image, label = lay(image, label, mask, cloth * light(rng, mask), COVER, rng, rng.uniform(0, 0.6))
    if kind in ("cap", "brim"):
        wide = half * (rng.uniform(0.7, 1.1) if kind == "cap" else rng.uniform(1.2, 2.1))
        t = np.linspace(0, 2 * np.pi, 50)
        drop = rng.uniform(0.1, 0.4) * UNIT
        flare = rng.uniform(-0.25, 0.35) * UNIT if kind == "brim" else 0  # ends hanging or turned up
        ring = np.stack([mid + wide * np.cos(t), base + rng.uniform(-0.05, 0.12) * UNIT + flare * np.cos(t) ** 2 + drop * np.sin(t) * (np.sin(t) > 0)
                         + (0.3 * drop * np.sin(t) * (np.sin(t) < 0) if kind == "brim" else 0)], 1)
        brim = mask_of(tilt(ring, angle, about))
        other = fabric(rng, bank) if rng.random() < 0.3 else cloth * rng.uniform(0.45, 1.05)
        image, label = lay(image, label, brim, other, COVER, rng, rng.uniform(0.2, 0.8))
        if kind == "brim" and rng.random() < 0.6:  # a ribbon
            ribbon = mask * (GRID_Y > base - rng.uniform(0.12, 0.35) * UNIT) * (GRID_Y < base)
            image, label = lay(image, label, ribbon, fabric(rng, bank), COVER, rng)
    elif kind == "board":
        wide, thick = half * rng.uniform(1.3, 1.9), rng.uniform(0.15, 0.5) * UNIT
        slant = rng.normal(0, 0.1) * UNIT
        board = mask_of(np.array([[mid - wide, top + slant], [mid, top - thick], [mid + wide, top - slant], [mid, top + thick]]))
        image, label = lay(image, label, board, cloth * rng.uniform(0.7, 1.2), COVER, rng, 0.2)
    elif rng.random() < 0.35:  # a turned-up edge
        edge = mask * (GRID_Y > base - rng.uniform(0.1, 0.5) * UNIT)
        image, label = lay(image, label, edge, (fabric(rng, bank) if rng.random() < 0.3 else cloth * rng.uniform(0.7, 1.2)), COVER, rng)
    return image, label


def hood(rng, image, label, head, bank):
    """A scarf tight round the face, or a hood that lets hair be seen; now and then of the clothes' cloth."""
    mid, half = (head.left + head.right) / 2 + rng.normal(0, 0.04) * UNIT, head.half_width()
    t = np.linspace(0, 2 * np.pi, 60)
    scarf = rng.random() < 0.55
    high = EYE_Y - (rng.uniform(0.45, 1.0) if scarf else rng.uniform(0.6, 1.35)) * UNIT
    low = head.chin + (rng.uniform(-0.1, 0.1) if scarf else rng.uniform(0.0, 0.7)) * UNIT
    opening = half * (rng.uniform(0.75, 0.97) if scarf else rng.uniform(0.9, 1.15))
    power = rng.uniform(1.7, 2.8)
    hole = np.stack([mid + opening * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power),
                     (high + low) / 2 + (low - high) / 2 * np.sign(np.sin(t)) * np.abs(np.sin(t)) ** (2 / power)], 1)
    if rng.random() < 0.3:  # peaked above
        hole[:, 1] -= rng.uniform(0, 0.25) * UNIT * np.exp(-((hole[:, 0] - mid) / (0.3 * UNIT)) ** 2) * (hole[:, 1] < EYE_Y)
    top = min(head.crown, high - 0.2 * UNIT) - rng.uniform(0, 0.3) * UNIT
    wide = max(half * rng.uniform(1.1, 1.5), opening * 1.08)
    bottom = head.chin + rng.uniform(0.4, 1.8) * UNIT
    spread = wide * rng.uniform(0.8, 1.7, 2)
    outer = mask_of(np.vstack([np.stack([mid + wide * np.cos(t[30:]), EYE_Y + (EYE_Y - top) * np.sin(t[30:])], 1),
                               [[mid + spread[0], bottom], [mid - spread[1], bottom]]]))
    mask = np.clip(outer - mask_of(hole), 0, 1)
    cloth = fabric(rng, bank, tones_of(image, label))
    if scarf:  # folds that run round the face
        round_face = np.hypot((GRID_X - mid) / wide, (GRID_Y - (high + low) / 2) / (low - high))
        cloth = cloth * (1 + rng.uniform(0, 0.3) * np.sin(round_face * rng.uniform(15, 60) + soft_noise(rng, 5)[..., 0] * 2))[..., None]
    if rng.random() < 0.4:  # with the clothes
        body = cv2.GaussianBlur((label == CLOTHES).astype(np.float32), (0, 0), 0.8)[..., None]
        image = image * (1 - body) + cloth * body
    inside = (mask_of(hole) * (label == HAIR))[..., None] * rng.uniform(0, 0.5)
    image, label = lay(image * (1 - inside), label, mask, cloth * light(rng, mask), COVER, rng, rng.uniform(0, 0.5))
    label[(mask > 0.05) & (GRID_Y > head.chin + 0.6 * UNIT)] = UNKNOWN
    return image, label


def headphones(rng, image, label, head, bank):
    cloth, half = fabric(rng, bank, tones_of(image, label)), head.half_width()
    if rng.random() < 0.5:
        cloth = np.ones_like(cloth) * rng.choice([rng.uniform(8, 60), rng.uniform(180, 250)]) * (1 + 0.05 * soft_noise(rng, 20))
    mid = (head.left + head.right) / 2
    t = np.linspace(np.pi, 2 * np.pi, 40)
    ears = head.points[[234, 454], 1].mean() + rng.uniform(-0.1, 0.2) * UNIT
    wide = half * rng.uniform(1.0, 1.25)
    arc = np.stack([mid + wide * np.cos(t), ears + (ears - head.crown + rng.uniform(-0.05, 0.25) * UNIT) * np.sin(t)], 1)
    band = line_of(arc, rng.uniform(0.07, 0.28) * UNIT)
    cups = np.zeros_like(band)
    wide_cup, high_cup, power = rng.uniform(0.12, 0.34) * UNIT, rng.uniform(0.28, 0.55) * UNIT, rng.uniform(2, 5)
    e = np.linspace(0, 2 * np.pi, 30)
    for x in (mid - wide, mid + wide):
        cups = np.maximum(cups, mask_of(np.stack([x + wide_cup * np.sign(np.cos(e)) * np.abs(np.cos(e)) ** (2 / power),
                                                  ears + high_cup * np.sign(np.sin(e)) * np.abs(np.sin(e)) ** (2 / power)], 1)))
    if rng.random() < 0.15:  # round the neck's back: only the cups show
        band = band * 0
    image, label = lay(image, label, band, cloth * light(rng, band), COVER, rng, 0.2)
    return lay(image, label, cups, cloth * light(rng, cups) * rng.uniform(0.6, 1.3), COVER, rng, 0.2)
