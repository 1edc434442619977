#!/usr/bin/env python3
"""Killed at any moment of run, review and delivery: the same commands again end with the same bytes as if nothing had happened.

CERTPHOTO names the program, CERTPHOTO_DRILL_KILLS the number of kills (default 100), CERTPHOTO_DRILL_SEED their moments. A longer drill:
scripts/batch-drill.
"""
import json, os, random, shutil, signal, sqlite3, subprocess, tempfile, time, unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from small_batch import SmallBatch, main, number

PHOTOS = 60
LANES = 2
# In the order of an undisturbed run, as what a kill leaves behind tells them apart.
PHASES = ["before the first photo", "between photos", "in the reports", "in review", "in delivery", "after the end"]


def folder_without_disk():
    """A killed process loses nothing that it gave to the kernel: whether that is on a disk makes no difference here, but for the time."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 200 << 20 else None


class Drill(SmallBatch):
    def setUp(self):
        before, tempfile.tempdir = tempfile.tempdir, folder_without_disk()
        super().setUp()
        tempfile.tempdir = before

    def start(self, *arguments, die_after=None):
        """With `die_after` CPU seconds a kill at that moment of the program's own work, however busy the machine is: by a timer that outlives
        exec and whose signal the program leaves to the kernel, which ends it as SIGKILL does."""
        if die_after is None:
            return super().start(*arguments)
        program_dies = lambda: signal.setitimer(signal.ITIMER_PROF, die_after)
        return super().start(*arguments, preexec_fn=program_dies)

    def commands(self, work, to):
        return [["run", "job.yaml", "--work", work, "--quiet"], ["review", "job.yaml", "--work", work, "--decisions", "decisions.json", "--reviewer", "wang"],
                ["deliver", "job.yaml", "--work", work, "--out", to]]

    def finish(self, work, to):
        """Whatever was done before: all of it to the end, and what it left."""
        for command, codes in zip(self.commands(work, to), ((0, 3), (3,), (0,))):
            ran = self.batch(*command)
            self.assertIn(ran.returncode, codes, f"{command}\n{ran.out}\n{ran.err}")
        self.change("UPDATE times SET finished_at=0, wall_ms=0", work)
        self.batch("report", "job.yaml", "--work", work, code=3)
        state = self.state(work, page=True)
        delivery = self.root / to
        for path in [delivery] if delivery.is_file() else sorted(p for p in delivery.rglob("*") if p.is_file()):
            state["delivery:" + str(path.relative_to(delivery))] = path.read_bytes()
        return state

    def decide(self, work):
        keys = {row[0]: row[6][:32] for row in self.rows("items", work)}
        decisions = [{"item": keys[number(n)], "action": action, "reason": "eyes.open", "note": "", "at": 1750000000}
                     for n, action in ((7, "reject"), (8, "recapture"), (9, "reject"))]
        (self.root / "decisions.json").write_text(json.dumps({"schema": "certphoto/decisions/1", "job": "small", "decisions": decisions}))

    def files_finished(self, work):
        try:
            return sum(len(os.listdir(folder)) for folder in os.scandir(self.root / work / "finished"))
        except OSError:
            return 0

    def measure(self):
        """CPU seconds of an undisturbed run: of each command, and from the start of `run` to its first and last finished photo; the least of
        three, since on a busy machine we look too late."""
        times = {}

        def note(what, seconds):
            times[what] = min(times.get(what, seconds), seconds)

        for attempt in range(3):
            work = f"timed{attempt}"
            for command in self.commands(work, work + ".out"):
                running = self.start(*command)
                clock = ~running.pid << 3  # CPUCLOCK_PROF of Linux: what ITIMER_PROF goes by
                seconds, seen = 0.0, set()
                while os.waitid(os.P_PID, running.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                    done = self.files_finished(work) if command[0] == "run" else 0
                    seconds = time.clock_gettime(clock)
                    for mark in {mark for mark in (1, PHOTOS) if done >= mark} - seen:
                        seen.add(mark)
                        note(mark, seconds)
                    time.sleep(0.001)
                running.communicate()
                note(command[0], seconds)
        return times

    @staticmethod
    def moments(kills, times, dice):
        """Three of four in `run`, two of three while photos are in work, however fast the machine is at that; the others in `review` and
        `deliver`, from half-way through their start. One in each part of each span, so that they cover all of it. In CPU seconds."""
        twentieth, eighth = kills // 20, kills // 8
        spans = [("run", PHASES[0], 0.8 * times[1], times[1], twentieth), ("run", PHASES[1], times[1], times[PHOTOS], kills - 2 * twentieth - 2 * eighth),
                 ("run", PHASES[2], times[PHOTOS], times["run"], twentieth), ("review", PHASES[3], 0.5 * times["review"], times["review"], eighth),
                 ("deliver", PHASES[4], 0.3 * times["deliver"], times["deliver"], eighth)]
        out = [(command, phase, begin + (n + dice.random()) / count * (end - begin)) for command, phase, begin, end, count in spans for n in range(count)]
        dice.shuffle(out)
        return out

    def left_by(self, work, killed_in):
        """The phase, and what of the unfinished kind lies there: finished photos that no row names, items in work, half-written files."""
        left = Counter()
        copy = Path(tempfile.mkdtemp(dir=self.root))
        rows = {}
        if (self.root / work / "journal.sqlite").exists():
            for name in ("journal.sqlite", "journal.sqlite-wal"):  # a copy: opening it would already mend it
                if (self.root / work / name).exists():
                    shutil.copy(self.root / work / name, copy)
            database = sqlite3.connect(copy / "journal.sqlite")
            try:
                rows = dict(database.execute("SELECT file, state FROM items WHERE file <> ''"))
            except sqlite3.OperationalError:
                pass  # not yet a table
            database.close()
        shutil.rmtree(copy)
        files = [str(p.relative_to(self.root / work)) for p in (self.root / work).rglob("*") if p.is_file()]
        finished = [f for f in files if f.startswith("finished/") and "/." not in f]
        left["finished photos no row named"] = len(set(finished) - set(rows))
        left["half-written files"] = sum("/." in "/" + f or f.endswith(".half") for f in files)
        running = self.root / work / "running"
        left["photos in work"] = running.read_bytes()[::256].count(1) if running.exists() else 0
        if killed_in != "run":
            return {"review": PHASES[3], "deliver": PHASES[4], "": PHASES[5]}[killed_in], left
        return PHASES[0 if not rows and not finished else 1 if len(rows) < PHOTOS else 2], left

    def kill(self, work, to, victim, moment):
        """In which command the program was killed; "": it was over before."""
        for command in self.commands(work, to):
            running = self.start(*command, die_after=moment if command[0] == victim else None)
            running.communicate()
            if running.returncode == -signal.SIGPROF:
                return command[0]
        return ""

    def kill_and_resume(self, kill, moment, calm):
        work = f"work{kill}"
        to = work + (".zip" if kill % 2 else ".out")
        victim, meant, seconds = moment
        for attempts_left in (2, 1, 0):
            phase, left = self.left_by(work, self.kill(work, to, victim, seconds))
            if phase == meant or not attempts_left:
                break
            # CPU time grows with what else the machine does, and that may be more or less than when we measured.
            seconds *= 0.8 if PHASES.index(phase) > PHASES.index(meant) else 1.25
            subprocess.run(["rm", "-rf", self.root / work, self.root / to])
        state = self.finish(work, to)
        wanted = calm[kill % 2]
        self.assertEqual(state.keys(), wanted.keys(), f"kill {kill} {phase}")
        for name in wanted:
            self.assertEqual(state[name], wanted[name], f"kill {kill} {phase}: {name}")
        for path in (work, to):
            subprocess.run(["rm", "-rf", self.root / path])
        return phase, left

    def test_killed_at_any_moment_it_ends_with_the_same_bytes(self):
        self.write_batch(PHOTOS)
        self.batch("run", "job.yaml", "--work", "warm", code=0)
        self.decide("warm")
        times = self.measure()
        calm = [self.finish("calm0", "calm0.out"), self.finish("calm1", "calm1.zip")]
        kills = int(os.environ.get("CERTPHOTO_DRILL_KILLS", "100"))
        dice = random.Random(int(os.environ.get("CERTPHOTO_DRILL_SEED", "20250612")))
        moments = self.moments(kills, times, dice)
        phases, left = Counter(), Counter()
        with ThreadPoolExecutor(LANES) as lanes:
            for phase, leavings in lanes.map(lambda one: self.kill_and_resume(*one, calm), enumerate(moments)):
                phases[phase] += 1
                left.update(leavings)
        print(f"{kills} times {PHOTOS} photos, each killed once and resumed, all equal to the undisturbed run; killed " +
              ", ".join(f"{phase} {phases[phase]}" for phase in PHASES))
        print("left by the kills: " + ", ".join(f"{what} {count}" for what, count in left.items()))
        self.assertGreaterEqual(phases["between photos"], kills // 2)


if __name__ == "__main__":
    main()
