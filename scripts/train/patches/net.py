"""The small network of the patch tasks: layers, the torch module, its ONNX graph."""
import numpy as np

USUAL = (12, 16, 24, 32)


def layers(channels, outputs, widths=USUAL):
    """(name, in, out, stride)."""
    a, b, c, d = widths
    return [("a", channels, a, 2), ("b", a, b, 2), ("c", b, c, 2), ("d", c, c, 1), ("e", c, d, 1)], ("head", 2 * d, outputs)


def module(channels, outputs, widths=USUAL):
    import torch
    from torch import nn

    class Patch(nn.Module):
        def __init__(self):
            super().__init__()
            convs, head = layers(channels, outputs, widths)
            self.convs = nn.ModuleDict({n: nn.Conv2d(i, o, 3, s, 1, bias=False) for n, i, o, s in convs})
            self.norms = nn.ModuleDict({n: nn.BatchNorm2d(o) for n, _, o, _ in convs})
            self.head = nn.Linear(head[1], head[2])
            self.drop = nn.Dropout(0.2)

        def forward(self, x):
            for n in self.convs:
                x = torch.relu(self.norms[n](self.convs[n](x)))
            return self.head(self.drop(torch.cat([x.amax((2, 3)), x.mean((2, 3))], 1)))

    return Patch()


def folded(model):
    """NAME.weight and NAME.bias with the normalisation worked in, numpy."""
    out = {}
    for n, conv in model.convs.items():
        norm = model.norms[n]
        gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).detach().numpy()
        out[n + ".weight"] = conv.weight.detach().numpy() * gain[:, None, None, None]
        out[n + ".bias"] = norm.bias.detach().numpy() - norm.running_mean.numpy() * gain
    out["head.weight"], out["head.bias"] = model.head.weight.detach().numpy().T, model.head.bias.detach().numpy()
    return out


def save_onnx(weights, channels, outputs, size, path, widths=USUAL):
    """From the patch, NCHW, x / 255 - 0.5, to probabilities."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    nodes = []
    inits = [numpy_helper.from_array(np.ascontiguousarray(v, np.float32), k) for k, v in weights.items()]

    def node(kind, inputs, name=None, **attributes):
        name = name or f"v{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    x = "patch"
    convs, _ = layers(channels, outputs, widths)
    for n, _, _, s in convs:
        x = node("Relu", [node("Conv", [x, n + ".weight", n + ".bias"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[s, s])])
    both = node("Concat", [node("Flatten", [node("GlobalMaxPool", [x])]), node("Flatten", [node("GlobalAveragePool", [x])])], axis=1)
    node("Sigmoid", [node("Gemm", [both, "head.weight", "head.bias"])], "probability")
    graph = helper.make_graph(nodes, "patch", [helper.make_tensor_value_info("patch", TensorProto.FLOAT, [1, channels, size, size])],
                              [helper.make_tensor_value_info("probability", TensorProto.FLOAT, [1, outputs])], inits)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="certphoto")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, path)
