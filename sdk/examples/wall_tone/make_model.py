#!/usr/bin/python3
"""Writes wall_tone.onnx and models.yaml into a folder: the network of the example, and what certphoto must know of it.

  make_model.py FOLDER

Input 1x3x8x8, sRGB levels over 255, samples of the wall; output 1x3, how alike it is to each background of Chinese
certificate photos: white, blue, red. The mean colour, the negative squared distance to each colour, a softmax: nothing is trained.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

COLOURS = np.array([[255, 255, 255], [67, 142, 219], [255, 0, 0]], np.float32) / 255  # the usual sRGB values of the three
SHARPNESS = np.float32(20)  # of the softmax: a distance of a third of the cube decides


def model():
    # |c - k|^2 = |c|^2 - 2 c.k + |k|^2, and |c|^2 is the same for all three
    weights = 2 * SHARPNESS * COLOURS.T
    bias = -SHARPNESS * (COLOURS**2).sum(1)
    nodes = [
        helper.make_node("GlobalAveragePool", ["wall"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Gemm", ["flat", "weights", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["tone"], axis=1),
    ]
    graph = helper.make_graph(
        nodes, "wall_tone", [helper.make_tensor_value_info("wall", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("tone", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(bias, "bias")])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="certphoto example")
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made.SerializeToString()


def main(folder):
    (folder / "models").mkdir(parents=True, exist_ok=True)
    data = model()
    (folder / "models/wall_tone.onnx").write_bytes(data)
    (folder / "models.yaml").write_text(f"""schema: certphoto/models/1
models:
  - id: example-wall-tone
    purpose: which of three background colours a wall has
    file: wall_tone.onnx
    sha256: {hashlib.sha256(data).hexdigest()}
    licence: Apache-2.0
    input: {{name: wall, shape: [1, 3, 8, 8]}}
    outputs:
      - {{name: tone, shape: [1, 3]}}
""")


main(Path(sys.argv[1]))
