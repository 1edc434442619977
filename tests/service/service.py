"""What the tests of the service share: real server processes, and a client that is not ours.

Only Debian's python3-grpcio, python3-protobuf and grpc-proto are used: messages come from protoc, methods are called by their names.
"""

import ctypes
import http.client
import importlib
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

import grpc

BUILD = pathlib.Path(os.environ["CERTPHOTO_BUILD_DIR"])
SOURCE = pathlib.Path(os.environ["CERTPHOTO_SOURCE_DIR"])
DEPS = pathlib.Path(os.environ["CERTPHOTO_DEPS_DIR"])
PROGRAM = BUILD / "bin/certphoto"
GRPC_PROTOS = pathlib.Path("/usr/share/grpc-proto")


def _compile_protos():
    """Generates the messages of our protos, and of gRPC's health and reflection, into a folder of this process."""
    folder = tempfile.TemporaryDirectory(prefix="certphoto_protos_")
    ours = sorted(str(p) for p in (SOURCE / "proto").rglob("*.proto"))
    subprocess.run(["protoc", f"-I{SOURCE / 'proto'}", f"--python_out={folder.name}", *ours], check=True)
    theirs = ["grpc/health/v1/health.proto", "grpc/reflection/v1alpha/reflection.proto"]
    subprocess.run(["protoc", f"-I{GRPC_PROTOS}", f"--python_out={folder.name}", *theirs], check=True)
    os.rename(f"{folder.name}/grpc", f"{folder.name}/grpc_protos")  # not to shadow the library
    sys.path.insert(0, folder.name)
    import google

    google.__path__.append(f"{folder.name}/google")  # google.rpc, beside the library's google.protobuf
    return folder


_protos = _compile_protos()


photo_pb = importlib.import_module("certphoto.v1.photo_service_pb2")
match_pb = importlib.import_module("certphoto.v1.match_service_pb2")
sheet_pb = importlib.import_module("certphoto.v1.sheet_service_pb2")
catalog_pb = importlib.import_module("certphoto.v1.catalog_service_pb2")
health_pb = importlib.import_module("grpc_protos.health.v1.health_pb2")
reflection_pb = importlib.import_module("grpc_protos.reflection.v1alpha.reflection_pb2")


def picture(width=320, height=400):
    """A PNG of a wall: nobody on it."""
    rows = b"".join(b"\0" + bytes((150 + x % 16) for x in range(width) for _ in range(3)) for _ in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def portrait():
    """The demo's portrait, or None."""
    file = DEPS / "portrait/astronaut.png"
    return file.read_bytes() if file.exists() else None


def make_certificates(folder):
    """ca, server (for localhost), client of that ca, and a client of another one."""

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)

    for ca in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", f"{ca}.key", "-out", f"{ca}.pem", "-subj", f"/CN={ca}")
    (folder / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    for name, ca in (("server", "ca"), ("server2", "ca"), ("client", "ca"), ("stranger", "other")):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial", "-days", "2", "-extfile", "san", "-out", f"{name}.pem")


_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_the_test():
    """In a child, before its program: whatever ends the test ends it too."""
    PR_SET_PDEATHSIG = 1
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command, **options):
    """subprocess.Popen of what must not outlive the test."""
    return subprocess.Popen(command, preexec_fn=_die_with_the_test, **options)


def end(process):
    if process.poll() is None:
        process.kill()
    process.wait()


def data_with(folder, pipelines):
    """CERTPHOTO_DATA_DIR with the installed data and these pipelines (name to text) besides."""
    data = pathlib.Path(folder) / "data"
    data.mkdir()
    for entry in (BUILD / "share/certphoto").iterdir():
        if entry.name == "pipelines":
            shutil.copytree(entry, data / "pipelines")
        else:
            (data / entry.name).symlink_to(entry.resolve())
    for name, text in pipelines.items():
        (data / f"pipelines/{name}.yaml").write_text(text)
    return data


class Server:
    """A server process on a free port of this machine. `config` is the text after the schema line."""

    def __init__(self, config="", arguments=(), environment=None, folder=None):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="certphoto_service_"))
        self.config = self.folder / "server.yaml"
        self.config.write_text("schema: certphoto/server/1\n" + config)
        self.log_file = open(self.folder / "log.jsonl", "w+b")
        self.process = start(
            [PROGRAM, "serve", "--config", self.config, "--address", "127.0.0.1:0", "--metrics", "127.0.0.1:0", *arguments],
            stdout=subprocess.PIPE, stderr=self.log_file, env={**os.environ, **(environment or {})})
        line = self.process.stdout.readline().decode()
        if not line.startswith("serving on"):
            self.process.wait()
            raise RuntimeError("the server did not start: " + line + self.log_text())
        words = line.replace(",", "").split()
        self.address = words[2]
        self.port = int(self.address.rsplit(":", 1)[1])
        self.metrics_port = int(words[-1].rsplit(":", 1)[1])

    def log_text(self):
        return (self.folder / "log.jsonl").read_text(errors="replace")

    def log(self):
        return [json.loads(line) for line in self.log_text().splitlines() if line.startswith("{")]

    def wait_for_event(self, event, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.log():
                if line["event"] == event:
                    return line
            time.sleep(0.05)
        raise AssertionError(f"no event {event!r} in the log: {self.log_text()}")

    def metrics(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.metrics_port, timeout=20)
        try:
            connection.request("GET", "/metrics")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def metric(self, name):
        """The value of one series, written as in the text; 0 when it is not there."""
        for line in self.metrics().splitlines():
            if line.rsplit(" ", 1)[0] == name:
                return float(line.rsplit(" ", 1)[1])
        return 0.0

    def wait_for(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("it did not come about: " + self.log_text()[-2000:])
            time.sleep(0.05)

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, seconds=60):
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self.process.stdout.close()
        self.log_file.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)
        self.process.stdout.close()
        self.log_file.close()


class Client:
    """Methods by name over one channel."""

    def __init__(self, address, credentials=None, options=()):
        options = [("grpc.max_receive_message_length", -1), ("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1), *options]
        self.channel = (grpc.secure_channel(address, credentials, options) if credentials else grpc.insecure_channel(address, options))

    def unary(self, method, answer):
        return self.channel.unary_unary(method, request_serializer=lambda m: m.SerializeToString(), response_deserializer=answer.FromString)

    @property
    def process(self):
        return self.unary("/certphoto.v1.PhotoService/Process", photo_pb.ProcessResponse)

    @property
    def process_stream(self):
        return self.channel.stream_stream("/certphoto.v1.PhotoService/ProcessStream", request_serializer=lambda m: m.SerializeToString(),
                                          response_deserializer=photo_pb.ProcessStreamResponse.FromString)

    @property
    def render(self):
        return self.channel.unary_stream("/certphoto.v1.SheetService/Render", request_serializer=lambda m: m.SerializeToString(),
                                         response_deserializer=sheet_pb.RenderResponse.FromString)

    def close(self):
        self.channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def trailers(error):
    return dict(error.trailing_metadata() or ())


class Bounded(unittest.TestCase):
    """Each test has so many seconds; what it started ends with it."""

    SECONDS = 120

    def setUp(self):
        def late(*_):
            raise AssertionError(f"the test takes longer than {self.SECONDS} s")

        before = signal.signal(signal.SIGALRM, late)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        self.addCleanup(signal.alarm, 0)
        signal.alarm(self.SECONDS * SLOWER)


# Sanitized programs take several times as long.
SLOWER = 6 if os.environ.get("CERTPHOTO_SANITIZE") else 1


def main():
    unittest.main(verbosity=2)
