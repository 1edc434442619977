#!/usr/bin/python3
"""Rewrite an ONNX model so that ONNX Runtime's CPU kernels run it faster, with the same result.

    tune_onnx.py IN.onnx OUT.onnx

Four rewrites, all measured on ONNX Runtime 1.30 (docs/models.md has the numbers):

* Weights too small to matter become zero. Training with weight decay leaves weights of 1e-20 and less; the
  products they make are denormal numbers, which a CPU multiplies a hundred times more slowly than others.
* PRelu(x) becomes a * x + (1 - a) * Relu(x), the products as 1 x 1 depthwise convolutions. The runtime keeps
  activations in blocks of channels between convolutions but has no PRelu for that layout, so each PRelu costs
  two copies of the activation; a depthwise convolution does not, and takes the addition along.
* Bilinear enlargements move behind the linear operations that follow them, which then have fewer pixels to do.
* A first convolution reads the picture as it comes, with the channels of a pixel side by side.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# Far below what float32 can tell apart in a sum with any of a network's activations.
NEGLIGIBLE = 1e-12

# The runtime's blocked layout takes depthwise convolutions only in whole blocks: 8 channels with AVX2, 16 with AVX-512.
CHANNEL_BLOCK = 16

# A picture's channels are few: with many, the runtime does better on channels that lie apart.
PICTURE_CHANNELS = 4

# The copy of a smaller picture costs too little for a gain to be seen.
PICTURE_PIXELS = 128 * 128


def attributes(node):
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def shape(value):
    return [size.dim_value for size in value.type.tensor_type.shape.dim]


def sole_reader(name, nodes, graph):
    """The node that alone reads a tensor, or None; the outputs of the model are read by its caller."""
    readers = [node for node in nodes if name in node.input]
    public = any(value.name == name for value in graph.output)
    return readers[0] if len(readers) == 1 and not public else None


def is_pointwise(node, weights):
    """Is this a convolution that looks at one pixel at a time?"""
    if node.op_type != "Conv" or node.input[1] not in weights:
        return False
    about = attributes(node)
    return (list(weights[node.input[1]].dims[2:]) == [1, 1] and about.get("group", 1) == 1
            and set(about.get("strides", [1])) == {1} and not any(about.get("pads", [])) and "auto_pad" not in about)


def flush_tiny_weights(graph):
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            weights = numpy_helper.to_array(tensor)
            tiny = (np.abs(weights) < NEGLIGIBLE) & (weights != 0)
            if tiny.any():
                tensor.CopyFrom(numpy_helper.from_array(np.where(tiny, np.float32(0), weights), tensor.name))


def expand_prelu(graph):
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        slope = initializers.get(node.input[1]) if node.op_type == "PRelu" else None
        # One slope a channel, (C, 1, 1): the only form there is a depthwise convolution for.
        one_a_channel = slope is not None and len(slope.dims) == 3 and list(slope.dims[1:]) == [1, 1]
        if not one_a_channel or slope.dims[0] % CHANNEL_BLOCK:
            nodes.append(node)
            continue
        x, y = node.input[0], node.output[0]
        channels = slope.dims[0]
        a = numpy_helper.to_array(slope).reshape(channels, 1, 1, 1)

        def scaled(source, factor, label):
            name = f"{y}/{label}"
            graph.initializer.append(numpy_helper.from_array(factor.astype(np.float32), name + "/weight"))
            nodes.append(helper.make_node("Conv", [source, name + "/weight"], [name], name=name, group=channels,
                                          kernel_shape=(1, 1)))
            return name

        linear = scaled(x, a, "prelu_linear")
        nodes.append(helper.make_node("Relu", [x], [y + "/prelu_relu"], name=y + "/prelu_relu"))
        positive = scaled(y + "/prelu_relu", 1 - a, "prelu_positive")
        nodes.append(helper.make_node("Add", [linear, positive], [y], name=y))
    del graph.node[:]
    graph.node.extend(nodes)


class LateEnlargement:
    """Moves bilinear enlargements behind the linear operations that follow them.

    A pixel of an enlarged activation is a mean of pixels whose weights sum to one: a 1 x 1 convolution, bias
    included, may as well come before. If the factor is whole, all pixels also have the same weight in the enlarged
    ones together, and the mean over the whole stays what it was. Of a sum with an enlarged part, each part may be
    averaged, or convolved, by itself; the addition that is then left is one that the runtime folds into the
    convolution.
    """

    def __init__(self, model):
        self.graph = model.graph
        self.nodes = list(model.graph.node)
        self.weights = {tensor.name: tensor for tensor in model.graph.initializer}
        inferred = onnx.shape_inference.infer_shapes(model).graph
        self.shapes = {value.name: shape(value) for value in (*inferred.value_info, *inferred.input, *inferred.output)}
        self.enlarged = {node.output[0]: node for node in self.nodes if self._is_enlargement(node)}

    def run(self):
        for node in list(self.nodes):
            if node.op_type == "GlobalAveragePool":
                self._average_parts(node)
                self._average_first(node)
            elif is_pointwise(node, self.weights) and self._narrows(node):
                self._convolve_parts(node)
                self._convolve_first(node)
        del self.graph.node[:]
        self.graph.node.extend(self.nodes)

    def _is_enlargement(self, node):
        about = attributes(node)
        if (node.op_type != "Resize" or about.get("mode") != b"linear" or len(node.input) != 4
                or about.get("coordinate_transformation_mode", b"half_pixel") != b"half_pixel"):
            return False
        small, large = self.shapes.get(node.input[0], []), self.shapes.get(node.output[0], [])
        return (len(small) == len(large) == 4 and min(small) > 0 and small[:2] == large[:2] and small != large
                and all(after % before == 0 for before, after in zip(small, large)))

    def _narrows(self, conv):
        filters, channels = self.weights[conv.input[1]].dims[:2]
        return filters <= channels

    def _sole_reader(self, name):
        return sole_reader(name, self.nodes, self.graph)

    def _parts(self, name):
        """(sum, enlarged part, other part) if the tensor is such a sum and read once."""
        for total in self.nodes:
            if total.op_type == "Add" and total.output[0] == name and self._sole_reader(name):
                for part, other in (total.input, reversed(total.input)):
                    if (part in self.enlarged and other not in self.enlarged and other not in self.weights
                            and self.shapes.get(part) == self.shapes.get(other)):
                        return total, part, other
        return None

    def _replace(self, node, *others):
        place = self.nodes.index(node)
        self.nodes[place:place + 1] = others

    def _initializer(self, name, array):
        self.graph.initializer.append(numpy_helper.from_array(array, name))
        self.weights[name] = self.graph.initializer[-1]
        return name

    def _move(self, enlargement, x, y, channels):
        """The enlargement that takes the place of another: of x to y, with this many channels."""
        old = enlargement.output[0]
        batch, _, height, width = self.shapes[old]
        self.shapes[y] = [batch, channels, height, width]
        sizes = self._initializer(y + "/sizes", np.array(self.shapes[y], np.int64))
        self.nodes.remove(enlargement)
        del self.enlarged[old]
        self.enlarged[y] = helper.make_node("Resize", [x, "", "", sizes], [y], name=y, **attributes(enlargement))
        return self.enlarged[y]

    def _take_bias(self, conv):
        """Makes the addition of a constant after a convolution its bias, so that it moves along."""
        total = self._sole_reader(conv.output[0])
        if len(conv.input) != 2 or total is None or total.op_type != "Add":
            return
        filters = self.weights[conv.input[1]].dims[0]
        for name in total.input:
            if name in self.weights and list(self.weights[name].dims) in ([1, filters, 1, 1], [filters, 1, 1]):
                bias = numpy_helper.to_array(self.weights[name]).reshape(filters)
                conv.input.append(self._initializer(conv.output[0] + "/bias", bias))
                conv.output[0] = total.output[0]
                self.nodes.remove(total)
                return

    def _convolve_first(self, conv):
        """conv(enlarge(x)) -> enlarge(conv(x))"""
        enlargement = self.enlarged.get(conv.input[0])
        if enlargement is None or not self._sole_reader(conv.input[0]):
            return
        self._take_bias(conv)
        y = conv.output[0]
        conv.input[0], conv.output[0] = enlargement.input[0], y + "/small"
        self._replace(conv, conv, self._move(enlargement, y + "/small", y, self.weights[conv.input[1]].dims[0]))

    def _convolve_parts(self, conv):
        """conv(x + enlarge(y)) -> conv(x) + enlarge(conv(y))"""
        total, part, other = self._parts(conv.input[0]) or (None, None, None)
        if total is None or not self._sole_reader(part):
            return
        self._take_bias(conv)
        y, enlargement = conv.output[0], self.enlarged[part]
        # The bias belongs to one of the two.
        small = helper.make_node("Conv", [enlargement.input[0], conv.input[1]], [y + "/small"], name=y + "/small",
                                 kernel_shape=(1, 1))
        conv.input[0], conv.output[0] = other, y + "/other"
        self.nodes.remove(total)
        moved = self._move(enlargement, y + "/small", y + "/enlarged", self.weights[conv.input[1]].dims[0])
        self._replace(conv, conv, small, moved,
                      helper.make_node("Add", [y + "/other", y + "/enlarged"], [y], name=y))

    def _average_first(self, mean):
        """mean(enlarge(x)) -> mean(x)"""
        enlargement = self.enlarged.get(mean.input[0])
        if enlargement is not None:
            if self._sole_reader(mean.input[0]):
                self.nodes.remove(enlargement)
            mean.input[0] = enlargement.input[0]

    def _average_parts(self, mean):
        """mean(x + enlarge(y)) -> mean(x) + mean(y)"""
        total, part, other = self._parts(mean.input[0]) or (None, None, None)
        if total is None:
            return
        y = mean.output[0]
        self.nodes.remove(total)
        means = [helper.make_node(mean.op_type, [x], [y + label], name=y + label)
                 for x, label in ((other, "/other"), (part, "/enlarged"))]
        self._replace(mean, *means, helper.make_node("Add", [y + "/other", y + "/enlarged"], [y], name=y))
        self._average_first(means[1])


def read_interleaved(graph):
    """conv(transpose(picture)) -> conv(reshape(picture)), which spares a copy of the picture.

    A row of W pixels of C numbers is a row of W * C numbers of one channel, in which a kernel C times as wide that
    goes C times as far sees the same numbers.
    """
    pictures = {value.name: shape(value) for value in graph.input}
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes = list(graph.node)
    for place, node in enumerate(nodes):
        if (node.op_type != "Transpose" or attributes(node).get("perm") != [0, 3, 1, 2]
                or node.input[0] not in pictures):
            continue
        conv = sole_reader(node.output[0], nodes, graph)
        if conv is None or conv.op_type != "Conv" or conv.input[1] not in weights:
            continue
        batch, height, width, channels = pictures[node.input[0]]
        about = attributes(conv)
        if (channels > PICTURE_CHANNELS or height * width < PICTURE_PIXELS or about.get("group", 1) != 1
                or set(about.get("dilations", [1])) != {1} or "auto_pad" in about):
            continue
        kernel = numpy_helper.to_array(weights[conv.input[1]]).transpose(0, 2, 3, 1)
        filters, kernel_height, kernel_width, _ = kernel.shape
        down, right = about.get("strides", (1, 1))
        top, left, bottom, rest = about.get("pads", (0, 0, 0, 0))
        rows, weight = node.input[0] + "/rows", conv.output[0] + "/rows/weight"
        graph.initializer.extend([
            numpy_helper.from_array(np.array([batch, 1, height, width * channels], np.int64), rows + "/shape"),
            numpy_helper.from_array(kernel.reshape(filters, 1, kernel_height, kernel_width * channels), weight)])
        nodes[place] = helper.make_node("Reshape", [node.input[0], rows + "/shape"], [rows], name=rows)
        nodes[nodes.index(conv)] = helper.make_node(
            "Conv", [rows, weight, *conv.input[2:]], conv.output, name=conv.name,
            kernel_shape=(kernel_height, kernel_width * channels), strides=(down, right * channels),
            pads=(top, left * channels, bottom, rest * channels))
    del graph.node[:]
    graph.node.extend(nodes)


def drop_unused_initializers(graph):
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    # Old exporters list the initializers among the inputs too, where they invite callers to pass them.
    inputs = [value for value in graph.input if value.name not in {tensor.name for tensor in kept}
              and value.name in used]
    del graph.input[:]
    graph.input.extend(inputs)


def tune(data):
    """The tuned model, serialized, of a serialized model."""
    model = onnx.load_from_string(data)
    flush_tiny_weights(model.graph)
    expand_prelu(model.graph)
    LateEnlargement(model).run()
    read_interleaved(model.graph)
    drop_unused_initializers(model.graph)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    options.target.write_bytes(tune(options.source.read_bytes()))


if __name__ == "__main__":
    main()
