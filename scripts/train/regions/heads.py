"""Heads other than those of the sets: bald ones, and hair that stands up and out."""
import cv2
import numpy as np

from crops import BACKGROUND, GLASSES, HAIR, SKIN, UNKNOWN
from draw import EYE_Y, GRID_X, GRID_Y, UNIT, mask_of, soft_noise


def bald(rng, image, label, head, matte):
    """The skull in the forehead's skin, shining; hair left at the temples or none. The wall beside it is the caller's to lay."""
    mid = (head.left + head.right) / 2
    brow = head.points[[105, 334], 1].mean()
    top = max(head.crown, head.points[10, 1] - rng.uniform(0.3, 0.65) * UNIT)
    half, centre = head.half_width() * rng.uniform(0.97, 1.08), EYE_Y - 0.15 * UNIT
    t = np.linspace(np.pi, 2 * np.pi, 40)
    power = rng.uniform(2.0, 2.6)
    skull = mask_of(np.vstack([np.stack([mid + half * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power),
                                         centre - (centre - top) * np.abs(np.sin(t)) ** (2 / power)], 1)]))
    forehead = (label == SKIN) & (GRID_Y < brow) & (GRID_Y > head.points[10, 1])
    skin = forehead if forehead.sum() > 60 else label == SKIN
    if skin.sum() < 60:
        return image, label
    tone = np.median(image[skin], 0)
    wide = np.clip(1 - ((GRID_X - mid) / half) ** 2, 0, 1)
    spot = np.exp(-(((GRID_X - mid - rng.normal(0, 0.35) * UNIT) / (rng.uniform(0.25, 0.6) * UNIT)) ** 2
                    + ((GRID_Y - top - rng.uniform(0.15, 0.6) * UNIT) / (rng.uniform(0.1, 0.3) * UNIT)) ** 2))
    picture = tone * ((1 - rng.uniform(0, 0.4) * (1 - wide)) * (1 + 0.03 * soft_noise(rng, 12)[..., 0]))[..., None]
    picture = picture + (255 - picture) * (rng.uniform(0, 0.45) * spot)[..., None]
    low = brow - rng.uniform(0.0, 0.25) * UNIT  # hair may be left under this line
    upper = np.clip((low - GRID_Y) / (0.12 * UNIT), 0, 1)
    old = (label == HAIR) | ((label > GLASSES) & (matte > 40) & (GRID_Y < brow))
    on = cv2.GaussianBlur((skull * upper * (old | (GRID_Y < head.points[10, 1] + 0.1 * UNIT))).astype(np.float32), (0, 0), 1.0)
    if rng.random() < 0.3:  # thin or shaven hair
        own = np.median(image[label == HAIR], 0) if (label == HAIR).sum() > 60 else tone * 0.5
        picture = picture + (own - picture) * rng.uniform(0.1, 0.5) * (1 + 0.1 * soft_noise(rng, 90))
    image = image * (1 - on[..., None]) + picture * on[..., None]
    label = label.copy()
    label[on > 0.6] = SKIN
    label[(on > 0.05) & (on <= 0.6)] = UNKNOWN
    gone = old & (skull < 0.5) & ((GRID_Y < low) if rng.random() < 0.5 else (GRID_Y < head.chin))
    label[gone & (on < 0.05)] = BACKGROUND
    return image, label


def volume(rng, image, label, matte, head):
    """Hair pulled up and out: the picture above the hairline stretched, and beside the face."""
    up, out = np.exp(rng.uniform(-0.15, 0.5)), np.exp(rng.uniform(-0.1, 0.4))
    mid, edge = (head.left + head.right) / 2, head.half_width() * 1.02
    line = head.points[10, 1] - 0.02 * UNIT
    y = np.where(GRID_Y < line, line - (line - GRID_Y) / up, GRID_Y)
    across = GRID_X - mid
    fade = np.clip((head.chin - GRID_Y) / (0.5 * UNIT), 0, 1)  # shoulders stay
    beyond = np.maximum(np.abs(across) - edge, 0)
    x = mid + np.sign(across) * (np.minimum(np.abs(across), edge) + beyond / (1 + (out - 1) * fade))
    at = x.astype(np.float32), y.astype(np.float32)
    image = cv2.remap(image, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    matte = cv2.remap(matte, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return image, cv2.remap(label, *at, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE), matte
