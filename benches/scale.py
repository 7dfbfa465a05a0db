#!/usr/bin/env python3
"""What a large campaign costs: load, check, plan, approve, and the start of a sender that has nothing to do.

    cargo build --release
    benches/scale.py [--program target/release/heraut] [--runs 3] [PEOPLE ...]

Prints medians of wall clock and processor time and the most memory a run had, with the ledger's size.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pathlib
import statistics
import sys
import tempfile
import time

import town

# Another name for one person, which all messages to them and about them show.
CHANGED = "approve, one changed"
# Sizes and dates for what a helpdesk takes, which the town does not say.
SUGGESTED = "suggest waves"
BEFORE = "2027-01-18T09:00+01:00"
VERBS = [
    ("check", ["check"]),
    ("plan", ["plan", "--format", "table"]),
    ("approve", ["approve", "--yes", "--by", "bench"]),
    ("approve again", ["approve", "--yes", "--by", "bench"]),
    (CHANGED, ["approve", "--yes", "--by", "bench"]),
    ("plan, approved", ["plan", "--format", "table"]),
    (SUGGESTED, ["plan", "--suggest"]),
    ("send, nothing due", ["send"]),
]


def run(command: list[str], log: pathlib.Path) -> tuple[float, float, float, int]:
    """Wall clock and processor time in seconds, peak memory in MB, and exit code of one child."""
    with log.open("wb") as out:
        began = time.perf_counter()
        child = os.posix_spawn(
            command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, out.fileno(), 2)]
        )
        _, status, used = os.wait4(child, 0)
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def apart(work, *given) -> None:
    """Does something in a process of its own: a child's peak counts what its parent had when it was begun."""
    child = multiprocessing.Process(target=work, args=given)
    child.start()
    child.join()
    if child.exitcode != 0:
        sys.exit(f"{work.__name__}: exit code {child.exitcode}")


def change(people: pathlib.Path) -> None:
    """Gives the last person of the file another name."""
    head, _, last = people.read_text("utf-8").rstrip("\n").rpartition("\n")
    fields = last.split(",")
    at = head.split("\n", 1)[0].split(",").index("displayName")
    fields[at] += "x"
    people.write_text(f"{head}\n{','.join(fields)}\n", "utf-8")


def measure(program: str, people: int, runs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="heraut-scale-") as temporary:
        directory = pathlib.Path(temporary) / "campaign"
        apart(town.write, directory, people)
        figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name, _ in VERBS}
        for _ in range(runs):
            for left in directory.glob("heraut.db*"):
                left.unlink()
            for name, verb in VERBS:
                if name == CHANGED:
                    apart(change, directory / "people.csv")
                said_before = (directory / "campaign.yaml").read_text("utf-8")
                if name == SUGGESTED:
                    takes = f"helpdesk:\n  contacts_per_day: {max(people // 100, 1)}\n"
                    (directory / "campaign.yaml").write_text(said_before.replace("helpdesk:\n", takes, 1), "utf-8")
                log = pathlib.Path(temporary) / "log"
                *costs, code = run([program, "--campaign", str(directory), "--now", BEFORE, *verb], log)
                if code != 0:
                    sys.exit(f"{name}: exit code {code}\n{log.read_text('utf-8', 'replace')[-4000:]}")
                (directory / "campaign.yaml").write_text(said_before, "utf-8")
                figures[name].append(tuple(costs))
                if name == "approve":
                    said = log.read_text("utf-8").splitlines()[0]
        size = sum(file.stat().st_size for file in directory.glob("heraut.db*"))
        print(f"\n{people:,} people; {said} Ledger {size / 1e6:.0f} MB. Load {os.getloadavg()[0]:.1f}.")
        print(f"  {'':<20}{'wall':>10}{'processor':>12}{'memory':>11}")
        for name, costs in figures.items():
            wall, processor, memory = (statistics.median(column) for column in zip(*costs))
            print(f"  {name:<20}{wall:>8.2f} s{processor:>10.2f} s{memory:>8.0f} MB", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(town.ROOT / "target/release/heraut"))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("people", type=int, nargs="*", default=[10_000, 200_000])
    given = options.parse_args()
    for people in given.people:
        measure(given.program, people, given.runs)


if __name__ == "__main__":
    main()
