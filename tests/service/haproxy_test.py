"""Three servers behind HAProxy with the shipped configuration, one of them killed under a batch: everything is done once, with the same bytes."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import remote
import service
from service import Server

HAPROXY = shutil.which("haproxy", path=f"{service.DEPS / 'tools/bin'}:{os.environ['PATH']}:/usr/sbin")
CANDIDATES = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Balancer:
    """HAProxy with deploy/haproxy/haproxy.cfg, but for the ports."""

    def __init__(self, folder, servers):
        text = (service.SOURCE / "deploy/haproxy/haproxy.cfg").read_text()
        for number, server in zip((50051, 50052, 50053), servers):
            text = text.replace(f"127.0.0.1:{number}", f"127.0.0.1:{server.port}")
        self.port = free_port()
        self.log = folder / "haproxy.log"
        (folder / "haproxy.cfg").write_text(text.replace("127.0.0.1:50050", f"127.0.0.1:{self.port}"))
        libraries = f"{service.DEPS / 'tools/lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}"
        with open(self.log, "wb") as log:
            self.process = service.start([HAPROXY, "-db", "-f", folder / "haproxy.cfg"], env={**os.environ, "LD_LIBRARY_PATH": libraries},
                                         stdout=log, stderr=log)

    def wait_until_it_answers(self):
        probe = [service.PROGRAM, "health", "--server", f"127.0.0.1:{self.port}"]
        end = time.monotonic() + 20
        while subprocess.run(probe, capture_output=True, timeout=20).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(self.log.read_text(errors="replace"))
            time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        service.end(self.process)


class Balanced(remote.RemoteBatch):
    def test_a_server_is_killed_under_a_batch(self):
        self.write_remote_batch(CANDIDATES)
        with Server(**self.serving()) as a, Server(**self.serving()) as b, Server(**self.serving()) as c, \
                Balancer(self.root, [a, b, c]) as balancer:
            balancer.wait_until_it_answers()
            sending = self.start("run", "job.yaml", "--quiet", "--work", "remote", "--server", f"127.0.0.1:{balancer.port}", "--in-flight", "6")
            a.wait_for(lambda: remote.answered(a) >= 3, 60)
            a.process.send_signal(signal.SIGKILL)
            out, errors = sending.communicate()
            self.assertEqual(sending.returncode, 0, out + errors + balancer.log.read_text(errors="replace")[-2000:])
            done = remote.answered(b) + remote.answered(c)
            self.assertGreater(done, CANDIDATES / 2)
            self.assertLess(done, CANDIDATES)  # the killed one had its part
        self.batch("run", "job.yaml", "--quiet", "--work", "local", code=0)
        self.assert_same_work("remote", "local", CANDIDATES)


if __name__ == "__main__":
    if HAPROXY is None:
        print("skipped: no haproxy; scripts/test fetches it")
        sys.exit(77)
    service.main()
