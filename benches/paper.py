#!/usr/bin/env python3
"""Instruction sheets as PDF, beside WeasyPrint and Chromium with the same words in the same run.

    cargo build --release && tests/run      # the second installs Chromium and its driver
    python3 -m venv target/weasyprint && target/weasyprint/bin/pip install weasyprint
    target/weasyprint/bin/python benches/paper.py [--program target/release/heraut] [--sheets 2000] [--pages 20] [--runs 3]

They take turns, so that what else the machine does falls on all of them. `heraut print` also reads its ledger, renders
every message, looks at every page and records what it printed, on as many cores as there are; the others are given the
HTML of the mail and print that, one page after another. Chromium is tried kept open and started for each file.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import town
import weasyprint

NOW = "2027-01-18T09:00+01:00"
PRINTED = "2027-02-22T09:00+01:00"
MESSAGE = "enrol-now"
# Prints each page that a line of the standard input names into the file that it names, in one browser.
KEPT_OPEN = """
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
const browser = await chromium.launch({ executablePath: process.argv[1], args: ["--no-sandbox"] });
const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [from, to] = line.split("\\t");
  await page.setContent(readFileSync(from, "utf8"));
  await page.pdf({ path: to, format: "A4", tagged: true });
  console.log(to);
}
await browser.close();
"""


def heraut(program: str, directory: pathlib.Path, now: str, *words: str) -> str:
    said = subprocess.run(
        [program, "--campaign", directory, "--now", now, *words], capture_output=True, text=True, check=False
    )
    if said.returncode != 0:
        sys.exit(said.stdout + said.stderr)
    return said.stdout


def campaign(directory: pathlib.Path, program: str, sheets: int) -> None:
    # The typefaces that come with the program do not have Chinese.
    town.NAMES = [name for name in town.NAMES if name[1] != "李"]
    town.write(directory, sheets, only="announcement")
    file = directory / "campaign.yaml"
    rule = "start at 08:00, to: pending"
    text = file.read_text("utf-8")
    assert rule in text, "the town has a message that says to enrol"
    file.write_text(text.replace(rule, f"{rule}, channel: [mail, print]"), "utf-8")
    heraut(program, directory, NOW, "approve", "--yes", "--by", "bench")


def pages(directory: pathlib.Path, program: str, count: int) -> list[pathlib.Path]:
    """The mails of so many people, as HTML."""
    made = []
    for n in range(count):
        file = directory.parent / f"{n}.html"
        heraut(program, directory, NOW, "preview", MESSAGE, "--person", town.address(n), "--format", "html", "--out", str(file))
        made.append(file)
    return made


def ours(directory: pathlib.Path, program: str, *words: str) -> tuple[float, int, int]:
    """Seconds, peak of memory in MiB, and bytes, of one run on a fresh copy of the ledger."""
    fresh = directory.parent / "fresh"
    shutil.copytree(directory, fresh)
    began = time.perf_counter()
    command = [program, "--campaign", fresh, "--now", PRINTED, "print", "--quiet", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(said.decode())
    written = sum(file.stat().st_size for file in (fresh / "print").rglob("*.pdf"))
    shutil.rmtree(fresh)
    return wall, used.ru_maxrss // 1024, written


def weasy(files: list[pathlib.Path]) -> float:
    began = time.perf_counter()
    for file in files:
        weasyprint.HTML(filename=str(file)).write_pdf(file.with_suffix(".pdf"), pdf_variant="pdf/ua-1")
    return time.perf_counter() - began


def started(chromium: str, files: list[pathlib.Path]) -> float:
    began = time.perf_counter()
    for file in files:
        command = [chromium, "--headless", "--no-sandbox", f"--print-to-pdf={file.with_suffix('.pdf')}", file.as_uri()]
        subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began


class KeptOpen:
    """A Chromium that is started once."""

    def __init__(self, chromium: str):
        command = ["node", "--input-type=module", "--eval", KEPT_OPEN, "--", chromium]
        # Node looks for playwright-core where it is started.
        self.process = subprocess.Popen(
            command, cwd=town.ROOT / "tests/judges", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.said()

    def said(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline() or sys.exit("the browser does not answer")

    def print(self, files: list[pathlib.Path]) -> float:
        assert self.process.stdin
        began = time.perf_counter()
        for file in files:
            self.process.stdin.write(f"{file}\t{file.with_suffix('.pdf')}\n")
            self.process.stdin.flush()
            self.said()
        return time.perf_counter() - began

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(town.ROOT / "target/release/heraut"))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--sheets", type=int, default=2_000)
    options.add_argument("--pages", type=int, default=20)
    given = options.parse_args()
    chromium = shutil.which("chromium") or sys.exit("there is no Chromium: tests/run installs it")
    with tempfile.TemporaryDirectory(prefix="heraut-paper-") as made:
        directory = pathlib.Path(made) / "town"
        campaign(directory, given.program, given.sheets)
        files = pages(directory, given.program, given.pages)
        browser = KeptOpen(chromium)
        browser.print(files[:1])
        weasy(files[:1])
        ways = {
            "WeasyPrint": lambda: weasy(files),
            "Chromium kept open": lambda: browser.print(files),
            "Chromium started for each": lambda: started(chromium, files),
        }
        times: dict[str, list[float]] = {}
        for _ in range(given.runs):
            for name, words in (("heraut print --separate", ["--separate"]), ("heraut print", [])):
                wall, peak, written = ours(directory, given.program, *words)
                times.setdefault(name, []).append(wall / given.sheets)
                print(f"{name}: {given.sheets} sheets in {wall:.1f} s, {written // given.sheets:,} bytes each, peak {peak} MiB")
            for name, way in ways.items():
                times.setdefault(name, []).append(way() / given.pages)
        browser.end()
    first = times["heraut print --separate"]
    for name, seconds in times.items():
        ratio = statistics.median(theirs / mine for theirs, mine in zip(seconds, first))
        print(f"  {name:<26} {statistics.median(seconds) * 1e3:>7.1f} ms a sheet, {ratio:>6.1f} times the first; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
