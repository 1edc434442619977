"""Trains the network of one task: python3 train.py TASK DATA FACTS OUT.onnx [SAMPLES [EPOCHS]]

TASK is the module that makes its samples: ear, neck, lens or torso. FACTS/SET.jsonl comes from `certphoto check --pipeline scripts/train/facts.yaml
--facts --mesh --format json DATA/SET`. Trained on two thirds of the people, judged on the third that it never saw, drawn upon and as they are. Seeded.
"""
import importlib
import multiprocessing
import sys

import numpy as np

import net
import patches

BATCH, RATE = 64, 4e-3
JUDGED = 1600  # drawn samples of the people it never saw
task, items = None, None


def make(argument):
    seed, count, chosen = argument
    rng = np.random.default_rng(seed)
    # Every set alike: the few studio photos would drown among the many small ones.
    weight = np.array([items[i].get("weight", 1.0) * (4.0 if items[i]["set"] in ("london", "canada") else 1.0) for i in chosen])
    picks = rng.choice(chosen, count, p=weight / weight.sum())
    made = [task.sample(rng, items[i]) for i in picks]
    return np.stack([m[0] for m in made]), np.stack([np.atleast_1d(np.asarray(m[1], np.float32)) for m in made])


def pool_of(chosen, count, seed):
    parts = 2 * max(1, count // 1000)
    with multiprocessing.Pool(2) as workers:
        done = workers.map(make, [(seed * 1000 + i, count // parts, chosen) for i in range(parts)])
    return np.concatenate([d[0] for d in done]), np.concatenate([d[1] for d in done])


def tensor(images):
    import torch
    return torch.from_numpy(np.moveaxis(images, -1, 1).astype(np.float32) / 255 - 0.5)


def fit(images, truth, epochs):
    import torch
    from torch.nn import functional as f
    torch.set_num_threads(1)
    torch.manual_seed(20170)
    rng = np.random.default_rng(7)
    model = net.module(images.shape[-1], truth.shape[1], getattr(task, "WIDTHS", net.USUAL))
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-3)
    steps, step = epochs * (len(images) // BATCH), 0
    for epoch in range(epochs):
        order, losses = rng.permutation(len(images)), []
        for k in range(len(images) // BATCH):
            pick = order[k * BATCH:(k + 1) * BATCH]
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * step / steps))
            y = torch.from_numpy(truth[pick])
            told = (y >= 0).float()  # -1: not known
            loss = (f.binary_cross_entropy_with_logits(model(tensor(images[pick])), y.clamp(0, 1) * 0.98 + 0.01, reduction="none") * told).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
            step += 1
        print(f"epoch {epoch}: loss {np.mean(losses):.4f}", flush=True)
    return model.eval()


def scores(model, images):
    import torch
    with torch.no_grad():
        return np.concatenate([torch.sigmoid(model(tensor(images[i:i + 256]))).numpy() for i in range(0, len(images), 256)])


def auc(score, truth):
    order = np.argsort(np.argsort(score, kind="stable"), kind="stable") + 1.0
    n, m = truth.sum(), (~truth).sum()
    return (order[truth].sum() - n * (n + 1) / 2) / (n * m) if n and m else float("nan")


def report(name, score, truth):
    line = f"  {name}: {int(truth.sum())} with, {int((~truth).sum())} without, AUC {auc(score, truth):.4f};"
    for limit in (0.5, 0.8, 0.9, 0.95, 0.98):
        line += f" >{limit}: {(score[truth] > limit).mean() if truth.any() else float('nan'):.3f}, {(score[~truth] > limit).mean() if (~truth).any() else float('nan'):.4f};"
    print(line, flush=True)


def main():
    global task, items
    task = importlib.import_module(sys.argv[1])
    data, facts, out = sys.argv[2:5]
    samples = int(sys.argv[5]) if len(sys.argv) > 5 else 16000
    epochs = int(sys.argv[6]) if len(sys.argv) > 6 else 12
    outputs = getattr(task, "OUTPUTS", (task.NAME,))
    items = list(task.items(data, facts))
    usable = [i for i, item in enumerate(items) if item["truth"] != "unsure"]
    print(len(items), "patches,", len(usable), "used", flush=True)
    mine = [i for i in usable if patches.fold_of(items[i]["person"], 3) != 0]
    others = [i for i in usable if patches.fold_of(items[i]["person"], 3) == 0]
    model = fit(*pool_of(mine, samples, 1), epochs)
    net.save_onnx(net.folded(model), task.CHANNELS, len(outputs), task.SIZE, out, getattr(task, "WIDTHS", net.USUAL))
    images, truth = pool_of(others, JUDGED, 11)
    judged = {"drawn": (scores(model, images), truth)}
    for name, chosen in (("never seen", others), ("trained on", mine)):
        score = scores(model, np.stack([task.plain(items[i]) for i in chosen]))
        known = np.stack([np.atleast_1d(task.known(items[i])) for i in chosen]).astype(np.float32)
        where = np.array([items[i]["set"] for i in chosen])
        for group in np.unique(where):
            judged[f"real {group}, {name}"] = (score[where == group], known[where == group])
        for o, output in enumerate(outputs):
            told = [(items[chosen[k]]["file"], round(float(score[k, o]), 3), known[k, o]) for k in np.argsort(-score[:, o])]
            print(f"{output}, {name}: highest without:", [t[:2] for t in told if t[2] == 0][:14], "lowest with:", [t[:2] for t in told[::-1] if t[2] == 1][:10])
    for name, (score, truth) in judged.items():
        for o, output in enumerate(outputs):
            told = truth[:, o] >= 0
            report(f"{output}, {name}", score[told, o], truth[told, o] > 0.5)


if __name__ == "__main__":
    main()
