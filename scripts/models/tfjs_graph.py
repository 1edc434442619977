"""A TensorFlow.js graph model as its files have it: nodes, weights, and the geometry of windows."""

import base64
import math
from dataclasses import dataclass

import numpy as np


class ConversionError(Exception):
    pass


@dataclass(frozen=True)
class Tensor:
    """An activation: its name in the ONNX graph and its shape as TensorFlow sees it (NHWC)."""

    name: str
    shape: tuple


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
