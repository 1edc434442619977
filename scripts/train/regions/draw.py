"""Things drawn on a labelled crop with known truth: hats, scarves, masks, objects, fringes, headphones, glasses, bare shoulders."""
import cv2
import numpy as np

from crops import (BACKGROUND, BELOW, CLOTHES, COVER, EYES, GLASSES, HAIR, REACH, SKIN, STORED, UNKNOWN)

UNIT = STORED / REACH
GRID_Y, GRID_X = np.mgrid[:STORED, :STORED].astype(np.float32)
EYE_Y = STORED / 2 - BELOW * UNIT
MIDDLE = STORED / 2


def soft_noise(rng, cells, channels=1):
    return cv2.resize(rng.normal(0, 1, (cells, cells, channels)).astype(np.float32), (STORED, STORED),
                      interpolation=cv2.INTER_CUBIC).reshape(STORED, STORED, channels)


def mask_of(*polygons):
    out = np.zeros((STORED, STORED), np.float32)
    cv2.fillPoly(out, [np.round(np.asarray(p) * 16).astype(np.int32) for p in polygons], 1.0, lineType=cv2.LINE_AA, shift=4)
    return np.clip(out, 0, 1)


def line_of(points, width, closed=False):
    out = np.zeros((STORED, STORED), np.uint8)
    cv2.polylines(out, [np.round(np.asarray(points) * 16).astype(np.int32)], closed, 255, max(1, int(round(width))), cv2.LINE_AA, 4)
    return out.astype(np.float32) / 255


def colour(rng):
    kind = rng.random()
    if kind < 0.28:  # black to grey
        return np.full(3, rng.uniform(8, 90)) + rng.normal(0, 5, 3)
    if kind < 0.42:  # white
        return np.full(3, rng.uniform(190, 250)) + rng.normal(0, 6, 3)
    if kind < 0.52:  # browns and beiges, near hair and skin
        return rng.uniform(0.3, 1.2) * np.array([190, 145, 110]) + rng.normal(0, 12, 3)
    return rng.uniform(10, 240, 3)


def fabric(rng, bank):
    """A picture of cloth, 0..255."""
    base = np.clip(colour(rng), 3, 252)
    out = np.ones((STORED, STORED, 3), np.float32) * base
    kind = rng.random()
    if kind < 0.3 and len(bank):  # a piece of a real picture: cloth, walls
        piece = bank[rng.integers(len(bank))]
        size = int(STORED * rng.uniform(0.25, 0.9))
        y, x = rng.integers(0, STORED - size, 2)
        piece = cv2.resize(piece[y:y + size, x:x + size], (STORED, STORED)).astype(np.float32)
        out = np.clip(piece + (base - piece.mean((0, 1))) * (rng.random() < 0.5), 0, 255)
    elif kind < 0.42:  # stripes or checks
        other, turn, period = np.clip(colour(rng), 3, 252), rng.uniform(0, np.pi), rng.uniform(4, 24)
        wave = np.sin((GRID_X * np.cos(turn) + GRID_Y * np.sin(turn)) / period * 6.28)
        if rng.random() < 0.5:
            wave = np.maximum(wave, np.sin((GRID_X * np.sin(turn) - GRID_Y * np.cos(turn)) / period * 6.28))
        out = np.where((wave > rng.uniform(-0.5, 0.7))[..., None], other, out)
    elif kind < 0.52:  # a print
        out = np.where(soft_noise(rng, int(rng.integers(8, 40))) > rng.uniform(0.3, 1.5), np.clip(colour(rng), 3, 252), out)
    grain = soft_noise(rng, int(rng.integers(40, 200))) * rng.uniform(0, 0.09)
    folds = soft_noise(rng, int(rng.integers(3, 9))) * rng.uniform(0, 0.22)
    knit = 0.0
    if rng.random() < 0.2:
        knit = np.sin(GRID_X / rng.uniform(1.5, 4) + np.sin(GRID_Y / 2))[..., None] * rng.uniform(0.03, 0.15)
    return out * np.clip(1 + grain + folds + knit, 0.15, 1.8)


def light(rng, mask):
    """Roundness: darker towards the edges of what is drawn, brighter on one side."""
    inside = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    edge = np.clip(inside / (rng.uniform(0.1, 0.6) * UNIT), 0, 1)
    side = 1 + rng.normal(0, 0.15) * (GRID_X - MIDDLE) / (2 * UNIT)
    return np.clip((1 - rng.uniform(0, 0.5) * (1 - edge)) * side, 0.2, 1.6)[..., None]


def lay(image, label, mask, picture, kind, rng, shadow=0.0):
    if shadow:  # of the thing on what lies below it
        shade = cv2.GaussianBlur(np.roll(mask, int(rng.uniform(0.05, 0.25) * UNIT), 0), (0, 0), rng.uniform(0.04, 0.15) * UNIT)
        image = image * (1 - shadow * shade * (label != BACKGROUND))[..., None]
    m = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.4, 1.1))[..., None]
    image = image * (1 - m) + picture * m
    label = label.copy()
    label[(mask > 0.05) & (mask < 0.95)] = UNKNOWN
    label[mask >= 0.95] = kind
    return image, label


class Head:
    """Where the head is on a crop, from its labels and mesh."""

    def __init__(self, label, points, matte):
        person = matte > 128
        column = person[:, int(MIDDLE - 0.5 * UNIT):int(MIDDLE + 0.5 * UNIT)].any(1)
        self.crown = float(np.argmax(column)) if column.any() else EYE_Y - 1.7 * UNIT
        self.left, self.right = points[234, 0], points[454, 0]
        self.chin = points[152, 1]
        self.points = points

    def half_width(self):
        return (self.right - self.left) / 2


def dome(rng, head, base, extra, top, power):
    half = head.half_width() * extra
    mid = (head.left + head.right) / 2 + rng.normal(0, 0.04) * UNIT
    t = np.linspace(np.pi, 2 * np.pi, 40)
    x = mid + half * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power)
    y = base - (base - top) * np.abs(np.sin(t)) ** (2 / power)
    bow = rng.uniform(-0.25, 0.3) * UNIT  # the base's middle above or below its ends
    under = np.linspace(1, -1, 20)
    low = np.stack([mid + half * under, base + bow * (1 - under ** 2)], 1)
    return np.vstack([np.stack([x, y], 1), low]), mid, half


def hat(rng, image, label, head, bank):
    kind = rng.choice(["cap", "beanie", "brim", "band", "board", "turban"], p=[0.27, 0.25, 0.18, 0.1, 0.07, 0.13])
    base = EYE_Y - rng.uniform(0.3, 1.05) * UNIT
    crown = min(head.crown, base - 0.6 * UNIT)
    top = crown - rng.uniform(-0.02, 0.45) * UNIT
    if kind == "band":
        base = EYE_Y - rng.uniform(0.6, 1.2) * UNIT
        high = base - rng.uniform(0.15, 0.5) * UNIT
        shape, _, _ = dome(rng, head, base, rng.uniform(1.0, 1.12), crown, 2.5)
        mask = mask_of(shape) * (GRID_Y > high + rng.uniform(-0.3, 0) * UNIT * np.abs((GRID_X - MIDDLE) / UNIT))
        return lay(image, label, mask, fabric(rng, bank) * light(rng, mask), COVER, rng, rng.uniform(0, 0.4))
    shape, mid, half = dome(rng, head, base, rng.uniform(1.0, 1.3), top, rng.uniform(2, 3.2))
    cloth = fabric(rng, bank)
    if kind == "turban":
        wrap = np.sin((GRID_Y + rng.uniform(-1, 1) * np.abs(GRID_X - MIDDLE)) / rng.uniform(3, 8)) * rng.uniform(0.05, 0.25)
        cloth = cloth * (1 + wrap[..., None])
    mask = mask_of(shape)
    image, label = lay(image, label, mask, cloth * light(rng, mask), COVER, rng, rng.uniform(0, 0.6))
    if kind in ("cap", "brim"):
        wide = half * (rng.uniform(0.75, 1.1) if kind == "cap" else rng.uniform(1.2, 2.1))
        t = np.linspace(0, 2 * np.pi, 50)
        drop = rng.uniform(0.1, 0.4) * UNIT
        ring = np.stack([mid + wide * np.cos(t), base + rng.uniform(-0.05, 0.12) * UNIT + drop * np.sin(t) * (np.sin(t) > 0)
                         + (0.3 * drop * np.sin(t) * (np.sin(t) < 0) if kind == "brim" else 0)], 1)
        brim = mask_of(ring)
        other = fabric(rng, bank) if rng.random() < 0.3 else cloth * rng.uniform(0.6, 1.05)
        image, label = lay(image, label, brim, other, COVER, rng, rng.uniform(0.2, 0.7))
    elif kind == "board":
        wide, thick = half * rng.uniform(1.3, 1.9), rng.uniform(0.15, 0.5) * UNIT
        tilt = rng.normal(0, 0.1) * UNIT
        board = mask_of(np.array([[mid - wide, top + tilt], [mid, top - thick], [mid + wide, top - tilt], [mid, top + thick]]))
        image, label = lay(image, label, board, cloth * rng.uniform(0.7, 1.2), COVER, rng, 0.2)
    elif rng.random() < 0.3:  # a turned-up edge
        edge = mask * (GRID_Y > base - rng.uniform(0.1, 0.4) * UNIT)
        image, label = lay(image, label, edge, (fabric(rng, bank) if rng.random() < 0.3 else cloth * rng.uniform(0.7, 1.2)), COVER, rng)
    return image, label


def hood(rng, image, label, head, bank):
    mid, half = (head.left + head.right) / 2, head.half_width()
    t = np.linspace(0, 2 * np.pi, 60)
    high = EYE_Y - rng.uniform(0.45, 1.15) * UNIT
    low = head.chin + rng.uniform(-0.08, 0.2) * UNIT
    opening = mask_of(np.stack([mid + half * rng.uniform(0.78, 1.05) * np.cos(t), (high + low) / 2 + (low - high) / 2 * np.sin(t)], 1))
    top = min(head.crown, high - 0.3 * UNIT) - rng.uniform(0, 0.3) * UNIT
    wide = half * rng.uniform(1.15, 1.5)
    bottom = head.chin + rng.uniform(0.7, 1.6) * UNIT
    spread = wide * rng.uniform(1, 1.6, 2)
    outer = mask_of(np.vstack([np.stack([mid + wide * np.cos(t[30:]), EYE_Y + (EYE_Y - top) * np.sin(t[30:])], 1),
                               [[mid + spread[0], bottom], [mid - spread[1], bottom]]]))
    mask = np.clip(outer - opening, 0, 1)
    image, label = lay(image, label, mask, fabric(rng, bank) * light(rng, mask), COVER, rng, rng.uniform(0, 0.5))
    label[(mask > 0.05) & (GRID_Y > head.chin + 0.6 * UNIT)] = UNKNOWN
    return image, label


def face_mask(rng, image, label, head, bank):
    p = head.points
    bridge = p[6] * (1 - (a := rng.uniform(0.15, 1.15))) + p[4] * a
    jaw = [93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323]
    grow = rng.uniform(1.0, 1.14)
    centre = p[13]
    low = centre + (p[jaw] - centre) * grow
    upper = [p[116] * 0.5 + p[93] * 0.5, p[117] * 0.6 + p[50] * 0.4, p[126] * 0.7 + bridge * 0.3]
    other = [p[355] * 0.7 + bridge * 0.3, p[346] * 0.6 + p[280] * 0.4, p[345] * 0.5 + p[323] * 0.5]
    drop = np.array([0, max(0.0, bridge[1] - p[195][1]) * 0.8])
    outline = np.vstack([[q + drop for q in upper], [bridge], [q + drop for q in other], low[::-1]])
    mask = mask_of(outline)
    kind = rng.random()
    if kind < 0.45:  # surgical: pale blue, white, green, black
        base = np.array([(150, 195, 215), (235, 238, 240), (150, 205, 190), (30, 30, 34)][rng.integers(4)]) + rng.normal(0, 12, 3)
        cloth = np.ones((STORED, STORED, 3), np.float32) * base * (1 + 0.04 * soft_noise(rng, 60))
        for _ in range(rng.integers(0, 4)):
            y = rng.uniform(bridge[1], head.chin)
            cloth *= (1 - rng.uniform(0.05, 0.2) * np.exp(-((GRID_Y - y) / 1.5) ** 2))[..., None]
    else:
        cloth = fabric(rng, bank)
    ridge = 1 + rng.uniform(0, 0.15) * np.exp(-((GRID_X - p[4, 0]) / (0.15 * UNIT)) ** 2)
    image, label = lay(image, label, mask, cloth * light(rng, mask) * ridge[..., None], COVER, rng, rng.uniform(0, 0.4))
    for corner, ear in ((outline[0], p[234]), (outline[6], p[454]), (low[2], p[234]), (low[-3], p[454])):
        out = ear + (ear - centre) * rng.uniform(0, 0.15)
        cord = line_of([corner, out], rng.uniform(1, 2.2))
        image = image * (1 - cord[..., None]) + cloth.mean((0, 1)) * cord[..., None]
        label[cord > 0.2] = UNKNOWN
    return image, label


def blob(rng, image, label, head, bank):
    """Something before the face: a phone, a cup, a cloth, a hand."""
    p = head.points
    at = p[rng.choice([13, 152, 50, 280, 205, 425, 33, 263, 10, 1, 58, 288])] + rng.normal(0, 0.15, 2) * UNIT
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    r = rng.uniform(0.25, 0.9) * UNIT * (1 + 0.25 * np.sin(t * rng.integers(1, 4) + rng.uniform(0, 6)))
    turn, flat = rng.uniform(0, np.pi), rng.uniform(0.4, 1)
    shape = np.stack([r * np.cos(t), r * flat * np.sin(t)], 1)
    if rng.random() < 0.4:
        shape = np.clip(shape, -0.6 * r.mean(), 0.6 * r.mean())
    shape = at + shape @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    mask = mask_of(shape)
    return lay(image, label, mask, fabric(rng, bank) * light(rng, mask), COVER, rng, rng.uniform(0, 0.5))


def headphones(rng, image, label, head, bank):
    cloth, half = fabric(rng, bank), head.half_width()
    mid = (head.left + head.right) / 2
    t = np.linspace(np.pi, 2 * np.pi, 40)
    ears = head.points[[234, 454], 1].mean() + 0.05 * UNIT
    wide = half * rng.uniform(1.1, 1.25)
    arc = np.stack([mid + wide * np.cos(t), ears + (ears - head.crown + rng.uniform(0, 0.2) * UNIT) * np.sin(t)], 1)
    mask = line_of(arc, rng.uniform(0.07, 0.25) * UNIT)
    for x in (mid - wide, mid + wide):
        e = np.linspace(0, 2 * np.pi, 30)
        mask = np.maximum(mask, mask_of(np.stack([x + rng.uniform(0.12, 0.3) * UNIT * np.cos(e), ears + rng.uniform(0.3, 0.55) * UNIT * np.sin(e)], 1)))
    return lay(image, label, mask, cloth * light(rng, mask), COVER, rng, 0.2)


def fringe(rng, image, label, head, matte):
    """The photo's own hair, drawn down over forehead, brows or an eye."""
    hair = label == HAIR
    if hair.sum() < 400:
        return image, label
    ys, xs = np.nonzero(cv2.erode(hair.astype(np.uint8), np.ones((5, 5))))
    if len(ys) < 100:
        return image, label
    rows = image[ys, xs]
    tone, spread = rows.mean(0), rows.std(0).mean()
    lean = rng.normal(0, 0.5)
    across = GRID_X + lean * GRID_Y
    grain = lambda fine: cv2.remap(rng.normal(0, 1, (1, 700)).astype(np.float32), across * fine % 699, np.zeros_like(across), cv2.INTER_LINEAR)
    strands = grain(rng.uniform(0.5, 1.6))
    picture = tone * (1 + np.clip(spread / (tone.mean() + 10), 0.05, 0.35) * strands)[..., None] * (1 + 0.12 * soft_noise(rng, 6))
    reach = EYE_Y - rng.uniform(-0.35, 0.75) * UNIT  # how far down
    x = (GRID_X - MIDDLE) / UNIT
    kind = rng.random()
    if kind < 0.45:  # straight across
        edge = reach + rng.uniform(-0.15, 0.25) * UNIT * x ** 2
    elif kind < 0.75:  # swept to one side
        edge = reach + rng.choice([-1, 1]) * rng.uniform(0.3, 1.1) * UNIT * x
    else:  # curtains, parted
        edge = reach - rng.uniform(0.3, 0.9) * UNIT + rng.uniform(0.4, 1.2) * UNIT * np.abs(x - rng.normal(0, 0.2))
        edge = np.minimum(edge, EYE_Y + 1.0 * UNIT)
    tips = grain(rng.uniform(0.2, 0.9))
    edge = edge + tips * rng.uniform(0.02, 0.14) * UNIT
    oval = cv2.dilate(mask_of(head.points[[10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148,
                                           176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]]), np.ones((5, 5)))
    oval = np.maximum(oval, np.roll(oval, -int(0.45 * UNIT), 0))  # from the hairline on
    width = rng.uniform(0.04, 0.1) * UNIT
    mask = np.clip((edge - GRID_Y) / width, 0, 1) * oval
    if mask.max() < 0.9:
        return image, label
    before = label.copy()
    image, label = lay(image, label, mask, picture, HAIR, rng, rng.uniform(0, 0.4))
    keep = (before == COVER) | (before == BACKGROUND)
    label[keep] = before[keep]
    return image, label


def glasses(rng, image, label, head):
    dark, d = rng.random() < 0.4, None
    p = head.points
    left, right = p[[33, 133]].mean(0), p[[263, 362]].mean(0)
    d = np.linalg.norm(right - left)
    width, height = rng.uniform(0.33, 0.46) * d, rng.uniform(0.18, 0.42) * d
    if dark:
        height = max(height, 0.26 * d)
    power, drop, gap = rng.uniform(2, 5), rng.uniform(-0.02, 0.12) * d, rng.uniform(0, 0.05) * d
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    shape = np.stack([np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power) * width, np.sign(np.sin(t)) * np.abs(np.sin(t)) ** (2 / power) * height], 1)
    lenses = [left + (-gap, drop) + shape, right + (gap, drop) + shape]
    glass = mask_of(*lenses)
    tint = np.clip(rng.normal(1, 0.15, 3), 0.4, 1.4)
    if dark:
        through = rng.uniform(0.02, 0.3) * tint
        shine = np.clip(soft_noise(rng, 4), 0, 2) * rng.uniform(0, 35)
        image, label = lay(image, label, glass, image * np.clip(through, 0, 1) + shine, GLASSES, rng)
    elif rng.random() < 0.3:
        image = image * (1 - glass[..., None] * (1 - np.clip(rng.uniform(0.5, 0.95) * tint, 0.3, 1)))
        label = label.copy()
    rim = rng.choice([rng.uniform(0.03, 0.09), rng.uniform(0.01, 0.03)]) * d
    frame = np.maximum(line_of(lenses[0], rim, True), line_of(lenses[1], rim, True))
    inner, outer = lenses[0][:, 0].argmax(), lenses[0][:, 0].argmin()
    frame = np.maximum(frame, line_of([lenses[0][inner], lenses[1][lenses[1][:, 0].argmin()]], rim))
    frame = np.maximum(frame, line_of([lenses[0][outer], p[127]], rim * 0.7))
    frame = np.maximum(frame, line_of([lenses[1][lenses[1][:, 0].argmax()], p[356]], rim * 0.7))
    base = np.clip(colour(rng), 3, 252)
    image = image * (1 - frame[..., None]) + base * (1 + 0.1 * soft_noise(rng, 20)) * frame[..., None]
    label[(frame > 0.1)] = UNKNOWN
    if rim > 1.5:
        label[frame > 0.8] = GLASSES
    if not dark and rng.random() < 0.3:  # glare
        eye = (left, right)[rng.integers(2)] + rng.normal(0, 0.1, 2) * d
        spot = mask_of(eye + shape * rng.uniform(0.2, 0.6)) * glass
        image = image + (255 - image) * (spot * rng.uniform(0.5, 1))[..., None]
        label[spot > 0.1] = UNKNOWN
    return image, label


def bare_shoulders(rng, image, label, head):
    body = (label == CLOTHES) & (GRID_Y > head.chin)
    skin = (label == SKIN)
    if body.sum() < 500 or skin.sum() < 500:
        return image, label
    tone = np.median(image[skin], 0) * rng.uniform(0.75, 1.1)
    grey = image.mean(-1, keepdims=True)
    shade = np.clip(1 + 0.5 * (cv2.GaussianBlur(grey, (0, 0), 6)[..., None] / (grey[body].mean() + 20) - 1), 0.6, 1.3)
    picture = tone * shade * (1 + 0.03 * soft_noise(rng, 8)) * (1 + 0.02 * soft_noise(rng, 120))
    edge = head.chin + rng.uniform(0.5, 1.6) * UNIT + rng.uniform(-0.2, 0.6) * UNIT * ((GRID_X - MIDDLE) / (2 * UNIT)) ** 2
    mask = (body & (GRID_Y < edge)).astype(np.float32)
    if rng.random() < 0.6:  # straps
        wide = rng.uniform(0.06, 0.45) * UNIT
        for side in (-1, 1):
            mask *= np.abs(GRID_X - MIDDLE - side * rng.uniform(0.8, 1.5) * UNIT) > wide / 2
    m = cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None]
    image = image * (1 - m) + picture * m
    label = label.copy()
    label[mask > 0.5] = SKIN
    return image, label
