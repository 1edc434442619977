#!/usr/bin/python3
"""Convert a TensorFlow.js graph model (model.json + .bin) to ONNX.

    tfjs_to_onnx.py MODEL.json OUT.onnx --input TF_NODE=NAME --output TF_NODE=NAME [--output ...]

The graph is walked back from the requested outputs, so heads nobody asked for are left out. Inside the ONNX
graph every rank-4 activation is NCHW, which is what ONNX Runtime's CPU kernels want; the public input and
outputs keep TensorFlow's NHWC. Folding batch normalisation, bias and padding into convolutions is left to
ONNX Runtime, which does it when a session is opened; the converter rewrites only the idioms the runtime does
not know (tfjs_idioms.py).

The result depends on nothing but the input files: same bytes in, same bytes out. Anything the converter does
not understand (an operation, an attribute value, a layout) is an error, never a guess.
"""

import argparse
import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tfjs_graph import ConversionError, Node, Tensor, load_weights, reachable, window_geometry
from tfjs_idioms import Idioms

# Fixed, not "whatever the installed onnx package likes": both end up in the file, whose checksum is pinned.
OPSET = 13
IR_VERSION = 7

NHWC_TO_NCHW = (0, 3, 1, 2)
NCHW_TO_NHWC = (0, 2, 3, 1)


class Converter(Idioms):
    def __init__(self, nodes, weights, input_names):
        self.nodes = {node.name: node for node in nodes}
        self.consumers = Counter(name for node in nodes for name in node.inputs)
        self.weights = weights
        self.input_names = input_names  # TF placeholder -> public name
        self.inputs = []
        self.ops = []
        self.initializers = {}
        self.values = {}  # TF node name -> Tensor or np.ndarray

    # -- the walk ------------------------------------------------------------------------------------------

    def value(self, name):
        """The converted value of a TF node: an np.ndarray if it is constant, otherwise a Tensor."""
        if name not in self.values:
            node = self.nodes[name]
            self.values[name] = self.weights[name] if node.op == "Const" else HANDLERS[node.op](self, node)
        return self.values[name]

    def constant(self, node, index):
        value = self.value(node.inputs[index])
        node.require(isinstance(value, np.ndarray), f"input {index} must be a constant")
        return value

    def activation(self, node, index):
        value = self.value(node.inputs[index])
        node.require(isinstance(value, Tensor), f"input {index} must not be a constant")
        return value

    # -- emitting ------------------------------------------------------------------------------------------

    def emit(self, op, inputs, shape, name, **attrs):
        self.ops.append(helper.make_node(op, inputs, [name], name=name, **attrs))
        return Tensor(name, tuple(shape))

    def initializer(self, name, array):
        self.initializers[name] = np.ascontiguousarray(array)
        return name

    def to_nhwc(self, tensor):
        """The tensor with TensorFlow's own element order: what a reshape or a public output needs."""
        if len(tensor.shape) != 4:
            return tensor
        name = tensor.name + "/nhwc"
        _, h, w, c = tensor.shape
        if c == 1 or h == w == 1:  # the same bytes in both layouts
            shape = self.initializer(name + "/shape", np.array(tensor.shape, np.int64))
            return self.emit("Reshape", [tensor.name, shape], tensor.shape, name)
        return self.emit("Transpose", [tensor.name], tensor.shape, name, perm=NCHW_TO_NHWC)

    def broadcast_operand(self, node, label, array, rank):
        """A constant operand of an elementwise operation, laid out to broadcast against `rank` dimensions."""
        node.require(array.ndim <= rank, "a constant of higher rank than the activation")
        if array.size == 1:
            array = array.reshape(())
        elif rank == 4:
            array = array.reshape((1,) * (4 - array.ndim) + array.shape).transpose(NHWC_TO_NCHW)
        return self.initializer(f"{node.name}/{label}", array)

    # -- operations ----------------------------------------------------------------------------------------

    def placeholder(self, node):
        shape = node.placeholder_shape()
        node.require(node.name in self.input_names, "no --input names this placeholder")
        node.require(len(shape) == 4 and min(shape) > 0, f"unsupported input shape {shape}")
        name = self.input_names[node.name]
        self.inputs.append((name, shape))
        return self.emit("Transpose", [name], shape, name + "/nchw", perm=NHWC_TO_NCHW)

    def identity(self, node):
        return self.value(node.inputs[0])

    def conv(self, node, bias=None, name=None):
        x = self.activation(node, 0)
        kernel = self.constant(node, 1)
        height, width, channels, multiplier = kernel.shape
        strides, dilations, pads, out = window_geometry(node, x.shape[1:3], (height, width))
        if node.op == "DepthwiseConv2dNative":
            groups, filters = channels, channels * multiplier
            kernel = kernel.transpose(2, 3, 0, 1).reshape(filters, 1, height, width)
        else:
            node.require(channels == x.shape[3], "grouped convolution")
            groups, filters = 1, multiplier
            kernel = kernel.transpose(3, 2, 0, 1)
        name = name or node.name
        inputs = [x.name, self.initializer(name + "/weight", kernel)]
        if bias is not None:
            inputs.append(self.initializer(name + "/bias", bias))
        return self.emit("Conv", inputs, (1, *out, filters), name, kernel_shape=(height, width),
                         strides=strides, dilations=dilations, pads=pads, group=groups)

    def fused_args(self, node):
        """(bias, activation, slope) of _FusedConv2D and _FusedMatMul."""
        fused = node.texts("fused_ops")
        node.require(fused[:1] == ["BiasAdd"] and len(fused) <= 2, f"unsupported fusion {fused}")
        activation = fused[1] if len(fused) == 2 else None
        slope = self.constant(node, 3) if activation == "Prelu" else None
        return self.constant(node, 2), activation, slope

    def activate(self, node, tensor, activation, slope):
        if activation is None:
            return tensor
        if activation == "Prelu":
            return self.emit_prelu(node, tensor, slope)
        node.require(activation in ("Relu", "Relu6"), f"unsupported fused activation {activation}")
        return self.emit_clip(node, tensor, 0.0, 6.0 if activation == "Relu6" else math.inf)

    def fused_conv(self, node):
        bias, activation, slope = self.fused_args(node)
        name = node.name if activation is None else node.name + "/linear"
        return self.activate(node, self.conv(node, bias, name), activation, slope)

    def conv_transpose(self, node):
        size, kernel, x = self.constant(node, 0), self.constant(node, 1), self.activation(node, 2)
        height, width, filters, channels = kernel.shape
        out = tuple(int(i) for i in size[1:3])
        # TensorFlow defines this as the gradient of the convolution that maps `out` to x's size.
        strides, dilations, pads, forward = window_geometry(node, out, (height, width))
        node.require(forward == x.shape[1:3] and channels == x.shape[3] and dilations == [1, 1], "odd geometry")
        weight = self.initializer(node.name + "/weight", kernel.transpose(3, 2, 0, 1))
        extra = [o - ((i - 1) * s + k - b - e) for o, i, s, k, b, e in
                 zip(out, forward, strides, (height, width), pads[:2], pads[2:])]
        return self.emit("ConvTranspose", [x.name, weight], (1, *out, filters), node.name,
                         kernel_shape=(height, width), strides=strides, pads=pads, output_padding=extra)

    def pool(self, node):
        x = self.activation(node, 0)
        ksize = node.ints("ksize")
        node.require(ksize[0] == ksize[3] == 1, "pooling over batch or channels")
        strides, _, pads, out = window_geometry(node, x.shape[1:3], ksize[1:3])
        shape = (1, *out, x.shape[3])
        if out == (1, 1) and tuple(ksize[1:3]) == x.shape[1:3]:
            return self.emit("Global" + self.POOLS[node.op], [x.name], shape, node.name)
        # Neither library counts padding in an average, so the default count_include_pad=0 is right.
        return self.emit(self.POOLS[node.op], [x.name], shape, node.name, kernel_shape=ksize[1:3],
                         strides=strides, pads=pads)

    POOLS = {"MaxPool": "MaxPool", "AvgPool": "AveragePool"}

    def pad(self, node):
        x, paddings = self.activation(node, 0), self.constant(node, 1)
        node.require(len(x.shape) == 4, "only rank 4 is supported")
        shape = [size + before + after for size, (before, after) in zip(x.shape, paddings.tolist())]
        pads = self.initializer(node.name + "/pads", paddings[list(NHWC_TO_NCHW)].T.reshape(-1).astype(np.int64))
        return self.emit("Pad", [x.name, pads], shape, node.name)

    def resize_bilinear(self, node):
        x, size = self.activation(node, 0), self.constant(node, 1)
        height, width = (int(i) for i in size)
        if node.flag("align_corners"):
            mode = "align_corners"
        else:
            mode = "half_pixel" if node.flag("half_pixel_centers") else "asymmetric"
        sizes = self.initializer(node.name + "/sizes", np.array([1, x.shape[3], height, width], np.int64))
        return self.emit("Resize", [x.name, "", "", sizes], (1, height, width, x.shape[3]), node.name,
                         mode="linear", coordinate_transformation_mode=mode)

    def elementwise(self, node):
        rewritten = self._match_prelu(node) or self._match_hard_swish(node) or self._match_late_bias(node)
        if rewritten:
            return rewritten
        op = self.ELEMENTWISE[node.op]
        operands = [self.value(i) for i in node.inputs]
        node.require(len(operands) == 2, "only two operands are supported")
        shapes = [o.shape for o in operands if isinstance(o, Tensor)]
        node.require(shapes, "both operands are constant")
        node.require(len({len(s) for s in shapes}) == 1, "activations of different rank")
        rank = len(shapes[0])
        names = [o.name if isinstance(o, Tensor) else self.broadcast_operand(node, "xy"[i], o, rank)
                 for i, o in enumerate(operands)]
        shape = np.broadcast_shapes(*(o.shape for o in operands))
        return self.emit(op, names, shape, node.name)

    ELEMENTWISE = {"Add": "Add", "AddV2": "Add", "AddN": "Add", "Sub": "Sub", "Mul": "Mul"}

    def sigmoid(self, node):
        x = self.activation(node, 0)
        return self.emit("Sigmoid", [x.name], x.shape, node.name)

    def softmax(self, node):
        x = self.activation(node, 0)
        node.require(len(x.shape) == 2, "only rank 2 is supported")
        return self.emit("Softmax", [x.name], x.shape, node.name, axis=1)

    def prelu(self, node):
        return self.emit_prelu(node, self.activation(node, 0), self.constant(node, 1))

    def emit_prelu(self, node, x, slope):
        node.require(len(x.shape) == 4 and slope.size == x.shape[3], "the slope must be one number a channel")
        weight = self.initializer(node.name + "/slope", slope.reshape(-1, 1, 1))
        return self.emit("PRelu", [x.name, weight], x.shape, node.name)

    def clip(self, node):
        source, low, high = self._clip_chain(node.name)
        node.require(source != node.name, "both operands are activations")
        x = self.value(source)
        node.require(isinstance(x, Tensor), "a clipped constant")
        return self.emit_clip(node, x, low, high)

    def emit_clip(self, node, x, low, high):
        if (low, high) == (0.0, math.inf):
            return self.emit("Relu", [x.name], x.shape, node.name)
        bounds = [self.initializer(f"{node.name}/{label}", np.array(bound, np.float32)) if math.isfinite(bound) else ""
                  for label, bound in (("low", low), ("high", high))]
        return self.emit("Clip", [x.name, *bounds], x.shape, node.name)

    def reshape(self, node):
        x = self.to_nhwc(self.activation(node, 0))
        target = [int(i) for i in self.constant(node, 1)]
        if target.count(-1) == 1:
            target[target.index(-1)] = math.prod(x.shape) // -math.prod(target)
        node.require(math.prod(target) == math.prod(x.shape), f"{x.shape} does not fit into {target}")
        node.require(len(target) != 4, "a reshape to rank 4")
        shape = self.initializer(node.name + "/shape", np.array(target, np.int64))
        return self.emit("Reshape", [x.name, shape], target, node.name)

    def concat(self, node):
        parts = [self.activation(node, i) for i in range(len(node.inputs) - 1)]
        rank = len(parts[0].shape)
        axis = int(self.constant(node, len(node.inputs) - 1)) % rank
        shape = list(parts[0].shape)
        shape[axis] = sum(p.shape[axis] for p in parts)
        onnx_axis = NHWC_TO_NCHW.index(axis) if rank == 4 else axis
        return self.emit("Concat", [p.name for p in parts], shape, node.name, axis=onnx_axis)

    def mean(self, node):
        x, axes = self.activation(node, 0), self.constant(node, 1)
        node.require(len(x.shape) == 4 and sorted(axes.reshape(-1).tolist()) == [1, 2],
                     "only the mean over height and width is supported")
        pooled = self.emit("GlobalAveragePool", [x.name], (1, 1, 1, x.shape[3]), node.name + "/pooled")
        if node.flag("keep_dims"):
            return pooled
        return self.emit("Flatten", [pooled.name], (1, x.shape[3]), node.name, axis=1)

    def matmul(self, node):
        x, weight = self.activation(node, 0), self.constant(node, 1)
        node.require(len(x.shape) == 2 and not node.flag("transpose_a"), "only rank 2 is supported")
        bias, activation, slope = self.fused_args(node) if node.op == "_FusedMatMul" else (None, None, None)
        name = node.name if activation is None else node.name + "/linear"
        inputs = [x.name, self.initializer(name + "/weight", weight.T if node.flag("transpose_b") else weight)]
        if bias is not None:
            inputs.append(self.initializer(name + "/bias", bias))
        y = self.emit("Gemm", inputs, (1, self.initializers[inputs[1]].shape[1]), name)
        return self.activate(node, y, activation, slope)

    # -- the result ----------------------------------------------------------------------------------------

    def build(self, outputs, graph_name):
        """The finished ModelProto; `outputs` are (TF node, public name) pairs."""
        renamed, public = {}, []
        for tf_name, public_name in outputs:
            tensor = self.to_nhwc(self.value(tf_name))
            renamed[tensor.name] = public_name
            public.append((public_name, tensor.shape))
        if len(renamed) != len(outputs):
            raise ConversionError("two outputs name the same tensor")
        for op in self.ops:
            op.input[:] = [renamed.get(i, i) for i in op.input]
            op.output[:] = [renamed.get(o, o) for o in op.output]
        info = lambda pair: helper.make_tensor_value_info(pair[0], TensorProto.FLOAT, pair[1])
        graph = helper.make_graph(
            self.ops, graph_name, [info(i) for i in self.inputs], [info(o) for o in public],
            [numpy_helper.from_array(array, name) for name, array in self.initializers.items()])
        model = helper.make_model(graph, producer_name="certphoto tfjs_to_onnx", ir_version=IR_VERSION,
                                  opset_imports=[helper.make_opsetid("", OPSET)])
        onnx.checker.check_model(model, full_check=True)  # also checks the declared shapes
        return model


HANDLERS = {
    "Placeholder": Converter.placeholder,
    "Identity": Converter.identity,
    "Conv2D": Converter.conv,
    "DepthwiseConv2dNative": Converter.conv,
    "_FusedConv2D": Converter.fused_conv,
    "Conv2DBackpropInput": Converter.conv_transpose,
    "MaxPool": Converter.pool,
    "AvgPool": Converter.pool,
    "Pad": Converter.pad,
    "ResizeBilinear": Converter.resize_bilinear,
    "Add": Converter.elementwise,
    "AddV2": Converter.elementwise,
    "AddN": Converter.elementwise,
    "Sub": Converter.elementwise,
    "Mul": Converter.elementwise,
    "Maximum": Converter.clip,
    "Minimum": Converter.clip,
    "Relu": Converter.clip,
    "Relu6": Converter.clip,
    "Prelu": Converter.prelu,
    "Sigmoid": Converter.sigmoid,
    "Softmax": Converter.softmax,
    "Reshape": Converter.reshape,
    "ConcatV2": Converter.concat,
    "Mean": Converter.mean,
    "MatMul": Converter.matmul,
    "_FusedMatMul": Converter.matmul,
}


def convert(model_path, inputs, outputs):
    """Serialized ONNX for the TensorFlow.js model; `inputs` and `outputs` are (TF node, public name) pairs."""
    model_path = Path(model_path)
    document = json.loads(model_path.read_text())
    nodes = reachable([Node(raw) for raw in document["modelTopology"]["node"]], [name for name, _ in outputs])
    unknown = sorted({node.op for node in nodes} - HANDLERS.keys() - {"Const"})
    if unknown:
        raise ConversionError(f"{model_path.name}: no rule for {', '.join(unknown)}")
    weights = load_weights(model_path, document["weightsManifest"])
    sys.setrecursionlimit(20 * len(nodes) + 1000)  # the walk descends a few frames for each node
    model = Converter(nodes, weights, dict(inputs)).build(outputs, model_path.stem)
    return model.SerializeToString(deterministic=True)


def main():
    def pair(text):
        tf_name, separator, public = text.partition("=")
        if not separator:
            raise argparse.ArgumentTypeError("expected TF_NODE=NAME")
        return tf_name, public

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("onnx", type=Path)
    parser.add_argument("--input", type=pair, action="append", required=True, metavar="TF_NODE=NAME")
    parser.add_argument("--output", type=pair, action="append", required=True, metavar="TF_NODE=NAME")
    options = parser.parse_args()
    try:
        options.onnx.write_bytes(convert(options.model, options.input, options.output))
    except ConversionError as error:
        sys.exit(f"tfjs_to_onnx: {error}")


if __name__ == "__main__":
    main()
