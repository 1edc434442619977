"""How well the measure of glare tells drawn highlights over the eye, beside it, and none; and what it says of the real photos."""
import argparse
import ctypes
import pathlib

import numpy as np

import draw
import photos as ph


def auc(positive, negative):
    return np.mean(np.array(positive)[:, None] > np.array(negative)[None]) + 0.5 * np.mean(np.array(positive)[:, None] == np.array(negative)[None])


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--data", required=True)
    args.add_argument("--facts", required=True)
    args.add_argument("--library", required=True)
    args.add_argument("--level", type=float, default=247)
    args.add_argument("--count", type=int, default=200)
    args.add_argument("--seed", type=int, default=99)
    args = args.parse_args()
    lib = ctypes.CDLL(str(pathlib.Path(args.library).resolve()))

    def measure(image, mesh):
        rgb = np.ascontiguousarray(image, np.uint8)
        points = np.zeros((468, 3), np.float32)
        points[:, : mesh.shape[1]] = mesh
        out = np.zeros(4)
        pointer = lambda a, kind: a.ctypes.data_as(ctypes.POINTER(kind))
        lib.glasses_glare(pointer(rgb, ctypes.c_ubyte), rgb.shape[1], rgb.shape[0], pointer(points, ctypes.c_float),
                          ctypes.c_double(args.level), pointer(out, ctypes.c_double))
        return max(out[0], out[2]), max(out[1], out[3])

    photos = ph.load(args.data, args.facts)
    for name in ("congress", "london", "canada"):
        for worn in (True, False):
            seen = np.array([measure(p.open(), p.mesh) for p in photos if p.group.startswith(name) and p.glasses is worn])
            if len(seen):
                print(f"{name:9} glasses {worn!s:5} n {len(seen):4}: eye share > 0: {np.sum(seen[:, 0] > 0)}, > 0.02: {np.sum(seen[:, 0] > 0.02)}, "
                      f"> 0.05: {np.sum(seen[:, 0] > 0.05)}, lens share > 0.02: {np.sum(seen[:, 1] > 0.02)}")
            if worn:
                print("   over the eye:", [p.path.name for p, s in zip([q for q in photos if q.group.startswith(name) and q.glasses], seen) if s[0] > 0.0])

    rng = np.random.default_rng(args.seed)
    bare = [p for p in photos if p.glasses is False and not p.group.startswith("cmu")]
    over, beside, none = [], [], []
    for _ in range(args.count):
        photo = bare[rng.integers(len(bare))]
        image, mesh = ph.crop_face(photo.open(), photo.mesh, rng.uniform(45, 160))
        image, lenses = draw.put_on(image, mesh, draw.style(rng, False), rng)
        none.append(measure(image, mesh))
        over.append(measure(draw.put_glare(image, mesh, lenses, rng, True), mesh))
        beside.append(measure(draw.put_glare(image, mesh, lenses, rng, False), mesh))
    over, beside, none = map(np.array, (over, beside, none))
    print(f"drawn, n {args.count} each: over the eye against none, AUC {auc(over[:, 0], none[:, 0]):.4f}; over the eye against beside, "
          f"AUC {auc(over[:, 0], beside[:, 0]):.4f}; any against none, AUC {auc(np.r_[over, beside].max(1), none.max(1)):.4f}")
    for limit in (0, 0.01, 0.02, 0.05):
        print(f"  eye share > {limit}: over {np.mean(over[:, 0] > limit):.3f}, beside {np.mean(beside[:, 0] > limit):.3f}, none {np.mean(none[:, 0] > limit):.3f}")
    print(f"  lens share > 0.02: over {np.mean(over[:, 1] > 0.02):.3f}, beside {np.mean(beside[:, 1] > 0.02):.3f}, none {np.mean(none[:, 1] > 0.02):.3f}")


if __name__ == "__main__":
    main()
