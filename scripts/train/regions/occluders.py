"""Face masks, hands and things held before the face, drawn on a labelled crop."""
import cv2
import numpy as np

from crops import COVER, SKIN, STORED, UNKNOWN
from draw import GRID_X, GRID_Y, UNIT, fabric, lay, light, line_of, mask_of, soft_noise, tones_of

JAW = [93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323]
PLACES = (13, 13, 152, 50, 280, 205, 425, 10, 1, 4, 58, 288)


def face_mask(rng, image, label, head, bank):
    p = head.points
    bridge = p[6] * (1 - (a := rng.uniform(0.15, 1.15))) + p[4] * a
    grow = rng.uniform(1.0, 1.14)
    centre = p[13]
    low = centre + (p[JAW] - centre) * grow
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
        cloth = fabric(rng, bank, tones_of(image, label))
    ridge = 1 + rng.uniform(0, 0.15) * np.exp(-((GRID_X - p[4, 0]) / (0.15 * UNIT)) ** 2)
    image, label = lay(image, label, mask, cloth * light(rng, mask) * ridge[..., None], COVER, rng, rng.uniform(0, 0.4))
    for corner, ear in ((outline[0], p[234]), (outline[6], p[454]), (low[2], p[234]), (low[-3], p[454])):
        out = ear + (ear - centre) * rng.uniform(0, 0.15)
        cord = line_of([corner, out], rng.uniform(1, 2.2))
        image = image * (1 - cord[..., None]) + cloth.mean((0, 1)) * cord[..., None]
        label[cord > 0.2] = UNKNOWN
    return image, label


def turned(points, at, angle):
    c, s = np.cos(angle), np.sin(angle)
    return at + points @ np.array([[c, s], [-s, c]])


def place(rng, head):
    return head.points[rng.choice(PLACES)] + rng.normal(0, 0.15, 2) * UNIT


def thing(rng, image, label, head, bank):
    """A telephone, a cup, a sheet of paper, a tissue, or something of no known shape."""
    at, angle, kind = place(rng, head), rng.normal(0, 0.4), rng.random()
    if kind < 0.4:
        t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        r = rng.uniform(0.25, 0.9) * UNIT * (1 + 0.25 * np.sin(t * rng.integers(1, 4) + rng.uniform(0, 6)))
        shape = np.stack([r * np.cos(t), r * rng.uniform(0.4, 1) * np.sin(t)], 1)
        angle = rng.uniform(0, np.pi)
        picture = fabric(rng, bank, tones_of(image, label))
    else:
        wide, high = rng.uniform(0.25, 0.8) * UNIT, rng.uniform(0.4, 1.1) * UNIT
        low = wide * (rng.uniform(0.7, 1.0) if kind < 0.6 else 1)  # a cup is narrower below
        shape = np.array([[-wide, -high], [wide, -high], [low, high], [-low, high]])
        tone = rng.choice([rng.uniform(10, 60), rng.uniform(200, 252)]) if kind < 0.85 else 0
        picture = (np.ones((STORED, STORED, 3), np.float32) * (tone + rng.normal(0, 8, 3)) if tone else fabric(rng, bank))
        picture = picture * (1 + 0.06 * soft_noise(rng, 5))
        if kind > 0.7 and tone > 150:  # lines of print
            picture = picture * (1 - 0.6 * (np.sin(GRID_Y / rng.uniform(0.6, 1.5)) > 0.3) * (soft_noise(rng, 50)[..., 0] > -0.5))[..., None]
    mask = mask_of(turned(shape, at, angle))
    return lay(image, label, mask, picture * light(rng, mask), COVER, rng, rng.uniform(0, 0.5))


def hand(rng, image, label, head, bank):
    """Fingers and palm in the person's own skin, or gloved; dark between the fingers."""
    skin = label == SKIN
    if skin.sum() < 100:
        return thing(rng, image, label, head, bank)
    at, angle = place(rng, head), rng.uniform(-1.5, 1.5)
    tone = np.median(image[skin], 0) * rng.uniform(0.75, 1.12) * rng.normal(1, 0.03, 3)
    thick, long = rng.uniform(0.16, 0.24) * UNIT, rng.uniform(0.5, 0.95) * UNIT
    fingers, drawn = int(rng.integers(2, 5)), np.zeros((STORED, STORED), np.float32)
    shade = np.ones((STORED, STORED), np.float32)
    for k in range(fingers):
        x = (k - (fingers - 1) / 2) * thick * rng.uniform(0.95, 1.15)
        fan = (k - (fingers - 1) / 2) * rng.uniform(0, 0.12) * UNIT
        end = -long * (1 - 0.12 * abs(k - (fingers - 1) / 2))
        line = turned(np.array([[x, 0], [x + fan * 0.5, end * 0.5], [x + fan, end]]), at, angle)
        finger = line_of(line, thick)
        core = cv2.GaussianBlur(line_of(line, max(1, thick * 0.3)), (0, 0), thick * 0.3)
        round_ = 1 - rng.uniform(0.2, 0.5) * (1 - np.clip(core / max(core.max(), 1e-3), 0, 1))
        shade = np.where(finger > drawn * 0.99, np.where(finger > 0.5, round_, shade), shade)
        drawn = np.maximum(drawn, finger)
    palm = turned(np.array([[-fingers * thick * 0.55, -0.1 * UNIT], [fingers * thick * 0.55, -0.1 * UNIT],
                            [fingers * thick * 0.45, rng.uniform(0.6, 1.2) * UNIT], [-fingers * thick * 0.45, rng.uniform(0.6, 1.2) * UNIT]]), at, angle)
    palm = mask_of(palm)
    mask = np.maximum(drawn, palm)
    picture = tone * (shade * (1 + 0.06 * soft_noise(rng, 10)[..., 0]) * light(rng, mask)[..., 0])[..., None]
    if rng.random() < 0.12:
        picture = fabric(rng, bank) * shade[..., None]
    return lay(image, label, mask, picture, COVER, rng, rng.uniform(0.2, 0.7))
