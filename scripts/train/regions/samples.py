"""Samples for training and for judging: a labelled crop, changed and drawn upon, seen as a phone or a scanner would see it."""
import cv2
import numpy as np

import draw
import heads
import headwear
import occluders
from crops import BACKGROUND, BARE, BROW, CLOTHES, HAIR, LIPS, REACH, SKIN, STORED, UNKNOWN
from net import SIDE

# What the engine cuts out: centre as stored, side in units.
SEEN = 5.0


def recolour(rng, image, label, kind, gain):
    where = cv2.GaussianBlur((label == kind).astype(np.float32), (0, 0), 0.8)[..., None]
    return image * (1 - where) + np.clip(image * gain, 0, 255) * where


def change(rng, image, label, bank, wall=0.4):
    """Other walls, hair, skin, clothes."""
    if rng.random() < wall:
        wall = draw.fabric(rng, bank) if rng.random() < 0.4 else np.ones((STORED, STORED, 3)) * np.clip(draw.colour(rng), 5, 250) \
            * (1 + rng.normal(0, 0.1) * (draw.GRID_X / STORED)[..., None] + rng.normal(0, 0.1) * (draw.GRID_Y / STORED)[..., None])
        where = cv2.GaussianBlur((label == BACKGROUND).astype(np.float32), (0, 0), 0.8)[..., None]
        image = image * (1 - where) + wall * where
    if rng.random() < 0.35 and (label == HAIR).sum() > 200:
        tone = image[label == HAIR].mean(0)
        wanted = np.array([(25, 22, 20), (60, 42, 32), (115, 80, 55), (190, 155, 105), (170, 165, 160), (215, 212, 208), (120, 50, 30)][rng.integers(7)])
        image = recolour(rng, image, label, HAIR, np.clip((wanted + rng.normal(0, 8, 3)) / (tone + 5), 0.2, 6))
    if rng.random() < 0.3:
        skin = np.where((label == BROW) | (label == LIPS) | ((label == BARE) & near(label, SKIN)), SKIN, label)
        image = recolour(rng, image, skin, SKIN, rng.uniform(0.4, 1.2) * np.array([1, rng.uniform(0.9, 1.04), rng.uniform(0.82, 1.06)]))
    if rng.random() < 0.4:
        where = cv2.GaussianBlur((label == CLOTHES).astype(np.float32), (0, 0), 0.8)[..., None]
        shade = image.mean(-1, keepdims=True)
        inside = shade[label == CLOTHES]
        cloth = draw.fabric(rng, bank) * np.clip(0.5 + 0.5 * shade / (inside.mean() + 15 if len(inside) else 1), 0.4, 1.5)
        image = image * (1 - where) + cloth * where
    return image


def near(label, kind):
    """Within a few pixels of `kind`."""
    return cv2.dilate((label == kind).astype(np.uint8), np.ones((9, 9))) > 0


def seen(rng, image, label, jitter=1.0):
    """Through a camera and the mesh's error, to the network's size."""
    scale = SIDE / (SEEN / REACH * STORED) * np.exp(rng.normal(0, 0.05) * jitter)
    turn = rng.normal(0, 0.06) * jitter
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    flip = -1 if jitter and rng.random() < 0.5 else 1
    shift = rng.normal(0, 2.5, 2) * jitter
    m = np.array([[c * flip, -s, 0], [s * flip, c, 0]])
    m[:, 2] = SIDE / 2 + shift - m[:, :2] @ np.full(2, STORED / 2)
    image = cv2.warpAffine(np.clip(image, 0, 255).astype(np.float32), m, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    label = cv2.warpAffine(label, m, (SIDE, SIDE), flags=cv2.INTER_NEAREST, borderValue=UNKNOWN)
    image = 255 * (image / 255) ** np.exp(rng.normal(0, 0.25)) * np.exp(rng.normal(0, 0.07, 3))
    if rng.random() < 0.3:
        side = rng.normal(0, 0.35) * (np.arange(SIDE) - SIDE / 2) / SIDE
        image = image * np.clip(1 + side[None, :, None], 0.5, 1.5)
    if rng.random() < 0.18:
        image = np.repeat(image.mean(-1, keepdims=True), 3, -1)
    if rng.random() < 0.35:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.6))
    if rng.random() < 0.5:
        image = image + rng.normal(0, rng.uniform(1, 7), image.shape)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        ok, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 92))])
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return image, label


KINDS = {"plain": 0.34, "hat": 0.22, "hood": 0.11, "mask": 0.09, "thing": 0.05, "hand": 0.04, "headphones": 0.05, "fringe": 0.08, "shoulders": 0.02}


def sample(rng, item, bank, kind=None, jitter=1.0, specs=0.2, real=0.35):
    """RGB [SIDE, SIDE, 3] and labels; `item`: rgb, label, points, matte of one crop. A share of `real` keeps its own colours."""
    image, label, matte = item["rgb"].astype(np.float32), item["label"].copy(), item["matte"]
    if item["headwear"] == "no":
        label[label == UNKNOWN] = BARE
    kind = kind or rng.choice(list(KINDS), p=list(KINDS.values()))
    head = draw.Head(label, item["points"], matte)
    own = rng.random() < real
    shape = 1.0 if own else rng.random()
    if shape < 0.14:
        image, label = heads.bald(rng, image, label, head, matte)
    elif shape < 0.34:
        image, label, matte = heads.volume(rng, image, label, matte, head)
        head = draw.Head(label, item["points"], matte)
    if not own:
        image = change(rng, image, label, bank, 1.0 if shape < 0.14 else 0.4)
    if kind in ("hat", "mask", "hood") and rng.random() < 0.2 or kind == "fringe":
        image, label = draw.fringe(rng, image, label, head, matte)
    if kind == "shoulders":
        image, label = draw.bare_shoulders(rng, image, label, head)
    if item["glasses"] == "no" and rng.random() < specs:
        image, label = draw.glasses(rng, image, label, head)
    if kind in DRAWN:
        image, label = DRAWN[kind](rng, image, label, head, bank)
        if kind == "mask" and rng.random() < 0.15:
            image, label = headwear.hat(rng, image, label, head, bank)
    return seen(rng, image, label, jitter)


DRAWN = {"hat": headwear.hat, "hood": headwear.hood, "headphones": headwear.headphones, "mask": occluders.face_mask, "thing": occluders.thing,
         "hand": occluders.hand}


def fold(image):
    """uint8 [..., SIDE, SIDE, 3] to float [..., 12, SIDE/2, SIDE/2]: channel (2 dy + dx) x 3 + c."""
    x = image.astype(np.float32) / 255 - 0.5
    x = np.stack([x[..., dy::2, dx::2, :] for dy in (0, 1) for dx in (0, 1)], -2)
    return np.moveaxis(x.reshape(*x.shape[:-2], 12), -1, -3).copy()


def held_out(person):
    """A fifth of the people, by a checksum of the name."""
    import zlib
    return zlib.crc32(person.encode()) % 5 == 0


def load(path):
    with np.load(path) as file:
        data = {name: file[name] for name in file.files}
    names = ("rgb", "label", "matte", "points", "person", "photo", "glasses", "headwear")
    return [{n: str(data[n][i]) if data[n].dtype.kind == "U" else data[n][i] for n in names} for i in range(len(data["rgb"]))]
