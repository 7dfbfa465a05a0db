#!/usr/bin/env python3
"""Mails per second to Postfix's smtp-sink, beside Postfix's own generator smtp-source in the same run.

    cargo build --release
    benches/smtp.py [--program target/release/heraut] [--runs 3] [--mails 20000] [--short] [--delay MS] [--peers]
        [CONNECTIONS ...]

They take turns, so that what else the machine does falls on all. smtp-source sends one body again and again; Heraut also
reads its ledger, renders every message and makes its outcome durable. The ledger lies in the system's temporary directory
(TMPDIR): on a memory disk its fsync costs nothing.

`--short` sends a few lines in a bare layout in place of an announcement. `--delay` puts a proxy before the sink that hands
each packet on half of it later, both ways: a relay that is far away. `--peers` adds nodemailer's pool (installed by npm
into a temporary directory), which sends the octets of one of these mails, without a ledger.
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
from far import Far

BEFORE = "2027-01-18T09:00+01:00"
# In the morning of Curaçao, too.
DUE = "2027-02-08T16:30+01:00"
MESSAGE = "announcement"
NODEMAILER = "nodemailer@10.6.1"
SHORT = {
    "nl": """\
---
subject: U stapt over naar {{ migration.to }}
---
Beste {{ person.name }},

Op {{ wave.start | date }} stapt u over van {{ migration.from }} naar {{ migration.to }}. U krijgt die dag uitleg.

Vragen? Bel {{ helpdesk.phone }}.
""",
    "en": """\
---
subject: You move to {{ migration.to }}
---
Dear {{ person.name }},

On {{ wave.start | date }} you move from {{ migration.from }} to {{ migration.to }}. That day you get instructions.

Questions? Call {{ helpdesk.phone }}.
""",
}


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


def campaign(
    directory: pathlib.Path, mails: int, port: int, connections: int, program: str, short: bool = False
) -> None:
    relay = f"{{url: 'smtp://127.0.0.1:{port}', limits: {{connections: {connections}}}}}"
    town.write(directory, mails, relay, "short" if short else MESSAGE)
    if short:
        few_words(directory / "templates")
    said = subprocess.run(
        [program, "--campaign", directory, "--now", BEFORE, "approve", "--yes", "--by", "bench"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode != 0:
        sys.exit(said.stdout + said.stderr)


def few_words(templates: pathlib.Path) -> None:
    """A message of some lines in a layout with nothing around them."""
    for folder in ("announce", "layout"):
        (templates / folder).mkdir(parents=True, exist_ok=True)
    bare = '<!DOCTYPE html><html lang="{{ lang }}"><title>{{ subject }}</title><body>{{ body }}{{ footer }}</body></html>'
    (templates / "layout/mail.html").write_text(bare, "utf-8")
    for language, said in SHORT.items():
        (templates / f"announce/short.{language}.md").write_text(said, "utf-8")


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


def one_mail(temporary: pathlib.Path, program: str, short: bool) -> bytes:
    """Sends a hundred to a sink that keeps them: every one is there, can be read, and is to somebody else. Returns one."""
    keep = temporary / "kept"
    keep.mkdir()
    keep.chmod(0o777)
    port, directory = free_port(), temporary / "few"
    sink = Sink(port, keep)
    campaign(directory, 100, port, 4, program, short)
    heraut(directory, program, 100)
    counted = sink.messages()
    kept = [file.read_bytes() for file in keep.iterdir() if file.stat().st_size]
    readers = {email.message_from_bytes(mail)["To"] for mail in kept}
    if counted != 100 or len(kept) != 100 or len(readers) != 100:
        sys.exit(f"of 100 mails the sink counted {counted} and kept {len(kept)}, to {len(readers)} readers")
    return sorted(kept, key=len)[50]


class Pool:
    """nodemailer's pool, installed into a directory, with the octets of one mail."""

    def __init__(self, directory: pathlib.Path, mail: bytes):
        directory.mkdir()
        self.file = directory / "mail.eml"
        # What the sink has kept begins with lines of its own; the octets that are sent end their lines with CRLF.
        self.file.write_bytes(mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(directory), NODEMAILER]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        self.environment = dict(os.environ, NODEMAILER=str(directory))

    def send(self, port: int, mails: int, connections: int) -> float:
        began = time.perf_counter()
        script = pathlib.Path(__file__).with_name("pool.mjs")
        command = ["node", str(script), str(port), str(connections), str(mails), str(self.file)]
        subprocess.run(command, check=True, env=self.environment)
        return time.perf_counter() - began


class Turns:
    """What each sender took for the same number of mails, one after another to a sink of its own."""

    def __init__(self, mails: int, delay: float):
        self.mails, self.delay = mails, delay
        self.rates: dict[str, list[float]] = {}

    def take(self, who: str, port: int, send) -> None:
        """`send` is given the port and says how many seconds it took; the sink says whether all are there."""
        sink = Sink(port if not self.delay else (behind := free_port()))
        proxy = Far(behind, self.delay, port) if self.delay else None
        seconds = send(port)
        if proxy:
            proxy.close()
        if (counted := sink.messages()) != self.mails:
            sys.exit(f"of {who} the sink counted {counted} mails, not {self.mails}")
        self.rates.setdefault(who, []).append(self.mails / seconds)

    def against(self, other: str) -> float:
        return statistics.median(a / b for a, b in zip(self.rates["heraut send"], self.rates[other]))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(town.ROOT / "target/release/heraut"))
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--mails", type=int, default=20_000)
    options.add_argument("--short", action="store_true")
    options.add_argument("--delay", type=float, default=0, metavar="MS")
    options.add_argument("--peers", action="store_true")
    options.add_argument("connections", type=int, nargs="*", default=[1, 4, 16])
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="heraut-smtp-") as made:
        temporary = pathlib.Path(made)
        temporary.chmod(0o755)
        mail = one_mail(temporary, given.program, given.short)
        pool = Pool(temporary / "peer", mail) if given.peers else None
        far = f", a relay {given.delay:g} ms away" if given.delay else ""
        print(f"{given.mails:,} mails of about {len(mail):,} bytes, {given.runs} runs each, in turns{far}.")
        for connections in given.connections:
            port, directory = free_port(), temporary / f"town-{connections}"
            campaign(directory, given.mails, port, connections, given.program, given.short)
            turns, processor = Turns(given.mails, given.delay), []
            for run in range(given.runs):
                fresh = temporary / f"town-{connections}-{run}"
                shutil.copytree(directory, fresh)

                def ours(_: int) -> float:
                    wall, used = heraut(fresh, given.program, given.mails)
                    processor.append(used)
                    return wall

                turns.take("heraut send", port, ours)
                shutil.rmtree(fresh)
                turns.take("smtp-source", port, lambda at: source(at, given.mails, connections, len(mail)))
                if pool:
                    turns.take("nodemailer", port, lambda at: pool.send(at, given.mails, connections))
            rates = ", ".join(f"{who} {statistics.median(rates):,.0f}/s" for who, rates in turns.rates.items())
            ratios = ", ".join(f"{turns.against(who):.2f} x {who}" for who in turns.rates if who != "heraut send")
            each = statistics.median(processor) / given.mails * 1000
            print(
                f"  {connections:>2} connections: {rates}; {ratios}; processor {each:.3f} ms a mail; "
                f"load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
