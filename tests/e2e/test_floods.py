"""A relay that says more than it may, for as long as it is listened to: the sender's memory stays as it was.

The real process, against a server of this file that never ends what it says. What the kernel says it had at the most (VmHWM)
is held against that of a run in which nobody answers, and what is its own of that (not its code, of which a debug build has
four times as much) against a figure.
"""

import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from command import BINARY
from mailserver import free_port
from smallcampaign import NOW, approve, small

# What it may have of its own at the most, and what more than a quiet run, in KB.
MOST = 60_000
MORE = 6_000
PEOPLE = 20
OFFERS = b"250-relay.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n"

# What is said without an end, and at which command (nothing: as the greeting); what comes before is as it should be.
FLOODS = {
    "a greeting of one line": ("", b"220 ", b"x" * 65536),
    "a greeting of many lines": ("", b"", b"220-relay.example\r\n" * 4096),
    "lines without a code": ("", b"", b"\r\n" * 32768),
    "an answer to EHLO of one line": ("EHLO", b"250-", b"x" * 65536),
    "keywords of EHLO": ("EHLO", b"250-relay.example\r\n", b"250-XSOMETHING A B C\r\n" * 4096),
    "an answer to MAIL": ("MAIL", b"", b"250-2.1.0 ok\r\n" * 4096),
    "an answer to RCPT of one line": ("RCPT", b"550 ", b"x" * 65536),
    "an answer to DATA": ("DATA", b"", b"354-go on\r\n" * 4096),
    "words before the dot": ("BODY", b"", b"250 2.0.0 queued\r\n" * 4096),
    "an answer to the dot": (".", b"", b"250-2.0.0 queued\r\n" * 4096),
    "an answer to the dot of one line": (".", b"250 ", b"x" * 65536),
}


class Flood:
    """A server that floods at one command; `said` is how many octets it got rid of."""

    def __init__(self, at: str, first: bytes, again: bytes):
        self.at, self.first, self.again = at, first, again
        self.said = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                self.answer(connection, "", b"220 relay.example ESMTP\r\n")
                while line := lines.readline():
                    verb = line.split(b" ")[0].split(b":")[0].strip().upper().decode("latin-1")
                    if verb == "DATA":
                        self.answer(connection, "DATA", b"354 go on\r\n")
                        if self.at == "BODY":
                            lines.readline()
                            self.answer(connection, "BODY", b"")
                        while (line := lines.readline()) not in (b".\r\n", b""):
                            pass
                        self.answer(connection, ".", b"250 2.0.0 queued\r\n")
                    else:
                        self.answer(connection, verb, OFFERS if verb == "EHLO" else b"250 2.0.0 ok\r\n")
        except OSError:
            pass  # Whoever is flooded hangs up: that is the point.

    def answer(self, connection: socket.socket, at: str, good: bytes) -> None:
        if at != self.at:
            connection.sendall(good)
            return
        connection.sendall(self.first)
        while True:
            self.said += connection.send(self.again)


class Floods(unittest.TestCase):
    def most_of(self, port: int) -> tuple[int, int, float]:
        """The most memory that a run had, and that was its own, in KB; and how long it took."""
        with tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch) / "campaign"
            small(directory, PEOPLE, f'{{url: "smtp://127.0.0.1:{port}"}}')
            approve(directory)
            begun, most, own = time.monotonic(), 0, 0
            sender = subprocess.Popen(
                [BINARY, "-C", directory, "send", "--quiet", "--now", NOW], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while sender.poll() is None:
                if time.monotonic() - begun > 120:
                    sender.kill()
                    self.fail("it listens on and on")
                try:
                    lines = pathlib.Path(f"/proc/{sender.pid}/status").read_text().splitlines()
                    has = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith(" kB")}
                    most, own = max(most, has.get("VmHWM", 0)), max(own, has.get("RssAnon", 0))
                except OSError:
                    break  # It has just ended.
                time.sleep(0.002)
            sender.wait()
            return most, own, time.monotonic() - begun

    def test_no_flood_takes_memory(self):
        quiet, own, _ = self.most_of(free_port())
        print(f"\n{quiet:>7} KB, {own:>6} its own       where nobody answers")
        self.assertGreater(own, 1000, "nothing was measured")
        for what, (at, first, again) in FLOODS.items():
            with self.subTest(flood=what), Flood(at, first, again) as server:
                most, own, took = self.most_of(server.port)
                print(f"{most:>7} KB, {own:>6} its own {took:>4.0f} s  {what} ({server.said / 1e6:.1f} MB said)")
                self.assertGreater(server.said, 0, "it was not flooded")
                self.assertLessEqual(own, MOST)
                self.assertLessEqual(most, quiet + MORE)
                # Nor may it be read for long: what the network holds of it, over all tries.
                self.assertLess(server.said, 200_000_000)


if __name__ == "__main__":
    unittest.main()
