#!/usr/bin/env python3
"""The pages of a large campaign while a sender works: how long readers wait, what the program takes, and what that costs the sender.

    cargo build --release
    benches/pages.py [--program target/release/heraut] [--readers 50] [--pause 1] [--seconds 20] [--rounds 1] [PEOPLE]

Each reader asks for `/`, looks somebody up at `/desk` by address, name or serial number, or opens the page of a person, and reads
for `--pause` seconds. Of every round the first half is the sender's alone, so that what else the machine does falls on both. The
messages are the demo's: some nine a person. What a run takes of memory is its own, by smaps_rollup: pages that it shares with
nobody. The relay is Postfix's smtp-sink.
"""

from __future__ import annotations

import argparse
import http.client
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import town
from smtp import BEFORE, Sink, free_port

# When the second wave, a third of all, is told: in the morning of Curaçao, too.
DUE = "2027-03-22T16:30+01:00"
PAGES = ["/", "/desk", "a person"]


def approve(directory: pathlib.Path, people: int, port: int) -> None:
    town.write(directory, people, f"{{url: 'smtp://127.0.0.1:{port}', limits: {{connections: 4}}}}")
    command = [PROGRAM, "--campaign", directory, "--now", BEFORE, "approve", "--yes", "--by", "bench"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        sys.exit(said.stdout + said.stderr)


class Pages:
    """`heraut serve`, and a session with it."""

    def __init__(self, directory: pathlib.Path):
        command = [PROGRAM, "--campaign", str(directory), "--now", DUE, "serve", "--listen", "127.0.0.1:0", "--by", "bench"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        link = re.search(r"http://127\.0\.0\.1:(\d+)(/sign-in/\w+)", self.process.stderr.readline())
        self.port, self.cookie = int(link[1]), ""
        reader = Reader(self)
        token = re.search(r'name="token" value="(\w+)"', reader.ask("GET", link[2])[2])[1]
        _, headers, _ = reader.ask("POST", "/sign-in", {"token": token})
        self.cookie = headers["set-cookie"].split(";")[0]
        self.act = re.search(r'name="act" value="(\w+)"', reader.ask("GET", "/desk")[2])[1]

    def own(self) -> float:
        """MB that it shares with nobody."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("utf-8")
        return sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE)) / 1024


class Reader:
    """One browser, which keeps its connection."""

    def __init__(self, pages: Pages):
        self.pages, self.talk = pages, http.client.HTTPConnection("127.0.0.1", pages.port, timeout=300)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        headers = {"Cookie": self.pages.cookie}
        if method == "POST":
            headers |= {"Origin": f"http://127.0.0.1:{self.pages.port}", "Content-Type": "application/x-www-form-urlencoded"}
        self.talk.request(method, path, urllib.parse.urlencode(fields) if fields else None, headers)
        answer = self.talk.getresponse()
        body = answer.read().decode()
        if answer.status not in (200, 303):
            raise ValueError(f"{method} {path}: {answer.status}\n{body}")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def read(pages: Pages, people: int, pause: float, seed: int, stop: threading.Event, waits: dict[str, list[float]], wrong: list[str]) -> None:
    """One reader, until they are stopped."""
    chance, reader, somebody = random.Random(seed), Reader(pages), None
    try:
        while not stop.wait(chance.uniform(0, 2 * pause)):
            page, n = chance.choice(PAGES), chance.randrange(people)
            if page == "a person" and somebody is None:
                page = "/desk"
            given, surname = town.NAMES[n % len(town.NAMES)]
            wanted = chance.choice([town.address(n), f"{given} {surname} {n}", f"SN{n:010}"])
            began = time.perf_counter()
            if page == "/desk":
                status, headers, _ = reader.ask("POST", "/desk", {"act": pages.act, "wanted": wanted})
                somebody = headers["location"] if status == 303 else somebody
            else:
                reader.ask("GET", "/" if page == "/" else somebody)
            waits[page].append(time.perf_counter() - began)
    except Exception as error:  # A reader that breaks off is a result.
        wrong.append(str(error))


def sent(sink: Sink) -> int:
    """What the relay has counted so far, without moving where it writes."""
    end = os.fstat(sink.said.fileno()).st_size
    counts = re.findall(rb"mesg=(\d+)", os.pread(sink.said.fileno(), 4096, max(0, end - 4096)))
    return int(counts[-1]) if counts else 0


def rate(sink: Sink, pages: Pages, seconds: float) -> tuple[float, float]:
    """Mails a second that the relay gets meanwhile, and the most memory that the pages have."""
    first, began, most = sent(sink), time.perf_counter(), pages.own()
    while (left := began + seconds - time.perf_counter()) > 0:
        before = sent(sink)
        time.sleep(min(left, 2))
        most = max(most, pages.own())
        if sent(sink) == before:
            sys.exit("  the sender has nothing more to send: take more people, or fewer seconds")
    return (sent(sink) - first) / (time.perf_counter() - began), most


def shown(waits: list[float]) -> str:
    if len(waits) < 2:
        return "too few to say"
    ms = sorted(wait * 1000 for wait in waits)
    return f"{len(ms):6} asked, p50 {statistics.median(ms):7.1f} ms, p95 {ms[int(len(ms) * 0.95)]:7.1f} ms, at most {ms[-1]:7.1f} ms"


def measure(directory: pathlib.Path, given: argparse.Namespace, sink: Sink) -> None:
    pages = Pages(directory)
    try:
        walk(pages, directory, given, sink)
    finally:
        pages.process.send_signal(signal.SIGTERM)
        pages.process.wait(60)


def walk(pages: Pages, directory: pathlib.Path, given: argparse.Namespace, sink: Sink) -> None:
    began = time.perf_counter()
    Reader(pages).ask("GET", "/")
    print(f"  the first page after {time.perf_counter() - began:.2f} s; then {pages.own():.0f} MB")
    command = [PROGRAM, "--campaign", str(directory), "--now", DUE, "send", "--watch", "--quiet", "--accept-clock"]
    sender = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        ask(pages, given, sink, sender)
    finally:
        sender.send_signal(signal.SIGTERM)
        sender.wait(60)


def ask(pages: Pages, given: argparse.Namespace, sink: Sink, sender: subprocess.Popen) -> None:
    for _ in range(600):
        if sent(sink):
            break
        if sender.poll() is not None:
            sys.exit(sender.stderr.read().decode())
        time.sleep(0.1)
    waits: dict[str, list[float]] = {page: [] for page in PAGES}
    alone, beside, most, wrong = [], [], [pages.own()], []
    for turn in range(given.rounds):
        alone.append(rate(sink, pages, given.seconds / 2)[0])
        stop = threading.Event()
        about = (pages, given.people, given.pause)
        readers = [threading.Thread(target=read, args=(*about, turn * 1000 + n, stop, waits, wrong)) for n in range(given.readers)]
        for reader in readers:
            reader.start()
        try:
            rate_beside, own = rate(sink, pages, given.seconds / 2)
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        beside.append(rate_beside)
        most.append(own)
    if wrong:
        sys.exit(f"{len(wrong)} readers broke off: {wrong[0]}")
    for page, all_of_it in waits.items():
        print(f"  {page:9} {shown(all_of_it)}")
    print(f"  memory: {max(most):.0f} MB at most")
    without, among = statistics.mean(alone), statistics.mean(beside)
    print(f"  the sender: {without:,.0f}/s alone, {among:,.0f}/s beside them ({(among / without - 1) * 100:+.1f} %)")


def main() -> None:
    global PROGRAM
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("people", type=int, nargs="?", default=200_000)
    options.add_argument("--program", default=str(town.ROOT / "target/release/heraut"))
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--pause", type=float, default=1, metavar="SECONDS")
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--rounds", type=int, default=1)
    given = options.parse_args()
    PROGRAM = given.program
    with tempfile.TemporaryDirectory(prefix="heraut-pages-") as made:
        directory, port = pathlib.Path(made) / "town", free_port()
        sink = Sink(port)
        print(f"{given.people:,} people, {given.readers} readers, one page in {given.pause:g} s each:")
        began = time.perf_counter()
        approve(directory, given.people, port)
        print(f"  approved in {time.perf_counter() - began:.1f} s")
        try:
            measure(directory, given, sink)
        finally:
            sink.messages()


if __name__ == "__main__":
    main()
