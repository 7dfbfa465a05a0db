"""A sender killed at each point of a mail's way to the relay, and not at a time that chance picks.

A relay of this file counts what it took. It kills the sender when a mail stands just there: announced, half said, said but for
its dot while the ledger cannot be written, ended and not stored, ended and stored, answered, with the next one riding behind it.
Once with a relay that takes commands together (PIPELINING) and once with one that does not. Then the sender is let finish, and
what the relay has is joined with what the ledger says.

HERAUT_BOUNDARY_ROUNDS=12 does so twelve times, with more than 500 kills.
"""

import collections
import json
import os
import pathlib
import random
import re
import socket
import sqlite3
import subprocess
import tempfile
import threading
import unittest

from command import BINARY, heraut
from smallcampaign import NOW, approve, small

PEOPLE = 300
CONNECTIONS = 4
ROUNDS = int(os.environ.get("HERAUT_BOUNDARY_ROUNDS", "1"))
SEED = 20270301

# Where a mail stands when its sender is killed.
ANNOUNCED, WANTED, HALF, UNMARKED, DROPPED, STORED, ANSWERED, BEHIND = (
    "its envelope is here",
    "the relay has said that it wants the message",
    "half of the message is here",
    "the message is here but for its dot, and its mark cannot be written",
    "its dot is here, and the relay forgets it",
    "its dot is here, and the relay has stored it",
    "the relay has answered to its dot",
    "the next one's envelope is here behind it",
)
POINTS = (ANNOUNCED, WANTED, HALF, UNMARKED, DROPPED, STORED, ANSWERED, BEHIND)
MESSAGE_ID = re.compile(rb"^Message-ID: <(\w+)@", re.MULTILINE | re.IGNORECASE)


class Relay:
    """Takes mail; `stored` counts it by the notice. Armed, it kills at a point, and answers nothing from then on."""

    def __init__(self, directory: pathlib.Path, pipelining: bool):
        self.directory, self.pipelining = directory, pipelining
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.stored = collections.Counter()
        self.point, self.left, self.victim = None, 0, None
        # What holds back the ledger, and of which notice it has no mark for that.
        self.block, self.unmarked = None, None
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def arm(self, point: str | None, after: int) -> None:
        self.point, self.left, self.victim, self.unmarked = point, after, None, None

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def is_dead(self) -> bool:
        return self.victim is not None and self.victim.poll() is not None

    def at(self, point: str) -> None:
        """Kills, if that is the point and enough have passed it. Whoever comes here after the kill goes no further."""
        with self.lock:
            if self.is_dead():
                raise ConnectionAbortedError
            if point != self.point:
                return
            self.left -= 1
            if self.left <= 0:
                self.kill()
                raise ConnectionAbortedError

    def kill(self) -> None:
        self.victim.kill()
        self.victim.wait()

    def hold_the_ledger(self) -> bool:
        """Before an answer to a dot: what follows from it, and the mark of the next, cannot be written from here on."""
        with self.lock:
            if self.point != UNMARKED or self.block or self.is_dead() or self.left > 1:
                self.left -= self.point == UNMARKED
                return False
            self.block = sqlite3.connect(self.directory / "heraut.db", timeout=30, isolation_level=None, check_same_thread=False)
            self.block.execute("BEGIN IMMEDIATE")
            return True

    def release(self) -> None:
        if self.block:
            self.block.close()
            self.block = None

    def talk(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                self.converse(connection, lines)
        except OSError:
            pass

    def converse(self, connection, lines) -> None:
        say = lambda words: connection.sendall(words + b"\r\n")
        say(b"220 relay.example ESMTP")
        blocks = False
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                say(b"250-relay.example\r\n" + (b"250-PIPELINING\r\n" if self.pipelining else b"") + b"250 8BITMIME")
            elif verb == b"DATA":
                self.at(ANNOUNCED)
                say(b"354 go on")
                self.at(WANTED)
                blocks = self.message(connection, lines, blocks)
            elif verb == b"QUIT":
                return say(b"221 bye")
            else:
                say(b"250 ok")

    def message(self, connection, lines, blocks: bool) -> bool:
        """Reads one, and says whether the ledger is held back since."""
        message = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                raise ConnectionAbortedError
            message += line
            if line.startswith(b"--") and b"text/html" not in message:
                self.at(HALF)
            if blocks and MESSAGE_ID.search(message):
                # The ledger is held back since before this one was given to the sender's connection.
                with self.lock:
                    self.unmarked = MESSAGE_ID.search(message)[1].decode()
                    self.kill()
                    raise ConnectionAbortedError
        self.at(DROPPED)
        notice = MESSAGE_ID.search(message)[1].decode()
        with self.lock:
            if self.is_dead():
                raise ConnectionAbortedError
            self.stored[notice] += 1
        self.at(STORED)
        blocks = self.hold_the_ledger()
        connection.sendall(b"250 2.0.0 queued\r\n")
        self.at(ANSWERED)
        if lines.peek(1)[:4].upper() == b"MAIL":
            self.at(BEHIND)
        return blocks


class Killed(unittest.TestCase):
    def test_at_each_point_nothing_is_lost_and_nothing_is_told_twice_in_silence(self):
        for number in range(ROUNDS):
            for pipelining in (True, False):
                with self.subTest(round=number, pipelining=pipelining):
                    self.play(random.Random(SEED + number), pipelining)

    def play(self, chance, pipelining: bool) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch) / "campaign"
            relay = Relay(directory, pipelining)
            self.addCleanup(relay.close)
            small(directory, PEOPLE, f'{{url: "smtp://127.0.0.1:{relay.port}", limits: {{connections: {CONNECTIONS}}}}}')
            approve(directory)
            points = [point for point in POINTS for _ in range(3)]
            chance.shuffle(points)
            killed = sum(self.turn(relay, directory, point, chance.randint(1, 9)) for point in points)
            relay.arm(None, 0)
            heraut(directory, "send", "--quiet", "--now", NOW, code=None)
            self.judge(relay, self.states(directory), killed)
            self.assertEqual(killed, len(points), "a run ended by itself: the test shows too little")

    def turn(self, relay, directory, point: str, after: int) -> bool:
        relay.arm(point, after)
        sender = subprocess.Popen(
            [BINARY, "-C", directory, "send", "--quiet", "--now", NOW], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        relay.victim = sender
        _, said = sender.communicate(timeout=120)
        relay.release()
        if point == UNMARKED:
            # It never had its dot, and the ledger never knew of it.
            self.assertEqual(self.states(directory)[relay.unmarked], "planned")
        if sender.returncode >= 0:
            print(f"\n{point}: it ended by itself with {sender.returncode}: {said.decode()[-300:]}")
        return sender.returncode < 0

    def states(self, directory) -> dict[str, str]:
        listed = json.loads(heraut(directory, "status", "--notices", "--json", "--now", NOW))["notices"]
        return {notice["id"]: notice["state"] for notice in listed}

    def judge(self, relay, states, killed) -> None:
        uncertain = {notice for notice, state in states.items() if state == "uncertain"}
        others = {notice: state for notice, state in states.items() if state not in ("accepted", "uncertain")}
        lost = [notice for notice, state in states.items() if state == "accepted" and relay.stored[notice] == 0]
        twice = {notice: n for notice, n in relay.stored.items() if n > 1}
        print(
            f"\n{killed} killed; {sum(relay.stored.values())} mails of {len(states)} notices, {len(uncertain)} uncertain, "
            f"of which {sum(relay.stored[notice] for notice in uncertain)} had arrived"
        )
        self.assertEqual(len(states), PEOPLE)
        self.assertEqual(lost, [], "accepted by the ledger, unknown to the relay")
        self.assertEqual(twice, {}, "told twice")
        self.assertEqual(others, {}, "neither delivered nor reported")
        self.assertLessEqual(len(uncertain), killed * CONNECTIONS)


if __name__ == "__main__":
    unittest.main()
