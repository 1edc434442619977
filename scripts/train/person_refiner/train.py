"""Trains the refiner. python3 train.py PEOPLE GROUNDS person_segmentation.onnx OUT [seconds] [samples]"""
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
SECONDS = float(sys.argv[5]) if len(sys.argv) > 5 else 300
COUNT = int(sys.argv[6]) if len(sys.argv) > 6 else 12000
FROM = sys.argv[7] if len(sys.argv) > 7 else None  # weights to go on from
RATE = 2e-3 if FROM else 3e-3
SEED = 1_000_000 if FROM else 0  # other samples than those already learned from; the test samples stay
TEST = min(600, COUNT // 4)

state = {}


def start():
    import onnxruntime as ort

    cv2.setNumThreads(1)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    state["net"] = ort.InferenceSession(NET, options, providers=["CPUExecutionProvider"])
    state["people"] = samples.load_people(PEOPLE)
    state["grounds"] = samples.load_grounds(GROUNDS)


def make(seed):
    test = seed < TEST
    rng = np.random.default_rng(seed if test else seed + SEED)
    rgb, alpha = samples.compose(rng, state["people"][test], state["grounds"][test])
    small = cv2.resize(rgb, (256, 256), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    net = state["net"]
    prob = net.run(None, {net.get_inputs()[0].name: small[None]})[0].reshape(256, 256)
    photo = cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    truth = cv2.resize(alpha, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(prob, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    return np.dstack([photo, (coarse * 255 + 0.5).astype(np.uint8), truth])


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
        for level in range(4):
            if level:
                x = F.relu(c[f"d{level}s_pw"](c[f"d{level}s_dw"](x)))
            for b in range(graph.DOWN[level]):
                x = self.block(f"d{level}b{b}", x)
            skips.append(x)
        for level in (2, 1, 0):
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


def main():
    t0 = time.time()
    with mp.get_context("fork").Pool(os.cpu_count(), start) as pool:
        data = np.stack(pool.map(make, range(COUNT), chunksize=16))
    print("samples", data.shape, f"{time.time() - t0:.0f} s", flush=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = torch.from_numpy(data).to(device)
    test, train = data[:TEST], data[TEST:]
    net = Refiner().to(device)
    if FROM:
        stored = np.load(FROM)
        net.load_state_dict({"convs." + k.replace(".w", ".weight").replace(".b", ".bias"): torch.from_numpy(stored[k]) for k in stored.files})
    print(sum(p.numel() for p in net.parameters()), "weights")
    batch = 64
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    layout = torch.contiguous_format
    if device == "cuda":  # depthwise convolutions differ much between layouts: take the faster
        spent = {}
        for candidate in (torch.contiguous_format, torch.channels_last):
            probe = Refiner().to(device, memory_format=candidate)
            x = torch.randn(batch, 16, SIDE // 2, SIDE // 2, device=device).to(memory_format=candidate)
            for i in range(15):
                if i == 5:
                    torch.cuda.synchronize()
                    spent[candidate] = time.time()
                with torch.autocast(device, torch.bfloat16):
                    probe(x).float().square().mean().backward()
            torch.cuda.synchronize()
            spent[candidate] = time.time() - spent[candidate]
        layout = min(spent, key=spent.get)
        print({str(k): round(v / 10 * 1000, 1) for k, v in spent.items()}, "ms a step", flush=True)
        net = net.to(memory_format=layout)
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-4)
    start_time = time.time()

    def split(d):
        d = d.permute(0, 3, 1, 2).float() / 255
        return d[:, :3], d[:, 3:4], d[:, 4:5]

    def evaluate(label):
        net.eval()
        sums = []
        with torch.no_grad():
            for i in range(0, len(test), 50):
                rgb, coarse, truth = split(test[i : i + 50])
                l = logit_of(coarse)
                fine = torch.sigmoid(l + unfold(net(fold(rgb, l))))
                for p in (coarse, fine):
                    w, b = iou_pair(p, truth, 3)
                    sums.append(torch.stack([w, b, ((p - truth) ** 2).mean((1, 2, 3))]))
        raw, fine = torch.cat(sums[0::2], 1).mean(1).tolist(), torch.cat(sums[1::2], 1).mean(1).tolist()
        print(f"{label} {time.time() - start_time:.0f} s raw iou {raw[0]:.4f} band {raw[1]:.4f} mse {raw[2]:.5f}  refined {fine[0]:.4f} {fine[1]:.4f} {fine[2]:.5f}", flush=True)
        net.train()

    evaluate("start")
    step, running = 0, 0.0
    while True:
        done = (time.time() - start_time) / SECONDS
        if done >= 1:
            break
        for g in optimizer.param_groups:
            g["lr"] = RATE * min(1, (step + 1) / 200) * 0.5 * (1 + np.cos(np.pi * done)) + 1e-6
        index = torch.randint(len(train), (batch,), device=device)
        rgb, coarse, truth = split(train[index])
        if torch.rand(()) < 0.5:
            rgb, coarse, truth = rgb.flip(3), coarse.flip(3), truth.flip(3)
        rgb = (rgb * (1 + 0.1 * torch.randn(batch, 3, 1, 1, device=device)) + 0.05 * torch.randn(batch, 3, 1, 1, device=device)).clamp(0, 1)
        l = logit_of(disturb(coarse))
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            delta = net(fold(rgb, l).to(memory_format=layout))
        out = l + unfold(delta.float())
        band = F.max_pool2d(((truth > 0.02) & (truth < 0.98)).float(), 17, 1, 8)
        rim = F.max_pool2d(((truth > 0.1) & (truth < 0.9)).float(), 5, 1, 2)
        weight = 0.3 + 1.5 * band + 2 * rim
        bce = F.binary_cross_entropy_with_logits(out, truth, reduction="none")
        p = torch.sigmoid(out)
        loss = (bce * weight).mean() + 0.5 * ((p - truth).abs() * weight).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        running += loss.item()
        step += 1
        if step % 1000 == 0:
            print(step, f"loss {running / 1000:.4f}", flush=True)
            running = 0.0
            evaluate(f"step {step}")
    evaluate(f"end {step}")
    weights = {k[len("convs.") :].replace(".weight", ".w").replace(".bias", ".b"): v.detach().float().cpu().numpy() for k, v in net.state_dict().items()}
    os.makedirs(OUT, exist_ok=True)
    np.savez(os.path.join(OUT, "refiner.npz"), **weights)
    graph.build(weights, os.path.join(OUT, "person_refiner.onnx"))
    # The graph must say what the module says.
    import onnxruntime as ort

    rgb, coarse, _ = split(test[:1])
    x = fold(rgb, logit_of(coarse))
    net.eval()
    with torch.no_grad():
        want = net(x).cpu().numpy()
    got = ort.InferenceSession(os.path.join(OUT, "person_refiner.onnx"), providers=["CPUExecutionProvider"]).run(None, {"folded": x.cpu().numpy()})[0]
    print("graph against module", float(np.abs(got - want).max()))


if __name__ == "__main__":
    main()
