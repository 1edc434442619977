"""What the fetching scripts share: configs/models.yaml, checksums, npm packages, atomic files."""

import base64
import hashlib
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = "certphoto/models/1"


class FetchError(Exception):
    """What went wrong, and what to do about it."""

    def __init__(self, problem, remedy):
        super().__init__(f"{problem}\n  what to do: {remedy}")


def load_config():
    config = yaml.safe_load((ROOT / "configs/models.yaml").read_text())
    if config.get("schema") != SCHEMA:
        raise FetchError(f"configs/models.yaml does not say 'schema: {SCHEMA}'",
                         "use the scripts and the file of one version")
    return config


def deps_dir():
    return Path(os.environ.get("CERTPHOTO_DEPS") or ROOT / "build/deps").absolute()


def machine():
    """The CPU architecture by Debian's name."""
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    try:
        return names[platform.machine()]
    except KeyError:
        raise FetchError(f"configs/models.yaml lists no ONNX Runtime library for {platform.machine()}",
                         "install libonnxruntime-dev yourself; set-up then uses it")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def file_has_sha256(path, expected):
    return path.is_file() and sha256(path.read_bytes()) == expected


def write_atomically(path, data):
    """Others may be reading these files while set-up runs again: they see the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _integrity(path):
    digest = hashlib.sha512()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return "sha512-" + base64.b64encode(digest.digest()).decode()


def npm_package(entry):
    """The verified tarball of entry's package, downloaded once into the cache.

    `npm pack` keeps to the registry and proxy this machine is configured for and runs no code of the package.
    """
    spec = f"{entry['package']}@{entry['version']}"
    cache = deps_dir() / "cache"
    tarball = cache / f"{spec.removeprefix('@').replace('/', '-').replace('@', '-')}.tgz"
    if tarball.is_file() and _integrity(tarball) == entry["integrity"]:
        return tarball
    print(f"  downloading {spec}", flush=True)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        # npm retries by itself, and says on stderr what went wrong.
        command = ["npm", "pack", "--loglevel=error", "--ignore-scripts", f"--pack-destination={folder}", spec]
        if subprocess.run(command, stdout=subprocess.DEVNULL, cwd=folder).returncode != 0:
            raise FetchError(f"npm could not download {spec}",
                             "check the network, any proxy and `npm config list`, then run this again")
        (fetched,) = Path(folder).glob("*.tgz")
        found = _integrity(fetched)
        if found != entry["integrity"]:
            raise FetchError(f"the download of {spec} is not the package that configs/models.yaml names\n"
                             f"  expected {entry['integrity']}\n  found    {found}",
                             "nothing was kept; if the registry is a mirror, ask its owner why the package differs")
        os.replace(fetched, tarball)
    return tarball


def read_members(tarball, names):
    """The bytes of the named files of an npm tarball, in order. Nothing is unpacked to a path the tarball chooses."""
    wanted = {f"package/{name}" for name in names}
    with tarfile.open(tarball) as archive:
        found = {m.name: archive.extractfile(m).read() for m in archive if m.name in wanted and m.isfile()}
    if len(found) != len(wanted):
        raise FetchError(f"{tarball.name} has no {', '.join(sorted(wanted - found.keys()))}",
                         "correct the path in configs/models.yaml")
    return [found[f"package/{name}"] for name in names]


def run_main(main):
    try:
        main()
    except FetchError as error:
        sys.exit(f"\n{Path(sys.argv[0]).name}: error: {error}")
