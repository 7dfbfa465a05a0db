"""A sender killed again and again loses nothing, and tells nobody twice without saying so.

4,000 people, one message each, to a real mail server. The sending process is killed with SIGKILL after a random number
of mails and started again, 100 times; then it is let finish. What the server has is joined with what the ledger says. Once
with messages that ask a person what became of them, once with messages that ask to be sent again.

HERAUT_KILL_ROUNDS=20 does so twenty times, with 2,000 kills in all.
"""

import collections
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time
import unittest

from command import BINARY, heraut
from mailserver import postfix
from smallcampaign import NOW, approve, small

PEOPLE = 4000
KILLS = 100
ROUNDS = int(os.environ.get("HERAUT_KILL_ROUNDS", "2"))
# The first, and so many more that a message asks for.
COPIES = 1 + 3
# What is sent again waits longer each time.
LATER = [f"2027-02-15T{hour}:30+01:00" for hour in range(10, 17)]
SEED = 20270301


class Killed(unittest.TestCase):
    def test_nothing_is_lost_and_nothing_is_told_twice_in_silence(self):
        for number in range(ROUNDS):
            with self.subTest(round=number):
                self.play(random.Random(SEED + number), resend=number % 2 == 1)

    def play(self, chance, resend: bool) -> None:
        with postfix() as server, tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch) / "campaign"
            relay = f'{{url: "smtp://127.0.0.1:{server.port}", limits: {{connections: 4}}}}'
            small(directory, PEOPLE, relay, resend)
            approve(directory)
            killed = self.kill_again_and_again(directory, server, chance)
            heraut(directory, "send", "--quiet", "--now", NOW, code=None if resend else self.code_of(directory))
            for now in LATER if resend else []:
                heraut(directory, "send", "--quiet", "--now", now, code=None)
            server.settle()
            ledger = json.loads(heraut(directory, "status", "--notices", "--json", "--now", LATER[-1]))
            self.judge(server, ledger, killed, COPIES if resend else 1)

    def kill_again_and_again(self, directory, server, chance) -> int:
        """Kills the sender shortly after the server took a random number of mails, so that about nine in ten are
        delivered in all turns together, however fast the machine is; or before it took any."""
        killed, seen = 0, []
        for turn in range(KILLS):
            before = server.taken()
            share = max(0, PEOPLE * 9 // 10 - before) // (KILLS - turn)
            some = chance.randint(0, 2 * share)
            sender = subprocess.Popen(
                [BINARY, "-C", directory, "send", "--quiet", "--now", NOW],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            while some > 0 and sender.poll() is None and server.taken() < before + some:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.01 if some > 0 else 0.2))
            killed += sender.poll() is None
            sender.kill()
            sender.wait()
            seen.append(server.taken())
        print(f"\n{killed} of {KILLS} killed while sending; taken so far, by turn: {seen[::10]}")
        self.assertGreaterEqual(killed, KILLS * 9 // 10, "too many runs ended by themselves: the test shows too little")
        self.assertGreater(len({n for n in seen}), KILLS // 3, "the kills hit no delivery: the test shows too little")
        return killed

    def code_of(self, directory) -> int:
        """`send` says with exit code 1 that notices wait for a person: here those that the last kill left under way."""
        states = json.loads(heraut(directory, "status", "--json", "--now", NOW))["totals"]
        return 1 if states["sending"] > 0 else 0

    def judge(self, server, ledger, killed, copies) -> None:
        arrived = collections.Counter(
            mail["Message-ID"].strip("<>").split("@")[0] for mail in server.messages()
        )
        state = {notice["id"]: notice["state"] for notice in ledger["notices"]}
        self.assertEqual(len(state), PEOPLE)
        lost = [i for i, s in state.items() if s == "accepted" and arrived[i] == 0]
        twice = [i for i, n in arrived.items() if n > copies and state[i] != "uncertain"]
        others = {i: s for i, s in state.items() if s not in ("accepted", "uncertain")}
        uncertain = [i for i, s in state.items() if s == "uncertain"]
        print(
            f"{sum(arrived.values())} mails of {len(arrived)} notices; "
            f"{len(uncertain)} uncertain, of which {sum(1 for i in uncertain if arrived[i])} had arrived"
        )
        self.assertEqual(lost, [], "accepted by the ledger, unknown to the server")
        self.assertEqual(twice, [], "told twice in silence")
        self.assertEqual(others, {}, "neither delivered nor reported")
        self.assertLessEqual(max(arrived.values()), copies, "told more often than the message asks for")
        self.assertEqual([i for i in arrived if i not in state], [])
        self.assertLessEqual(len(uncertain), killed * 4, "more uncertain than connections times kills")
        self.assertLess(len(uncertain), PEOPLE // 5)


if __name__ == "__main__":
    unittest.main()
