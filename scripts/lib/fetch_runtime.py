#!/usr/bin/python3
"""Put the ONNX Runtime library and headers into <deps>/onnxruntime/{lib,include}.

The library comes from the npm package, the headers from the Debian package of a later release: its C API is
versioned, so headers older than the library are supported by design.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from deps import (FetchError, deps_dir, file_has_sha256, load_config, machine, npm_package, read_members, run_main,
                  sha256, write_atomically)


def link(path, target):
    """path -> target, replaced in one step."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    os.replace(temporary, path)


def fetch_library(runtime, prefix):
    library = runtime["library"][machine()]
    path = prefix / "lib" / f"libonnxruntime.so.{runtime['version']}"
    if not file_has_sha256(path, library["sha256"]):
        (data,) = read_members(npm_package(runtime), [library["path"]])
        if sha256(data) != library["sha256"]:
            raise FetchError(f"{library['path']} does not match its sha256 in configs/models.yaml",
                             "correct the sha256: the package it comes from is the right one")
        write_atomically(path, data)
    link(path.with_name("libonnxruntime.so.1"), path.name)  # the soname
    link(path.with_name("libonnxruntime.so"), "libonnxruntime.so.1")
    print(f"  library {runtime['version']}: {path}")


def debian_mirror():
    """The archive this machine takes its own Debian packages from."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Component: main"]
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    # What an archive says of itself is known once its lists are there; what its source is called, always. Picking
    # the wrong one does no harm: apt accepts only what Debian signed.
    for is_debian in (["Origin: Debian", "Label: Debian"], ["--no-release-info", f"Release: {release}"]):
        mirrors = subprocess.run([*command, *is_debian], capture_output=True, text=True).stdout.split()
        if mirrors:
            return mirrors[0]
    raise FetchError("apt knows no Debian archive on this machine",
                     "add one under /etc/apt, or install libonnxruntime-dev yourself; set-up then uses it")


def download_package(headers, folder):
    """The .deb of another Debian release, by an apt of its own that leaves the system's lists and sources alone."""
    (folder / "lists/partial").mkdir(parents=True)
    (folder / "archives/partial").mkdir(parents=True)
    source = folder / "source.sources"
    source.write_text(f"Types: deb\nURIs: {debian_mirror()}\nSuites: {headers['suite']}\nComponents: main\n"
                      "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n")
    options = {
        "Dir::Etc::SourceList": source,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State": folder,
        "Dir::State::Lists": folder / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": folder,
        "APT::Sandbox::User": "root",  # the folder is private, so the download user could not write there
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    apt = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in options.items())]
    wanted = f"{headers['package']}={headers['version']}"
    for arguments in (["update"], ["download", wanted]):
        if subprocess.run([*apt, *arguments], cwd=folder).returncode != 0:
            raise FetchError(f"apt-get {' '.join(arguments)} failed for Debian {headers['suite']}",
                             "check the network and any proxy, and that debian-archive-keyring is up to date")
    (package,) = folder.glob("*.deb")
    return package


def fetch_headers(runtime, prefix):
    headers = runtime["headers"]
    include = prefix / "include"
    stamp = include / f".{headers['package']}_{headers['version']}"
    if not stamp.is_file():
        print(f"  downloading the headers of {headers['package']} {headers['version']} (Debian {headers['suite']})",
              flush=True)
        prefix.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=prefix) as name:
            folder = Path(name)
            package = download_package(headers, folder)
            if not file_has_sha256(package, headers["sha256"][machine()]):
                raise FetchError(f"{package.name} does not match its sha256 in configs/models.yaml",
                                 "nothing was kept; ask the owner of the mirror why the package differs")
            subprocess.run(["dpkg-deb", "-x", package, folder / "unpacked"], check=True)
            shutil.rmtree(include, ignore_errors=True)
            os.replace(folder / "unpacked/usr/include", include)
        stamp.touch()
    print(f"  headers {headers['version']}: {include}/onnxruntime")


def main():
    runtime = load_config()["runtime"]
    prefix = deps_dir() / "onnxruntime"
    fetch_library(runtime, prefix)
    fetch_headers(runtime, prefix)


run_main(main)
