"""The service from Node.js (@grpc/grpc-js). Skipped where npm cannot fetch it."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import service
from service import Server

NODE = pathlib.Path(__file__).parent / "node"


def install():
    """The packages, once a build tree; false when they cannot be had."""
    folder = service.BUILD / "tests/node"
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "client.mjs"):
        shutil.copy(NODE / file, folder)
    if (folder / "node_modules/@grpc/grpc-js").exists():
        return folder
    if shutil.which("npm") is None:
        return None
    ran = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, capture_output=True, timeout=120)
    return folder if ran.returncode == 0 else None


class NodeClient(service.Bounded):
    def test_process_and_stream(self):
        photo = service.portrait()
        with Server() as server, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "photo.png"
            file.write_bytes(photo or service.picture())
            ran = subprocess.run(["node", "client.mjs", service.SOURCE / "proto", server.address, file], cwd=FOLDER, capture_output=True, timeout=120)
            self.assertEqual(ran.returncode, 0, ran.stderr.decode())
            said = json.loads(ran.stdout)
            self.assertEqual((said["wrong_code"], said["names_the_field"], said["request_id"], said["answered"]), (3, True, "node-1", 30))
            self.assertGreater(said["findings"], 30)
            self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    FOLDER = install()
    if FOLDER is None:
        print("skipped: npm is not there, or cannot fetch @grpc/grpc-js")
        sys.exit(77)
    service.main()
