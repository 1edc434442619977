"""Things drawn on patches, with known truth: parts shared by the tasks. Pictures are float RGB, 0..255."""
import cv2
import numpy as np

# Gold, silver, steel, copper, black, pearl, white enamel.
METALS = [(212, 170, 80), (205, 205, 210), (150, 150, 155), (190, 120, 80), (30, 30, 32), (235, 228, 215), (250, 250, 250), (175, 135, 60)]


def metal(rng):
    colour = np.array(METALS[rng.integers(len(METALS))], np.float32)
    if rng.random() < 0.15:  # enamel, gems, plastic
        colour = np.array(cv2.cvtColor(np.uint8([[[rng.integers(180), rng.integers(90, 255), rng.integers(70, 255)]]]), cv2.COLOR_HSV2RGB)[0, 0], np.float32)
    return np.clip(colour * rng.uniform(0.6, 1.1) + rng.normal(0, 8, 3), 5, 255)


def coverage(size, paint):
    """What `paint(canvas, up)` fills with 255, as 0..1; `up`: how much finer it is painted."""
    up = 4 if size <= 128 else 2
    canvas = np.zeros((size * up, size * up), np.uint8)
    paint(canvas, up)
    return cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255


def ints(points, up):
    return np.round(np.asarray(points, np.float64) * up * 16).astype(np.int32).reshape(-1, 1, 2)


def stroke(size, points, width):
    return coverage(size, lambda c, up: cv2.polylines(c, [ints(points, up)], False, 255, max(1, round(width * up)), cv2.LINE_AA, 4))


def blob(size, centre, radius, slim=1.0, turn=0.0):
    return coverage(size, lambda c, up: cv2.ellipse(c, (tuple(np.array(centre) * up), (2 * radius * up, 2 * radius * slim * up), np.degrees(turn)), 255, -1))


def light_of(image, where):
    """How bright the picture is there, against a well lit skin."""
    return float(np.clip((image.mean(-1, keepdims=True) * where).sum() / (where.sum() + 1e-3) / 150, 0.35, 1.3))


def put(image, where, paint):
    return image * (1 - where) + paint * where


def ball(rng, image, centre, radius, colour, slim=1.0):
    """A bead, a pearl, a stud: shaded from a light above, with a highlight and a shade beneath it."""
    size = image.shape[0]
    y, x = np.mgrid[:size, :size].astype(np.float32)
    u, v = (x + 0.5 - centre[0]) / radius, (y + 0.5 - centre[1]) / (radius * slim)
    shade = np.clip(0.85 - 0.35 * v - 0.15 * u * rng.choice([-1, 1]) - 0.25 * (u * u + v * v), 0.15, 1.25)[..., None]
    glint = np.exp(-((u + 0.3) ** 2 + (v + 0.4) ** 2) * rng.uniform(4, 12))[..., None] * rng.uniform(0, 220)
    where = blob(size, centre, radius, slim)
    dark = cv2.GaussianBlur(blob(size, (centre[0], centre[1] + radius * 0.5), radius * 1.1, slim), (0, 0), max(0.6, radius * 0.4))
    dark = dark.reshape(size, size, 1)
    image = image * (1 - 0.3 * rng.random() * dark)
    return put(image, where, np.clip(colour * shade * light_of(image, where + 1e-4) + glint, 0, 255))


def facets(rng, image, centre, radius, colour):
    """A gem: patches brighter and darker than each other."""
    size = image.shape[0]
    where = blob(size, centre, radius)
    n = max(3, int(radius * 1.2))
    cell = max(1, int(round(2 * radius / n)))
    noise = np.kron(rng.random((size // cell + 1, size // cell + 1)), np.ones((cell, cell)))[:size, :size].astype(np.float32)
    return put(image, where, np.clip(colour * (0.3 + 1.3 * noise[..., None] ** 2), 0, 255) * light_of(image, where + 1e-4) ** 0.5)


def wire(rng, image, points, width, colour):
    """A metal wire or chain: bright and dark along its way, dark along one edge."""
    size = image.shape[0]
    where = stroke(size, points, width)
    along = cv2.GaussianBlur(rng.random((size, size)).astype(np.float32), (0, 0), max(0.8, width * rng.uniform(0.4, 1.5)))
    along = (along - along.mean()) / (along.std() + 1e-6)
    tone = np.clip(0.85 + rng.uniform(0.1, 0.45) * along, 0.2, 1.8)[..., None]
    below = stroke(size, np.asarray(points) + (0, max(0.7, 0.6 * width)), width)
    image = image * (1 - rng.uniform(0.1, 0.4) * cv2.GaussianBlur(below, (0, 0), max(0.5, 0.4 * width)).reshape(size, size, 1))
    return put(image, where * rng.uniform(0.7, 1), np.clip(colour * tone * light_of(image, where), 0, 255))


def curve(rng, start, turn, length, bend, steps=24):
    out, at, way = [np.array(start, np.float64)], np.array(start, np.float64), turn
    for _ in range(steps):
        way += bend / steps + rng.normal(0, 0.05)
        at = at + np.array([np.cos(way), np.sin(way)]) * length / steps
        out.append(at)
    return np.array(out)


def hairs(rng, image, tone, count, box):
    """Single hairs and locks: smooth, of one colour, some of them curled like a hoop."""
    size = image.shape[0]
    for _ in range(count):
        start = (rng.uniform(*box[0]), rng.uniform(*box[1]))
        line = curve(rng, start, rng.uniform(0.2, 2.9), size * rng.uniform(0.2, 0.9), rng.normal(0, 1) * rng.choice([0.5, 2.5]))
        where = stroke(size, line, rng.choice([0.8, 1.2, 2.5, 5]))
        image = put(image, where * rng.uniform(0.4, 1), tone * rng.uniform(0.6, 1.5))
    return image


def seen(rng, image, size):
    """As a camera, a scanner and a file leave it, at the network's size: float in, uint8 out."""
    big = image.shape[0]
    jitter = 0.05
    zoom, turn = np.exp(rng.normal(0, jitter)), rng.normal(0, 0.05)
    c, s = np.cos(turn) * zoom, np.sin(turn) * zoom
    m = np.array([[c, -s, 0], [s, c, 0]])
    m[:, 2] = big / 2 + rng.normal(0, 0.025 * big, 2) - m[:, :2] @ np.full(2, big / 2)
    image = cv2.warpAffine(image.astype(np.float32), m, (big, big), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.3:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 1.8))
    if rng.random() < 0.3:  # a small photo
        low = int(size * rng.uniform(0.65, 1))
        image = cv2.resize(cv2.resize(image, (low, low), interpolation=cv2.INTER_AREA), (size, size), interpolation=cv2.INTER_LINEAR)
    else:
        image = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
    grey, rest = image[..., :3], image[..., 3:]
    grey = 255 * (np.clip(grey, 0, 255) / 255) ** np.exp(rng.normal(0, 0.22)) * np.exp(rng.normal(0, 0.06, 3))
    if rng.random() < 0.25:
        ramp = 1 + rng.normal(0, 0.3) * (np.arange(size) - size / 2) / size
        grey = grey * np.clip(ramp[None, :, None], 0.5, 1.5)
    if rng.random() < 0.1:
        grey = np.repeat(grey.mean(-1, keepdims=True), 3, -1)
    if rng.random() < 0.4:
        grey = grey + rng.normal(0, rng.uniform(1, 6), grey.shape)
    grey = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        ok, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 95))])
        grey = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return np.concatenate([grey, np.clip(rest, 0, 255).astype(np.uint8)], -1)
