"""The refiner as an ONNX graph, written from a dict of weights (numpy). Needs only onnx and numpy."""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

SIDE = 384
# channels at 1/2, 1/4, 1/8, 1/16, 1/32 of the side, blocks a level on the way down and up
WIDTHS = (16, 32, 64, 128, 192)
DOWN = (1, 2, 2, 4, 4)
UP = (1, 2, 2, 3)
LEVELS = len(WIDTHS)


def layers():
    """(name, kind, in, out, stride) in order: 'full' 3x3, 'dw' depthwise 3x3, 'pw' 1x1."""
    out = [("stem_dw", "dw", 16, 16, 1), ("stem_pw", "pw", 16, WIDTHS[0], 1)]
    for level, width in enumerate(WIDTHS):
        if level:
            out += [(f"d{level}s_dw", "dw", WIDTHS[level - 1], WIDTHS[level - 1], 2), (f"d{level}s_pw", "pw", WIDTHS[level - 1], width, 1)]
        for b in range(DOWN[level]):
            out += [(f"d{level}b{b}_dw", "dw", width, width, 1), (f"d{level}b{b}_pw", "pw", width, width, 1)]
    for level in reversed(range(LEVELS - 1)):
        out.append((f"u{level}_in", "pw", WIDTHS[level + 1], WIDTHS[level], 1))
        for b in range(UP[level]):
            out += [(f"u{level}b{b}_dw", "dw", WIDTHS[level], WIDTHS[level], 1), (f"u{level}b{b}_pw", "pw", WIDTHS[level], WIDTHS[level], 1)]
    out.append(("head", "pw", WIDTHS[0], 4, 1))
    return out


def shape_of(kind, cin, cout):
    return {"full": (cout, cin, 3, 3), "dw": (cin, 1, 3, 3), "pw": (cout, cin, 1, 1)}[kind]


def build(weights, path):
    nodes, inits = [], []

    def const(name, value):
        inits.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def conv(name, x, relu):
        kind, cin, cout, stride = table[name]
        const(name + ".w", weights[name + ".w"])
        const(name + ".b", weights[name + ".b"])
        pad = 0 if kind == "pw" else 1
        k = 1 if kind == "pw" else 3
        y = name + ".y"
        nodes.append(helper.make_node("Conv", [x, name + ".w", name + ".b"], [y], kernel_shape=[k, k], pads=[pad] * 4,
                                      strides=[stride] * 2, group=cin if kind == "dw" else 1))
        if not relu:
            return y
        nodes.append(helper.make_node("Relu", [y], [name + ".r"]))
        return name + ".r"

    def add(a, b, name):
        nodes.append(helper.make_node("Add", [a, b], [name]))
        return name

    table = {n: (k, i, o, s) for n, k, i, o, s in layers()}

    def block(prefix, x):
        y = conv(prefix + "_pw", conv(prefix + "_dw", x, False), False)
        nodes.append(helper.make_node("Add", [y, x], [prefix + ".sum"]))
        nodes.append(helper.make_node("Relu", [prefix + ".sum"], [prefix + ".out"]))
        return prefix + ".out"

    x = conv("stem_pw", conv("stem_dw", "folded", False), True)
    skips = []
    for level in range(LEVELS):
        if level:
            x = conv(f"d{level}s_pw", conv(f"d{level}s_dw", x, False), True)
        for b in range(DOWN[level]):
            x = block(f"d{level}b{b}", x)
        skips.append(x)
    inits.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice"))
    for level in reversed(range(LEVELS - 1)):
        x = conv(f"u{level}_in", x, False)
        nodes.append(helper.make_node("Resize", [x, "", "twice"], [f"u{level}.up"], mode="linear", coordinate_transformation_mode="half_pixel"))
        x = add(f"u{level}.up", skips[level], f"u{level}.skip")
        for b in range(UP[level]):
            x = block(f"u{level}b{b}", x)
    nodes.append(helper.make_node("Identity", [conv("head", x, False)], ["delta"]))
    half = SIDE // 2
    graph = helper.make_graph(nodes, "person_refiner",
                              [helper.make_tensor_value_info("folded", TensorProto.FLOAT, [1, 16, half, half])],
                              [helper.make_tensor_value_info("delta", TensorProto.FLOAT, [1, 4, half, half])], inits)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="certphoto")
    model.ir_version = 8
    import onnx
    onnx.checker.check_model(model)
    onnx.save(model, path)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    w = {}
    for n, k, i, o, _ in layers():
        w[n + ".w"] = rng.normal(0, 0.1, shape_of(k, i, o)); w[n + ".b"] = np.zeros(o if k != "dw" else i)
    build(w, "rand.onnx")
    print(sum(v.size for v in w.values()), "weights")
