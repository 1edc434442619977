"""Draws glasses on a photo whose face mesh is known: frames, tints and glare with known truth. Geometry in inter-eye distances."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from photos import LEFT_EYE, RIGHT_EYE, eye_centre, eye_distance

UP = 4  # drawn this many times larger, then reduced: smooth edges
TEMPLES = (127, 356)  # where the earpieces leave the face


def lens_outline(centre, across, down, half_width, half_height, roundness, taper, rng_shift=0.0, steps=72):
    """A closed superellipse: roundness 2 is an ellipse, 5 nearly a rectangle; taper narrows the lower edge (aviators, cat eyes)."""
    t = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    c, s = np.cos(t), np.sin(t)
    x = np.sign(c) * np.abs(c) ** (2 / roundness)
    y = np.sign(s) * np.abs(s) ** (2 / roundness)
    x = x * (1 - taper * (y + 1) / 2) + rng_shift * y
    return centre + np.outer(x * half_width, across) + np.outer(y * half_height, down)


def style(rng, dark=None):
    """A random pair of glasses. `dark`: True sunglasses, False clear, None a light tint."""
    kind = rng.choice(["rim", "thin", "half", "rimless"], p=[0.45, 0.3, 0.13, 0.12])
    if dark:
        kind = rng.choice(["rim", "thin", "rimless"], p=[0.6, 0.3, 0.1])
    grey = rng.random() < 0.7
    base = rng.uniform(5, 70) if rng.random() < 0.75 else rng.uniform(90, 220)
    colour = np.full(3, base) if grey else base * np.array([1.2, rng.uniform(0.5, 1), rng.uniform(0.3, 1)])
    size = rng.uniform(0.30, 0.45)
    return {
        "half_width": size * (rng.uniform(1.0, 1.25) if dark else 1.0),
        "half_height": size * rng.uniform(0.55, 0.98) * (1.08 if dark else 1.0),
        "roundness": rng.uniform(2.0, 5.0),
        "taper": rng.uniform(-0.02, 0.3 if dark else 0.18),
        "rim": {"rim": rng.uniform(0.03, 0.09), "thin": rng.uniform(0.01, 0.028), "half": rng.uniform(0.02, 0.05), "rimless": 0.0}[kind],
        "half": kind == "half",
        "colour": np.clip(colour, 0, 255),
        "rim_opacity": rng.uniform(0.75, 1.0),
        "bridge": rng.uniform(0.015, 0.06),
        "bridge_height": rng.uniform(-0.2, 0.05),
        "drop": rng.uniform(-0.02, 0.12),
        "spread": rng.uniform(-0.02, 0.05),
        # The share of the light that comes back through the lens.
        "pass_top": {True: rng.uniform(0.02, 0.3), False: rng.uniform(0.93, 1.0), None: rng.uniform(0.35, 0.8)}[dark],
        "pass_gain": rng.uniform(1.0, 1.8) if rng.random() < 0.35 else 1.0,  # lower edge against upper: graded lenses
        "lens_colour": np.clip(rng.normal(1, 0.12 if dark is not False else 0.01, 3), 0.5, 1.4),
        "mirror": rng.uniform(0, 0.25) if dark else 0.0,
    }


def axes(mesh):
    left, right = eye_centre(mesh, LEFT_EYE), eye_centre(mesh, RIGHT_EYE)
    across = (right - left) / np.linalg.norm(right - left)
    return left, right, across, np.array([-across[1], across[0]])


def outlines(mesh, s):
    """The outlines of the picture's left and right lens."""
    left, right, across, down = axes(mesh)
    d = eye_distance(mesh)
    width = s["half_width"] * d
    # Lenses do not meet: half the way between the eyes less half the bridge.
    width = min(width, 0.5 * d * (1 + s["spread"]) - 0.04 * d)
    made = []
    for eye, side in ((left, -1), (right, 1)):
        centre = eye + across * side * s["spread"] * d + down * s["drop"] * d
        made.append(lens_outline(centre, across * -side, down, width, s["half_height"] * d, s["roundness"], s["taper"]))
    return made


def mask_of(size, paint):
    layer = Image.new("L", (size[0] * UP, size[1] * UP), 0)
    paint(ImageDraw.Draw(layer))
    return np.asarray(layer.resize(size, Image.BOX), np.float32)[..., None] / 255


def put_on(image, mesh, s, rng):
    """The photo with the glasses of `style` drawn on; returns it and the two lens outlines in its pixels."""
    d = eye_distance(mesh)
    left, right, across, down = axes(mesh)
    lenses = outlines(mesh, s)
    pixels = np.asarray(image, np.float32)
    h, w = pixels.shape[:2]
    points = lambda line: [tuple(p * UP) for p in line]

    glass = mask_of((w, h), lambda draw: [draw.polygon(points(o), fill=255) for o in lenses])
    rows = ((np.stack(np.meshgrid(np.arange(w), np.arange(h)), -1) - (left + right) / 2) @ down) / (s["half_height"] * d)
    graded = s["pass_top"] * (1 + (s["pass_gain"] - 1) * np.clip(rows, -1, 1)[..., None])
    linear = (pixels / 255) ** 2.2
    through = linear * np.clip(graded * s["lens_colour"], 0, 1)
    if s["mirror"] > 0:  # what the lens shows of the room: soft blobs
        small = rng.random((3, 5)).astype(np.float32)
        room = np.asarray(Image.fromarray((small * 255).astype(np.uint8)).resize((w, h), Image.BICUBIC), np.float32)[..., None] / 255
        through = through + s["mirror"] * 0.4 * room**2
    linear = linear * (1 - glass) + through * glass

    rim = max(s["rim"] * d, 0.35)

    def paint_frame(draw):
        stroke = max(1, int(round(rim * UP)))
        if s["rim"] > 0:
            for o in lenses:
                if s["half"]:  # upper half only
                    o = o[((o - o.mean(0)) @ down) < 0.1 * s["half_height"] * d]
                    order = np.argsort(o @ across)
                    draw.line(points(o[order]), fill=255, width=stroke, joint="curve")
                else:
                    draw.line(points(np.vstack([o, o[:2]])), fill=255, width=stroke, joint="curve")
        inner = [o[np.argmax((o - o.mean(0)) @ a)] for o, a in zip(lenses, (across, -across))]
        lift = down * s["bridge_height"] * d * 0.5
        middle = (inner[0] + inner[1]) / 2 + lift - down * 0.04 * d
        draw.line(points([inner[0] + lift, middle, inner[1] + lift]), fill=255, width=max(1, int(s["bridge"] * d * UP)), joint="curve")
        outer = [o[np.argmax((o - o.mean(0)) @ a)] for o, a in zip(lenses, (-across, across))]
        for o, ear in zip(outer, TEMPLES):
            draw.line(points([o - down * 0.05 * d, mesh[ear, :2]]), fill=255, width=max(1, int(max(0.6 * rim, 0.015 * d) * UP)))

    frame = mask_of((w, h), paint_frame) * s["rim_opacity"]
    shine = 1 + 0.5 * rng.random() * np.clip(-rows, 0, 1)[..., None]
    linear = linear * (1 - frame) + ((s["colour"] / 255) ** 2.2 * shine) * frame
    # The frame's shadow on the skin below it.
    if rng.random() < 0.5 and s["rim"] > 0:
        soft = Image.fromarray((frame[..., 0] * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.03 * d))
        shade = np.roll(np.asarray(soft, np.float32), int(round(0.04 * d)), 0)[..., None] / 255
        linear *= 1 - 0.35 * shade * (1 - frame) * (1 - glass * (s["pass_top"] < 0.5))
    out = np.clip(linear, 0, 1) ** (1 / 2.2) * 255
    return Image.fromarray(out.astype(np.uint8)), lenses


def put_glare(image, mesh, lenses, rng, over_eye):
    """A highlight on one lens or both, over the eye or beside it, kept inside the lens: the reflection of a window, a lamp or a streak.
    Beside the eye it touches neither iris nor lids."""
    d = eye_distance(mesh)
    left, right, across, down = axes(mesh)
    pixels = np.asarray(image, np.float32)
    h, w = pixels.shape[:2]
    hit = [True, True] if rng.random() < 0.5 else list(rng.permutation([True, False]))
    strength = np.zeros((h, w, 1), np.float32)
    for outline, eye, use in zip(lenses, (left, right), hit):
        if not use:
            continue
        glass = mask_of((w, h), lambda draw: draw.polygon([tuple(p * UP) for p in outline], fill=255))
        if over_eye:
            at, size = eye + rng.normal(0, 0.03, 2) * d, rng.uniform(0.11, 0.25) * d
        else:
            side = rng.choice([-1, 1])
            at, size = eye + (across * side * rng.uniform(0.2, 0.28) + down * rng.uniform(0.1, 0.2)) * d, rng.uniform(0.07, 0.12) * d
        angle, slim = rng.uniform(0, np.pi), rng.uniform(0.4, 1)
        along = np.array([np.cos(angle), np.sin(angle)])
        out = np.array([-along[1], along[0]])
        if rng.random() < 0.6:  # window
            shape = [at + a * along * size + b * out * size * slim for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        else:
            t = np.linspace(0, 2 * np.pi, 40)
            shape = list(at + np.outer(np.cos(t) * size, along) + np.outer(np.sin(t) * size * slim, out))
        spot = mask_of((w, h), lambda draw: draw.polygon([tuple(p * UP) for p in shape], fill=255)) * glass
        soft = Image.fromarray((spot[..., 0] * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0.005, 0.03) * d))
        strength = np.maximum(strength, np.asarray(soft, np.float32)[..., None] / 255)
    light = rng.uniform(0.9, 1.6)  # of the reflection, against paper white
    linear = (pixels / 255) ** 2.2 + light * strength
    return Image.fromarray((np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))
