"""A hold in the middle of a wave, by the command, beside a sender with sixteen connections to a real mail server."""

import collections
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

from command import BINARY, heraut
from mailserver import postfix
from smallcampaign import NOW, approve, small

PEOPLE = 2000
CONNECTIONS = 16


class Held(unittest.TestCase):
    def test_after_the_command_only_what_was_on_the_wire_goes_and_resumed_the_rest_goes_once(self):
        with postfix() as server, tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch) / "campaign"
            small(directory, PEOPLE, f'{{url: "smtp://127.0.0.1:{server.port}", limits: {{connections: {CONNECTIONS}}}}}')
            approve(directory)
            sender = subprocess.Popen([BINARY, "-C", directory, "send", "--quiet", "--now", NOW], stderr=subprocess.DEVNULL)
            while sender.poll() is None and server.taken() < PEOPLE // 3:
                time.sleep(0.001)
            heraut(directory, "hold", "--wave", "all", "--why", "mail is broken", "--yes", "--now", NOW)
            # What the server has seen the head of is on the wire, or further.
            held = (server.root / "log/mail.log").read_text().count("message-id=<")
            self.assertEqual(sender.wait(timeout=120), 0)
            server.settle()
            arrived = len(server.files())
            after = max(0, arrived - held)
            print(f"\n{held} of {PEOPLE} when the command returned, {after} after it")
            self.assertGreater(PEOPLE - held, 100, "the hold came too late: the test shows too little")
            self.assertLessEqual(after, CONNECTIONS)
            states = json.loads(heraut(directory, "status", "--json", "--now", NOW))["totals"]
            self.assertEqual((states["accepted"], states["held"]), (arrived, PEOPLE - arrived))

            heraut(directory, "resume", "--wave", "all", "--why", "mail works again", "--yes", "--now", NOW)
            heraut(directory, "send", "--quiet", "--now", NOW)
            server.settle()
            arrived = collections.Counter(str(mail["Message-ID"]) for mail in server.messages())
            self.assertEqual((len(arrived), set(arrived.values())), (PEOPLE, {1}))


if __name__ == "__main__":
    unittest.main()
