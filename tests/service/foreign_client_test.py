"""The service as a client that is not ours meets it: health, reflection, every method, errors, metrics."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import grpc

import service
from service import Client, Server, catalog_pb, health_pb, match_pb, photo_pb, reflection_pb, sheet_pb


class ForeignClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("pipelines: {default: grad}\nwork: {workers: 1}\n")
        cls.client = Client(cls.server.address)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        code = cls.server.stop()
        assert code == 0, f"the server ended with {code}: {cls.server.log_text()}"

    def test_health(self):
        check = self.client.unary("/grpc.health.v1.Health/Check", health_pb.HealthCheckResponse)
        names = ["", *("certphoto.v1." + n for n in ("PhotoService", "MatchService", "SheetService", "CatalogService"))]
        for name in names:
            self.assertEqual(check(health_pb.HealthCheckRequest(service=name)).status, health_pb.HealthCheckResponse.SERVING, name)
        with self.assertRaises(grpc.RpcError) as raised:
            check(health_pb.HealthCheckRequest(service="no.such.Service"))
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_health_watch(self):
        watch = self.client.channel.unary_stream("/grpc.health.v1.Health/Watch", request_serializer=lambda m: m.SerializeToString(),
                                                 response_deserializer=health_pb.HealthCheckResponse.FromString)
        call = watch(health_pb.HealthCheckRequest(service="certphoto.v1.PhotoService"))
        self.assertEqual(next(call).status, health_pb.HealthCheckResponse.SERVING)
        call.cancel()

    def test_reflection(self):
        info = self.client.channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                                 request_serializer=lambda m: m.SerializeToString(),
                                                 response_deserializer=reflection_pb.ServerReflectionResponse.FromString)
        asked = [reflection_pb.ServerReflectionRequest(list_services=""),
                 reflection_pb.ServerReflectionRequest(file_containing_symbol="certphoto.v1.PhotoService")]
        services, file = list(info(iter(asked)))
        names = {s.name for s in services.list_services_response.service}
        self.assertLessEqual({"certphoto.v1.PhotoService", "certphoto.v1.SheetService", "grpc.health.v1.Health"}, names)
        self.assertTrue(any(b"ProcessStreamRequest" in f for f in file.file_descriptor_response.file_descriptor_proto))

    def test_wrong_fields_come_with_their_names(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.client.process(photo_pb.ProcessRequest(pipeline="../x"))
        error = raised.exception
        self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        details = service.trailers(error)["grpc-status-details-bin"]
        for part in (b"type.googleapis.com/google.rpc.BadRequest", b"photo", b"pipeline", b"BAD_REQUEST"):
            self.assertIn(part, details)

    def test_process(self):
        photo = service.portrait()
        if photo is None:
            self.skipTest("no portrait; scripts/test fetches it")
        answer, call = self.client.process.with_call(photo_pb.ProcessRequest(photo=photo, pipeline="studio"), metadata=(("x-request-id", "p-1"),))
        self.assertEqual(answer.request_id, "p-1")
        self.assertEqual(dict(call.initial_metadata())["x-request-id"], "p-1")
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "p.png").write_bytes(photo)
            subprocess.run([service.PROGRAM, "run", "--quiet", "--pipeline", "studio", "--out", "out", "p.png"], cwd=folder, check=False)
            made = [f for f in (pathlib.Path(folder) / "out").rglob("*.jpg")]
            self.assertEqual([f.read_bytes() for f in made], [answer.finished_photo] if answer.finished_photo else [])

    def test_stream(self):
        requests = [photo_pb.ProcessStreamRequest(id=str(i), request=photo_pb.ProcessRequest(photo=b"no photo")) for i in range(40)]
        answers = list(self.client.process_stream(iter(requests)))
        self.assertGreater(answers[0].window, 0)
        self.assertEqual(sorted(int(a.id) for a in answers[1:]), list(range(40)))
        self.assertTrue(all(a.response.outcome == 2 for a in answers[1:]))  # OUTCOME_REJECTED

    def test_match(self):
        match = self.client.unary("/certphoto.v1.MatchService/Match", match_pb.MatchResponse)
        wall = service.picture()
        answer = match(match_pb.MatchRequest(photo_a=wall, photo_b=wall))
        self.assertEqual(answer.comparison.verdict, 4)  # VERDICT_INCONCLUSIVE
        self.assertIn("no face", answer.comparison.reason)

    def test_sheet(self):
        wall = service.picture(330, 480)
        request = sheet_pb.RenderRequest(photos=[sheet_pb.SheetPhoto(photo=wall, texts={"id": "1"})],
                                         parameters={"photo_width_mm": "33", "photo_height_mm": "48", "format": "pdf"})
        documents, data = [], {}
        for part in self.client.render(request):
            kind = part.WhichOneof("part")
            if kind == "begin":
                documents.append((part.begin.role, part.begin.extension))
                data[documents[-1]] = b""
            elif kind == "data":
                data[documents[-1]] += part.data
            elif kind == "end":
                self.assertEqual(part.end.bytes, len(data[documents[-1]]))
        self.assertEqual([e for _, e in documents], ["pdf"])
        self.assertTrue(data[documents[0]].startswith(b"%PDF"))

    def test_sheet_refuses_a_wrong_parameter(self):
        request = sheet_pb.RenderRequest(photos=[sheet_pb.SheetPhoto(photo=service.picture())], parameters={"copeis": "3"})
        with self.assertRaises(grpc.RpcError) as raised:
            list(self.client.render(request))
        self.assertEqual(raised.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn("copies", raised.exception.details())

    def test_catalogue(self):
        plugins = self.client.unary("/certphoto.v1.CatalogService/ListPlugins", catalog_pb.ListPluginsResponse)(catalog_pb.ListPluginsRequest())
        parameters = {p.name for plugin in plugins.plugins for o in plugin.operations for p in o.parameters}
        self.assertIn("copies", parameters)

    def test_metrics_are_clean(self):
        self.client.process(photo_pb.ProcessRequest(photo=service.picture()))
        text = self.server.metrics()
        for name in ("certphoto_requests_total", "certphoto_request_seconds_bucket", "certphoto_queue_seconds_bucket", "certphoto_operation_seconds_bucket",
                     "certphoto_queue_depth", "certphoto_held_bytes", "certphoto_refused_total", "certphoto_verdicts_total", "certphoto_warm_up_seconds",
                     "certphoto_plugin_worker_restarts_total", "certphoto_build_info", "certphoto_ready 1", "process_open_fds"):
            self.assertTrue(name in text, name)
        promtool = shutil.which("promtool", path=f"{service.DEPS / 'tools/bin'}:{os.environ['PATH']}")
        if promtool is None:
            self.skipTest("no promtool; scripts/test fetches it")
        checked = subprocess.run([promtool, "check", "metrics"], input=text.encode(), capture_output=True)
        self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, b"", b""))

    def test_log_has_ids_and_outcomes_and_no_texts(self):
        self.client.process(photo_pb.ProcessRequest(photo=b"no photo", request_id="log-1", inputs={"name": "Zhang San"}))
        line = next(l for l in self.server.log() if l.get("request_id") == "log-1")
        self.assertEqual((line["method"], line["code"], line["outcome"]), ("PhotoService.Process", "OK", "rejected"))
        self.assertNotIn("Zhang", self.server.log_text())


if __name__ == "__main__":
    service.main()
