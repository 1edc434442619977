"""Groups of TensorFlow nodes that are one ONNX operation, or a cheaper order of several: what ONNX Runtime does not
find by itself. Each method gives the converted value, or None where the nodes are not its idiom."""

import math

import numpy as np

from tfjs_graph import Tensor


class Idioms:
    """Of the Converter, whose nodes, weights and emitting methods these use."""

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
