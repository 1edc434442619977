"""Trains the refiner. python3 train.py PEOPLE GROUNDS person_segmentation.onnx OUT SECONDS [FROM.npz]

Samples are made while it trains, on every core but two. FROM: weights to go on from; of a narrower or shallower network too, whose answers
the new one then gives at first.
"""
import mmap
import multiprocessing as mp
import os
import sys
import time

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import graph
import samples

SIDE = graph.SIDE
PEOPLE, GROUNDS, NET, OUT = sys.argv[1:5]
SECONDS = float(sys.argv[5])
FROM = sys.argv[6] if len(sys.argv) > 6 else None
RATE = float(os.environ.get("RATE", 1.6e-3 if FROM else 3e-3))
SEED = 77_000_000 if FROM else 20_000_000  # other samples than those already learned from; the test samples stay
TEST = int(os.environ.get("TEST", 600))
POOL = int(os.environ.get("POOL", 40_000))  # samples kept on the device; the oldest go first
BATCH = int(os.environ.get("BATCH", 64))
SLOTS = 256  # samples a maker may be ahead
CHANNELS = 6  # R, G, B, the segmentation's mask, the truth, and whether it is known (255) or nobody's to say (0)
BYTES = SIDE * SIDE * CHANNELS
TALLEST = 600  # px, of most photos it learns from


def samples_in(memory, index):
    return np.frombuffer(memory, np.uint8, BYTES, index * BYTES).reshape(SIDE, SIDE, CHANNELS)


class Makers:
    """Processes that make samples into shared memory. To be started before the device is touched."""

    def __init__(self):
        self.count = max(1, os.cpu_count() - 2)
        self.ring = mmap.mmap(-1, self.count * SLOTS * BYTES)
        self.tests = mmap.mmap(-1, TEST * BYTES)
        self.made, self.taken, self.tested = mp.RawArray("l", self.count), mp.RawArray("l", self.count), mp.RawArray("b", TEST)
        self.parent = os.getpid()
        context = mp.get_context("fork")
        self.workers = [context.Process(target=self.work, args=(k,), daemon=True) for k in range(self.count)]
        for worker in self.workers:
            worker.start()

    def work(self, k):
        import onnxruntime as ort

        cv2.setNumThreads(1)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        net = ort.InferenceSession(NET, options, providers=["CPUExecutionProvider"])
        people, grounds = samples.load_people(PEOPLE), samples.load_grounds(GROUNDS)
        for i in range(k, TEST, self.count):
            make(np.random.default_rng(i), net, people[1], grounds[1], samples_in(self.tests, i), things=i >= TEST // 2)
            self.tested[i] = 1
        rng = np.random.default_rng(SEED + k)
        while os.getppid() == self.parent:
            if self.made[k] - self.taken[k] >= SLOTS:
                time.sleep(0.01)
                continue
            make(rng, net, people[0], grounds[0], samples_in(self.ring, k * SLOTS + self.made[k] % SLOTS), tallest=TALLEST)
            self.made[k] += 1

    def take(self, pool, total):
        """Copies what is new into `pool` and returns the count of all samples so far."""
        for k in range(self.count):
            while self.taken[k] < self.made[k]:
                pool[total % POOL].copy_(torch.from_numpy(samples_in(self.ring, k * SLOTS + self.taken[k] % SLOTS)))
                self.taken[k] += 1
                total += 1
        return total

    def test_samples(self):
        while not all(self.tested):
            time.sleep(0.2)
        return np.stack([samples_in(self.tests, i) for i in range(TEST)])

    def stop(self):
        for worker in self.workers:
            worker.kill()


def make(rng, net, people, grounds, out, things=True, tallest=None):
    rgb, alpha, thing = samples.compose(rng, people, grounds, things, tallest)
    small = cv2.resize(rgb, (256, 256), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    prob = net.run(None, {net.get_inputs()[0].name: small[None]})[0].reshape(256, 256)
    out[..., :3] = cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    out[..., 3] = (cv2.resize(prob, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR) * 255 + 0.5).astype(np.uint8)
    height, width = alpha.shape
    truth, known = samples.owned(cv2.resize(prob, (width, height), interpolation=cv2.INTER_LINEAR), alpha.astype(np.float32) / 255, thing)
    out[..., 4] = (cv2.resize(truth, (SIDE, SIDE), interpolation=cv2.INTER_AREA) * 255 + 0.5).astype(np.uint8)
    out[..., 5] = np.where(cv2.resize(known, (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0.99, 255, 0)


class Refiner(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleDict()
        for name, kind, cin, cout, stride in graph.layers():
            self.convs[name] = nn.Conv2d(cin, cin if kind == "dw" else cout, 1 if kind == "pw" else 3, stride, 0 if kind == "pw" else 1,
                                         groups=cin if kind == "dw" else 1)
        nn.init.zeros_(self.convs["head"].weight)
        nn.init.zeros_(self.convs["head"].bias)

    def block(self, prefix, x):
        return F.relu(x + self.convs[prefix + "_pw"](self.convs[prefix + "_dw"](x)))

    def forward(self, folded):
        c = self.convs
        x = F.relu(c["stem_pw"](c["stem_dw"](folded)))
        skips = []
        for level in range(graph.LEVELS):
            if level:
                x = F.relu(c[f"d{level}s_pw"](c[f"d{level}s_dw"](x)))
            for b in range(graph.DOWN[level]):
                x = self.block(f"d{level}b{b}", x)
            skips.append(x)
        for level in reversed(range(graph.LEVELS - 1)):
            x = F.interpolate(c[f"u{level}_in"](x), scale_factor=2, mode="bilinear", align_corners=False) + skips[level]
            for b in range(graph.UP[level]):
                x = self.block(f"u{level}b{b}", x)
        return c["head"](x)


def fold(rgb, logit):
    """Block (dy, dx) major, then channel: R G B logit/6, as the plugin writes it."""
    x = torch.cat([rgb - 0.5, logit / 6], 1)
    n, ch, h, w = x.shape
    return x.view(n, ch, h // 2, 2, w // 2, 2).permute(0, 3, 5, 1, 2, 4).reshape(n, 4 * ch, h // 2, w // 2)


def unfold(delta):
    n, _, h, w = delta.shape
    return delta.view(n, 1, 2, 2, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, 1, 2 * h, 2 * w)


def logit_of(p):
    p = p.clamp(0.0025, 0.9975)
    return torch.log(p / (1 - p))


def disturb(coarse):
    """The network errs more on photos than on composites: bend its outline and flip smooth patches near it."""
    n, _, h, w = coarse.shape
    on = (torch.rand(n, 1, 1, 1, device=coarse.device) < 0.5).float()
    flow = F.interpolate(torch.randn(n, 2, 10, 10, device=coarse.device), (h, w), mode="bicubic", align_corners=False)
    flow = flow * (torch.rand(n, 1, 1, 1, device=coarse.device) * 3 * on) * (2 / SIDE)
    yy, xx = torch.meshgrid(torch.linspace(-1, 1, h, device=coarse.device), torch.linspace(-1, 1, w, device=coarse.device), indexing="ij")
    grid = torch.stack([xx, yy], -1)[None] + flow.permute(0, 2, 3, 1)
    moved = F.grid_sample(coarse, grid, align_corners=True, padding_mode="border")
    l = logit_of(moved)
    noise = F.interpolate(torch.randn(n, 1, 16, 16, device=coarse.device), (h, w), mode="bicubic", align_corners=False)
    edge = torch.exp(-(l / 4) ** 2)
    l = l * (1 - on * 0.5 * torch.rand(n, 1, 1, 1, device=coarse.device)) + on * noise * edge * 3 * torch.rand(n, 1, 1, 1, device=coarse.device)
    l = l + on * torch.randn(n, 1, 1, 1, device=coarse.device) * edge
    return torch.sigmoid(l)


def iou_pair(p, t, reach):
    """IoU of the whole and of the bands within `reach` px inside each outline."""
    a, b = p > 0.5, t > 0.5
    k = 2 * reach + 1
    inner = lambda m: m & (F.max_pool2d(F.pad((~m).float(), [reach] * 4, value=0), k, 1) > 0)
    whole = (a & b).sum((1, 2, 3)) / (a | b).sum((1, 2, 3)).clamp(min=1)
    ea, eb = inner(a), inner(b)
    band = (ea & eb).sum((1, 2, 3)) / (ea | eb).sum((1, 2, 3)).clamp(min=1)
    return whole, band


def split(samples_u8):
    s = samples_u8.permute(0, 3, 1, 2).float() / 255
    return s[:, :3], s[:, 3:4], s[:, 4:5], s[:, 5:6]


def evaluate(label, net, test):
    net.eval()
    sums = []
    with torch.no_grad():
        for i in range(0, len(test), 50):
            rgb, coarse, truth, known = split(test[i : i + 50])
            l = logit_of(coarse)
            fine = torch.sigmoid(l + unfold(net(fold(rgb, l))))
            for p in (torch.where(known > 0.5, coarse, truth), torch.where(known > 0.5, fine, truth)):
                w, b = iou_pair(p, truth, 3)
                sums.append(torch.stack([w, b, ((p - truth) ** 2).mean((1, 2, 3))]))
    raw, fine = torch.cat(sums[0::2], 1), torch.cat(sums[1::2], 1)
    for kind, part in (("portraits", slice(0, TEST // 2)), ("with things", slice(TEST // 2, TEST))):
        r, f = raw[:, part].mean(1).tolist(), fine[:, part].mean(1).tolist()
        print(f"{label} {kind}: raw iou {r[0]:.4f} band {r[1]:.4f} mse {r[2]:.5f}  refined {f[0]:.4f} {f[1]:.4f} {f[2]:.5f}", flush=True)
    net.train()


def loss_of(net, layout, batch, device):
    rgb, coarse, truth, known = split(batch)
    if torch.rand(()) < 0.5:
        rgb, coarse, truth, known = rgb.flip(3), coarse.flip(3), truth.flip(3), known.flip(3)
    n = len(batch)
    rgb = (rgb * (1 + 0.1 * torch.randn(n, 3, 1, 1, device=device)) + 0.05 * torch.randn(n, 3, 1, 1, device=device)).clamp(0, 1)
    l = logit_of(disturb(coarse))
    with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
        delta = net(fold(rgb, l).to(memory_format=layout))
    out = l + unfold(delta.float())
    band = F.max_pool2d(((truth > 0.02) & (truth < 0.98)).float(), 17, 1, 8)
    rim = F.max_pool2d(((truth > 0.1) & (truth < 0.9)).float(), 5, 1, 2)
    weight = (0.3 + 1.5 * band + 2 * rim) * (known > 0.99)
    bce = F.binary_cross_entropy_with_logits(out, truth, reduction="none")
    return (bce * weight).mean() + 0.5 * ((torch.sigmoid(out) - truth).abs() * weight).mean()


def stored_name(key):
    return key[len("convs.") :].replace(".weight", ".w").replace(".bias", ".b")


def go_on_from(net, stored):
    """`net` with the weights `stored`. Of what is wider, the new channels are not read at first; blocks that are new change nothing."""
    state = net.state_dict()
    for key, value in state.items():
        name = stored_name(key)
        if name not in stored.files:
            if "_pw" in name:
                value.zero_()
            continue
        old = torch.from_numpy(stored[name])
        if value.dim() == 4 and value.shape[2] == 1:  # 1x1: rows give, columns read
            value[: len(old), old.shape[1] :] = 0
            value[: len(old), : old.shape[1]] = old
        else:
            value[: len(old)] = old
    net.load_state_dict(state)


def main():
    makers = Makers()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cudnn.benchmark = True
    layout = torch.channels_last  # depthwise convolutions take half the time
    net, mean = Refiner().to(device), Refiner().to(device)  # `mean`: the weights' running mean, which is what is kept
    if FROM:
        go_on_from(net, np.load(FROM))
    mean.load_state_dict(net.state_dict())
    net = net.to(memory_format=layout)
    print(sum(p.numel() for p in net.parameters()), "weights")
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-4)
    pool, total = torch.empty((POOL, SIDE, SIDE, CHANNELS), dtype=torch.uint8, device=device), 0
    test = torch.from_numpy(makers.test_samples()).to(device)
    while total < min(3000, POOL // 4):
        total = makers.take(pool, total)
        time.sleep(0.05)
    evaluate("start", mean, test)
    start, step, told = time.time(), 0, time.time()
    while (done := (time.time() - start) / SECONDS) < 1:
        if step % 10 == 0:
            total = makers.take(pool, total)
        for g in optimizer.param_groups:
            g["lr"] = RATE * min(1, (step + 1) / 200) * 0.5 * (1 + np.cos(np.pi * done)) + 1e-6
        loss = loss_of(net, layout, pool[torch.randint(min(total, POOL), (BATCH,), device=device)], device)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        decay = min(0.999, (step + 1) / (step + 10))
        with torch.no_grad():
            for kept, now in zip(mean.parameters(), net.parameters()):
                kept.lerp_(now, 1 - decay)
        step += 1
        if time.time() - told > 60:
            told = time.time()
            evaluate(f"step {step}, {total} samples, loss {loss.item():.4f}:", mean, test)
    evaluate(f"end, {step} steps, {total} samples:", mean, test)
    makers.stop()
    weights = {stored_name(k): v.detach().float().cpu().numpy() for k, v in mean.state_dict().items()}
    os.makedirs(OUT, exist_ok=True)
    np.savez(os.path.join(OUT, "refiner.npz"), **weights)
    graph.build(weights, os.path.join(OUT, "person_refiner.onnx"))
    # The graph must say what the module says.
    import onnxruntime as ort

    rgb, coarse, _, _ = split(test[:1])
    x = fold(rgb, logit_of(coarse))
    mean.eval()
    with torch.no_grad():
        want = mean(x).cpu().numpy()
    got = ort.InferenceSession(os.path.join(OUT, "person_refiner.onnx"), providers=["CPUExecutionProvider"]).run(None, {"folded": x.cpu().numpy()})[0]
    print("graph against module", float(np.abs(got - want).max()))


if __name__ == "__main__":
    main()
