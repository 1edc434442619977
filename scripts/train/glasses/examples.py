"""Features of every photo as it is, worn copies of it, and copies with glasses drawn on: cached in one file."""
import argparse
import pathlib

import numpy as np

import draw
import photos as ph

WORN, DRAWN_CLEAR, DRAWN_DARK, DRAWN_TINT = 5, 2, 2, 1
KINDS = ("as_is", "worn", "drawn")


def examples_of(photo, features, rng):
    """(kind, glasses, dark, features) of one photo. `glasses`: 1, 0, or -1 unknown. `dark`: 1 dark, 0 clear, -1 a tint in between."""
    image, mesh = ph.crop_face(photo.open(), photo.mesh, 160)
    glasses = -1 if photo.glasses is None else int(photo.glasses)
    yield "as_is", glasses, int(photo.dark), features(image, mesh)

    def worn(style=None):
        # Phone portraits have eyes hundreds of pixels apart, small scans twenty: all meet in the strip's 40.
        small, m = ph.crop_face(image, mesh, np.exp(rng.uniform(np.log(18), np.log(160))))
        if rng.random() < 0.5:
            small, m = ph.mirror(small, m)
        if style is not None:
            small, _ = draw.put_on(small, m, style, rng)
        return features(ph.wear(small, rng), ph.jitter_mesh(m, rng))

    for _ in range(WORN):
        yield "worn", glasses, int(photo.dark), worn()
    if photo.glasses is False:
        for _ in range(DRAWN_CLEAR):
            yield "drawn", 1, 0, worn(draw.style(rng, False))
        for _ in range(DRAWN_DARK):
            yield "drawn", 1, 1, worn(draw.style(rng, True))
        for _ in range(DRAWN_TINT):
            yield "drawn", 1, -1, worn(draw.style(rng, None))


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--data", required=True)
    args.add_argument("--facts", required=True, help="folder with SET.jsonl of `certphoto check --facts --mesh`")
    args.add_argument("--library", required=True, help="libglasses-features.so")
    args.add_argument("--out", required=True)
    args.add_argument("--seed", type=int, default=20170)
    args = args.parse_args()
    features = ph.Features(pathlib.Path(args.library).resolve())
    rows = []
    for number, photo in enumerate(ph.load(args.data, args.facts)):
        rng = np.random.default_rng([args.seed, number])
        rows += [(photo.group, photo.path.name, *e) for e in examples_of(photo, features, rng)]
    group, name, kind, glasses, dark, x = zip(*rows)
    np.savez(args.out, x=np.array(x, np.float32), group=np.array(group), name=np.array(name), kind=np.array(kind),
             glasses=np.array(glasses), dark=np.array(dark))
    print(len(rows), "examples of", len(set(zip(group, name))), "photos")


if __name__ == "__main__":
    main()
