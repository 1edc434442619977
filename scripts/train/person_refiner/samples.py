"""Composites with known truth: cut-out people before other backgrounds. Needs numpy, Pillow, OpenCV."""
import glob
import os
import zlib

import cv2
import numpy as np

SIDE = 384


def held_out(stem):
    """A fifth of the people; never trained on. The two london expressions of a person fall on the same side."""
    return zlib.crc32(stem.split("_")[0].encode()) % 5 == 0


def load_people(folder):
    train, test = [], []
    for path in sorted(glob.glob(os.path.join(folder, "*.jpg"))):
        stem = os.path.basename(path)[:-4]
        rgb = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
        alpha = cv2.imread(path[:-4] + ".png", 0)
        (test if held_out(stem) else train).append((stem, rgb, alpha))
    return train, test


def load_grounds(folder):
    train, test = [], []
    for i, path in enumerate(sorted(glob.glob(os.path.join(folder, "*.jpg")))):
        (test if i % 6 == 0 else train).append(cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB))
    return train, test


def window(rng, alpha):
    """A crop of the person's own frame, wider where nothing of the person would show a cut edge."""
    h, w = alpha.shape
    left, right, top = (alpha[:, 0] > 20).any(), (alpha[:, -1] > 20).any(), (alpha[0] > 20).any()
    aspect = rng.choice([0.75, 0.75, 0.667, 0.8, 1.0, 1.0, 1.33])
    x0 = rng.uniform(0, 0.06 * w) if left else rng.uniform(-0.45 * w, 0.1 * w)
    x1 = w - rng.uniform(0, 0.06 * w) if right else w + rng.uniform(-0.1 * w, 0.45 * w)
    y0 = rng.uniform(0, 0.03 * h) if top else rng.uniform(-0.5 * h, 0.08 * h)
    y1 = h - rng.uniform(0, 0.2 * h) * (rng.random() < 0.5)
    if rng.random() < 0.15:
        y1 = h - rng.uniform(0.2, 0.45) * h  # the head alone, as the second look sees it
    # Trim to the aspect from the sides that may give.
    if (x1 - x0) / (y1 - y0) > aspect:
        spare = (x1 - x0) - aspect * (y1 - y0)
        t = rng.uniform(0.3, 0.7)
        x0, x1 = x0 + t * spare, x1 - (1 - t) * spare
    else:
        y0 = max(y0, y1 - (x1 - x0) / aspect) if rng.random() < 0.7 else y0
    return x0, y0, x1, y1


def warp(image, box, size, flip):
    x0, y0, x1, y1 = box
    w, h = size
    sx, sy = (x1 - x0) / w, (y1 - y0) / h
    if max(sx, sy) > 1.3:  # blur before shrinking
        image = cv2.GaussianBlur(image, (0, 0), 0.45 * max(sx, sy))
    m = np.float32([[sx, 0, x0 + 0.5 * sx - 0.5], [0, sy, y0 + 0.5 * sy - 0.5]])
    out = cv2.warpAffine(image, m, (w, h), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT)
    return out[:, ::-1] if flip else out


def smooth_noise(rng, size, cells):
    w, h = size
    return cv2.resize(rng.normal(0, 1, (cells, cells)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)


def photo_ground(rng, grounds, size):
    w, h = size
    g = grounds[rng.integers(len(grounds))]
    gh, gw = g.shape[:2]
    scale = max(w / gw, h / gh) * rng.uniform(0.6, 2.0)
    scale = max(scale, w / gw, h / gh)
    cw, ch = min(gw, w / scale), min(gh, h / scale)
    x, y = rng.uniform(0, gw - cw), rng.uniform(0, gh - ch)
    out = warp(g, (x, y, x + cw, y + ch), size, rng.random() < 0.5).astype(np.float32)
    if rng.random() < 0.5:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.5, 12))
    return out


def plain_ground(rng, size, near):
    w, h = size
    base = near if rng.random() < 0.4 else rng.uniform(0, 255, 3)
    if rng.random() < 0.35:
        base = np.full(3, rng.uniform(120, 255)) + rng.normal(0, 6, 3)
    yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
    xx, yy = xx / w - 0.5, yy / h - 0.5
    light = 1 + rng.normal(0, 0.12) * xx + rng.normal(0, 0.12) * yy - abs(rng.normal(0, 0.25)) * (xx * xx + yy * yy)
    out = base[None, None] * light[..., None]
    if rng.random() < 0.5:
        out = out + smooth_noise(rng, size, 12)[..., None] * rng.uniform(0, 8)
    return out.astype(np.float32)


def drawn_ground(rng, grounds, size):
    """Rooms: boxes, lines, round things, pieces of pictures."""
    w, h = size
    out = plain_ground(rng, size, np.full(3, 128.0)) if rng.random() < 0.5 else photo_ground(rng, grounds, size)
    for _ in range(rng.integers(2, 14)):
        x, y = rng.integers(-w // 4, w), rng.integers(-h // 4, h)
        bw, bh = int(rng.uniform(0.03, 0.6) * w), int(rng.uniform(0.03, 0.6) * h)
        colour = tuple(float(v) for v in rng.uniform(0, 255, 3))
        kind = rng.random()
        if kind < 0.35:
            cv2.rectangle(out, (x, y), (x + bw, y + bh), colour, -1 if rng.random() < 0.7 else int(rng.integers(1, 8)))
        elif kind < 0.55:
            cv2.line(out, (x, y), (x + bw, y + int(rng.normal(0, h / 2))), colour, int(rng.integers(1, 10)), cv2.LINE_AA)
        elif kind < 0.75:
            cv2.ellipse(out, (x, y), (max(1, bw // 2), max(1, bh // 2)), rng.uniform(0, 180), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            piece = photo_ground(rng, grounds, (max(2, bw), max(2, bh)))
            xa, ya = max(0, x), max(0, y)
            xb, yb = min(w, x + bw), min(h, y + bh)
            if xb > xa and yb > ya:
                out[ya:yb, xa:xb] = piece[: yb - ya, : xb - xa]
    if rng.random() < 0.5:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.5, 8))
    return out


def dress(rng, rgb, alpha):
    """Other light on the person, other clothes: the lower part takes another colour or a cloth's texture."""
    rgb = rgb.astype(np.float32)
    rgb = 255 * np.clip(rgb / 255, 0, 1) ** np.exp(rng.normal(0, 0.2))
    rgb = rgb * np.exp(rng.normal(0, 0.06, 3)) * np.exp(rng.normal(0, 0.12))
    h = alpha.shape[0]
    if rng.random() < 0.5:
        rows = np.where((alpha > 128).any(1))[0]
        top = rows[0] if len(rows) else 0
        at = top + rng.uniform(0.62, 0.85) * (h - top)
        t = np.clip((np.arange(h) - at) / (0.03 * h) + 0.5, 0, 1)[:, None, None]
        grey = rgb.mean(2, keepdims=True) / max(40.0, float(rgb[int(min(h - 1, at)) :].mean()))
        cloth = rng.uniform(10, 245, 3) * grey ** rng.uniform(0.3, 1)
        if rng.random() < 0.4:
            period, angle = rng.uniform(4, 40), rng.uniform(0, np.pi)
            yy, xx = np.mgrid[0:h, 0 : rgb.shape[1]]
            wave = np.sin((xx * np.cos(angle) + yy * np.sin(angle)) * 2 * np.pi / period)
            cloth = cloth + (wave > rng.uniform(-0.8, 0.8))[..., None] * rng.normal(0, 50, 3)
        rgb = rgb * (1 - t) + cloth * t
    return np.clip(rgb, 0, 255)


def blob(rng, size, at, reach):
    """Opacity 0..1 of a drawn shape about `at`: one to three ellipses, boxes or many-cornered pieces."""
    w, h = size
    m = np.zeros((h, w), np.uint8)
    for _ in range(rng.integers(1, 4)):
        x, y = (at + rng.normal(0, 0.4 * reach, 2)).astype(int)
        a, b = np.maximum(2, reach * np.exp(rng.normal(-0.3, 0.5, 2))).astype(int)
        turn, kind = rng.uniform(0, 180), rng.random()
        if kind < 0.4:
            cv2.ellipse(m, (int(x), int(y)), (int(a), int(b)), turn, 0, 360, 255, -1, cv2.LINE_AA)
        elif kind < 0.7:
            box = cv2.boxPoints(((float(x), float(y)), (2.0 * a, 2.0 * b * rng.uniform(0.1, 1)), float(turn)))
            cv2.fillPoly(m, [box.astype(np.int32)], 255, cv2.LINE_AA)
        else:
            n = rng.integers(4, 10)
            angle = np.sort(rng.uniform(0, 2 * np.pi, n))
            far = rng.uniform(0.5, 1.2, n)
            points = np.stack([x + a * far * np.cos(angle), y + b * far * np.sin(angle)], 1)
            cv2.fillPoly(m, [points.astype(np.int32)], 255, cv2.LINE_AA)
    m = m.astype(np.float32) / 255
    return cv2.GaussianBlur(m, (0, 0), rng.uniform(0.3, 1.5))


def stuff(rng, grounds, size, light):
    """What a thing or a cloth is made of: a picture's texture or a colour, under the light of `light` (grey about 1)."""
    if rng.random() < 0.5:
        out = photo_ground(rng, grounds, size)
    else:
        out = plain_ground(rng, size, rng.uniform(0, 255, 3))
    return np.clip(out * light[..., None], 0, 255)


def rotated(rng, rgb, alpha):
    """The person leans: head and body turned about a point near the chest; what the frame had cut goes on as it ended."""
    h, w = alpha.shape
    m = cv2.getRotationMatrix2D((w * rng.uniform(0.4, 0.6), h * rng.uniform(0.6, 1.0)), rng.normal(0, 10), 1)
    return (cv2.warpAffine(rgb, m, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            cv2.warpAffine(alpha, m, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def wear(rng, grounds, f, a):
    """Clothes and things on the person, inside the outline: other stuff in drawn shapes or along smooth noise."""
    h, w = a.shape
    inside = np.where(a > 0.9)
    if len(inside[0]) == 0:
        return f
    grey = f.mean(2)
    for _ in range(rng.integers(1, 4)):
        k = rng.integers(len(inside[0]))
        light = grey / max(30.0, float(grey[inside].mean()))
        light = cv2.GaussianBlur(light, (0, 0), 0.01 * h) ** rng.uniform(0, 1)
        if rng.random() < 0.3:
            m = np.clip((smooth_noise(rng, (w, h), int(rng.integers(3, 8))) - rng.uniform(0.3, 1.2)) * rng.uniform(3, 30), 0, 1)
        else:
            m = blob(rng, (w, h), np.float32([inside[1][k], inside[0][k]]), rng.uniform(0.02, 0.2) * h)
        m = m[..., None] * (1 if rng.random() < 0.7 else rng.uniform(0.3, 1))
        f = f * (1 - m) + stuff(rng, grounds, (w, h), light) * m
    return f


def held(rng, grounds, out, a):
    """A thing before or beside the person, and its opacity. Whose it is, the segmentation says: see `owned`."""
    h, w = a.shape
    rim = np.where((a > 0.2) & (a < 0.8)) if rng.random() < 0.7 else np.where(a > 0.9)
    if len(rim[0]) == 0:
        return out, np.zeros_like(a)
    k = rng.integers(len(rim[0]))
    if rng.random() < 0.25:  # a hat or a helmet
        rows = np.where((a > 0.5).any(1))[0]
        top = rows[0] if len(rows) else 0
        columns = np.where(a[min(h - 1, top + h // 40)] > 0.5)[0]
        at = np.float32([columns.mean() if len(columns) else w / 2, top + rng.uniform(-0.02, 0.08) * h])
        m = blob(rng, (w, h), at, rng.uniform(0.06, 0.16) * h)
    else:
        m = blob(rng, (w, h), np.float32([rim[1][k], rim[0][k]]), rng.uniform(0.03, 0.2) * h)
    light = np.clip(1 + 0.3 * smooth_noise(rng, (w, h), 4), 0.3, 1.7)
    return out * (1 - m[..., None]) + stuff(rng, grounds, (w, h), light) * m[..., None], m


def owned(prob, a, m):
    """Truth, and 1 where it is known or 0, once the segmentation has seen the thing: it decides whose a thing is, the edge is the thing's own."""
    known = np.ones_like(a)
    thing, wide = m > 0.5, cv2.dilate(m, np.ones((3, 3), np.uint8)) > 0.02
    inside, outside = thing & (a > 0.5), thing & (a <= 0.5)

    def about(part):
        return wide & (cv2.dilate(part.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)

    if inside.any() and prob[inside].mean() < 0.5:
        known[about(inside)] = 0
    if outside.any():
        p = prob[outside].mean()
        if p > 0.75:
            a = np.where(about(outside), np.maximum(a, m), a)
        elif p >= 0.3:
            known[about(outside)] = 0
    return a, known


def compose(rng, people, grounds, things=True, tallest=None):
    """RGB u8, alpha u8 and a thing's opacity (float) of one photo, before it is brought to a network's size.

    things: people lean, wear and hold things too. tallest: px; four of five photos are made no higher, which is faster.
    """
    # The large photos are few and sharp, the small ones many and soft: both kinds about equally often.
    large = [i for i, p in enumerate(people) if p[1].shape[0] > 700]
    pick = large[rng.integers(len(large))] if large and rng.random() < 0.4 else rng.integers(len(people))
    _, rgb, alpha = people[pick]
    if things and rng.random() < 0.35:
        rgb, alpha = rotated(rng, rgb, alpha)
    box = window(rng, alpha)
    aspect = (box[2] - box[0]) / (box[3] - box[1])
    height = int(rng.uniform(300, 0.85 * alpha.shape[0]))
    if tallest and height > tallest and rng.random() < 0.8:
        height = int(rng.uniform(400, tallest))
    size = (max(64, int(height * aspect)), height)
    flip = rng.random() < 0.5
    a = warp(alpha, box, size, flip).astype(np.float32) / 255
    f = dress(rng, warp(rgb, box, size, flip), (a * 255))
    if rng.random() < 0.3:
        a = cv2.GaussianBlur(a, (0, 0), rng.uniform(0.3, 1.5))
    if things and rng.random() < 0.35:
        f = wear(rng, grounds, f, a)
    band = (a > 0.4) & (a < 0.95)
    near = f[band].mean(0) if band.any() else np.full(3, 128.0)
    if rng.random() < 0.5 and band.any():
        ys, xs = np.where(a > 0.98)
        if len(ys):
            k = rng.integers(len(ys))
            near = f[ys[k], xs[k]]
    kind = rng.random()
    if kind < 0.5:
        b = photo_ground(rng, grounds, size)
    elif kind < 0.7:
        b = plain_ground(rng, size, near)
    else:
        b = drawn_ground(rng, grounds, size)
    if rng.random() < 0.3:  # shadow of the person
        m = np.float32([[1, 0, rng.normal(0, 0.04) * size[0]], [0, 1, rng.uniform(-0.01, 0.05) * size[1]]])
        s = cv2.warpAffine(a, m, size, borderMode=cv2.BORDER_REPLICATE)
        s = cv2.GaussianBlur(s, (0, 0), rng.uniform(0.005, 0.05) * size[0] + 0.5)
        b = b * (1 - rng.uniform(0.1, 0.5) * s[..., None])
    out = a[..., None] * f + (1 - a[..., None]) * np.clip(b, 0, 255)
    thing = np.zeros_like(a)
    if things and rng.random() < 0.35:
        out, thing = held(rng, grounds, out, a)
    out = 255 * np.clip(out / 255, 0, 1) ** np.exp(rng.normal(0, 0.15)) * np.exp(rng.normal(0, 0.04, 3))
    if rng.random() < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 1.2))
    if rng.random() < 0.15:
        out = np.repeat(out.mean(2, keepdims=True), 3, 2)
    out = out + rng.normal(0, 1, out.shape) * (rng.uniform(0, 7) if rng.random() < 0.6 else 0)
    out = np.clip(out, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        _, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 96))])
        out = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    return out, (a * 255 + 0.5).astype(np.uint8), thing
