"""Several senders of one ledger on PostgreSQL: they share the work, and whatever happens to one of them, nobody is left out and
nobody is told twice without being reported.

    HERAUT_SENDERS_KILLS=2000   kills so many in place of 200
"""

import collections
import json
import os
import random
import signal
import subprocess
import time
import unittest

import onserver
from command import BINARY, heraut
from mailserver import postfix
from postgresserver import postgresql
from smallcampaign import NOW, approve

PEOPLE = 3000
SENDERS = 8
KILLS = int(os.environ.get("HERAUT_SENDERS_KILLS", "200"))
AT_ONCE = 4
LEASE = 15
SEED = 20270302


class Senders(onserver.OnServer):
    def setUp(self):
        super().setUp()
        self.relay = self.enterContext(postfix())
        self.senders = []
        self.addCleanup(lambda: [self.end(sender) for sender in self.senders])

    def end(self, sender) -> None:
        if sender.poll() is None:
            sender.kill()
        sender.wait()
        sender.stderr.close()

    def campaign(self, people: int, connections: int, schema: str) -> None:
        relay = f'{{url: "smtp://127.0.0.1:{self.relay.port}", limits: {{connections: {connections}}}}}'
        self.write(people, relay, schema, f"&lease={LEASE}")
        approve(self.directory)

    def start(self, *stays: str):
        sender = subprocess.Popen(
            [BINARY, "-C", self.directory, "send", "--quiet", "--now", NOW, *stays], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.senders.append(sender)
        return sender

    def start_together(self, many: int) -> list:
        """So many that stay: what is due is held until all are there."""
        heraut(self.directory, "hold", "--all", "--why", "until all are there", "--yes", "--by", "Jan", "--now", NOW)
        senders = [self.start("--watch") for _ in range(many)]
        self.until(lambda: len(self.seen()) == many, "not all are there")
        heraut(self.directory, "resume", "--all", "--why", "all are there", "--yes", "--by", "Jan", "--now", NOW)
        return senders

    def stop(self, sender) -> None:
        sender.send_signal(signal.SIGTERM)
        said = sender.communicate(timeout=120)[1]
        self.assertIn(sender.returncode, (0, 1, 130), said)

    def done(self) -> int:
        totals = json.loads(heraut(self.directory, "status", "--json", "--now", NOW))["totals"]
        return totals["accepted"] + totals["uncertain"]

    def until(self, what, about: str, within: float = 120) -> None:
        deadline = time.monotonic() + within
        while not what():
            if time.monotonic() > deadline:
                ended = [sender.stderr.read() for sender in self.senders if sender.poll() is not None]
                self.fail(f"{about}; {self.seen()} are there, and others said {ended}")
            time.sleep(0.005)

    def judge(self, most_uncertain: int) -> None:
        self.relay.settle()
        notices = json.loads(heraut(self.directory, "status", "--notices", "--json", "--now", NOW))["notices"]
        state = {notice["id"]: notice["state"] for notice in notices}
        arrived = collections.Counter(mail["Message-ID"].strip("<>").split("@")[0] for mail in self.relay.messages())
        uncertain = [one for one, now in state.items() if now == "uncertain"]
        print(
            f"\n{len(state)} notices, {sum(arrived.values())} mails; {len(uncertain)} uncertain,"
            f" of which {sum(1 for one in uncertain if arrived[one])} had arrived"
        )
        self.assertLessEqual(set(state.values()), {"accepted", "uncertain"}, collections.Counter(state.values()))
        self.assertEqual([one for one, many in arrived.items() if many > 1], [], "told twice")
        self.assertEqual([one for one, now in state.items() if now == "accepted" and arrived[one] == 0], [], "lost")
        self.assertEqual([one for one in arrived if one not in state], [])
        self.assertLessEqual(len(uncertain), most_uncertain)

    def test_eight_share_the_work_and_one_that_freezes_is_done_without(self):
        self.campaign(PEOPLE, SENDERS, "eight")
        senders = self.start_together(SENDERS)
        self.until(lambda: self.relay.taken() > PEOPLE // 6, "nothing is sent")
        frozen, killed = senders[0], senders[1]
        frozen.send_signal(signal.SIGSTOP)
        self.end(killed)
        self.until(lambda: self.done() == PEOPLE, "what the two had is left behind", 120)
        self.assertEqual(len(self.seen()), SENDERS - 2)
        frozen.send_signal(signal.SIGCONT)
        frozen.wait(timeout=60)
        self.assertEqual(frozen.returncode, 4, "it was to hear that others have its work")
        for sender in senders[2:]:
            self.stop(sender)
        shares = self.server.run("SELECT owner, count(*) FROM eight.notice WHERE state = 3 GROUP BY owner").splitlines()
        self.assertGreater(len(shares), SENDERS // 2, f"few did all the work: {shares}")
        # A connection each, and what is announced behind a dot is not begun.
        self.judge(most_uncertain=2)

    def seen(self) -> list[dict]:
        return json.loads(heraut(self.directory, "senders", "--json"))["senders"]

    def test_senders_that_are_killed_again_and_again_lose_nothing(self):
        chance = random.Random(SEED)
        self.campaign(PEOPLE, AT_ONCE, "kills")
        running, killed = [self.start() for _ in range(AT_ONCE)], 0
        for turn in range(KILLS):
            before = self.relay.taken()
            some = chance.randint(0, 2 * max(1, (PEOPLE * 9 // 10 - before) // (KILLS - turn)))
            deadline = time.monotonic() + 2
            while self.relay.taken() < before + some and time.monotonic() < deadline and any(one.poll() is None for one in running):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.02))
            at = chance.randrange(AT_ONCE)
            killed += running[at].poll() is None
            self.end(running[at])
            running[at] = self.start()
        for sender in running:
            sender.wait(timeout=180)
        heraut(self.directory, "send", "--quiet", "--now", NOW, code=None)
        print(f"\n{killed} of {KILLS} killed while sending")
        self.assertGreater(killed, KILLS * 8 // 10, "too many ended by themselves: the test shows too little")
        self.judge(most_uncertain=killed)

    def test_a_server_that_restarts_under_four_makes_nobody_hear_twice(self):
        self.campaign(PEOPLE, AT_ONCE, "restart")
        for crash in (False, True, True):
            before = self.relay.taken()
            senders = self.start_together(AT_ONCE)
            self.until(lambda: self.relay.taken() > before + PEOPLE // 6, "nothing is sent")
            self.server.stop(at_once=crash)
            for sender in senders:
                said = sender.communicate(timeout=120)[1]
                self.assertEqual(sender.returncode, 4, said)
            self.server.start()
        heraut(self.directory, "send", "--quiet", "--now", NOW, code=None)
        self.judge(most_uncertain=3 * AT_ONCE)

    def test_a_replica_takes_over_and_nobody_hears_twice(self):
        # One that is given up in the end is not the one of the other tests.
        self.server = self.enterContext(postgresql())
        self.campaign(PEOPLE, AT_ONCE, "over")
        replica = self.server.replica()
        self.addCleanup(replica.stop, at_once=True)
        both = f"127.0.0.1:{self.server.port},127.0.0.1:{replica.port}/postgres?target_session_attrs=read-write&"
        file = self.directory / "campaign.yaml"
        file.write_text(file.read_text().replace(f"127.0.0.1:{self.server.port}/postgres?", both))
        senders = self.start_together(AT_ONCE)
        self.until(lambda: self.relay.taken() > PEOPLE // 3, "nothing is sent")
        self.server.stop(at_once=True)
        for sender in senders:
            self.assertEqual(sender.wait(timeout=120), 4)
        replica.promote()
        refused = subprocess.run(
            [BINARY, "-C", self.directory, "send", "--quiet", "--now", NOW], capture_output=True, text=True, timeout=120, check=False
        )
        self.assertEqual(refused.returncode, 4, refused.stderr)
        self.assertIn("--after-restore", refused.stderr)
        # It had everything: nobody is told twice by going on.
        heraut(self.directory, "send", "--quiet", "--now", NOW, "--after-restore", "unsent", code=None)
        self.judge(most_uncertain=AT_ONCE)

    def test_an_approval_has_all_of_them_give_way(self):
        self.campaign(PEOPLE, AT_ONCE, "way")
        senders = self.start_together(AT_ONCE)
        self.until(lambda: self.relay.taken() > PEOPLE // 20, "nothing is sent")
        file = self.directory / "campaign.yaml"
        file.write_text(file.read_text().replace("deadline: 2027-03-19", "deadline: 2027-03-18"))
        heraut(self.directory, "approve", "--yes", "--by", "another", "--now", NOW)
        self.until(lambda: self.done() == PEOPLE, "they do not go on", 240)
        for sender in senders:
            self.stop(sender)
        self.judge(most_uncertain=0)


if __name__ == "__main__":
    unittest.main()
