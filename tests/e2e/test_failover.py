"""Two real mail servers: Postfix is stopped in the middle of a wave, and Exim has the rest. Nobody hears anything twice, and
what Postfix may have had without saying so is known."""

import collections
import email
import email.policy
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

from command import BINARY, heraut
from eximserver import exim
from mailserver import postfix
from smallcampaign import NOW, approve, small

PEOPLE = 2000
CONNECTIONS = 4


class Failover(unittest.TestCase):
    def test_the_second_has_the_rest_when_the_first_is_stopped(self):
        with exim() as second, postfix() as first, tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch) / "campaign"
            urls = [f"smtp://127.0.0.1:{server.port}" for server in (first, second)]
            small(directory, PEOPLE, "".join(f'\n  - {{url: "{url}", limits: {{connections: {CONNECTIONS}}}}}' for url in urls))
            approve(directory)
            sender = subprocess.Popen(
                [BINARY, "-C", directory, "send", "--now", NOW], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            while sender.poll() is None and first.taken() < PEOPLE // 3:
                time.sleep(0.001)
            first.abort()
            said = sender.communicate(timeout=300)[1]
            # What it had taken by then is in its queue.
            first.again()
            first.settle()
            second.settle()
            self.assertIn("takes its place", " ".join(said.split()))

            notices = json.loads(heraut(directory, "status", "--notices", "--json", "--now", NOW))["notices"]
            state = {notice["id"]: notice["state"] for notice in notices}
            relay = {notice["id"]: notice["relay"] for notice in notices}
            arrived = [self.ids(server) for server in (first, second)]
            print(f"\n{len(arrived[0])} by the first, {len(arrived[1])} by the second; {collections.Counter(state.values())}")
            self.assertLessEqual(set(state.values()), {"accepted", "uncertain"})
            self.assertLessEqual(list(state.values()).count("uncertain"), CONNECTIONS)
            both = collections.Counter(arrived[0] + arrived[1])
            self.assertEqual(set(both.values()), {1}, "told twice")
            accepted = {identity for identity, now in state.items() if now == "accepted"}
            self.assertLessEqual(accepted, set(both), "accepted by the ledger, unknown to both servers")
            self.assertGreater(len(arrived[1]), PEOPLE // 4, "the second had little to do: the test shows too little")
            for server, identities in zip((first, second), arrived, strict=True):
                self.assertEqual({relay[identity] for identity in identities}, {f"127.0.0.1:{server.port}"})

    def ids(self, server) -> list[str]:
        mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in server.files()]
        return [str(mail["Message-ID"]).strip("<>").split("@")[0] for mail in mails]


if __name__ == "__main__":
    unittest.main()
