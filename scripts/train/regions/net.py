"""The network of person.regions: layers, the torch module, and its ONNX graph."""
import numpy as np

SIDE = 112  # pixels of the levelled crop; folded 2 x 2 into 12 channels
CLASSES = ("background", "skin", "hair", "clothes", "brow", "eye", "lips", "cover", "glasses")
WIDTHS = (16, 24, 40, 56)  # channels at 1/2, 1/4, 1/8, 1/16 of the side
UP = 16


def layers():
    """(name, in, out, kernel, stride, groups)."""
    out = [("stem", 12, WIDTHS[0], 3, 1, 1)]
    for level in (1, 2, 3):
        a, b = WIDTHS[level - 1], WIDTHS[level]
        out += [(f"d{level}s", a, b, 3, 2, 1), (f"d{level}a", b, b, 3, 1, b), (f"d{level}b", b, b, 1, 1, 1)]
        if level > 1:
            out += [(f"d{level}c", b, b, 3, 1, b), (f"d{level}d", b, b, 1, 1, 1)]
    for level in (2, 1, 0):
        a = WIDTHS[3] if level == 2 else UP
        out += [(f"u{level}in", a, UP, 1, 1, 1), (f"u{level}skip", WIDTHS[level], UP, 1, 1, 1), (f"u{level}a", UP, UP, 3, 1, 1)]
    return out + [("head", UP, len(CLASSES), 1, 1, 1)]


def forward(x, conv, relu, add, twice):
    """The graph, once for torch and once for ONNX. Logits at half the side."""
    skips = [relu(conv("stem", x))]
    for level in (1, 2, 3):
        x = relu(conv(f"d{level}s", skips[-1]))
        x = relu(add(x, conv(f"d{level}b", conv(f"d{level}a", x))))
        if level > 1:
            x = relu(add(x, conv(f"d{level}d", conv(f"d{level}c", x))))
        skips.append(x)
    x = skips[3]
    for level in (2, 1, 0):
        x = add(twice(conv(f"u{level}in", x)), conv(f"u{level}skip", skips[level]))
        x = relu(x)
        x = relu(add(x, conv(f"u{level}a", x)))
    return conv("head", x)


def module():
    import torch
    from torch import nn
    from torch.nn import functional as f

    class Regions(nn.Module):
        def __init__(self):
            super().__init__()
            self.convs = nn.ModuleDict({n: nn.Conv2d(a, b, k, s, k // 2, groups=g) for n, a, b, k, s, g in layers()})

        def forward(self, x):
            return forward(x, lambda n, v: self.convs[n](v), torch.relu, torch.add,
                           lambda v: f.interpolate(v, scale_factor=2, mode="nearest"))

    return Regions()


def load_onnx(path):
    """NAME.weight and NAME.bias of saved weights, numpy."""
    import onnx
    from onnx import numpy_helper
    return {i.name: numpy_helper.to_array(i).copy() for i in onnx.load(path).graph.initializer if i.name.endswith((".weight", ".bias"))}


def save_onnx(weights, path):
    """`weights`: NAME.weight and NAME.bias, numpy. The graph ends in probabilities."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    nodes, inits, table = [], [], {n: (k, s, g) for n, _, _, k, s, g in layers()}
    inits.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice"))

    def node(kind, inputs, **attributes):
        name = f"v{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def conv(name, x):
        for part in ("weight", "bias"):
            inits.append(numpy_helper.from_array(np.asarray(weights[f"{name}.{part}"], np.float32), f"{name}.{part}"))
        k, s, g = table[name]
        return node("Conv", [x, name + ".weight", name + ".bias"], kernel_shape=[k, k], pads=[k // 2] * 4, strides=[s, s], group=g)

    logits = forward("folded", conv, lambda v: node("Relu", [v]), lambda a, b: node("Add", [a, b]),
                     lambda v: node("Resize", [v, "", "twice"], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"))
    nodes.append(helper.make_node("Softmax", [logits], ["regions"], axis=1))
    half = SIDE // 2
    graph = helper.make_graph(nodes, "person_regions", [helper.make_tensor_value_info("folded", TensorProto.FLOAT, [1, 12, half, half])],
                              [helper.make_tensor_value_info("regions", TensorProto.FLOAT, [1, len(CLASSES), half, half])], inits)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="certphoto")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, path)
