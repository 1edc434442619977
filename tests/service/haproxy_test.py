"""Three services behind HAProxy, one of them killed under load: everything is answered, once, with the same bytes."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import service
from service import Server

HAPROXY = shutil.which("haproxy", path=f"{service.DEPS / 'tools/bin'}:{os.environ['PATH']}:/usr/sbin")
PHOTOS = 60


class Balanced(unittest.TestCase):
    def test_a_server_is_killed_under_a_run(self):
        with tempfile.TemporaryDirectory(prefix="certphoto_haproxy_") as name, Server() as a, Server() as b, Server() as c:
            folder = pathlib.Path(name)
            port = self.start(folder, [a, b, c])
            (folder / "in").mkdir()
            for i in range(PHOTOS):
                (folder / f"in/{i:03}.png").write_bytes(service.picture(700 + i, 900))
            run = [service.PROGRAM, "run", "--quiet", "--pipeline", "studio", "--out"]
            sending = subprocess.Popen([*run, "remote", "--server", f"127.0.0.1:{port}", "--in-flight", "6", "in"], cwd=folder, stderr=subprocess.PIPE)
            a.wait_for(lambda: a.metric('certphoto_photos_total{outcome="rejected"}') >= 3, 100)
            a.process.send_signal(signal.SIGKILL)
            _, errors = sending.communicate(timeout=200)
            self.assertIn(sending.returncode, (0, 3), errors)
            subprocess.run([*run, "local", "in"], cwd=folder, check=False, stderr=subprocess.DEVNULL)
            self.assertEqual(self.report(folder / "remote"), self.report(folder / "local"))
            self.haproxy.terminate()
            self.haproxy.wait()

    def report(self, folder):
        """What does not depend on the clock: a row a photo, in order, without the times."""
        rows = [row.split(",") for row in (folder / "report.csv").read_text("utf-8-sig").splitlines()]
        self.assertEqual(len(rows), PHOTOS + 1)
        clock = [i for i, head in enumerate(rows[0]) if head.endswith("ms")]
        files = {f.relative_to(folder): f.read_bytes() for f in folder.rglob("*.jpg")}
        return [[cell for i, cell in enumerate(row) if i not in clock] for row in rows], files

    def start(self, folder, servers):
        """HAProxy with the shipped configuration, on free ports."""
        text = (service.SOURCE / "deploy/haproxy/haproxy.cfg").read_text()
        for number, server in zip((50051, 50052, 50053), servers):
            text = text.replace(f"127.0.0.1:{number}", f"127.0.0.1:{server.port}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (folder / "haproxy.cfg").write_text(text.replace("127.0.0.1:50050", f"127.0.0.1:{port}"))
        libraries = f"{service.DEPS / 'tools/lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        self.haproxy = subprocess.Popen([HAPROXY, "-db", "-f", folder / "haproxy.cfg"], env={**os.environ, "LD_LIBRARY_PATH": libraries},
                                        stderr=open(folder / "haproxy.log", "wb"))
        probe = [service.PROGRAM, "health", "--server", f"127.0.0.1:{port}"]
        end = time.monotonic() + 20
        while subprocess.run(probe, capture_output=True).returncode != 0:
            if time.monotonic() > end:
                raise AssertionError((folder / "haproxy.log").read_text())
            time.sleep(0.1)
        return port


if __name__ == "__main__":
    if HAPROXY is None:
        print("skipped: no haproxy; scripts/test fetches it")
        sys.exit(77)
    service.main()
