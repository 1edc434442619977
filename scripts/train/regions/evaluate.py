"""How well the network and the zones of the coverings plugin tell drawn things on people it never saw: python3 evaluate.py CROPS.npz MODEL.onnx

Each kind of thing is drawn on COUNT crops of held-out people, against as many of them plain, by a draw of its own seed. Prints the area
under the curve of each measure, the rates at the shipped limits, and the network's own accuracy by class on plain photos."""
import sys

import cv2
import numpy as np

import draw
import net
import samples
from crops import BROWS, EYES, OVAL, REACH, STORED

COUNT = 200
CELL = (samples.SEEN / net.SIDE) * 2  # units
HAIR, COVER, SKIN, CLOTHES = 2, 7, 1, 3
LIMITS = {"head.covering": (0.2, 0.6), "face.uncovered": (0.15, 0.4), "brows.visible": (0.3, 0.65), "eyes.visible": (0.2, 0.6),
          "bare shoulders": (0.35, 0.6)}


def load_model(path):
    import torch
    torch.set_num_threads(1)
    model = net.module()
    model.load_state_dict({"convs." + name: torch.from_numpy(value) for name, value in net.load_onnx(path).items()})
    model.eval()

    def run(images):
        with torch.no_grad():
            return torch.softmax(model(torch.from_numpy(samples.fold(np.stack(images)))), 1).numpy()

    return run


def to_map(points):
    """Points of a stored crop in cells of the map."""
    return (points - STORED / 2) * (REACH / STORED / CELL) + net.SIDE / 4


def inside(polygon):
    out = np.zeros((net.SIDE // 2 * 4,) * 2, np.uint8)
    cv2.fillPoly(out, [np.round(polygon * 4).astype(np.int32)], 1)
    return cv2.resize(out.astype(np.float32), (net.SIDE // 2,) * 2, interpolation=cv2.INTER_AREA)


def measures(p, points):
    """The shares, as plugins/coverings/zones.cpp draws them; bare shoulders are no check yet."""
    at = to_map(points)
    unit = 1 / CELL
    eyes = at[[33, 133, 263, 362]].mean(0)
    brow_top = min(at[i, 1] for i in (70, 63, 105, 66, 107, 300, 293, 334, 296, 336))
    left, right, low, top = at[234, 0] - 0.2 * unit, at[454, 0] + 0.2 * unit, brow_top - 0.2 * unit, eyes[1] - 1.95 * unit
    head = inside(np.array([[left, top], [right, top], [right, low], [left, low]]))
    face = np.vstack([at[OVAL[9:28]], at[[117, 101, 197, 330, 346]]])
    face = inside(at[13] + (face - at[13]) * 0.9)
    brows = [inside(at[b]) for b in BROWS]
    y, x = np.mgrid[:net.SIDE // 2, :net.SIDE // 2] + 0.5
    across = np.abs(x - eyes[0]) / unit
    body = (y > at[152, 1] + 0.5 * unit) & (across > 0.75) & (across < 2.3)
    shoulders = (body * p[SKIN]).sum() / max((body * (p[SKIN] + p[CLOTHES])).sum(), 1e-6)
    whole = (head * (p[COVER] + p[HAIR] + p[SKIN])).sum()
    return {"head.covering": (head * p[COVER]).sum() / max(whole, 1e-6), "face.uncovered": (face * p[COVER]).sum() / face.sum(),
            "bare shoulders": shoulders, "eyes": [(b * (p[HAIR] + p[COVER])).sum() / b.sum() for b in map(inside, (at[e] for e in EYES))],
            "brows": [(b * (p[HAIR] + p[COVER])).sum() / b.sum() for b in brows]}


def auc(positive, negative):
    positive, negative = np.asarray(positive)[:, None], np.asarray(negative)[None]
    return ((positive > negative) + 0.5 * (positive == negative)).mean()


def main():
    items = [i for i in samples.load(sys.argv[1]) if samples.held_out(i["person"]) and i["headwear"] in ("no", "")]
    bank = draw.Bank(items)
    run = load_model(sys.argv[2])
    rng = np.random.default_rng(77001)
    found, hit, seen, parts = {}, np.zeros(9), np.zeros(9), {"brows": ([], []), "eyes": ([], [])}
    for kind in ("plain", "hat", "hood", "headphones", "mask", "thing", "hand", "fringe", "shoulders"):
        found[kind] = []
        for start in range(0, COUNT, 20):
            chosen = [items[i] for i in rng.integers(len(items), size=20)]
            made = [samples.sample(rng, i, bank, kind, jitter=0) for i in chosen]
            for p, item, (_, label) in zip(run([m[0] for m in made]), chosen, made):
                m = measures(p, item["points"])
                found[kind].append(m)
                truth = label[::2, ::2]
                if kind == "plain":
                    for c in range(9):
                        hit[c] += (p.argmax(0)[truth == c] == c).sum()
                        seen[c] += (truth == c).sum()
                if kind in ("plain", "fringe"):
                    for name, polygons in (("brows", BROWS), ("eyes", EYES)):
                        for b, score in zip(polygons, m[name]):
                            where = inside(to_map(item["points"])[b]) > 0.5
                            hidden = (truth[where] == HAIR).mean() if where.any() else 0
                            if hidden > 0.6 or hidden == 0:
                                parts[name][int(hidden > 0.6)].append(score)
    for name, c, n in zip(net.CLASSES, hit, seen):
        print(f"{name}: {c / max(n, 1):.3f} of {int(n)} cells")
    for measure, kinds in (("head.covering", ("hat", "hood", "headphones")), ("face.uncovered", ("mask", "thing", "hand")), ("bare shoulders", ("shoulders",))):
        none = [m[measure] for m in found["plain"]]
        review, reject = LIMITS[measure]
        print(f"{measure}: plain, beyond review {np.mean(np.array(none) > review):.3f}, beyond reject {np.mean(np.array(none) > reject):.3f}")
        for kind in kinds:
            some = np.array([m[measure] for m in found[kind]])
            print(f"  {kind}: AUC {auc(some, none):.3f}, beyond review {np.mean(some > review):.3f}, beyond reject {np.mean(some > reject):.3f}")
    for name, (free, hidden) in parts.items():
        review, reject = LIMITS[name + ".visible"]
        free, hidden = np.array(free), np.array(hidden)
        print(f"{name}.visible: {len(hidden)} hidden, {len(free)} free, AUC {auc(hidden, free):.3f}; hidden beyond review "
              f"{np.mean(hidden > review):.3f}, reject {np.mean(hidden > reject):.3f}; free beyond review {np.mean(free > review):.3f}, "
              f"reject {np.mean(free > reject):.3f}")


if __name__ == "__main__":
    main()
