"""What Exim does that Postfix does not in the other tests: greylisting, a limit on size, a sender it will not have, and TLS."""

import collections
import json
import pathlib
import subprocess
import tempfile
import unittest

from command import BINARY, heraut
from eximserver import exim
from smallcampaign import NOW, approve, small

PEOPLE = 5
LATER = "2027-02-15T09:50+01:00"
# An address of this machine that does not say so: TLS is asked for.
ELSEWHERE = "[::ffff:127.0.0.1]"


class Campaign:
    """A small campaign, approved, whose mail goes by `relay`."""

    def __init__(self, scratch: str, relay: str, authority: pathlib.Path | None = None):
        self.directory = pathlib.Path(scratch) / "campaign"
        small(self.directory, PEOPLE, relay)
        if authority:
            (self.directory / "ca.pem").write_bytes(authority.read_bytes())
        approve(self.directory)

    def send(self, now: str = NOW, code: int = 0) -> str:
        done = subprocess.run(
            [BINARY, "-C", self.directory, "send", "--now", now, "--i-mean-it"], capture_output=True, text=True, timeout=300
        )
        said = done.stdout + done.stderr
        if done.returncode != code:
            raise AssertionError(f"exit {done.returncode}, not {code}\n{said}")
        # As it is wrapped is of no interest.
        return " ".join(said.replace("|", " ").split())

    def notices(self) -> list[dict]:
        return json.loads(heraut(self.directory, "status", "--notices", "--json", "--now", LATER))["notices"]

    def states(self) -> dict:
        return dict(collections.Counter(notice["state"] for notice in self.notices()))


class Exim(unittest.TestCase):
    def setUp(self):
        self.scratch = self.enterContext(tempfile.TemporaryDirectory())

    def test_who_is_greylisted_hears_a_little_later_and_once(self):
        with exim(greylists="yes") as server:
            campaign = Campaign(self.scratch, f'{{url: "smtp://127.0.0.1:{server.port}"}}')
            campaign.send()
            self.assertEqual(campaign.states(), {"deferred": PEOPLE})
            self.assertTrue(all("greylisted" in notice["detail"] for notice in campaign.notices()))
            campaign.send(LATER)
            self.assertEqual(campaign.states(), {"accepted": PEOPLE})
            server.settle()
            self.assertEqual(len(server.files()), PEOPLE)

    def test_a_message_over_the_limit_fails_by_name_and_bars_nobody(self):
        with exim(most="4K") as server:
            campaign = Campaign(self.scratch, f'{{url: "smtp://127.0.0.1:{server.port}"}}')
            campaign.send(code=1)
            self.assertEqual(campaign.states(), {"failed": PEOPLE})
            for notice in campaign.notices():
                self.assertRegex(notice["detail"], r"the message has \d+ bytes and the relay takes at most 4096")
            self.assertEqual(server.files(), [])

    def test_a_sender_that_is_not_taken_fails_nobody_and_says_what_is_wrong(self):
        with exim(rejected="*@voorbeeldstad.example") as server:
            campaign = Campaign(self.scratch, f'{{url: "smtp://127.0.0.1:{server.port}"}}')
            said = campaign.send(code=4)
            self.assertIn("550 5.7.1 sender address rejected: not here", said)
            self.assertIn("does not take our mail", said)
            self.assertLessEqual(set(campaign.states()), {"planned", "deferred"})
            self.assertEqual(server.files(), [])

    def test_tls_from_the_first_byte_and_starttls_with_an_authority_of_ones_own(self):
        with exim() as server:
            for n, url in enumerate([f"smtps://localhost:{server.tls_port}", f"smtp://{ELSEWHERE}:{server.port}"], 1):
                with self.subTest(url=url), tempfile.TemporaryDirectory() as scratch:
                    relay = f'{{url: "{url}", certificates: ca.pem}}'
                    campaign = Campaign(scratch, relay, authority=server.root / "tls/ca.pem")
                    seen = json.loads(heraut(campaign.directory, "relay", "test", "--json"))
                    self.assertRegex(seen["tls"], r"TLSv1\.[23]")
                    self.assertIn("Voorbeeldstad test authority", seen["certificate"]["issuer"])
                    campaign.send()
                    self.assertEqual(campaign.states(), {"accepted": PEOPLE})
                    server.settle()
                    self.assertEqual(len(server.files()), n * PEOPLE)
            taken = [line for line in server.log().splitlines() if " <= " in line]
            self.assertEqual(len(taken), 2 * PEOPLE)
            self.assertTrue(all("P=esmtps X=TLS" in line for line in taken), taken)

    def test_a_certificate_that_nobody_vouches_for_gets_no_mail(self):
        with exim() as server:
            campaign = Campaign(self.scratch, f'{{url: "smtp://{ELSEWHERE}:{server.port}"}}')
            said = campaign.send(code=4)
            self.assertRegex(said, "certificate")
            self.assertIn("certificates:", said)
            self.assertEqual((campaign.states(), server.files()), ({"planned": PEOPLE}, []))
            self.assertNotIn(" <= ", server.log())

    def test_a_relay_that_offers_no_starttls_gets_no_mail(self):
        with exim(offers_tls="") as server:
            campaign = Campaign(self.scratch, f'{{url: "smtp://{ELSEWHERE}:{server.port}"}}')
            said = campaign.send(code=4)
            self.assertIn("STARTTLS", said)
            self.assertEqual((campaign.states(), server.files()), ({"planned": PEOPLE}, []))


if __name__ == "__main__":
    unittest.main()
