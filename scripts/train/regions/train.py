"""Trains the network of person.regions: python3 train.py CROPS.npz OUT.onnx [--steps N] [--until N] [--start WEIGHTS.onnx] [--seed N]

Samples are made as it goes and used about four times each; a fifth of the people is never trained on. Seeded, one thread, a fixed number of
steps: the same crops, start and library versions give the same weights."""
import argparse
import time

import numpy as np

import draw
import net
import samples
from crops import BARE, COVER

BATCH, RATE, REUSE, KEPT = 16, 3e-3, 4, 40
HARD = 0.15  # of the samples: photos as they are, those most that look covered to the weights it goes on from
BARE_WEIGHT = 3.0


def batches(path, seed, start):
    items = [i for i in samples.load(path) if not samples.held_out(i["person"])]
    # Every set alike: 80 + 12 studio photos would drown in 442 small ones.
    weight = np.array([3.0 if i["person"].startswith(("london", "canada")) else 1.0 for i in items])
    weight /= weight.sum()
    hard = hardness(items, start) if start else weight
    bank = draw.Bank(items)
    rng = np.random.default_rng(seed)

    def one():
        if rng.random() < HARD:  # as it is
            return samples.sample(rng, items[rng.choice(len(items), p=hard)], bank, "plain", real=1.0)
        return samples.sample(rng, items[rng.choice(len(items), p=weight)], bank)

    while True:
        pairs = [one() for _ in range(BATCH)]
        yield np.stack([p[0] for p in pairs]), np.stack([p[1][::2, ::2] for p in pairs])


def hardness(items, start):
    """How often each photo is drawn as it is: by how much of a covering the network to go on from sees on it."""
    import evaluate
    run, rng, score = evaluate.load_model(start), np.random.default_rng(0), []
    for item in items:
        seen, _ = samples.seen(rng, item["rgb"].astype(np.float32), item["label"], jitter=0)
        score.append(evaluate.measures(run([seen])[0], item["points"])["head.covering"] if item["headwear"] == "no" else 0.0)
    score = np.array(score) + 0.03
    return score / score.sum()


def given():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("crops")
    arguments.add_argument("out")
    arguments.add_argument("--steps", type=int, default=6000)
    arguments.add_argument("--until", type=int, help="stop there; the rate falls as if all steps were taken")
    arguments.add_argument("--seed", type=int, default=20170)
    arguments.add_argument("--start", help="go on from these weights")
    return arguments.parse_args()


def main():
    wanted = given()
    source = batches(wanted.crops, wanted.seed, wanted.start)
    import torch
    from torch.nn import functional as f
    torch.set_num_threads(1)
    torch.manual_seed(wanted.seed)
    model = net.module()
    if wanted.start:
        model.load_state_dict({"convs." + name: torch.from_numpy(value) for name, value in net.load_onnx(wanted.start).items()})
    weight = torch.tensor([0.6, 0.8, 1.0, 0.7, 2.5, 3.0, 2.0, 1.5, 2.0])  # the small ones count more
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4)
    rng, pool, start, shown = np.random.default_rng(1), [], time.time(), []

    def save():
        net.save_onnx({k.replace("convs.", ""): v.detach().numpy() for k, v in model.state_dict().items()}, wanted.out)

    def loss_of(logits, label):
        sure = f.cross_entropy(logits, torch.where(label == BARE, 255, label), weight=weight, ignore_index=255)
        # What is not labelled on a head that wears nothing may be anything but a covering.
        cover = torch.log_softmax(logits, 1)[:, COVER].exp().clamp(max=0.999)
        bare = label == BARE
        return sure - BARE_WEIGHT * (torch.log1p(-cover) * bare).sum() / bare.sum().clamp(min=1)

    for step in range(wanted.until or wanted.steps):
        if len(pool) < KEPT // 4 or step % REUSE == 0:
            pool.append(next(source))
            pool = pool[-KEPT:]
        image, label = pool[int(rng.integers(len(pool)))]
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * step / wanted.steps))
        loss = loss_of(model(torch.from_numpy(samples.fold(image))), torch.from_numpy(label.astype(np.int64)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        shown.append(loss.item())
        if step % 100 == 99:
            print(f"{time.time() - start:.0f} s, step {step + 1}, loss {np.mean(shown[-100:]):.4f}", flush=True)
            save()
    save()


if __name__ == "__main__":
    main()
