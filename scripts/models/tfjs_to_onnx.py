#!/usr/bin/python3
"""Convert a TensorFlow.js graph model (model.json + .bin) to ONNX.

    tfjs_to_onnx.py MODEL.json OUT.onnx --input TF_NODE=NAME --output TF_NODE=NAME [--output ...]

The graph is walked back from the requested outputs, so heads nobody asked for are left out. Inside the ONNX
graph every rank-4 activation is NCHW, which is what ONNX Runtime's CPU kernels want; the public input and
outputs keep TensorFlow's NHWC. Folding batch normalisation, bias and padding into convolutions is left to
ONNX Runtime, which does it when a session is opened; the converter rewrites only the idioms the runtime does
not know (see `_clip_chain` and the `_match_` functions).

The result depends on nothing but the input files: same bytes in, same bytes out. Anything the converter does
not understand (an operation, an attribute value, a layout) is an error, never a guess.
"""

import argparse
import base64
import json
import math
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Fixed, not "whatever the installed onnx package likes": both end up in the file, whose checksum is pinned.
OPSET = 13
IR_VERSION = 7

NHWC_TO_NCHW = (0, 3, 1, 2)
NCHW_TO_NHWC = (0, 2, 3, 1)


class ConversionError(Exception):
    pass


@dataclass(frozen=True)
class Tensor:
    """An activation: its name in the ONNX graph and its shape as TensorFlow sees it (NHWC)."""

    name: str
    shape: tuple


# ---------------------------------------------------------------------------------------------------------
# Reading the TensorFlow.js files


def load_weights(model_path, manifest):
    """name -> array. float16-quantised weights are widened; any other quantisation is refused."""
    weights = {}
    for group in manifest:
        data = b"".join((model_path.parent / path).read_bytes() for path in group["paths"])
        offset = 0
        for spec in group["weights"]:
            stored = spec["dtype"]
            if "quantization" in spec:
                stored = spec["quantization"]["dtype"]
                if stored != "float16":
                    raise ConversionError(f"weight {spec['name']}: unsupported quantisation {stored}")
            if stored not in ("float16", "float32", "int32"):
                raise ConversionError(f"weight {spec['name']}: unsupported type {stored}")
            dtype = np.dtype(stored).newbyteorder("<")
            count = math.prod(spec["shape"])
            array = np.frombuffer(data, dtype, count, offset).reshape(spec["shape"])
            weights[spec["name"]] = array.astype(spec["dtype"])
            offset += count * dtype.itemsize
        if offset != len(data):
            raise ConversionError(f"{group['paths']}: {len(data)} bytes, the manifest describes {offset}")
    return weights


class Node:
    """One NodeDef of the JSON GraphDef, with its attributes decoded on demand."""

    def __init__(self, raw):
        self.name = raw["name"]
        self.op = raw["op"]
        # "^name" is a control dependency: it orders execution and carries no value.
        self.inputs = [self._node_name(i) for i in raw.get("input", []) if not i.startswith("^")]
        self._attrs = raw.get("attr", {})

    @staticmethod
    def _node_name(reference):
        name, _, index = reference.partition(":")
        if index not in ("", "0"):
            raise ConversionError(f"{reference}: only the first output of an operation is supported")
        return name

    def text(self, key, default=None):
        return base64.b64decode(self._attrs[key]["s"]).decode() if key in self._attrs else default

    def flag(self, key):
        return bool(self._attrs.get(key, {}).get("b", False))

    def ints(self, key):
        return [int(i) for i in self._attrs[key]["list"].get("i", [])]

    def texts(self, key):
        return [base64.b64decode(s).decode() for s in self._attrs.get(key, {}).get("list", {}).get("s", [])]

    def placeholder_shape(self):
        dims = [int(d["size"]) for d in self._attrs["shape"]["shape"]["dim"]]
        return tuple([1] + dims[1:])  # the batch is always one

    def require(self, condition, message):
        if not condition:
            raise ConversionError(f"{self.op} '{self.name}': {message}")


# ---------------------------------------------------------------------------------------------------------
# Geometry shared by convolutions and pools


def window_geometry(node, spatial, kernel):
    """(strides, dilations, pads in ONNX order, output height and width) for TensorFlow's SAME and VALID."""
    node.require(node.text("data_format", "NHWC") == "NHWC", "only NHWC is supported")
    strides = node.ints("strides")
    dilations = node.ints("dilations") if "dilations" in node._attrs else [1, 1, 1, 1]
    node.require(strides[0] == strides[3] == dilations[0] == dilations[3] == 1, "strides over batch or channels")
    strides, dilations = strides[1:3], dilations[1:3]
    padding = node.text("padding")
    begin, end, out = [], [], []
    for size, k, s, d in zip(spatial, kernel, strides, dilations):
        extent = (k - 1) * d + 1
        if padding == "SAME":
            out.append(-(-size // s))
            total = max((out[-1] - 1) * s + extent - size, 0)
        elif padding == "VALID":
            out.append((size - extent) // s + 1)
            total = 0
        else:
            node.require(False, f"unsupported padding {padding}")
        begin.append(total // 2)  # an odd pixel goes after, as in ONNX's SAME_UPPER
        end.append(total - total // 2)
    return strides, dilations, begin + end, tuple(out)


# ---------------------------------------------------------------------------------------------------------
# The converter


class Converter:
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

    # -- idioms --------------------------------------------------------------------------------------------

    def _scalar(self, name):
        """The value of a one-element constant, or None."""
        if self.nodes[name].op == "Const" and self.weights[name].size == 1:
            return float(self.weights[name].reshape(()))
        return None

    def _split_scalar(self, node):
        """(the other input, the scalar) of a two-operand node with one scalar operand, else (None, None)."""
        if len(node.inputs) == 2:
            for scalar, other in (node.inputs, reversed(node.inputs)):
                if self._scalar(scalar) is not None:
                    return other, self._scalar(scalar)
        return None, None

    def _clip_chain(self, name):
        """(source, low, high) of a run of Relu, Relu6, Minimum and Maximum with constants: one Clip."""
        low, high = -math.inf, math.inf
        while True:
            node = self.nodes[name]
            if node.op in ("Relu", "Relu6"):
                source, bounds = node.inputs[0], (0.0, 6.0 if node.op == "Relu6" else math.inf)
            elif node.op in ("Maximum", "Minimum"):
                source, scalar = self._split_scalar(node)
                bounds = (scalar, math.inf) if node.op == "Maximum" else (-math.inf, scalar)
            else:
                source = None
            if source is None:
                return name, low, high
            # The bounds found so far are applied after this one.
            low, high = (min(max(bound, low), high) for bound in bounds)
            name = source

    def _match_prelu(self, node):
        """max(x, 0) + slope * min(x, 0)"""
        if node.op not in ("Add", "AddV2"):
            return None
        for positive, scaled in (node.inputs, reversed(node.inputs)):
            product = self.nodes[scaled]
            if product.op != "Mul":
                continue
            for slope, negative in (product.inputs, reversed(product.inputs)):
                if self.nodes[slope].op != "Const" or self.weights[slope].size == 1:
                    continue
                x, *upper = self._clip_chain(positive)
                y, *lower = self._clip_chain(negative)
                if x == y and upper == [0.0, math.inf] and lower == [-math.inf, 0.0]:
                    return self.emit_prelu(node, self.value(x), self.weights[slope])
        return None

    def _match_hard_swish(self, node):
        """(s * x) * relu6(x + 3)  ->  y * HardSigmoid(y), y = 6 * s * x

        That is two passes over memory instead of four: the runtime folds the multiplication that makes y into the
        convolution before it. s ought to be 1/6 and y to be x, but float16 weights make it 0.1666, which eleven
        layers on is a difference to be seen.
        """
        if node.op != "Mul":
            return None
        for scaled, gate in (node.inputs, reversed(node.inputs)):
            if self.nodes[scaled].op != "Mul" or self.nodes[gate].op != "Relu6":
                continue
            shifted = self.nodes[self.nodes[gate].inputs[0]]
            x, s = self._split_scalar(self.nodes[scaled])
            same_x, three = self._split_scalar(shifted)
            if x is None or x != same_x or shifted.op not in ("Add", "AddV2") or three != 3.0 or s <= 0:
                continue
            x = self.value(x)
            node.require(len(x.shape) == 4, "only rank 4 is supported")
            # One number a channel, though all are the same: the runtime folds no scalars.
            factor = self.initializer(node.name + "/factor", np.full((x.shape[3], 1, 1), 6 * s, np.float32))
            y = self.emit("Mul", [x.name, factor], x.shape, node.name + "/scaled")
            gate = self.emit("HardSigmoid", [y.name], x.shape, node.name + "/gate", alpha=1 / (36 * s), beta=0.5)
            return self.emit("Mul", [y.name, gate.name], x.shape, node.name)
        return None

    def _match_late_bias(self, node):
        """(convolution + other) + bias  ->  (convolution + bias) + other, whose bias the runtime folds away."""
        if node.op not in ("Add", "AddV2"):
            return None
        for constant, total in (node.inputs, reversed(node.inputs)):
            inner = self.nodes[total]
            if (self.nodes[constant].op != "Const" or self.consumers[total] != 1
                    or inner.op not in ("Add", "AddV2", "AddN") or len(inner.inputs) != 2):
                continue
            for conv, other in (inner.inputs, reversed(inner.inputs)):
                if self.nodes[conv].op not in ("Conv2D", "DepthwiseConv2dNative") or self.consumers[conv] != 1:
                    continue
                x, y = self.value(conv), self.value(other)
                if isinstance(y, Tensor) and x.shape == y.shape:
                    bias = self.broadcast_operand(node, "bias", self.weights[constant], 4)
                    biased = self.emit("Add", [x.name, bias], x.shape, node.name + "/biased")
                    return self.emit("Add", [biased.name, y.name], x.shape, node.name)
        return None

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


def reachable(nodes, outputs):
    """The nodes the outputs depend on."""
    by_name = {node.name: node for node in nodes}
    seen, stack = set(), list(outputs)
    while stack:
        name = stack.pop()
        if name not in by_name:
            raise ConversionError(f"the graph has no node '{name}'")
        if name not in seen:
            seen.add(name)
            stack.extend(by_name[name].inputs)
    return [by_name[name] for name in sorted(seen)]


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
