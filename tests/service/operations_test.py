"""What operations see and start: series of foreign plugins, the files of deploy/."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import service
from service import Client, Server, photo_pb

try:
    import yaml
except ImportError:
    yaml = None

DEPLOY = service.SOURCE / "deploy"
CRASHES = """schema: certphoto/pipeline/1
id: crashes
name: {zh: 崩溃, en: Crashes}
description: A plugin that ends its worker
checks:
  - {use: test.misbehaving, with: {mode: crash}}
"""


def documents(file):
    return [d for d in yaml.safe_load_all((DEPLOY / file).read_text()) if d is not None]


class ForeignPlugins(service.Bounded):
    def test_lost_workers_are_counted_by_plugin(self):
        fixtures = service.BUILD / "tests/isolation/plugins"
        if not (fixtures / "misbehaving.so").exists():
            self.skipTest("the isolation fixtures are not built")
        with tempfile.TemporaryDirectory(prefix="certphoto_operations_") as folder:
            data = service.data_with(folder, {"crashes": CRASHES})
            with Server("pipelines: {default: cutout}\nwork: {workers: 1}\n", environment={"CERTPHOTO_DATA_DIR": str(data), "CERTPHOTO_PLUGINS": str(fixtures)}) as server, \
                    Client(server.address) as client:
                lost = 'certphoto_plugin_worker_restarts_total{plugin="test.misbehaving"}'
                self.assertIn(lost, server.metrics())
                before = server.metric(lost)
                for _ in range(2):
                    answer = client.process(photo_pb.ProcessRequest(photo=service.picture(), pipeline="crashes"))
                    self.assertNotEqual(answer.outcome, 0)
                self.assertEqual(server.metric(lost), before + 2)
                self.assertEqual(server.metric('certphoto_plugin_quarantined{plugin="test.misbehaving"}'), 0)
                self.assertGreater(server.metric("certphoto_models_loaded"), 0)
                self.assertTrue(re.search(r'certphoto_model_load_seconds\{model="[^"]+"\} 0?\.\d+', server.metrics()))
                self.assertEqual(server.stop(), 0)


class Probe(service.Bounded):
    """What Kubernetes asks: certphoto health."""

    def ask(self, *words):
        return subprocess.run([service.PROGRAM, "health", "--timeout", "5", "--server", *words], capture_output=True, text=True)

    def test_serving_stopping_and_gone(self):
        with Server("pipelines: {default: cutout}\nwork: {workers: 1}\ndrain: {notice_s: 60, longest_s: 1}\n") as server:
            serving = self.ask(server.address)
            self.assertEqual((serving.returncode, serving.stdout), (0, f"{server.address}: serving\n"), serving.stderr)
            server.process.terminate()
            server.wait_for_event("draining")
            stopping = self.ask(server.address)
            self.assertEqual((stopping.returncode, stopping.stdout), (1, f"{server.address}: not serving\n"), stopping.stderr)
        self.assertEqual(self.ask(server.address).returncode, 1)
        self.assertEqual(self.ask("nonsense").returncode, 2)


class Unit(service.Bounded):
    def test_systemd_accepts_it(self):
        if shutil.which("systemd-analyze") is None:
            self.skipTest("no systemd-analyze")
        with tempfile.TemporaryDirectory(prefix="certphoto_unit_") as folder:
            # The program where it is here; nothing else is changed.
            text = (DEPLOY / "systemd/certphoto.service").read_text().replace("/usr/local/bin/certphoto", str(service.PROGRAM))
            unit = pathlib.Path(folder) / "certphoto.service"
            unit.write_text(text)
            ran = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit], capture_output=True, text=True)
            self.assertEqual((ran.returncode, ran.stdout + ran.stderr), (0, ""))


class Container(service.Bounded):
    def packages(self):
        text = (DEPLOY / "container/Dockerfile").read_text().replace("\\\n", " ")
        listed = re.search(r"apt-get install -y --no-install-recommends(.*?)&&", text.split("\nFROM ")[-1], re.S).group(1)
        return listed.split()

    def closure(self, packages):
        """Those packages and all they depend on, as installed here."""
        shown = subprocess.run(["dpkg-query", "-W", "-f", "${Package}|${Pre-Depends}, ${Depends}\\n"], capture_output=True, text=True).stdout
        needs = {}
        for line in shown.splitlines():
            name, depends = line.split("|", 1)
            needs[name] = [re.split(r"[ (:]", one.strip())[0] for group in depends.split(",") for one in group.split("|") if one.strip()]
        seen, todo = set(), list(packages)
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += needs.get(one, [])
        return seen

    def test_the_image_has_every_library(self):
        release = dict(l.split("=", 1) for l in pathlib.Path("/etc/os-release").read_text().splitlines() if "=" in l)
        if (release.get("ID"), release.get("VERSION_ID")) != ("debian", '"12"'):
            self.skipTest("the image is of Debian 12, this is another system")
        programs = [service.PROGRAM, service.BUILD / "libexec/certphoto/certphoto-plugin-worker", *(service.BUILD / "lib/certphoto/plugins").glob("*.so")]
        asked = subprocess.run(["objdump", "-p", *programs], capture_output=True, text=True).stdout
        needed = set(re.findall(r"NEEDED\s+(\S+)", asked)) - {p.name for p in (service.DEPS / "onnxruntime/lib").glob("*")}
        cache = dict(re.findall(r"^\s(\S+) \(.*\) => ((?!/(?:usr/)?lib32|/(?:usr/)?libx32)\S+)$", subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout, re.M))
        self.assertLessEqual(needed, set(cache), "libraries this machine lacks")
        files = {os.path.realpath(cache[name]) for name in needed}
        owned = subprocess.run(["dpkg-query", "-S", *(cache[n] for n in needed), *files, *("/usr" + f for f in files)], capture_output=True, text=True).stdout
        owners = {line.split(":")[0]: line.split()[-1] for line in owned.splitlines()}
        self.assertGreater(len(owners), 20)
        there = self.closure([*self.packages(), "libc6", "libstdc++6", "libgcc-s1"])
        self.assertEqual({p: f for p, f in owners.items() if p not in there}, {}, "packages the image lacks")
        unknown = set(self.packages()) - set(subprocess.run(["dpkg-query", "-W", "-f", "${Package}\\n"], capture_output=True, text=True).stdout.split())
        self.assertEqual(unknown, set(), "packages the image names and a machine that builds it does not have")

    def test_what_it_copies_is_there(self):
        text = (DEPLOY / "container/Dockerfile").read_text()
        for script in re.findall(r"RUN (scripts/\S+)", text):
            self.assertTrue(os.access(service.SOURCE / script, os.X_OK), script)
        for source in re.findall(r"COPY --from=build /src/build/deps/(\S+)", text):
            self.assertTrue((service.DEPS / source).exists(), source)


class Manifests(service.Bounded):
    def setUp(self):
        super().setUp()
        if yaml is None:
            self.skipTest("no python3-yaml")

    def test_configurations_are_the_services(self):
        """What the container and the cluster give the service is a configuration it takes."""
        config_map = next(d for d in documents("kubernetes/certphoto.yaml") if d["kind"] == "ConfigMap")
        for text in ((DEPLOY / "container/server.yaml").read_text(), config_map["data"]["server.yaml"]):
            with tempfile.TemporaryDirectory(prefix="certphoto_manifest_") as name:
                folder = pathlib.Path(name)
                service.make_certificates(folder)
                for file, made in (("tls.crt", "server.pem"), ("tls.key", "server.key"), ("ca.crt", "ca.pem")):
                    (folder / made).rename(folder / file)
                (folder / "server.yaml").write_text(text.replace("/run/certphoto/tls", str(folder)))
                ran = subprocess.run([service.PROGRAM, "serve", "--check-config", "--config", folder / "server.yaml"], capture_output=True, text=True)
                self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_kubernetes_parts_fit_together(self):
        by_kind = {d["kind"]: d for d in documents("kubernetes/certphoto.yaml")}
        self.assertEqual(set(by_kind), {"ConfigMap", "Service", "Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler"})
        deployment = by_kind["Deployment"]["spec"]
        pod = deployment["template"]
        for selector in (deployment["selector"]["matchLabels"], by_kind["Service"]["spec"]["selector"], by_kind["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"]):
            self.assertLessEqual(selector.items(), pod["metadata"]["labels"].items())
        self.assertEqual(by_kind["Service"]["spec"]["clusterIP"], "None")
        container = pod["spec"]["containers"][0]
        ports = {p["name"]: p["containerPort"] for p in container["ports"]}
        for port in by_kind["Service"]["spec"]["ports"]:
            self.assertEqual(ports[port["name"]], port["port"])
        self.assertIn(container["livenessProbe"]["httpGet"]["port"], ports)
        config = yaml.safe_load(by_kind["ConfigMap"]["data"]["server.yaml"])
        self.assertEqual(config, documents("container/server.yaml")[0])
        self.assertEqual({int(config[k].rsplit(":", 1)[1]) for k in ("address", "metrics")}, set(ports.values()))
        self.assertGreater(pod["spec"]["terminationGracePeriodSeconds"], config["drain"]["notice_s"] + config["drain"]["longest_s"])
        volumes = {v["name"] for v in pod["spec"]["volumes"]}
        mounts = {m["name"]: m["mountPath"] for m in container["volumeMounts"]}
        self.assertEqual(set(mounts), volumes)
        self.assertTrue(config["tls"]["key"].startswith(mounts["tls"]))
        for probe in ("startupProbe", "readinessProbe"):
            command = container[probe]["exec"]["command"]
            self.assertEqual(command[:2], ["certphoto", "health"])
            for path in (w for w in command if w.startswith("/")):
                self.assertTrue(path.startswith(mounts["tls"]), path)
        target = by_kind["HorizontalPodAutoscaler"]["spec"]
        self.assertEqual((target["scaleTargetRef"]["kind"], target["scaleTargetRef"]["name"]), ("Deployment", by_kind["Deployment"]["metadata"]["name"]))
        series = {m["pods"]["metric"]["name"] for m in target["metrics"]}
        self.assertTrue(all(s in (service.SOURCE / "engine/server/metrics.cpp").read_text() for s in series), series)

    def test_envoy_parts_fit_together(self):
        static = documents("envoy/envoy.yaml")[0]["static_resources"]
        clusters = {c["name"]: c for c in static["clusters"]}
        manager = static["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
        routes = [r for host in manager["route_config"]["virtual_hosts"] for r in host["routes"]]
        self.assertLessEqual({r["route"]["cluster"] for r in routes}, set(clusters))
        self.assertEqual(manager["http_filters"][-1]["name"], "envoy.filters.http.router")
        protos = "".join(p.read_text() for p in (service.SOURCE / "proto/certphoto").rglob("*.proto"))
        for cluster in clusters.values():
            for check in cluster["health_checks"]:
                asked = check["grpc_health_check"]["service_name"]
                self.assertIn("service " + asked.rsplit(".", 1)[1], protos)
            self.assertIn("http2_protocol_options", str(cluster["typed_extension_protocol_options"]))


if __name__ == "__main__":
    service.main()
