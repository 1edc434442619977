"""A small batch (tests/batch) that services work on: what the tests of `--server` share."""

import os
import pathlib
import subprocess
import sys

import service

os.environ["CERTPHOTO"] = str(service.PROGRAM)
sys.path.insert(0, str(service.SOURCE / "tests/batch"))
import small_batch  # noqa: E402
from small_batch import number  # noqa: E402,F401

OUTCOMES = ("accepted", "rejected", "review", "failed")


def answered(server):
    """Photos the server has worked on."""
    return sum(server.metric(f'certphoto_photos_total{{outcome="{o}"}}') for o in OUTCOMES)


def refused(server):
    return sum(server.metric(f'certphoto_refused_total{{reason="{r}"}}') for r in ("QUEUE_FULL", "CLIENT_FULL", "MEMORY_FULL"))


class RemoteBatch(small_batch.SmallBatch, service.Bounded):
    """The batch's pipeline is `plain`, which both sides have."""

    def setUp(self):
        service.Bounded.setUp(self)
        small_batch.SmallBatch.setUp(self)
        self.environment = {"CERTPHOTO_DATA_DIR": str(service.data_with(self.root, {"plain": small_batch.PIPELINE}))}
        self.children = []
        self.addCleanup(lambda: [service.end(child) for child in self.children])

    def serving(self, config="work: {workers: 1}\n", **more):
        """Arguments of a Server that has the batch's pipeline, and starts soon because it warms nothing else."""
        return {"config": "pipelines: {default: plain}\n" + config, "environment": {**self.environment, **more}}

    def write_remote_batch(self, count):
        self.write_batch(count)
        job = (self.root / "job.yaml").read_text()
        (self.root / "job.yaml").write_text(job.replace(str(self.root / "plain.yaml"), "plain"))

    def start(self, *arguments):
        child = service.start([service.PROGRAM, "batch", *map(str, arguments)], cwd=self.root, env={**os.environ, **self.environment},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.children.append(child)
        return child

    def run_photos(self, *arguments):
        return subprocess.run([service.PROGRAM, "run", *map(str, arguments)], cwd=self.root, env={**os.environ, **self.environment}, capture_output=True, text=True)

    def work_of(self, folder):
        """The journal and every file, but the small pictures of the review page: of a finished photo that a service made there is only the file."""
        state = self.state(folder)
        del state["journal:pictures"]
        return {name: what for name, what in state.items() if not name.startswith("report/")}

    def assert_same_work(self, one, other, items):
        self.assertEqual(len(self.rows("items", one)), items)
        self.assertEqual(len(self.files(one + "/finished")), items)
        self.maxDiff = None
        self.assertEqual(self.work_of(one), self.work_of(other))

    def finished(self, folder):
        """Name to bytes of every finished file of `certphoto run`, and the report without what the clock says."""
        root = pathlib.Path(self.root) / folder
        rows = [row.split(",") for row in (root / "report.csv").read_text("utf-8-sig").splitlines()]
        clock = [i for i, head in enumerate(rows[0]) if head.endswith("ms")]
        return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*.jpg")}, [[c for i, c in enumerate(row) if i not in clock] for row in rows]
