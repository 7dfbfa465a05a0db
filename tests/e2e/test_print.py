"""A print run killed again and again leaves no half file under its final name; started once more it completes, with the
same bytes as a run that nobody killed.

24 people, a sheet each, three to a file. The files get their names when all of them are there. The process is killed with
SIGKILL once it has written a random number of them, shortly after the last.
"""

import contextlib
import csv
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time
import unittest

from command import BINARY, ROOT, heraut

PEOPLE = 24
KILLS = 6
NOW = "2027-02-08T09:30+01:00"
APPROVED = "2027-01-18T09:00+01:00"
SEED = 20270208
PRINT = ("print", "--quiet", "--per-file", "3", "--now", NOW)
RUN = "print/all-2027-02-08"


class Killed(unittest.TestCase):
    def test_no_half_file_and_the_same_in_the_end(self):
        chance = random.Random(SEED)
        with tempfile.TemporaryDirectory() as scratch:
            directory, other = pathlib.Path(scratch) / "campaign", pathlib.Path(scratch) / "other"
            shutil.copytree(ROOT / "tests/campaigns/base", directory)
            self.fill(directory)
            heraut(directory, "approve", "--yes", "--by", "the test", "--now", APPROVED)
            shutil.copytree(directory, other)
            heraut(other, *PRINT)
            # Two threads write, so that the last two of the eight files may come with the one that is waited for.
            seen = [self.kill(directory, chance.randint(0, 5), chance.uniform(0, 0.02)) for _ in range(KILLS)]
            print(f"\nfiles written by kill: {seen}")
            self.assertGreater(sum(1 for written in seen if written), KILLS // 2, "no file was written before a kill: the test shows too little")
            self.assertEqual(self.states(directory), {"planned": PEOPLE}, "nothing is printed before all of it is")
            # Those get their names at the end, so that these kills may come too late.
            named = [self.kill_while_naming(directory) for _ in range(KILLS)]
            print(f"files that had their names: {named}")
            heraut(directory, *PRINT)
            self.judge(directory, other)

    def fill(self, directory: pathlib.Path) -> None:
        file = directory / "campaign.yaml"
        text = file.read_text()
        text = text[: text.index("phases:")] + (
            "phases:\n  announce:\n"
            "    - {message: announcement, when: start - 14d at 09:00, to: everyone, channel: [print]}\n"
            "waves:\n"
            "  - {id: all, start: 2027-03-01, deadline: 2027-03-19, people: rest}\n"
            "allow:\n"
            "  - {rule: H-ORDER-01, why: this tests the printing of one message}\n"
            'relay: {url: "maildir:outbox"}\n'
        )
        file.write_text(text)
        head = (directory / "people.csv").read_text().splitlines()[0]
        rows = [
            f"p{n}@voorbeeldstad.example,Persoon {n},Persoon,{n},p{n}@voorbeeldstad.example,Afdeling {n % 4},nl,"
            for n in range(PEOPLE)
        ]
        (directory / "people.csv").write_text("\n".join([head, *rows]) + "\n")
        head = (directory / "devices.csv").read_text().splitlines()[0]
        rows = [f"SER{n:06},Telefoon {n},iPhone 15,Apple,iOS,Corporate,p{n}@voorbeeldstad.example" for n in range(PEOPLE)]
        (directory / "devices.csv").write_text("\n".join([head, *rows]) + "\n")

    def kill(self, directory: pathlib.Path, written: int, after: float) -> int:
        """Kills a run some time after it has written so many files, and returns how many it had."""
        folder = directory / RUN
        before = self.written(folder)
        printer = self.start(directory)
        while printer.poll() is None and not ((folder / "UNFINISHED").exists() and self.new(folder, before) >= written):
            time.sleep(0.002)
        time.sleep(after)
        self.assertIsNone(printer.poll(), "the run ended by itself: the test shows too little")
        printer.kill()
        printer.wait()
        self.assertTrue((folder / "UNFINISHED").exists(), "the folder does not say that it is unfinished")
        for file in folder.glob("*.pdf"):
            self.whole(file)
        return self.new(folder, before)

    def kill_while_naming(self, directory: pathlib.Path) -> int:
        """Kills a run when a file has its name, and returns how many had theirs."""
        folder = directory / RUN
        before = self.written(folder)
        printer = self.start(directory)
        while printer.poll() is None:
            if any(path.suffix == ".pdf" and before.get(path) != at for path, at in self.written(folder).items()):
                break
        printer.kill()
        printer.wait()
        files = sorted(folder.glob("*.pdf"))
        for file in files:
            self.whole(file)
        return len(files)

    def start(self, directory: pathlib.Path) -> subprocess.Popen:
        """On two processors: on many, all files would come at once."""
        two = sorted(os.sched_getaffinity(0))[:2]
        return subprocess.Popen(
            [BINARY, "-C", directory, *PRINT],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, two),
        )

    def new(self, folder: pathlib.Path, before: dict) -> int:
        """How many files were written since."""
        return sum(1 for path, at in self.written(folder).items() if before.get(path) != at)

    def written(self, folder: pathlib.Path) -> dict[pathlib.Path, int]:
        """The files that have no names yet and those that have, and when they were written."""
        found = {}
        for path in [*folder.glob(".*.pdf.part"), *folder.glob("*.pdf")]:
            with contextlib.suppress(FileNotFoundError):
                found[path] = path.stat().st_mtime_ns
        return found

    def whole(self, file: pathlib.Path) -> None:
        self.assertTrue(file.read_bytes().rstrip().endswith(b"%%EOF"), f"{file.name} is half a file")
        done = subprocess.run(["pdfinfo", file], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{file.name}: {done.stderr}")

    def states(self, directory: pathlib.Path) -> dict:
        notices = json.loads(heraut(directory, "status", "--notices", "--json", "--now", NOW))["notices"]
        states = [notice["state"] for notice in notices]
        return {state: states.count(state) for state in set(states)}

    def judge(self, directory: pathlib.Path, other: pathlib.Path) -> None:
        names = sorted(path.name for path in (directory / RUN).iterdir())
        self.assertEqual(names, ["manifest.csv", *(f"sheets-{n:03}.pdf" for n in range(1, 9))])
        for name in names:
            self.assertEqual((directory / RUN / name).read_bytes(), (other / RUN / name).read_bytes(), name)
        with (directory / RUN / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
        self.assertEqual([line["sheet"] for line in lines], [f"{n:05}" for n in range(1, PEOPLE + 1)])
        self.assertEqual(len({line["person"] for line in lines}), PEOPLE)
        self.assertEqual(self.states(directory), {"printed": PEOPLE})


if __name__ == "__main__":
    unittest.main()
