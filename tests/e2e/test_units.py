"""The units of systemd in `packaging/systemd`: systemd reads them as they are meant, and what they leave open to a program
that was taken over is little. Needs no running systemd."""

import pathlib
import re
import subprocess
import tempfile
import unittest

from command import BINARY, ROOT

UNITS = ROOT / "packaging/systemd"
# "OK" by systemd-analyze(1): up to 2.0.
MOST = 2.0


def analyze(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=120)


class Units(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        for file in UNITS.iterdir():
            # The program is where it was built, not where it will be installed.
            text = file.read_text().replace("/usr/local/bin/heraut", str(BINARY))
            (self.directory / file.name).write_text(text)

    def files(self, pattern: str) -> list[pathlib.Path]:
        found = sorted(self.directory.glob(pattern))
        self.assertTrue(found, pattern)
        return found

    def verify(self, *files: pathlib.Path) -> str:
        done = analyze("verify", "--man=no", *map(str, files))
        return done.stdout + done.stderr + (f"exit {done.returncode}" if done.returncode else "")

    def exposure(self, file: pathlib.Path) -> float:
        done = analyze("security", "--offline=true", "--no-pager", str(file))
        found = re.search(r"Overall exposure level for .*?: ([0-9.]+)", done.stdout)
        self.assertIsNotNone(found, done.stdout + done.stderr)
        return float(found[1])

    def test_systemd_reads_them_as_they_are_meant(self):
        self.assertEqual(self.verify(*self.files("*.service"), *self.files("*.timer")), "")

    def test_they_leave_little_open(self):
        for file in self.files("*.service"):
            with self.subTest(file.name):
                self.assertLessEqual(self.exposure(file), MOST)

    def test_each_command_is_understood(self):
        for file in self.files("*.service"):
            typed = re.search(rf"^ExecStart={re.escape(str(BINARY))} (.*)$", file.read_text(), re.MULTILINE)[1]
            with self.subTest(typed):
                done = subprocess.run([BINARY, *typed.split(), "--help"], capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_is_spoilt_is_found(self):
        unit = self.directory / "heraut-send@.service"
        text = unit.read_text()
        unit.write_text(text.replace("WatchdogSec=5min", "WatchdogSec=soon"))
        self.assertIn("Failed to parse", self.verify(unit))
        unit.write_text(re.sub(r"(?m)^(Protect|Restrict|Private|System|Capab|User).*\n", "", text))
        self.assertGreater(self.exposure(unit), MOST)

