#!/usr/bin/python3
"""What the model converters must refuse, and what their result must look like. That the results compute the same
numbers as the originals is proved by oracle.sh, which needs a download."""

import base64
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts/models"))

from tfjs_to_onnx import ConversionError, convert
from tune_onnx import tune


def text(value):
    return {"s": base64.b64encode(value.encode()).decode()}


def ints(*values):
    return {"list": {"i": [str(value) for value in values]}}


def placeholder(height=8, width=8, channels=3):
    dims = [{"size": str(size)} for size in (-1, height, width, channels)]
    return {"name": "x", "op": "Placeholder", "attr": {"shape": {"shape": {"dim": dims}}}}


def conv(name, source, padding="SAME", stride=1):
    attr = {"strides": ints(1, stride, stride, 1), "dilations": ints(1, 1, 1, 1), "padding": text(padding)}
    return {"name": name, "op": "Conv2D", "input": [source, name + "/kernel"], "attr": attr}


class TfjsModel:
    """A TensorFlow.js model written to a folder of its own, which goes when the test ends."""

    def __init__(self, test, nodes, weights, **manifest):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "model.json"
        specs = [{"name": name, "dtype": str(array.dtype), "shape": list(array.shape), **manifest}
                 for name, array in weights.items()]
        consts = [{"name": name, "op": "Const"} for name in weights]
        self.path.write_text(json.dumps({
            "modelTopology": {"node": nodes + consts},
            "weightsManifest": [{"paths": ["model.bin"], "weights": specs}],
        }))
        (Path(folder.name) / "model.bin").write_bytes(b"".join(a.tobytes() for a in weights.values()))

    def convert(self, *outputs):
        return convert(self.path, [("x", "image")], [(name, f"out{i}") for i, name in enumerate(outputs)])


def kernel(*shape):
    return np.linspace(-1, 1, int(np.prod(shape)), dtype=np.float32).reshape(shape)


class TfjsToOnnx(unittest.TestCase):
    def test_unknown_operation_is_named(self):
        model = TfjsModel(self, [placeholder(), {"name": "y", "op": "Einsum", "input": ["x"]}], {})
        with self.assertRaisesRegex(ConversionError, "Einsum"):
            model.convert("y")

    def test_unknown_operation_that_no_output_needs_is_left_out(self):
        model = TfjsModel(self, [placeholder(), {"name": "y", "op": "Relu", "input": ["x"]},
                                 {"name": "head", "op": "Einsum", "input": ["y"]}], {})
        self.assertTrue(model.convert("y"))

    def test_unknown_padding_is_refused(self):
        model = TfjsModel(self, [placeholder(), conv("c", "x", "EXPLICIT")], {"c/kernel": kernel(3, 3, 3, 4)})
        with self.assertRaisesRegex(ConversionError, "Conv2D 'c'.*EXPLICIT"):
            model.convert("c")

    def test_integer_quantisation_is_refused(self):
        model = TfjsModel(self, [placeholder(), conv("c", "x")], {"c/kernel": kernel(3, 3, 3, 4)},
                          quantization={"dtype": "uint8", "scale": 1, "min": 0})
        with self.assertRaisesRegex(ConversionError, "uint8"):
            model.convert("c")

    def test_truncated_weights_are_refused(self):
        model = TfjsModel(self, [placeholder(), conv("c", "x")], {"c/kernel": kernel(3, 3, 3, 4)})
        with (model.path.parent / "model.bin").open("ab") as file:
            file.write(b"\0")
        with self.assertRaisesRegex(ConversionError, "the manifest describes"):
            model.convert("c")

    def test_public_shapes_stay_nhwc_and_batch_is_one(self):
        model = TfjsModel(self, [placeholder(8, 6), conv("c", "x", stride=2)], {"c/kernel": kernel(3, 3, 3, 4)})
        graph = onnx.load_from_string(model.convert("c")).graph
        shape = lambda value: [d.dim_value for d in value.type.tensor_type.shape.dim]
        self.assertEqual((graph.input[0].name, shape(graph.input[0])), ("image", [1, 8, 6, 3]))
        self.assertEqual((graph.output[0].name, shape(graph.output[0])), ("out0", [1, 4, 3, 4]))

    def test_odd_same_padding_goes_after(self):
        model = TfjsModel(self, [placeholder(), conv("c", "x", stride=2)], {"c/kernel": kernel(3, 3, 3, 4)})
        graph = onnx.load_from_string(model.convert("c")).graph
        (node,) = [node for node in graph.node if node.op_type == "Conv"]
        self.assertEqual({a.name: list(a.ints) for a in node.attribute}["pads"], [0, 0, 1, 1])

    def test_same_bytes_every_time(self):
        model = TfjsModel(self, [placeholder(), conv("c", "x")], {"c/kernel": kernel(3, 3, 3, 4)})
        self.assertEqual(model.convert("c"), model.convert("c"))


def prelu_model(channels, slope_shape):
    slope = numpy_helper.from_array(np.full(slope_shape, 0.25, np.float32), "slope")
    tensor = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, 4, 4])
    graph = helper.make_graph([helper.make_node("PRelu", ["x", "slope"], ["y"])], "g", [tensor("x")], [tensor("y")],
                              [slope])
    return helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13)]).SerializeToString()


def model(inputs, outputs, nodes, weights):
    """A serialized model; inputs and outputs are name=shape."""
    tensors = lambda named: [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
                             for name, shape in named.items()]
    graph = helper.make_graph(nodes, "g", tensors(inputs), tensors(outputs),
                              [numpy_helper.from_array(array, name) for name, array in weights.items()])
    return helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13)]).SerializeToString()


def enlarging_model(nodes, output, mode="half_pixel", filters=2, kernel_size=1):
    """4 channels of 2 x 2 enlarged to 6 x 6 as "up", beside 4 channels of 6 x 6 as "x"."""
    weights = {"sizes": np.array([1, 4, 6, 6], np.int64), "w": kernel(filters, 4, kernel_size, kernel_size),
               "b": kernel(1, filters, 1, 1)}
    resize = helper.make_node("Resize", ["small", "", "", "sizes"], ["up"], mode="linear",
                              coordinate_transformation_mode=mode)
    return model({"small": [1, 4, 2, 2], "x": [1, 4, 6, 6]}, {"y": output}, [resize, *nodes], weights)


class LateEnlargement(unittest.TestCase):
    def tuned(self, *args, **kwargs):
        """The nodes of the tuned model as "Operation input ... -> output", constants left out."""
        graph = onnx.load_from_string(tune(enlarging_model(*args, **kwargs))).graph
        constants = {tensor.name for tensor in graph.initializer} | {""}
        return [" ".join([node.op_type, *(name for name in node.input if name not in constants), "->", *node.output])
                for node in graph.node]

    CONVOLUTION = [helper.make_node("Conv", ["up", "w"], ["c"]), helper.make_node("Add", ["c", "b"], ["y"])]

    def test_convolution_comes_first_and_takes_its_bias_along(self):
        self.assertEqual(self.tuned(self.CONVOLUTION, [1, 2, 6, 6]), ["Conv small -> y/small", "Resize y/small -> y"])
        graph = onnx.load_from_string(tune(enlarging_model(self.CONVOLUTION, [1, 2, 6, 6]))).graph
        constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.assertEqual(constants[graph.node[0].input[2]].tolist(), kernel(2).tolist())
        self.assertEqual(constants[graph.node[1].input[3]].tolist(), [1, 2, 6, 6])

    def test_sum_is_convolved_in_parts(self):
        nodes = [helper.make_node("Add", ["x", "up"], ["s"]), helper.make_node("Conv", ["s", "w"], ["y"])]
        self.assertEqual(self.tuned(nodes, [1, 2, 6, 6]),
                         ["Conv x -> y/other", "Conv small -> y/small", "Resize y/small -> y/enlarged",
                          "Add y/other y/enlarged -> y"])

    def test_mean_is_taken_before(self):
        nodes = [helper.make_node("GlobalAveragePool", ["up"], ["y"])]
        self.assertEqual(self.tuned(nodes, [1, 4, 1, 1]), ["GlobalAveragePool small -> y"])
        nodes = [helper.make_node("Add", ["up", "x"], ["s"]), helper.make_node("GlobalAveragePool", ["s"], ["y"])]
        self.assertEqual(self.tuned(nodes, [1, 4, 1, 1]),
                         ["GlobalAveragePool x -> y/other", "GlobalAveragePool small -> y/enlarged",
                          "Add y/other y/enlarged -> y"])

    def test_what_would_differ_or_not_gain_is_left(self):
        as_it_was = ["Resize small -> up", "Conv up -> c", "Add c -> y"]
        self.assertEqual(self.tuned(self.CONVOLUTION, [1, 2, 6, 6], mode="align_corners"), as_it_was)
        self.assertEqual(self.tuned(self.CONVOLUTION, [1, 6, 6, 6], filters=6), as_it_was)
        self.assertEqual(self.tuned(self.CONVOLUTION, [1, 2, 4, 4], kernel_size=3), as_it_was)
        twice = [helper.make_node("Conv", ["up", "w"], ["c"]), helper.make_node("GlobalMaxPool", ["up"], ["m"]),
                 helper.make_node("Conv", ["m", "w"], ["n"]), helper.make_node("Add", ["c", "n"], ["y"])]
        self.assertEqual(self.tuned(twice, [1, 2, 6, 6])[:2], ["Resize small -> up", "Conv up -> c"])


class ReadInterleaved(unittest.TestCase):
    def tuned(self, side, **attributes):
        nodes = [helper.make_node("Transpose", ["x"], ["t"], perm=(0, 3, 1, 2)),
                 helper.make_node("Conv", ["t", "w"], ["y"], strides=(2, 2), pads=(0, 0, 1, 1), **attributes)]
        out = side // 2 - attributes.get("dilations", (1,))[0] + 1
        return onnx.load_from_string(tune(model({"x": [1, side, side, 3]}, {"y": [1, 4, out, out]}, nodes,
                                                {"w": kernel(4, 3, 3, 3)}))).graph

    def test_kernel_goes_over_whole_pixels(self):
        graph = self.tuned(128)
        self.assertEqual([node.op_type for node in graph.node], ["Reshape", "Conv"])
        self.assertEqual({a.name: list(a.ints) for a in graph.node[1].attribute},
                         {"kernel_shape": [3, 9], "strides": [2, 6], "pads": [0, 0, 1, 3]})
        constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        before, after = kernel(4, 3, 3, 3), constants[graph.node[1].input[1]]
        for channel in range(3):
            self.assertEqual(after[:, 0, :, channel::3].tolist(), before[:, channel].tolist())

    def test_what_would_differ_or_not_gain_is_left(self):
        for graph in (self.tuned(64), self.tuned(128, dilations=(2, 2))):
            self.assertEqual([node.op_type for node in graph.node], ["Transpose", "Conv"])


class TuneOnnx(unittest.TestCase):
    def operations(self, data):
        return [node.op_type for node in onnx.load_from_string(tune(data)).graph.node]

    def test_prelu_over_whole_blocks_is_expanded(self):
        self.assertEqual(self.operations(prelu_model(32, (32, 1, 1))), ["Conv", "Relu", "Conv", "Add"])

    def test_prelu_that_would_not_gain_is_left(self):
        self.assertEqual(self.operations(prelu_model(24, (24, 1, 1))), ["PRelu"])
        self.assertEqual(self.operations(prelu_model(32, (1, 1, 1))), ["PRelu"])

    def test_expansion_is_prelu(self):
        graph = onnx.load_from_string(tune(prelu_model(16, (16, 1, 1)))).graph
        linear, positive = (numpy_helper.to_array(tensor).reshape(-1)[0] for tensor in graph.initializer)
        for x in (-2.0, 3.0):
            self.assertAlmostEqual(linear * x + positive * max(x, 0), x if x > 0 else 0.25 * x)

    def test_only_negligible_weights_are_flushed(self):
        weights = numpy_helper.from_array(np.array([1e-30, -1e-13, 1e-11, -2], np.float32), "w")
        tensor = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [4])
        graph = helper.make_graph([helper.make_node("Add", ["x", "w"], ["y"])], "g", [tensor("x")], [tensor("y")],
                                  [weights])
        model = helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13)])
        (tuned,) = onnx.load_from_string(tune(model.SerializeToString())).graph.initializer
        self.assertEqual((numpy_helper.to_array(tuned) != 0).tolist(), [False, False, True, True])


if __name__ == "__main__":
    unittest.main()
