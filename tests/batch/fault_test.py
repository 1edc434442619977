#!/usr/bin/env python3
"""What goes wrong around a run: photos the program dies on, signals, disks that are full or read-only. Kills are drill_test.py's."""
import os, signal, subprocess, time, unittest

from small_batch import SmallBatch, main, number

PHOTOS = 60


class Fault(SmallBatch):
    def test_a_photo_the_program_dies_on_is_given_up_with_the_operation_named(self):
        self.write_batch(3)
        self.batch("run", "job.yaml", code=0)
        for crash in range(3):  # what a crash leaves behind: the second candidate in work, in export.jpeg
            self.change(f"UPDATE items SET state='pending', key='', crashes={crash} WHERE candidate='{number(2)}'")
            slot = bytearray(256)
            slot[0] = 1
            slot[4 : 4 + len(number(2))] = number(2).encode()
            slot[72:83] = b"export.jpeg"
            (self.root / "work/running").write_bytes(bytes(slot) + bytes(255 * 256))
            if crash < 2:
                self.batch("run", "job.yaml", code=0)
        self.batch("run", "job.yaml", code=1)
        self.assertIn("died 3 times while it was on this photo, the last time in export.jpeg", str(self.rows("items")))
        self.batch("run", "job.yaml", code=1)  # and it stays given up
        self.batch("run", "job.yaml", "--retry", "failed", code=0)

    def test_term_stops_in_order_and_the_same_command_goes_on(self):
        self.write_batch(PHOTOS)
        running = self.start("run", "job.yaml", "--jobs", "1")
        time.sleep(0.3)
        running.terminate()
        running.communicate()
        self.assertIn(running.returncode, (0, 1, -signal.SIGTERM))
        self.batch("run", "job.yaml", code=0)
        self.assertEqual(len(self.files("work/finished")), PHOTOS)

    def test_a_full_disk_stops_the_run_and_it_resumes(self):
        self.write_batch(20)
        disk = self.root / "disk"
        disk.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("cannot mount a small disk here")
        self.addCleanup(subprocess.run, ["umount", disk])
        full = self.batch("run", "job.yaml", "--work", "disk/work", code=1)
        self.assertRegex(full.err, "No space left|disk is full")
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        self.batch("run", "job.yaml", "--work", "disk/work", code=0)
        self.batch("run", "job.yaml", "--work", "calm", code=0)
        self.assertEqual(self.state("disk/work"), self.state("calm"))

    def test_a_read_only_disk_is_said(self):
        self.write_batch(2)
        disk = self.root / "disk"
        disk.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("cannot mount a disk here")
        self.addCleanup(subprocess.run, ["umount", disk])
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        self.assertIn("Read-only", self.batch("run", "job.yaml", "--work", "disk/work", code=1).err)

    def test_a_folder_that_cannot_be_made_is_said(self):
        self.write_batch(1)
        (self.root / "in_the_way").write_text("x")
        self.assertIn("in_the_way", self.batch("run", "job.yaml", "--work", "in_the_way/work", code=1).err)

    def test_two_at_a_time_in_one_folder_are_refused(self):
        self.write_batch(PHOTOS)
        for work in map("work{}".format, range(5)):
            first = self.start("run", "job.yaml", "--jobs", "1", "--work", work)
            while first.poll() is None and not self.files(work + "/finished"):
                time.sleep(0.001)
            first.send_signal(signal.SIGSTOP)  # in the middle, for as long as it takes
            in_the_middle = first.poll() is None and len(self.files(work + "/finished")) < PHOTOS
            second = self.batch("run", "job.yaml", "--work", work)
            first.send_signal(signal.SIGCONT)
            first.communicate()
            if in_the_middle:
                self.assertIn("another `certphoto batch` is at work", second.err)
                return
        self.skipTest("five runs were over before we looked")


if __name__ == "__main__":
    main()
