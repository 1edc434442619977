"""What goes wrong in real life, done to real processes."""

import concurrent.futures
import datetime
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

import grpc

import service
from service import Client, Server, photo_pb

OUTCOME_REJECTED = 2
CODE = grpc.StatusCode


def request(photo, **fields):
    return photo_pb.ProcessRequest(photo=photo, **fields)


def failure(call, *arguments, **named):
    """The error that a call ends with."""
    try:
        call(*arguments, **named)
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call did not fail")


def lives(client):
    return client.process(request(b"no photo")).outcome == OUTCOME_REJECTED


def lives_now(client):
    try:
        return lives(client)
    except grpc.RpcError as error:
        if error.code() != CODE.UNAVAILABLE:
            raise
        return False


class Overload(service.Bounded):
    def test_full_queue_deadline_in_queue_and_client_gone(self):
        slow = service.picture(2500, 3000)
        with Server("work: {workers: 1, queue: 4, per_client: 64}\n") as server, Client(server.address) as client:
            calls = [client.process.future(request(slow)) for _ in range(16)]
            refused = [c for c in calls if c.code() == CODE.RESOURCE_EXHAUSTED]
            done = [c for c in calls if c.code() == CODE.OK]
            self.assertEqual(len(refused) + len(done), 16)
            self.assertGreaterEqual(len(refused), 1)
            for call in refused:
                self.assertGreater(int(service.trailers(call)["grpc-retry-pushback-ms"]), 0)
            self.assertGreater(server.metric('certphoto_refused_total{reason="QUEUE_FULL"}'), 0)

            # The deadline passes while it waits: nothing is worked for it.
            before = sum(server.metric(f'certphoto_photos_total{{outcome="{o}"}}') for o in ("accepted", "rejected", "review", "failed"))
            first = client.process.future(request(slow))
            time.sleep(0.02)
            late = client.process.future(request(slow), timeout=0.03)
            gone = client.process.future(request(slow))
            time.sleep(0.02)
            gone.cancel()
            self.assertEqual(late.code(), CODE.DEADLINE_EXCEEDED)
            self.assertEqual(first.code(), CODE.OK)
            self.assertTrue(lives(client))
            after = sum(server.metric(f'certphoto_photos_total{{outcome="{o}"}}') for o in ("accepted", "rejected", "review", "failed"))
            self.assertLessEqual(after - before, 3)  # first, lives, and at most one that had begun
            server.wait_for(lambda: server.metric("certphoto_requests_held") == 0)
            self.assertEqual(server.stop(), 0)

    def test_a_client_is_killed_while_its_photo_is_in_work(self):
        with Server("work: {workers: 1}\n") as server, Client(server.address) as other, tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "slow.png").write_bytes(service.picture(5000, 6000))
            sender = service.start([service.PROGRAM, "run", "--quiet", "--out", "out", "--server", server.address, "slow.png"], cwd=folder, stderr=subprocess.DEVNULL)
            server.wait_for(lambda: server.metric("certphoto_requests_in_work") == 1)
            sender.kill()
            sender.wait()
            server.wait_for(lambda: server.metric("certphoto_requests_held") == 0)
            self.assertEqual(server.metric('certphoto_dropped_total{reason="CANCELLED"}'), 1)
            self.assertEqual(server.metric("certphoto_held_bytes{kind=\"pictures\"}"), 0)
            self.assertTrue(lives(other))
            self.assertEqual(server.stop(), 0)

    def test_messages_over_the_limit_and_hostile_files(self):
        wall = service.picture()
        bomb = bytearray(service.picture(8, 8))
        bomb[16:24] = struct.pack(">II", 200_000, 200_000)  # claims 40 gigapixels
        hostile = {"truncated": wall[: len(wall) // 2], "empty header": wall[:8], "bomb": bytes(bomb), "zeros": bytes(100_000),
                   "jpeg without end": b"\xff\xd8\xff\xe0" + bytes(1000), "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text": b"/etc/passwd"}
        with Server("request: {message_mb: 32}\n") as server, Client(server.address, options=[("grpc.max_send_message_length", -1)]) as client:
            self.assertEqual(failure(client.process, request(bytes(64 << 20))).code(), CODE.RESOURCE_EXHAUSTED)
            for name, photo in hostile.items():
                self.assertEqual(client.process(request(photo)).outcome, OUTCOME_REJECTED, name)
            self.assertLess(server.metric("process_resident_memory_bytes"), 1 << 30)
            self.assertEqual(server.stop(), 0)


class Connections(service.Bounded):
    def test_silent_and_dropped_connections(self):
        with Server("connection: {handshake_s: 0.5, keepalive_s: 1, keepalive_wait_s: 1}\n") as server, Client(server.address) as client:
            self.assertTrue(lives(client))
            descriptors = server.metric("process_open_fds")
            half_open = socket.create_connection(("127.0.0.1", server.port))  # says nothing at all
            mute = socket.create_connection(("127.0.0.1", server.port))
            mute.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")  # shakes hands, then never answers a ping
            for i in range(10_000):
                connection = socket.socket()
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset: no port is left waiting
                connection.connect(("127.0.0.1", server.port))
                connection.close()
            # On a busy machine half a second for a handshake, or one for a ping, is little: a client may have to come again.
            server.wait_for(lambda: lives_now(client))
            for connection in (half_open, mute):
                connection.settimeout(20)
                with self.subTest("the server gives it up"):
                    try:
                        while connection.recv(4096):
                            pass
                    except ConnectionResetError:
                        pass
                connection.close()
            server.wait_for(lambda: server.metric("process_open_fds") <= descriptors + 4)
            self.assertEqual(server.stop(), 0)

    def test_a_reader_that_does_not_read(self):
        with Server("request: {stalled_reader_s: 1, stream_window: 64}\nwork: {workers: 2, per_client: 1000}\n") as server:
            options = [("grpc.http2.lookahead_bytes", 1024), ("grpc.http2.bdp_probe", 0)]
            with Client(server.address, options=options) as slow, Client(server.address) as other:
                artefact = service.picture(900, 900)
                sent = (photo_pb.ProcessStreamRequest(id=str(i), request=request(artefact, pipeline="studio", artefacts=[2])) for i in range(64))
                call = slow.process_stream(sent)
                next(call)
                self.assertTrue(lives(other))
                server.wait_for(lambda: server.metric("certphoto_streams") == 0, 60)
                self.assertTrue(lives(other))
                ended = next(l for l in server.log() if l.get("method") == "PhotoService.ProcessStream" and "answered" in l)
                self.assertEqual(ended["code"], "CANCELLED")
                self.assertLess(ended["answered"], 64)
            self.assertEqual(server.stop(), 0)


class Security(service.Bounded):
    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="certphoto_tls_"))
        service.make_certificates(self.folder)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def credentials(self, name):
        read = lambda file: (self.folder / file).read_bytes()
        if name is None:
            return grpc.ssl_channel_credentials(read("ca.pem"))
        return grpc.ssl_channel_credentials(read("ca.pem"), read(f"{name}.key"), read(f"{name}.pem"))

    def serial(self, port):
        """Of the certificate the server shows."""
        shown = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-alpn", "h2"], input=b"", capture_output=True).stdout
        return subprocess.run(["openssl", "x509", "-noout", "-serial"], input=shown, capture_output=True).stdout

    def test_mutual_tls_tokens_and_their_reload(self):
        token = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("whole", "expired", "narrow", "later")}
        yesterday = (datetime.datetime.utcnow() - datetime.timedelta(days=1)).strftime("%Y-%m-%d")
        tokens = (f"schema: certphoto/tokens/1\ntokens:\n  - {{id: w, sha256: {token['whole']}, allow: [\"PhotoService.*\"]}}\n"
                  f"  - {{id: e, sha256: {token['expired']}, expires: {yesterday}, allow: [\"PhotoService.*\"]}}\n"
                  f"  - {{id: n, sha256: {token['narrow']}, allow: [CatalogService.ListSpecs]}}\n")
        (self.folder / "tokens.yaml").write_text(tokens)
        config = "tls: {certificate: server.pem, key: server.key, client_ca: ca.pem}\ntokens: tokens.yaml\n"
        with Server(config, folder=self.folder) as server:
            address = f"localhost:{server.port}"
            bearer = lambda name: (("authorization", f"Bearer {name}"),)
            with Client(f"127.0.0.1:{server.port}") as plain:
                self.assertEqual(failure(plain.process, request(b"x"), timeout=5).code(), CODE.UNAVAILABLE)
            for wrong in (None, "stranger"):
                with Client(address, self.credentials(wrong)) as client:
                    self.assertEqual(failure(client.process, request(b"x"), metadata=bearer("whole"), timeout=5).code(), CODE.UNAVAILABLE, wrong)
            with Client(address, self.credentials("client")) as client:
                ask = lambda *name: failure(client.process, request(b"x"), metadata=bearer(*name) if name else None).code()
                self.assertEqual(ask(), CODE.UNAUTHENTICATED)
                self.assertEqual(ask("unknown"), CODE.UNAUTHENTICATED)
                self.assertEqual(ask("expired"), CODE.UNAUTHENTICATED)
                self.assertEqual(ask("narrow"), CODE.PERMISSION_DENIED)
                self.assertEqual(client.process(request(b"x"), metadata=bearer("whole")).outcome, OUTCOME_REJECTED)
                self.assertNotIn("whole", server.log_text())

                # A broken token list and a key that is not the certificate's: all stays, and the log says why.
                old_serial = self.serial(server.port)
                (self.folder / "tokens.yaml").write_text(tokens + "  - {id: half\n")
                server.signal(signal.SIGHUP)
                self.assertIn("tokens.yaml", server.wait_for_event("reload refused")["error"])
                self.assertEqual(client.process(request(b"x"), metadata=bearer("whole")).outcome, OUTCOME_REJECTED)
                (self.folder / "tokens.yaml").write_text(tokens.replace(token["narrow"], token["later"]).replace("CatalogService.ListSpecs", "PhotoService.Process"))
                shutil.copy(self.folder / "server2.pem", self.folder / "server.pem")
                server.signal(signal.SIGHUP)
                self.assertIn("not the key", server.wait_for_event("certificates refused")["error"])
                self.assertEqual(ask("later"), CODE.UNAUTHENTICATED)  # none of a bad reload
                shutil.copy(self.folder / "server2.key", self.folder / "server.key")
                server.signal(signal.SIGHUP)
                server.wait_for_event("reloaded")
                self.assertEqual(client.process(request(b"x"), metadata=bearer("later")).outcome, OUTCOME_REJECTED)
            end = time.monotonic() + 10
            while self.serial(server.port) == old_serial and time.monotonic() < end:
                time.sleep(0.2)
            self.assertNotEqual(self.serial(server.port), old_serial)
            with Client(address, self.credentials("client")) as client:
                self.assertEqual(client.process(request(b"x"), metadata=bearer("whole")).outcome, OUTCOME_REJECTED)
            self.assertEqual(server.stop(), 0)

    def test_what_is_refused_at_the_start(self):
        cases = {"address: 0.0.0.0:0\n": "unencrypted", "tls: {certificate: server.pem, key: client.key}\n": "not the key",
                 "tls: {certificate: server.pem, key: none.key}\n": "none.key", "tokens: none.yaml\n": "none.yaml"}
        for config, says in cases.items():
            (self.folder / "server.yaml").write_text("schema: certphoto/server/1\nmetrics: 127.0.0.1:0\n" + config)
            address = () if "address" in config else ("--address", "127.0.0.1:0")
            ran = subprocess.run([service.PROGRAM, "serve", "--config", self.folder / "server.yaml", *address], capture_output=True, timeout=60)
            self.assertNotEqual(ran.returncode, 0, config)
            self.assertIn(says, ran.stderr.decode())


class StopAndReload(service.Bounded):
    def test_no_accepted_request_is_lost_when_it_is_told_to_stop(self):
        """Clients that try elsewhere on UNAVAILABLE see every photo answered once."""
        photo = service.picture(900, 1200)
        with Server("work: {workers: 2, queue: 64}\n") as first, Server("work: {workers: 2, queue: 64}\n") as second:
            clients = [Client(first.address), Client(second.address)]
            lost, answered = [], []
            stopped = threading.Event()

            def send(index):
                for client in clients:
                    try:
                        answered.append(client.process(request(photo, request_id=str(index)), timeout=60).request_id)
                        return
                    except grpc.RpcError as error:
                        if error.code() != CODE.UNAVAILABLE:
                            lost.append((index, error.code(), error.details()))
                            return
                        if not stopped.is_set():
                            lost.append((index, "refused before the stop"))
                lost.append((index, "refused by both"))

            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                sent = [pool.submit(send, i) for i in range(60)]
                time.sleep(0.5)
                stopped.set()
                first.signal(signal.SIGTERM)
                for one in sent:
                    one.result()
            self.assertEqual(lost, [])
            self.assertEqual(sorted(map(int, answered)), list(range(60)))
            self.assertEqual(first.process.wait(60), 0)
            done = lambda server: {l["request_id"] for l in server.log() if l["event"] == "request" and l["code"] == "OK"}
            self.assertEqual(done(first) & done(second), set())  # none done twice
            for client in clients:
                client.close()
            self.assertEqual(second.stop(), 0)

    def test_health_watchers_do_not_hold_up_the_stop(self):
        with Server("drain: {longest_s: 600}\n") as server, Client(server.address) as client:
            watch = client.channel.unary_stream("/grpc.health.v1.Health/Watch", request_serializer=lambda m: m.SerializeToString(),
                                                response_deserializer=service.health_pb.HealthCheckResponse.FromString)
            call = watch(service.health_pb.HealthCheckRequest())
            self.assertEqual(next(call).status, service.health_pb.HealthCheckResponse.SERVING)
            server.signal(signal.SIGTERM)
            self.assertEqual(next(call).status, service.health_pb.HealthCheckResponse.NOT_SERVING)
            self.assertEqual(server.process.wait(50), 0)  # long before `longest_s`

    def test_a_broken_pipeline_file_changes_nothing(self):
        with tempfile.TemporaryDirectory(prefix="certphoto_data_") as folder:
            data = service.data_with(folder, {})
            with Server("pipelines: {default: cutout}\n", environment={"CERTPHOTO_DATA_DIR": str(data)}) as server, Client(server.address) as client:
                digest = lambda: client.process(request(service.picture())).plan_digest
                before = digest()
                file = data / "pipelines/grad.yaml"
                good = file.read_text()
                file.write_text(good.replace("face.single", "face.singel"))
                server.signal(signal.SIGHUP)
                self.assertIn("did you mean 'face.single'", server.wait_for_event("reload refused")["error"])
                self.assertEqual(digest(), before)
                self.assertEqual(server.metric('certphoto_reloads_total{result="bad"}'), 1)
                file.write_text(good)
                cutout = data / "pipelines/cutout.yaml"
                cutout.write_text(cutout.read_text() + "ingest: {max_pixels_mp: 50}\n" if "ingest" not in cutout.read_text() else cutout.read_text())
                server.signal(signal.SIGHUP)
                server.wait_for_event("reloaded")
                self.assertEqual(len(digest()), 64)
                self.assertEqual(server.stop(), 0)

    def test_systemd_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "notify")
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.bind(path)
                manager.settimeout(30)
                with Server(environment={"NOTIFY_SOCKET": path}) as server:
                    self.assertIn(b"READY=1", manager.recv(4096))
                    server.signal(signal.SIGHUP)
                    self.assertIn(b"RELOADING=1", manager.recv(4096))
                    self.assertIn(b"READY=1", manager.recv(4096))
                    self.assertEqual(server.stop(), 0)
                    self.assertIn(b"STOPPING=1", manager.recv(4096))


if __name__ == "__main__":
    service.main()
