"""`certphoto run --server` and `certphoto batch run --server` against real servers: as if the work had been done here."""

import signal
import time

import remote
import service
from remote import answered, number, refused
from service import Server

NOBODY = "127.0.0.1:1"  # nothing listens there


class Run(remote.RemoteBatch):
    def setUp(self):
        super().setUp()
        self.write_batch(12)
        whole = (self.root / f"photos/{number(1)}.png").read_bytes()
        (self.root / "photos/half.png").write_bytes(whole[: len(whole) // 2])
        (self.root / "photos/text.jpg").write_bytes(b"no picture")
        self.run_photos("--quiet", "--pipeline", "plain", "--out", "local", "photos")

    def remotely(self, *servers, more=()):
        return self.run_photos("--quiet", "--pipeline", "plain", "--out", "remote", "--server", ",".join(servers), *more, "photos")

    def test_two_servers_take_turns_and_the_bytes_are_those_of_a_local_run(self):
        with Server(**self.serving()) as a, Server(**self.serving()) as b:
            ran = self.remotely(a.address, b.address)
            self.assertEqual(ran.returncode, 3, ran.stderr)
            self.assertEqual(self.finished("remote"), self.finished("local"))
            self.assertEqual(len(self.finished("remote")[0]), 12)
            self.assertEqual((answered(a), answered(b)), (7, 7))

    def test_one_of_two_servers_is_dead(self):
        with Server(**self.serving()) as a:
            ran = self.remotely(NOBODY, a.address)
            self.assertEqual(ran.returncode, 3, ran.stderr)
            self.assertEqual(self.finished("remote"), self.finished("local"))
            self.assertEqual(answered(a), 14)

    def test_a_full_server_is_asked_again_after_its_pushback(self):
        with Server(**self.serving("work: {workers: 1, queue: 1, per_client: 2}\n")) as a:
            ran = self.remotely(a.address, more=("--in-flight", "12"))
            self.assertEqual(ran.returncode, 3, ran.stderr)
            self.assertEqual(self.finished("remote"), self.finished("local"))
            self.assertEqual(answered(a), 14)  # each once
            self.assertGreater(refused(a), 0)

    def test_what_the_servers_refuse_as_such_ends_the_run(self):
        with Server(**self.serving()) as a:
            ran = self.run_photos("--quiet", "--pipeline", "no-such", "--out", "remote", "--server", a.address, "photos")
            self.assertEqual(ran.returncode, 2, ran.stderr)
            self.assertIn("no-such", ran.stderr)
            wrong = self.run_photos("--quiet", "--pipeline", "./plain.yaml", "--out", "remote", "--server", a.address, "photos")
            self.assertEqual(wrong.returncode, 2)
            self.assertIn("name of one that the service has", wrong.stderr)


class Batch(remote.RemoteBatch):
    COUNT = 24

    def setUp(self):
        super().setUp()
        self.write_remote_batch(self.COUNT)

    def local(self):
        self.batch("run", "job.yaml", "--quiet", "--work", "local", code=0)

    def remotely(self, *servers, code=0, more=()):
        return self.batch("run", "job.yaml", "--work", "remote", "--server", ",".join(servers), *more, code=code)

    def test_the_same_work_as_here_and_nothing_twice(self):
        self.local()
        with Server(**self.serving()) as a, Server(**self.serving()) as b:
            self.assertIn(f"{self.COUNT} run, 0 unchanged", self.remotely(a.address, b.address).out)
            self.assert_same_work("remote", "local", self.COUNT)
            self.assertEqual((answered(a), answered(b)), (self.COUNT / 2, self.COUNT / 2))
            self.assertIn(f"0 run, {self.COUNT} unchanged", self.remotely(a.address, b.address).out)
            self.write_photo(number(3) + ".png", 99)
            self.assertIn(f"1 run, {self.COUNT - 1} unchanged", self.remotely(a.address).out)
            # What was begun there can be gone on with here: the keys are the same.
            self.assertIn(f"0 run, {self.COUNT} unchanged", self.batch("run", "job.yaml", "--work", "remote", code=0).out)

    def test_faces_are_measured_and_compared_here(self):
        portrait = service.portrait()
        if portrait is None:
            self.skipTest("no portrait; scripts/test fetches it")
        self.write_job(faces=True)
        job = self.root / "job.yaml"
        job.write_text(job.read_text().replace(str(self.root / "plain.yaml"), "plain"))
        for n, more in ((1, b""), (2, b"other bytes behind the same picture")):
            (self.root / f"photos/{number(n)}.png").write_bytes(portrait + more)
        self.batch("run", "job.yaml", "--quiet", "--work", "local")
        with Server(**self.serving()) as a:
            self.remotely(a.address, code=None)
        self.assertIn("same_picture", self.read("local/exceptions.csv"))
        self.assertEqual(self.read("remote/exceptions.csv"), self.read("local/exceptions.csv"))

    def test_one_of_two_servers_is_dead(self):
        self.local()
        with Server(**self.serving()) as a:
            self.remotely(NOBODY, a.address)
            self.assert_same_work("remote", "local", self.COUNT)

    def test_one_of_two_servers_is_killed_under_it(self):
        self.local()
        with Server(**self.serving()) as a, Server(**self.serving()) as b:
            sending = self.start("run", "job.yaml", "--quiet", "--work", "remote", "--server", f"{a.address},{b.address}")
            a.wait_for(lambda: answered(a) >= 2)
            a.process.send_signal(signal.SIGKILL)
            _, errors = sending.communicate()
            self.assertEqual(sending.returncode, 0, errors)
        self.assert_same_work("remote", "local", self.COUNT)

    def test_killed_itself_it_goes_on_where_it_stopped(self):
        self.local()
        with Server(**self.serving()) as a:
            sending = self.start("run", "job.yaml", "--quiet", "--work", "remote", "--server", a.address, "--in-flight", "1")
            recorded = lambda: sum(row[7] == "done" for row in self.rows("items", "remote"))
            a.wait_for(lambda: answered(a) >= 1 and recorded() >= 5)
            sending.kill()
            sending.communicate()
            before, kept = answered(a), recorded()
            self.remotely(a.address)
            self.assertLessEqual(answered(a) - before, self.COUNT - kept + 1)  # what is recorded is not sent again; one was under way
        self.assert_same_work("remote", "local", self.COUNT)
        self.assertEqual({row[0] for row in self.rows("items", "remote")}, {number(n) for n in range(1, self.COUNT + 1)})

    def test_a_service_with_another_pipeline_is_refused(self):
        (self.root / "elsewhere").mkdir()
        other = service.data_with(self.root / "elsewhere", {"plain": remote.small_batch.PIPELINE.replace("export.jpeg}", "export.jpeg, with: {quality: 80}}")})
        with Server(**self.serving(CERTPHOTO_DATA_DIR=str(other))) as a:
            self.assertIn("is another one than that here", self.remotely(a.address, code=2).err)
        self.assertEqual(self.files("remote/finished"), [])

    def test_a_file_of_a_pipeline_cannot_be_sent(self):
        job = self.root / "job.yaml"
        job.write_text(job.read_text().replace("pipeline: plain", f"pipeline: {self.root / 'plain.yaml'}"))
        self.assertIn("name of one that the service has", self.remotely(NOBODY, code=2).err)

    def test_it_can_be_stopped_while_no_server_answers(self):
        sending = self.start("run", "job.yaml", "--quiet", "--work", "remote", "--server", NOBODY)
        while not (self.root / "remote/running").exists():
            time.sleep(0.05)
        sending.send_signal(signal.SIGINT)
        _, errors = sending.communicate(timeout=60)
        self.assertEqual(sending.returncode, 1, errors)
        self.assertIn("goes on from here", errors)
        self.batch("run", "job.yaml", "--quiet", "--work", "remote", code=0)
        self.assertEqual(len(self.files("remote/finished")), self.COUNT)


if __name__ == "__main__":
    service.main()
