#!/usr/bin/env python3
"""Mails per second to Postfix's smtp-sink, beside Postfix's own generator smtp-source in the same run.

    cargo build --release
    benches/smtp.py [--program target/release/heraut] [--runs 3] [--mails 20000] [CONNECTIONS ...]

The two take turns, so that what else the machine does falls on both. smtp-source sends one body again and again;
Heraut also reads its ledger, renders every message and makes its outcome durable. The ledger lies in the system's
temporary directory (TMPDIR): on a memory disk its fsync costs nothing.
"""

from __future__ import annotations

import argparse
import email
import json
import os
import pathlib
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import town

BEFORE = "2027-01-18T09:00+01:00"
# In the morning of Curaçao, too.
DUE = "2027-02-08T16:30+01:00"
MESSAGE = "announcement"


def tool(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    return found or sys.exit(f"{name} is missing: it comes with Postfix")


class Sink:
    """An smtp-sink on a port of its own; with a directory it keeps what it gets, one file each."""

    def __init__(self, port: int, keep: pathlib.Path | None = None):
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        dump = ["-d", str(keep) + "/%M."] if keep else []
        command = [tool("smtp-sink"), "-c", *user, *dump, f"127.0.0.1:{port}", "1024"]
        # It counts aloud, for which a pipe that nobody reads is too short.
        self.said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdout=self.said, stderr=self.said)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("smtp-sink does not answer")

    def messages(self) -> int:
        """Ends it; how many messages it has counted."""
        self.process.terminate()
        self.process.wait(30)
        self.said.seek(0)
        counts = re.findall(rb"mesg=(\d+)", self.said.read())
        return int(counts[-1]) if counts else -1


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def campaign(directory: pathlib.Path, mails: int, port: int, connections: int, program: str) -> None:
    relay = f"{{url: 'smtp://127.0.0.1:{port}', limits: {{connections: {connections}}}}}"
    town.write(directory, mails, relay, MESSAGE)
    said = subprocess.run(
        [program, "--campaign", directory, "--now", BEFORE, "approve", "--yes", "--by", "bench"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode != 0:
        sys.exit(said.stdout + said.stderr)


def heraut(directory: pathlib.Path, program: str, mails: int) -> tuple[float, float]:
    """Seconds on the wall and on the processor for one run of `send`, which has `mails` to deliver."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    said = subprocess.run(
        # What it sends from is a copy of a ledger.
        [program, "--campaign", directory, "--now", DUE, "send", "--json", "--after-restore", "unsent"],
        capture_output=True,
        text=True,
        check=False,
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if said.returncode != 0 or json.loads(said.stdout)["accepted"] != mails:
        sys.exit(f"exit code {said.returncode}\n{said.stdout}{said.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def source(port: int, mails: int, connections: int, size: int) -> float:
    began = time.perf_counter()
    command = [tool("smtp-source"), "-s", connections, "-m", mails, "-l", size, f"127.0.0.1:{port}"]
    subprocess.run([str(word) for word in command], check=True)
    return time.perf_counter() - began


def size_of_a_mail(temporary: pathlib.Path, program: str) -> int:
    """Sends a hundred to a sink that keeps them: every one is there, can be read, and is to somebody else."""
    keep = temporary / "kept"
    keep.mkdir()
    keep.chmod(0o777)
    port, directory = free_port(), temporary / "few"
    sink = Sink(port, keep)
    campaign(directory, 100, port, 4, program)
    heraut(directory, program, 100)
    counted = sink.messages()
    kept = [file.read_bytes() for file in keep.iterdir() if file.stat().st_size]
    readers = {email.message_from_bytes(mail)["To"] for mail in kept}
    if counted != 100 or len(kept) != 100 or len(readers) != 100:
        sys.exit(f"of 100 mails the sink counted {counted} and kept {len(kept)}, to {len(readers)} readers")
    return statistics.median_high(map(len, kept))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(town.ROOT / "target/release/heraut"))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--mails", type=int, default=20_000)
    options.add_argument("connections", type=int, nargs="*", default=[1, 16])
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="heraut-smtp-") as made:
        temporary = pathlib.Path(made)
        temporary.chmod(0o755)
        size = size_of_a_mail(temporary, given.program)
        print(f"{given.mails:,} mails of about {size:,} bytes, {given.runs} runs each, in turns.")
        for connections in given.connections:
            port, directory = free_port(), temporary / f"town-{connections}"
            campaign(directory, given.mails, port, connections, given.program)
            ours, theirs, processor = [], [], []
            for run in range(given.runs):
                fresh = temporary / f"town-{connections}-{run}"
                shutil.copytree(directory, fresh)
                sink = Sink(port)
                wall, used = heraut(fresh, given.program, given.mails)
                if (counted := sink.messages()) != given.mails:
                    sys.exit(f"the sink counted {counted} mails, not {given.mails}")
                shutil.rmtree(fresh)
                ours.append(given.mails / wall)
                processor.append(used)
                sink = Sink(port)
                theirs.append(given.mails / source(port, given.mails, connections, size))
                sink.messages()
            mine, other = statistics.median(ours), statistics.median(theirs)
            ratio = statistics.median(a / b for a, b in zip(ours, theirs))
            print(
                f"  {connections:>2} connections: heraut send {mine:>7,.0f}/s, smtp-source {other:>7,.0f}/s, ratio "
                f"{ratio:.2f}; processor {statistics.median(processor):.2f} s; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
