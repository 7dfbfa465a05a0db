#!/usr/bin/env python3
"""Several senders of one ledger on PostgreSQL: how much more four do than one, whether they keep a relay's limit together, and
what each takes of the processor and of memory.

    cargo build --release
    benches/senders.py [--program target/release/heraut] [--mails 3000] [--connections 4] [--delay 20] [--minutes 3] [--durable]

`--mails 0` leaves the first of these out, `--minutes 0` the second.

The server is Debian's PostgreSQL, started for this in a directory of its own; `--durable` has it write to the disk as a real one
does. The relay is Postfix's smtp-sink behind a proxy that is `--delay` milliseconds away, and for the limit a small server
that notes the instant of each mail.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import pathlib
import resource
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time

import town
from far import Far
from smtp import BEFORE, DUE, MESSAGE, Sink, free_port

sys.path.insert(0, str(town.ROOT / "tests/e2e"))
import postgresserver

LIMIT = 1200


def campaign(directory: pathlib.Path, mails: int, limits: str, port: int, ledger: str, approved: str, dates: dict[str, str]) -> None:
    town.write(directory, mails, f"{{url: 'smtp://127.0.0.1:{port}', limits: {{{limits}}}}}", MESSAGE)
    file = directory / "campaign.yaml"
    text = file.read_text("utf-8")
    for old, new in dates.items():
        text = text.replace(old, new)
    text = text.replace("ledger: sqlite\n", "")
    file.write_text(f'{text}ledger: "{ledger}"\nledger_password: {{env: HERAUT_LEDGER_PASSWORD}}\n', "utf-8")
    said = subprocess.run(
        [PROGRAM, "--campaign", directory, "--now", approved, "approve", "--yes", "--by", "bench"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode:
        sys.exit(said.stdout + said.stderr)


def send(directory: pathlib.Path, *arguments: str) -> subprocess.Popen:
    command = [PROGRAM, "--campaign", str(directory), *arguments, "send", "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def accepted(senders: list[subprocess.Popen]) -> list[int]:
    """What each has had accepted, when all have ended."""
    said = [sender.communicate() for sender in senders]
    if wrong := [error for sender, (_, error) in zip(senders, said) if sender.returncode]:
        sys.exit("\n".join(wrong))
    return [json.loads(out)["accepted"] for out, _ in said]


def together(server, mails: int, senders: int, connections: int, delay: float) -> float:
    """Mails a second of so many, with so many connections each, to a relay that is far away."""
    with tempfile.TemporaryDirectory(prefix="heraut-senders-") as made:
        directory, behind, port = pathlib.Path(made) / "town", free_port(), free_port()
        sink = Sink(behind)
        far = Far(behind, delay, port)
        ledger = f"{server.address}?schema=scale_{senders}_{free_port()}"
        campaign(directory, mails, f"connections: {connections * senders}", port, ledger, BEFORE, {})
        log = server.run("SELECT pg_current_wal_lsn()")
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = accepted([send(directory, "--now", DUE) for _ in range(senders)])
        took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        written = float(server.run(f"SELECT pg_current_wal_lsn() - '{log}'::pg_lsn"))
        far.close()
        counted = sink.messages()
        if counted != mails or sum(done) != mails:
            sys.exit(f"of {mails} mails the sink counted {counted}, and the senders {done}")
        processor = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / mails * 1000
        print(
            f"  {senders} senders: {mails / took:,.0f}/s in {took:.1f} s, {min(done)} to {max(done)} each;"
            f" {processor:.2f} ms of processor a mail; at most {after.ru_maxrss / 1024:.0f} MB a sender;"
            f" {written / mails / 1000:.1f} kB of the server's log a mail"
        )
        return mails / took


class Clocked(socketserver.ThreadingTCPServer):
    """A relay that takes everything, and notes when."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Clocked.Talk)
        self.taken: list[float] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            def say(line: str) -> None:
                self.wfile.write(line.encode() + b"\r\n")

            say("220 clocked")
            while line := self.rfile.readline():
                match line[:4].upper().strip():
                    case b"EHLO":
                        say("250-clocked\r\n250 PIPELINING")
                    case b"DATA":
                        say("354 go on")
                        while self.rfile.readline() != b".\r\n":
                            pass
                        self.server.taken.append(time.monotonic())
                        say("250 taken")
                    case b"QUIT":
                        return say("221 bye")
                    case _:
                        say("250 ok")


def limited(server, minutes: float) -> None:
    """Four senders, a limit, the machine's clock: how many go in any minute."""
    relay = Clocked()
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="heraut-senders-") as made:
        directory = pathlib.Path(made) / "town"
        day = datetime.date.today() - datetime.timedelta(1)
        while day.weekday() > 4:
            day -= datetime.timedelta(1)
        dates = {
            "2027-03-01": str(day + datetime.timedelta(14)),
            "2027-03-12": str(day + datetime.timedelta(25)),
            "from: 2027-03-25, to: 2027-04-02": f"from: {day + datetime.timedelta(90)}, to: {day + datetime.timedelta(91)}",
        }
        ledger, mails = f"{server.address}?schema=limit_{free_port()}", int(LIMIT * (minutes + 1))
        approved = f"{day - datetime.timedelta(21)}T09:00+01:00"
        campaign(directory, mails, f"connections: 4, messages: {LIMIT}/min", relay.server_address[1], ledger, approved, dates)
        command = [PROGRAM, "--campaign", str(directory), "send", "--quiet", "--accept-clock"]
        senders = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
        time.sleep(minutes * 60)
        for sender in senders:
            sender.send_signal(signal.SIGTERM)
        for sender in senders:
            sender.communicate(timeout=120)
    relay.shutdown()
    taken = sorted(relay.taken)
    most = max((sum(1 for later in taken[n:] if later < first + 60) for n, first in enumerate(taken)), default=0)
    print(f"  at most {LIMIT} a minute: {len(taken)} went in {minutes:g} minutes; {most} in the fullest")


def main() -> None:
    global PROGRAM
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(town.ROOT / "target/release/heraut"))
    options.add_argument("--mails", type=int, default=3000)
    options.add_argument("--connections", type=int, default=4)
    options.add_argument("--delay", type=float, default=20, metavar="MS")
    options.add_argument("--minutes", type=float, default=3)
    options.add_argument("--durable", action="store_true")
    given = options.parse_args()
    PROGRAM = given.program
    os.environ["HERAUT_LEDGER_PASSWORD"] = postgresserver.PASSWORD
    if given.durable:
        postgresserver.SETTINGS |= {"fsync": "on", "full_page_writes": "on"}
    with postgresserver.postgresql() as server:
        if given.mails:
            print(f"{given.mails:,} mails to a relay {given.delay:g} ms away, {given.connections} connections a sender:")
            rates = {senders: together(server, given.mails, senders, given.connections, given.delay) for senders in (1, 2, 4)}
            print(f"  four do {rates[4] / rates[1]:.2f} times what one does")
        if given.minutes:
            limited(server, given.minutes)


if __name__ == "__main__":
    main()
