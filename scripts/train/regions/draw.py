"""What the drawings share (cloth, light, outlines), and fringes, glasses and bare shoulders drawn on a labelled crop with known truth."""
import cv2
import numpy as np

from crops import BACKGROUND, BELOW, CLOTHES, COVER, GLASSES, HAIR, REACH, SKIN, STORED, UNKNOWN

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


class Bank:
    """Real pictures to take walls from, and the clothes in them to take cloth from."""

    def __init__(self, items):
        self.pictures = [i["rgb"] for i in items[::3]]
        self.cloths = []
        for item in items:
            worn = (item["label"] == CLOTHES).astype(np.float32)
            for size in (44, 30):
                share = cv2.boxFilter(worn, -1, (size, size), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)[:STORED - size, :STORED - size]
                y, x = np.unravel_index(share.argmax(), share.shape)
                if share[y, x] > 0.97:
                    self.cloths.append(item["rgb"][y:y + size, x:x + size])
                    break


def tones_of(image, label):
    """The colours that a covering is hardest to tell in: this person's hair, skin, clothes and wall."""
    return [image[label == kind].mean(0) for kind in (HAIR, SKIN, CLOTHES, BACKGROUND) if (label == kind).sum() > 60]


def fabric(rng, bank, tones=()):
    """A picture of cloth, 0..255; one in four in one of `tones`."""
    def shade():
        if len(tones) and rng.random() < 0.25:
            return np.clip(tones[rng.integers(len(tones))] * rng.uniform(0.7, 1.25) + rng.normal(0, 6, 3), 3, 252)
        return np.clip(colour(rng), 3, 252)

    base = shade()
    out = np.ones((STORED, STORED, 3), np.float32) * base
    kind = rng.random()
    if kind < 0.3 and bank.cloths:  # real cloth, as it is or dyed
        piece = bank.cloths[rng.integers(len(bank.cloths))].astype(np.float32)
        piece = cv2.resize(piece, (STORED, STORED), interpolation=cv2.INTER_CUBIC)
        out = np.clip(piece, 0, 255) if rng.random() < 0.4 else np.clip(piece + (base - piece.mean((0, 1))), 0, 255)
    elif kind < 0.36:  # a piece of any picture: prints
        piece = bank.pictures[rng.integers(len(bank.pictures))]
        size = int(STORED * rng.uniform(0.25, 0.9))
        y, x = rng.integers(0, STORED - size, 2)
        piece = cv2.resize(piece[y:y + size, x:x + size], (STORED, STORED)).astype(np.float32)
        out = np.clip(piece + (base - piece.mean((0, 1))) * (rng.random() < 0.5), 0, 255)
    elif kind < 0.45:  # stripes or checks
        other, turn, period = shade(), rng.uniform(0, np.pi), rng.uniform(4, 24)
        wave = np.sin((GRID_X * np.cos(turn) + GRID_Y * np.sin(turn)) / period * 6.28)
        if rng.random() < 0.5:
            wave = np.maximum(wave, np.sin((GRID_X * np.sin(turn) - GRID_Y * np.cos(turn)) / period * 6.28))
        out = np.where((wave > rng.uniform(-0.5, 0.7))[..., None], other, out)
    elif kind < 0.53:  # a print
        out = np.where(soft_noise(rng, int(rng.integers(8, 40))) > rng.uniform(0.3, 1.5), shade(), out)
    grain = soft_noise(rng, int(rng.integers(40, 200))) * rng.uniform(0, 0.09)
    folds = soft_noise(rng, int(rng.integers(3, 9))) * rng.uniform(0, 0.25)
    knit = 0.0
    style = rng.random()
    if style < 0.12:  # knitted
        knit = np.sin(GRID_X / rng.uniform(1.0, 4) + np.sin(GRID_Y / rng.uniform(1, 3)))[..., None] * rng.uniform(0.05, 0.25)
    elif style < 0.2:  # ribs that meet at the crown
        ribs = np.arctan2(GRID_X - MIDDLE, GRID_Y - (EYE_Y - 2.5 * UNIT))
        knit = np.sin(ribs * rng.uniform(40, 110))[..., None] * rng.uniform(0.05, 0.3)
    elif style < 0.26:  # woven straw, felt
        knit = (np.sin(GRID_X * rng.uniform(0.8, 2)) * np.sin(GRID_Y * rng.uniform(0.8, 2)))[..., None] * rng.uniform(0.05, 0.25)
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
