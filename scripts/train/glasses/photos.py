"""The labelled photos, their face meshes, and honest wear and tear for training: scale, blur, light, JPEG."""
import csv
import ctypes
import io
import json
import pathlib

import numpy as np
from PIL import Image, ImageFilter

# These three of cmu_faces wear glasses of their own on the photos labelled "no sunglasses" (seen by eye; the set labels only sunglasses).
OWN_GLASSES = {"choon", "saavik", "ch4f"}

LEFT_EYE, RIGHT_EYE = (33, 133), (263, 362)
CHIN = 152


class Photo:
    """One photo: path, person (for folds), mesh [468, 2+] in its pixels, and labels (`glasses`, `dark`: True, False or None)."""

    def __init__(self, path, group, mesh, glasses, dark):
        self.path, self.group, self.mesh, self.glasses, self.dark = path, group, mesh, glasses, dark

    def open(self):
        return Image.open(self.path).convert("RGB")


def eye_distance(mesh):
    return np.linalg.norm(eye_centre(mesh, RIGHT_EYE) - eye_centre(mesh, LEFT_EYE))


def eye_centre(mesh, eye):
    return (mesh[eye[0], :2] + mesh[eye[1], :2]) / 2


def load(data, facts):
    """`data`: the folder with the sets; `facts`: SET.jsonl of `certphoto check --facts --mesh` for each. Photos without a mesh or with
    an unsure label are left out; `glasses` is None where only the tint is known."""
    label = {
        "congress": lambda r: (r["person_bioguide_id"], {"yes": True, "no": False}.get(r["glasses"]), False),
        "london": lambda r: (r["person"], False, False),
        "canada": lambda r: (r["person"], False, False),
        "lisa_zoom": lambda r: (r["person"], False, False),
        "cmu_faces": lambda r: (r["person"], True if r["sunglasses"] == "yes" else None if r["person"] in OWN_GLASSES else False,
                                r["sunglasses"] == "yes"),
    }
    photos = []
    for name, read in label.items():
        folder = pathlib.Path(data) / name
        meshes = {}
        for line in open(pathlib.Path(facts) / f"{name}.jsonl"):
            row = json.loads(line)
            mesh = row.get("facts", {}).get("mesh")
            if mesh:
                meshes[pathlib.Path(row["photo"]).name] = np.array(mesh, np.float32)
        for row in csv.DictReader(open(folder / "labels.csv")):
            person, glasses, dark = read(row)
            mesh = meshes.get(row["file"])
            if mesh is None or (glasses is None and name == "congress"):
                continue
            photos.append(Photo(folder / row["file"], f"{name}/{person}", mesh, glasses, dark))
    return photos


class Features:
    """The plugin's own features, from the library that `ninja glasses-features` builds."""

    def __init__(self, library):
        self.lib = ctypes.CDLL(str(library))
        self.size = self.lib.glasses_feature_size()

    def __call__(self, image, mesh):
        rgb = np.ascontiguousarray(image, np.uint8)
        points = np.zeros((468, 3), np.float32)
        points[:, : mesh.shape[1]] = mesh
        out = np.empty(self.size, np.float32)
        pointer = lambda a, kind: a.ctypes.data_as(ctypes.POINTER(kind))
        if self.lib.glasses_features(pointer(rgb, ctypes.c_ubyte), rgb.shape[1], rgb.shape[0],
                                     pointer(points, ctypes.c_float), pointer(out, ctypes.c_float)):
            raise RuntimeError("features failed")
        return out


def crop_face(image, mesh, eye_px):
    """The face with some room around it, reduced so that the eyes are at most `eye_px` apart; and its mesh."""
    low, high = mesh[:, :2].min(0), mesh[:, :2].max(0)
    margin = 0.35 * (high - low)
    x0, y0 = np.maximum(low - margin, 0).astype(int)
    x1, y1 = np.minimum(high + margin, image.size).astype(int)
    image = image.crop((x0, y0, x1, y1))
    mesh = mesh.copy()
    mesh[:, :2] -= (x0, y0)
    scale = min(1.0, eye_px / eye_distance(mesh))
    if scale < 1:
        size = np.maximum(1, np.round(np.array(image.size) * scale)).astype(int)
        mesh[:, :2] *= size / np.array(image.size)
        image = image.resize(tuple(size), Image.BOX if scale < 0.5 else Image.BICUBIC)
    return image, mesh


def jitter_mesh(mesh, rng):
    """What the mesh network's error does to the strip: shift, turn and scale; and in half of the cases the mirror's."""
    centre = (eye_centre(mesh, LEFT_EYE) + eye_centre(mesh, RIGHT_EYE)) / 2
    angle = np.radians(rng.normal(0, 1.5))
    scale = np.exp(rng.normal(0, 0.03))
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    out = mesh.copy()
    out[:, :2] = (mesh[:, :2] - centre) @ turn.T + centre + rng.normal(0, 0.02, 2) * eye_distance(mesh)
    return out


def mirror(image, mesh):
    """Left to right. Only the points that the strip uses are renamed."""
    image = image.transpose(Image.FLIP_LEFT_RIGHT)
    out = mesh.copy()
    out[:, 0] = image.width - mesh[:, 0]
    for a, b in ((33, 263), (133, 362), (50, 280)):
        out[[a, b]] = out[[b, a]]
    return image, out


def wear(image, rng):
    """Light, blur, noise and JPEG, each in some of the cases."""
    if rng.random() < 0.3:
        image = image.convert("L").convert("RGB")
    pixels = np.asarray(image, np.float32) / 255
    pixels = np.clip(pixels, 0, 1) ** np.exp(rng.normal(0, 0.25))
    pixels = np.clip((pixels - 0.5) * np.exp(rng.normal(0, 0.15)) + 0.5 + rng.normal(0, 0.05), 0, 1)
    if rng.random() < 0.3:  # light from one side
        ramp = np.linspace(-1, 1, pixels.shape[1])[None, :, None] * rng.uniform(-0.35, 0.35)
        pixels = np.clip(pixels * (1 + ramp), 0, 1)
    if rng.random() < 0.3:
        pixels = np.clip(pixels + rng.normal(0, rng.uniform(0.005, 0.03), pixels.shape), 0, 1)
    image = Image.fromarray((pixels * 255).astype(np.uint8))
    if rng.random() < 0.35:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.2)))
    if rng.random() < 0.6:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=int(rng.integers(35, 95)))
        image = Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")
    return image
