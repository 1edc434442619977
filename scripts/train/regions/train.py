"""Trains the network of person.regions: python3 train.py CROPS.npz OUT.onnx SECONDS

Samples are made as it goes and used about five times each; a fifth of the people is never trained on. Seeded; how far it comes
depends on the time given."""
import sys
import time

import numpy as np

import net
import samples

BATCH, RATE, REUSE, KEPT = 16, 3e-3, 5, 30


def batches(path):
    items = [i for i in samples.load(path) if not samples.held_out(i["person"])]
    # Every set alike: 80 + 12 studio photos would drown in 442 small ones.
    weight = np.array([3.0 if i["person"].startswith(("london", "canada")) else 1.0 for i in items])
    bank = np.stack([i["rgb"] for i in items[::3]])
    rng = np.random.default_rng(20170)
    while True:
        pairs = [samples.sample(rng, items[rng.choice(len(items), p=weight / weight.sum())], bank) for _ in range(BATCH)]
        yield np.stack([p[0] for p in pairs]), np.stack([p[1][::2, ::2] for p in pairs])


def main():
    path, out, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    source = batches(path)
    import torch
    from torch.nn import functional as f
    torch.set_num_threads(1)
    torch.manual_seed(20170)
    model = net.module()
    weight = torch.tensor([0.6, 0.8, 1.0, 0.7, 2.5, 3.0, 2.0, 1.5, 2.0])  # the small ones count more
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-4)
    rng, pool, step, start, shown = np.random.default_rng(1), [], 0, time.time(), []

    def save():
        net.save_onnx({k.replace("convs.", ""): v.detach().numpy() for k, v in model.state_dict().items()}, out)

    while (spent := time.time() - start) < seconds:
        if len(pool) < KEPT or step % REUSE == 0:
            pool.append(next(source))
            pool = pool[-KEPT:]
        image, label = pool[int(rng.integers(len(pool)))]
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 100) * 0.5 * (1 + np.cos(np.pi * spent / seconds))
        x = torch.from_numpy(samples.fold(image))
        y = torch.from_numpy(label.astype(np.int64))
        loss = f.cross_entropy(model(x), y, weight=weight, ignore_index=255)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        shown.append(loss.item())
        step += 1
        if step % 100 == 0:
            print(f"{spent:.0f} s, step {step}, loss {np.mean(shown[-100:]):.4f}", flush=True)
            save()
    save()
    print(step, "steps")


if __name__ == "__main__":
    main()
